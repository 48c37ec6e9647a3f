"""Where works stand on the map: across by date, down among contemporaries."""

from __future__ import annotations

import numpy as np

from stylogeny.influence.graph import InfluenceGraph
from stylogeny.report.map.layout import lay_out


def test_works_stand_in_the_order_of_their_years(graph: InfluenceGraph) -> None:
    layout = lay_out(graph)
    assert len(layout.rows) == 39 and (np.diff(layout.x) >= 0).all()
    assert layout.x[0] >= 0 and layout.x[-1] <= 1 and ((layout.y > 0) & (layout.y < 1)).all()
    assert layout.knots[0, 1] == 0 and layout.knots[-1, 1] == 1


def test_a_part_of_the_works_keeps_their_order(graph: InfluenceGraph) -> None:
    layout = lay_out(graph, only=np.array([30, 2, 11]))
    assert layout.rows.tolist() == [2, 11, 30]
