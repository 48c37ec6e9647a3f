"""The entropy-complexity plane, against ordpy."""

from __future__ import annotations

import numpy as np
import pytest

from verification.plane import entropy_complexity


def test_noise_is_all_entropy_and_a_ramp_is_none() -> None:
    h, c = entropy_complexity(np.random.default_rng(0).normal(size=(300, 300)))
    assert h > 0.999 and c < 0.002
    assert entropy_complexity(np.add.outer(np.arange(50), 0.01 * np.arange(50)))[0] == 0


def test_it_is_what_ordpy_computes() -> None:
    ordpy = pytest.importorskip("ordpy")
    rng = np.random.default_rng(1)
    grey = np.cumsum(rng.normal(size=(60, 70)), axis=0) + rng.normal(size=(60, 70))
    assert entropy_complexity(grey) == pytest.approx(ordpy.complexity_entropy(grey, dx=2, dy=2), abs=1e-9)
