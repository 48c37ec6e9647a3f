"""Pages run nothing that a corpus brought: every template has a policy, and a real browser is shown hostile names."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from helpers.browser import Tab
from helpers.browser import tab as tab
from helpers.simulated_history import two_schools
from stylogeny.corpus.works import Works
from stylogeny.futures.tree import grow
from stylogeny.influence.graph import InfluenceGraph
from stylogeny.questions.artist import artist
from stylogeny.questions.period import period
from stylogeny.questions.relations import sources
from stylogeny.questions.similar import similar
from stylogeny.questions.timeline import timeline
from stylogeny.report.careers import write_careers
from stylogeny.report.catalogue import catalogue
from stylogeny.report.environment import environment
from stylogeny.report.inputs import ReportInputs
from stylogeny.report.page import write
from stylogeny.report.questions.artist import artist_page
from stylogeny.report.questions.others import similar_page, timeline_page
from stylogeny.report.questions.period import period_page
from stylogeny.report.questions.relations import relations_page
from stylogeny.report.tree_page import export

WITNESS = "witness"  # what any of these would leave behind, had it run or become a part of the page
HOSTILE = (
    "<script>window.witness=1</script></title></style></script><script>window.witness=1</script>"
    "\"'><img class=witness src=x onerror=window.witness=1><svg class=witness onload=window.witness=1>"
    "<a class=witness href=javascript:window.witness=1>\u2028${window.witness=1}{{ 7*7 }}-->"
)


def test_every_page_has_a_policy_that_lets_no_foreign_script_run() -> None:
    env = environment()
    sources = {name: env.loader.get_source(env, name)[0] for name in env.list_templates()}  # type: ignore[union-attr]
    pages = [text for text in sources.values() if "<head>" in text]
    assert len(pages) == 3  # the others extend these, or are parts of them
    for text in pages:
        policy = text.split('http-equiv="Content-Security-Policy" content="')[1].split('"')[0]
        rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
        assert rules["default-src"] == rules["base-uri"] == rules["form-action"] == "'none'"
        assert "unsafe" not in rules.get("script-src", "")


@pytest.fixture(scope="module")
def pages(graph: InfluenceGraph, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """One of every kind, with a hostile text wherever a corpus, a person or a model may put one."""
    folder = tmp_path_factory.mktemp("hostile")
    table = graph.works.table.assign(title=HOSTILE, artist=HOSTILE, style=HOSTILE, medium=HOSTILE, genre=HOSTILE)
    hostile = replace(graph, embedding=replace(graph.embedding, works=Works(table, graph.works.root)))
    tree = grow(hostile, branching=2, generations=1)
    tree = tree.rename(tree.alive[0], HOSTILE)
    history = two_schools()
    history = replace(
        history,
        works=history.works.assign(title=HOSTILE),
        artists=history.artists.assign(name=[f"{HOSTILE}{k}" for k in range(len(history.artists))]),
        movements=history.movements.assign(name=[f"{HOSTILE}{k}" for k in range(len(history.movements))]),
    )
    inputs = ReportInputs(hostile, (), {HOSTILE: tree.works}, {"steps": {HOSTILE: {"params": {"x": HOSTILE}}}}, HOSTILE)
    index = write(inputs, folder / "report")
    answers = folder / "questions"
    return [
        index,
        next((index.parent / "works").glob("*.html")),
        export(tree, folder / "tree.html"),
        write_careers(history, folder),
        catalogue(history).write(folder, history.pictures),
        relations_page(sources(hostile, "w10"), answers),
        period_page(period(hostile, 1550, 1599), answers),
        artist_page(artist(hostile, HOSTILE), answers),
        similar_page(similar(hostile.embedding, "w10"), answers),
        timeline_page(timeline(hostile, every=50), answers),
    ]


def test_nothing_runs_from_titles_names_and_manifests(tab: Tab, pages: list[Path]) -> None:
    for page in pages:
        assert "window.witness=1" in page.read_text(encoding="utf-8")  # it is there, as text
        tab.open(page.as_uri(), 1200)
        assert tab.value("window.witness") is None, page.name
        assert tab.value("document.querySelectorAll('.witness').length") == 0, page.name
        assert tab.value("document.querySelectorAll('h1').length") == 1, page.name
