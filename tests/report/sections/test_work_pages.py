"""The pages of works and of answers: who is a neighbour, whose lineage is drawn, which answers stand where."""

from __future__ import annotations

import pytest

from stylogeny.influence.graph import InfluenceGraph
from stylogeny.report.analysis import Analysis
from stylogeny.report.inputs import ReportInputs
from stylogeny.report.sections.cards import Cards
from stylogeny.report.sections.work_pages import WorkPage, page_files, work_pages


@pytest.fixture(scope="module")
def pages(inputs: ReportInputs, graph: InfluenceGraph) -> list[WorkPage]:
    """Of two works, the second of them asked about, and of an answer about a style."""
    analysis = Analysis(graph)
    return work_pages(inputs, Cards(analysis, {}, page_files(analysis, [20, 2])))


def test_every_work_has_a_page_and_every_answer_a_place(pages: list[WorkPage]) -> None:
    assert [page.file for page in pages] == ["000020-w20", "000002-w2", "answer-other"]
    assert [len(page.answers) for page in pages] == [0, 1, 1]


def test_a_work_stands_with_its_parents_and_children(pages: list[WorkPage]) -> None:
    page = pages[0]
    assert [(p.id, p.lag, round(p.weight, 6)) for p in page.parents] == [("w19", 5.0, 0.6), ("w0", 100.0, 0.3)]
    assert [c.id for c in page.children] == ["w21"]
    assert not page.alone and page.wide is not None and page.wide.count("<path") > 3
    assert page.numbers is not None and page.numbers.innovation == pytest.approx(0.1)


def test_an_answer_about_several_shows_the_foremost_of_them(pages: list[WorkPage]) -> None:
    page = pages[2]
    assert page.work is None and page.wide is None and page.numbers is None
    assert [card.row for card in page.members] == sorted(card.row for card in page.members) and len(page.members) == 6
    assert page.members[0].href is None and page.members[1].href == "works/000002-w2.html"
