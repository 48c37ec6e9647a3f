"""The planted history of `helpers.planted_history`, the small past, and what one society made of it."""

import pytest

from helpers.planted_history import graph as graph
from helpers.small_past import past as past
from stylogeny.histories.simulate import simulate
from stylogeny.histories.simulation import Simulation
from stylogeny.influence.graph import InfluenceGraph


@pytest.fixture(scope="session")
def history(past: InfluenceGraph) -> Simulation:
    return simulate(past, years=40, artists=40, pictures=0, seed=3)
