"""The kernel fitted to a planted history: its drift, and the heavy tail of its steps."""

from __future__ import annotations

import numpy as np
import pytest

from stylogeny.futures.kernel import OffspringKernel
from stylogeny.influence.graph import InfluenceGraph


@pytest.fixture(scope="module")
def kernel(graph: InfluenceGraph) -> OffspringKernel:
    return OffspringKernel.fit(graph)


def test_the_planted_drift_and_step_law_are_found(kernel: OffspringKernel) -> None:
    assert kernel.drift == pytest.approx(0.01, rel=0.01)
    assert abs(kernel.axis[0]) == pytest.approx(1.0)
    assert kernel.usual == pytest.approx(0.1, rel=0.35)
    assert 0.02 < kernel.mixture[kernel.scales > 0.4].sum() < 0.12  # one work in twenty leaps


def test_drawn_steps_have_the_fitted_heavy_tail(kernel: OffspringKernel) -> None:
    rng = np.random.default_rng(0)
    lengths = np.array([np.linalg.norm(kernel.draw(rng)[0]) for _ in range(4000)])
    assert np.quantile(lengths, 0.5) < 0.4
    assert (lengths > 1.0).mean() == pytest.approx(0.05, abs=0.025)
