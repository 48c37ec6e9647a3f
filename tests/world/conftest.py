"""One small world per session, so that no test makes its own."""

from __future__ import annotations

import pytest

from stylogeny.world.ground_truth import GroundTruth
from stylogeny.world.history import World


@pytest.fixture(scope="session")
def small_world() -> World:
    """150 works, everything planted, 40 % lost."""
    return World.make("all", works=150, seed=4)


@pytest.fixture(scope="session")
def small_truth(small_world: World) -> GroundTruth:
    """Its truth, with a few futures."""
    return GroundTruth.of(small_world, futures=4, max_works=60)
