"""The works in time, in periods of equal length."""

from __future__ import annotations

import pytest

from stylogeny.errors import StylogenyError
from stylogeny.influence.graph import InfluenceGraph
from stylogeny.questions.timeline import timeline


def test_every_work_is_in_one_period(graph: InfluenceGraph) -> None:
    found = timeline(graph, every=50)
    assert found.table["works"].sum() == 39 and (found.table["end"] - found.table["start"] == 49).all()
    assert list(found.table["start"]) == [1500, 1550, 1600, 1650]
    assert found.table["foremost"].iat[0][0] == "w0" and found.table["works"].iat[0] == 10
    assert 8 <= len(timeline(graph).table) <= 20


def test_years_may_be_chosen(graph: InfluenceGraph) -> None:
    found = timeline(graph, first=1550, last=1574)
    assert found.table["works"].sum() == 5 and found.years == (1550, 1570)
    found = timeline(graph, first=1555, last=1590, every=20)
    assert [*zip(found.table["start"], found.table["end"])] == [(1555, 1559), (1560, 1579), (1580, 1590)]
    assert found.table["works"].sum() == 8 and found.years == (1555, 1590)
    with pytest.raises(StylogenyError, match="no work here is from these years"):
        timeline(graph, first=1900)


def test_it_is_one_line_a_picture_strip_and_a_plot(graph: InfluenceGraph) -> None:
    found = timeline(graph, every=50)
    assert repr(found) == "Timeline(1500-1690: 39 works in 4 periods)" and found._repr_html_().count("<img") == 4
    assert sum(bar.get_height() for bar in found.plot().patches) == 39
