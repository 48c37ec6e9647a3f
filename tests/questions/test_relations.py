"""Sources and followers are what the graph says, with intervals that hold the point."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from stylogeny.errors import StylogenyError
from stylogeny.influence.graph import InfluenceGraph
from stylogeny.questions.documented import Documented
from stylogeny.questions.relations import followers, pair_captions, sources


def test_the_sources_of_a_work_are_its_parents(graph: InfluenceGraph) -> None:
    table = sources(graph, "w10").table
    assert list(table["elder"]) == ["w9", "w0"] and np.allclose(table["share"], [0.6, 0.3])
    assert set(table["younger"]) == {"w10"}
    assert list(table["years"].round()) == [5, 50]
    assert (table["low"] <= table["share"] + 1e-9).all() and (table["share"] <= table["high"] + 1e-9).all()


def test_the_followers_of_a_work_are_its_children(graph: InfluenceGraph) -> None:
    table = followers(graph, "w0", n=50).table
    assert len(table) == 38 and table["younger"].iat[0] == "w1" and np.isclose(table["share"].iat[0], 0.9)
    assert np.allclose(table["share"].iloc[1:], 0.3)
    assert len(followers(graph, "w0", n=3).table) == 3


def test_several_works_share_their_sources_out(graph: InfluenceGraph) -> None:
    table = sources(graph, ["w10", "w12"]).table.set_index("elder")["share"]
    assert np.isclose(table["w9"], 0.3) and np.isclose(table["w11"], 0.3) and np.isclose(table["w0"], 0.3)


def test_a_work_whose_parenthood_is_certain_has_a_narrow_interval(graph: InfluenceGraph) -> None:
    line = sources(graph, "w1").table.iloc[0]
    assert line["probability"] == pytest.approx(0.9) and line["low"] == 0 and line["high"] == pytest.approx(1.0)


def test_the_sources_of_a_style_are_other_styles(graph: InfluenceGraph) -> None:
    found = sources(graph, "Other")
    (line,) = found.table.to_dict("records")
    assert found.about.kind == "style" and line["name"] == "School <i>" and line["share"] > 0.95
    assert 0 < line["low"] < line["share"] <= line["high"] <= 1
    assert line["documented"] is None


def test_the_sources_of_an_artist_are_other_artists_by_surname(graph: InfluenceGraph) -> None:
    found = sources(graph, "Artist 2 <b>")
    assert found.about.kind == "artist" and "Artist 2 <b>" not in set(found.table["name"])
    assert {"Artist 1 <b>", "Artist 0 <b>"} <= set(found.table["name"])
    assert (found.table["share"].diff().dropna() <= 0).all() and found.table["share"].sum() <= 1 + 1e-9
    assert ((found.table["low"] < found.table["share"]) & (found.table["share"] < found.table["high"])).all()
    (elder, said), (younger, _) = pair_captions(found, found.table.iloc[0].to_dict())
    assert graph.years[elder] < graph.years[younger] and str(graph.works.table["title"].iat[elder]) in said


def test_what_is_documented_is_marked(graph: InfluenceGraph, tmp_path: Path) -> None:
    (tmp_path / "influences.csv").write_text("influencer,influenced\nartist 1 <B>,Artist 2 <b>\n")
    known = Documented.read(tmp_path / "influences.csv")
    table = sources(graph, "Artist 2 <b>", documented=known).table.set_index("name")["documented"]
    assert table["Artist 1 <b>"] is True and table["Artist 0 <b>"] is False
    others = sources(graph, "Artist 4 <b>", documented=known).table.set_index("name")["documented"]
    assert others["Artist 0 <b>"] is None  # nothing is on record of either
    (tmp_path / "other.csv").write_text("a,b\n1,2\n")
    with pytest.raises(StylogenyError, match="columns influencer and influenced"):
        Documented.read(tmp_path / "other.csv")


def test_it_is_one_line_a_picture_strip_and_a_plot(graph: InfluenceGraph) -> None:
    found = sources(graph, "w10")
    assert repr(found) == 'Relations(2 sources of "Work 10" (Artist 2 <b>, 1550), first Work 9)'
    assert found._repr_html_().count("<img") == 2
    assert found.plot().get_yticklabels()[0].get_text() == "Work 9"
    assert found.records()[0]["share"] == pytest.approx(0.6)


def test_works_without_sources_say_so(graph: InfluenceGraph) -> None:
    assert len(sources(graph, "w0").table) == 0
    with pytest.raises(StylogenyError, match="no such work, artist, style or genre"):
        sources(graph, "nobody")
