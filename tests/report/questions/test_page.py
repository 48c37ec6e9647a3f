"""Pages that answer a question: in one file, with pictures inside, escaped, without empty parts."""

from __future__ import annotations

from pathlib import Path

import pytest

from stylogeny.counterfactual.answer import Credit
from stylogeny.influence.graph import InfluenceGraph
from stylogeny.questions.artist import artist
from stylogeny.questions.period import period
from stylogeny.questions.relations import followers, sources
from stylogeny.questions.similar import similar
from stylogeny.questions.timeline import timeline
from stylogeny.report.questions.artist import artist_page
from stylogeny.report.questions.others import similar_page, timeline_page
from stylogeny.report.questions.page import AnswerSection, ShareBar, write_page
from stylogeny.report.questions.period import period_page
from stylogeny.report.questions.relations import relations_page


def page_of(graph: InfluenceGraph, what: str, folder: Path) -> str:
    match what:
        case "sources":
            file = relations_page(sources(graph, "w10"), folder)
        case "followers":
            file = relations_page(followers(graph, "Artist 2 <b>"), folder)
        case "period":
            file = period_page(period(graph, 1550, 1599), folder)
        case "artist":
            file = artist_page(artist(graph, "Artist 2 <b>"), folder)
        case "similar":
            file = similar_page(similar(graph.embedding, "w10"), folder)
        case _:
            file = timeline_page(timeline(graph, every=50), folder)
    return file.read_text(encoding="utf-8")


@pytest.mark.parametrize("what", ["sources", "followers", "period", "artist", "similar", "timeline"])
def test_a_page_is_one_escaped_file_with_its_pictures(graph: InfluenceGraph, what: str, tmp_path: Path) -> None:
    page = page_of(graph, what, tmp_path)
    assert page.count("<img") > 2 and 'src="data:image/jpeg' in page and "http" not in page.split("</style>")[1]
    assert "<b>" not in page.split("<body>")[1].replace('<b style="left', "") and "<script" not in page
    assert "evidence, not proof" in page and "None of these works exists" not in page


def test_the_earlier_work_stands_on_the_left(graph: InfluenceGraph, tmp_path: Path) -> None:
    pairs = page_of(graph, "sources", tmp_path).split("Side by side")[1]
    assert pairs.index("1545") < pairs.index("1550")


def test_answers_about_an_artist_are_on_the_page(graph: InfluenceGraph, tmp_path: Path) -> None:
    from dataclasses import replace

    from helpers.credit_answer import CREDIT

    own: Credit = replace(CREDIT, kind="artist", works=("w10",))
    page = artist_page(artist(graph, "Artist 2 <b>", credits=(own,)), tmp_path).read_text(encoding="utf-8")
    assert "What the world would lack" in page


def test_a_bar_shows_its_share_and_its_interval_and_empty_parts_are_left_out(tmp_path: Path) -> None:
    bars = AnswerSection("Shares", headings=("A", "B"), bars=[ShareBar("one", 0.2, 0.1, 0.4)], scale=0.4)
    page = write_page(tmp_path, "x", heading="X", summary="", sections=[bars, AnswerSection("Nothing")])
    text = page.read_text(encoding="utf-8")
    assert "width:50.0%" in text and "left:25.0%;width:75.0%" in text and "Nothing" not in text
