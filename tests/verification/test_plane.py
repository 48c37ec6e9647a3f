"""The entropy-complexity plane of verification/plane.py, against ordpy."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "verification" / "plane.py"


@pytest.fixture(scope="module")
def script():
    spec = importlib.util.spec_from_file_location("verify_plane", SCRIPT)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_noise_is_all_entropy_and_a_ramp_is_none(script) -> None:
    h, c = script.entropy_complexity(np.random.default_rng(0).normal(size=(300, 300)))
    assert h > 0.999 and c < 0.002
    assert script.entropy_complexity(np.add.outer(np.arange(50), 0.01 * np.arange(50)))[0] == 0


def test_it_is_what_ordpy_computes(script) -> None:
    ordpy = pytest.importorskip("ordpy")
    rng = np.random.default_rng(1)
    grey = np.cumsum(rng.normal(size=(60, 70)), axis=0) + rng.normal(size=(60, 70))
    assert script.entropy_complexity(grey) == pytest.approx(ordpy.complexity_entropy(grey, dx=2, dy=2), abs=1e-9)
