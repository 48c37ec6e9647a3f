"""The map's data: every dated work, its thumbnail and its parents."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from helpers.map_data import read_map
from stylogeny.influence.graph import InfluenceGraph


def test_the_map_knows_every_dated_work_and_its_parents(report: Path, graph: InfluenceGraph) -> None:
    data = read_map(report)
    inside = int((~np.isnan(graph.years)).sum())
    assert len(data["x"]) == len(data["title"]) == len(data["cells"]) == inside
    assert sorted(data["cells"]) == list(range(inside))
    assert np.all(np.diff(data["x"]) >= 0) and np.all(np.diff([int(y) for y in data["year"]]) >= 0)
    assert data["parents"][5] == [4, 60, 0, 30]
    missing = data["title"].index("Work 3")
    assert data["sizes"][2 * missing : 2 * missing + 2] == [0, 0]
