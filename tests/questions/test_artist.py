"""An artist is their works in time, and what the graph says of these."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from helpers.credit_answer import CREDIT
from stylogeny.errors import UnknownWork
from stylogeny.influence.graph import InfluenceGraph
from stylogeny.questions.artist import artist


def test_works_sources_followers_and_what_descends(graph: InfluenceGraph) -> None:
    found = artist(graph, "artist 2 b")
    rows = np.arange(10, 15)
    assert list(found.works["id"]) == [f"w{k}" for k in rows] and found.active == "1550 to 1570"
    assert found.descendants == pytest.approx(graph.importance[rows].sum(), rel=1e-6)
    assert found.interval[0] <= found.descendants <= found.interval[1]
    assert found.own == pytest.approx(4 * 0.6 / 5)
    assert found.sources.direction == "sources" and found.followers.direction == "followers"


def test_answers_about_the_artist_are_found(graph: InfluenceGraph) -> None:
    own = replace(CREDIT, kind="artist", works=("w10", "w11"))
    assert artist(graph, "Artist 2 <b>", credits=(CREDIT, own)).credits == (own,)


def test_an_unknown_artist_is_answered_with_artists(graph: InfluenceGraph) -> None:
    with pytest.raises(UnknownWork, match=r"no such artist .*did you mean 'Artist"):
        artist(graph, "Artst 2")


def test_it_is_one_line_a_picture_strip_and_a_plot(graph: InfluenceGraph) -> None:
    found = artist(graph, "Artist 2 <b>")
    assert repr(found) == "ArtistSummary(Artist 2 <b>: 5 works, 1550 to 1570)"
    assert found._repr_html_().count("<img") == 5
    assert len(found.plot().lines[0].get_xdata()) == 5
