"""What new users stumbled over, one test for each, in the order in which it was met.

The numbers are those of the list that was kept while the project was tried. What concerned reading a corpus is tested
in tests/corpus, pictures and exports in tests/generation, tests/style and tests/cli, worlds without a work in
tests/counterfactual, names in the README (28) in tests/docs/test_readme.py, catalogues (29) in
tests/report/test_catalogue.py and tests/text, careers (30) in tests/futures/test_careers.py, talk (31) in
tests/histories/test_conversation.py, what takes long (32) in tests/cli/test_search.py and benchmarks/questions.py.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import stylogeny as sg
from helpers.credit_answer import CREDIT
from helpers.small_graph import small_graph
from helpers.stripes import stripe_cache as stripe_cache
from helpers.stripes import stripe_space as stripe_space
from helpers.stripes import stripe_works as stripe_works
from helpers.traced_run import traced_run
from stylogeny.cli import COMMANDS, main
from stylogeny.corpus.works import Works
from stylogeny.embedding.space import Embedding
from stylogeny.errors import StylogenyError, UnknownWork
from stylogeny.influence.graph import InfluenceGraph
from stylogeny.questions.opened import OpenRun

ARTISTS = ("Claude Monet", "Vincent van Gogh", "Gustav Klimt", "Ivan Grohar")


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> InfluenceGraph:
    """Forty works by four painters, ten each, one every five years; each work descends from the one before it."""
    plain = small_graph(tmp_path_factory.mktemp("corpus"))
    table = plain.works.table.assign(
        title=["Expectation" if k == 25 else f"Work {k}" for k in range(40)],
        artist=[ARTISTS[k // 10] for k in range(40)],
        style=[("Impressionism", "Post-Impressionism", "Symbolism", "Symbolism")[k // 10] for k in range(40)],
    )
    return replace(plain, embedding=replace(plain.embedding, works=Works(table, plain.works.root)))


@pytest.fixture
def run(graph: InfluenceGraph, tmp_path: Path) -> OpenRun:
    traced_run(tmp_path / "run", graph)
    CREDIT.save(tmp_path / "run")
    return sg.open(tmp_path / "run")


def test_06_info_is_short_and_marks_what_is_stale(run: OpenRun, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["info", str(run.path)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) < 12 and max(map(len, lines)) < 130  # stale steps: tests/cli/test_info.py


def test_07_whatever_is_printed_is_one_line(run: OpenRun) -> None:
    things = (run, run.works, run.space, run.graph, run.credits, run.futures, run.credits[CREDIT.slug])
    asked = (
        run.sources("Expectation"),
        run.similar("Klimt"),
        run.artist("Klimt"),
        run.period(1550, 1600),
        run.timeline(),
    )
    for thing in (*things, *asked):
        assert "\n" not in repr(thing) and len(repr(thing)) < 300, type(thing)


def test_08_notebooks_show_pictures_and_plots(run: OpenRun) -> None:
    import matplotlib as mpl

    mpl.use("Agg")
    asked = (
        run.sources("Expectation"),
        run.similar("Klimt"),
        run.artist("Klimt"),
        run.period(1550, 1600),
        run.timeline(),
    )
    for thing in (run.works, run.space, run.graph, *asked):
        assert '<img src="data:image/jpeg' in thing._repr_html_() and thing.plot().figure is not None
    assert "<table>" in run.credits[CREDIT.slug]._repr_html_() and len(run.credits[CREDIT.slug].plot().lines) > 2
    axes = run.graph.plot("Expectation")
    assert run.graph.plot("Expectation", ax=axes) is axes


def test_08_bars_are_drawn_in_a_notebook() -> None:
    code = (
        "import sys, types; sys.modules['ipykernel.zmqshell'] = types.ModuleType('ipykernel.zmqshell'); "
        "shell = types.ModuleType('IPython'); shell.get_ipython = lambda: object(); sys.modules['IPython'] = shell; "
        "from stylogeny.progress import in_notebook; print(in_notebook())"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.strip() == "True"
    from stylogeny.progress import in_notebook

    assert not in_notebook()


def test_09_a_run_opens_as_one_thing(run: OpenRun) -> None:
    assert len(run.works) == 40 and run.space.works is run.works and run.graph.works is run.works
    assert CREDIT.slug in run.credits and len(run.futures) == 0
    assert {"works", "space", "graph", "credits", "futures", "sources", "period"} <= set(dir(run))


@pytest.mark.parametrize("command", COMMANDS)
def test_10_every_command_is_a_function(command: str) -> None:
    assert callable(getattr(sg, command.replace("-", "_")))


def test_11_names_ids_and_rows_everywhere_and_tables_back(run: OpenRun) -> None:
    graph = run.graph
    assert np.array_equal(graph.ancestors("Expectation"), graph.ancestors(25))
    assert np.allclose(graph.descent("Klimt"), sum(graph.descent(k) for k in range(20, 30)))
    table = run.sources("Expectation").table
    assert isinstance(table, pd.DataFrame) and list(table["elder"]) == ["w24", "w0"]
    assert isinstance(sg.to_pandas(graph), pd.DataFrame) and isinstance(run.timeline().table, pd.DataFrame)


def test_12_a_surname_is_enough_and_artists_are_suggested_where_one_is_meant(run: OpenRun) -> None:
    for name, meant in (("van Gogh", "Vincent van Gogh"), ("Monet", "Claude Monet"), ("klimt, gustav", "Gustav Klimt")):
        assert run.artist(name).about.subject == run.sources(name).about.subject == meant
    with pytest.raises(UnknownWork, match=r"no such artist .*did you mean 'Gustav Klimt'"):
        run.artist("Klimmst")


def test_13_sources_and_pages_of_all_works(run: OpenRun, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sources", "van Gogh", str(run.path)]) == 0
    out = capsys.readouterr().out
    assert "Claude Monet" in out and Path(out.splitlines()[-1].strip()).exists()
    report = Path(sg.report(run)["report"])
    assert (report.parent / "browse.html").exists() and "Gustav Klimt" in (
        report.parent / "artists-data.js"
    ).read_text()


def test_14_what_happened_between_two_years(run: OpenRun, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["period", "1550", "1600", str(run.path)]) == 0
    out = capsys.readouterr().out
    assert all(heading in out for heading in ("Who mattered", "What was new", "Began", "Ended"))
    index = Path(sg.report(run, from_=1550, to=1599)["report"]).read_text(encoding="utf-8")
    assert "10 dated works" in index


def test_16_the_report_has_a_title_of_ones_own(run: OpenRun) -> None:
    index = Path(sg.report(run, title="Catalogue of everything")["report"]).read_text(encoding="utf-8")
    assert "<h1>Catalogue of everything</h1>" in index  # the test on the first screen: tests/report/test_page.py


def test_17_dates_are_printed_as_they_are_known(graph: InfluenceGraph, tmp_path: Path) -> None:
    table = graph.works.table.assign(date_text=["after 1620" if k == 25 else "" for k in range(40)])
    table.loc[25, "latest"] = 1660.0
    works = Works(table, graph.works.root)
    vague = replace(graph, embedding=replace(graph.embedding, works=works))
    traced_run(tmp_path / "vague", vague)
    report = Path(sg.report(tmp_path / "vague")["report"]).parent
    pages = [file.read_text(encoding="utf-8") for file in report.rglob("*.html")]
    drawn = int(vague.years[25])  # the year that the graph happens to use
    assert not any(re.search(rf"Expectation[^.]{{0,60}}\b{drawn}\b", page) for page in pages)
    assert "after 1620" in (report / "map-data.js").read_text(encoding="utf-8")
    assert sg.open(tmp_path / "vague").sources("Work 26").table["date"].iat[0] == "after 1620"


def test_18_a_picture_of_the_corpus_is_recognised(stripe_space: Embedding, tmp_path: Path) -> None:
    """It is that work, and not after itself."""
    from PIL import Image

    works = stripe_space.works
    with Image.open(works.picture(40)) as picture:
        picture.convert("RGB").save(tmp_path / "again.jpg", quality=92)
    (placed,) = sg.place(tmp_path / "again.jpg", stripe_space)
    assert placed.work is not None and placed.work["id"] == works.ids[40]
    assert works.ids[40] not in {w["id"] for w in (*placed.parents, *placed.nearest)}


def test_33_swapped_arguments_are_put_right(run: OpenRun, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sources", str(run.path), "Klimt"]) == 0
    assert "the run comes last" in capsys.readouterr().err


def test_34_what_needs_an_extra_says_so() -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "futures.md").read_text(encoding="utf-8")
    before = page[: page.index("--objective novel")]
    assert "stylogeny[society]" in before[-600:] or "stylogeny[society]" in page[len(before) : len(before) + 600]


def test_names_are_resolved_alike_by_every_command(run: OpenRun, capsys: pytest.CaptureFixture[str]) -> None:
    """One resolver: what one command understands another does."""
    for argv in (["sources", "gogh"], ["followers", "gogh"], ["similar", "gogh"], ["artist", "gogh"]):
        assert main([*argv, str(run.path), "--json"]) == 0
        said = json.loads(capsys.readouterr().out)
        assert (said.get("about") or said.get("artist")) == "Vincent van Gogh"
    with pytest.raises(StylogenyError, match="no such work, artist or style"):
        sg.credit(run.graph, "nobody at all")
    answer = sg.credit(run.graph, "gogh", bootstraps=0, seed=0)
    assert answer.name == "Vincent van Gogh" and answer.kind == "artist"
