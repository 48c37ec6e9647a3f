"""The planted history of `helpers.planted_history`, once per session, and a tree grown from it."""

import pytest

from helpers.planted_history import graph as graph
from stylogeny.futures.tree import Futures, grow
from stylogeny.influence.graph import InfluenceGraph


@pytest.fixture(scope="session")
def tree(graph: InfluenceGraph) -> Futures:
    return grow(graph, root="w220", years=20, branching=2, generations=3, seed=5)
