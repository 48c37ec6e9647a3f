"""A short history with a small public, which nothing here changes."""

from __future__ import annotations

import pytest

from stylogeny.histories.public.feed import Feed
from stylogeny.histories.simulate import simulate
from stylogeny.histories.simulation import Simulation
from stylogeny.influence.graph import InfluenceGraph
from stylogeny.society.public.fandom import Fandom


@pytest.fixture(scope="package")
def history(past: InfluenceGraph) -> Simulation:
    return simulate(past, years=12, artists=30, pictures=0, seed=3, fandom=Fandom(fans=80))


@pytest.fixture(scope="package")
def feed(history: Simulation) -> Feed:
    assert history.feed is not None
    return history.feed
