"""The report folder: hostile text stays text, the same input gives the same bytes, nothing is fetched."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from stylogeny.corpus.works import Works
from stylogeny.counterfactual.answer import BaselineScore, Credit, Estimate, ScoreEstimate
from stylogeny.counterfactual.baselines import OURS
from stylogeny.futures.imagine import imagine
from stylogeny.influence.graph import InfluenceGraph
from stylogeny.provenance import Provenance
from stylogeny.report.analysis import Analysis
from stylogeny.report.inputs import ReportInputs
from stylogeny.report.page import write

CREDIT = Credit(
    name='"Work <b>2</b>"',
    kind="work",
    works=("w2",),
    estimand="lineage",
    deletion="sampled",
    metric="bound",
    metrics={
        "bound": ScoreEstimate(
            12.0,
            (4.0, 19.0),
            np.array([4.0, 12.0, 19.0]),
            controls={"random": Estimate(1.0, (0.0, 2.0)), "matched": Estimate(3.0)},
            factual=1.0,
            unit="bits/dim",
        ),
        "rarity": ScoreEstimate(
            71.0, (2.0, 300.0), controls={"matched": Estimate(12.0)}, factual=100.0, unit="samples"
        ),
    },
    table=pd.DataFrame(),
    notes=("<u>note</u>",),
    baselines={
        OURS: BaselineScore(12.0, "per cent worse", 97.0, "12.000 % worse, above 97 % of works"),
        "leave-one-out": BaselineScore(0.1, "per cent worse", 40.0, "0.1 % worse; <i>Parody</i> stays in its data"),
    },
    provenance=Provenance({"seed": 0}),
    slug="w2",
)


class Tags(HTMLParser):
    """Collects tags, addresses and inline scripts of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.addresses: list[str] = []
        self.handlers: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.addresses += [v or "" for k, v in attrs if k in ("src", "href")]
        self.handlers += [k for k, _ in attrs if k.startswith("on")]


def parsed(file: Path) -> Tags:
    tags = Tags()
    tags.feed(file.read_text(encoding="utf-8"))
    return tags


@pytest.fixture(scope="module")
def material(graph: InfluenceGraph) -> ReportInputs:
    future = imagine(graph, root="w5", years=20, n=3, pictures=False)
    style = tuple(f"w{k}" for k in range(0, 40, 2))
    answers = [CREDIT, replace(CREDIT, slug="other", kind="style", name="Other", works=style)]
    return ReportInputs(graph, answers, {"w5": future}, {"steps": {"load": {"params": {"corpus": "x"}}}}, "A <corpus>")


@pytest.fixture(scope="module")
def report(material: ReportInputs, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(material, tmp_path_factory.mktemp("report") / "report").parent


def digests(folder: Path) -> dict[str, str]:
    return {
        str(f.relative_to(folder)): hashlib.sha256(f.read_bytes()).hexdigest()
        for f in sorted(folder.rglob("*"))
        if f.is_file()
    }


def test_hostile_text_stays_text(report: Path) -> None:
    pages = list(report.rglob("*.html"))
    assert len(pages) > 5
    for page in pages:
        tags = parsed(page)
        assert set(tags.tags) & {"b", "u"} == set()
        assert not tags.handlers and "x" not in tags.addresses
        assert "<script>alert" not in page.read_text(encoding="utf-8")


def test_every_address_is_in_the_folder(report: Path) -> None:
    for page in report.rglob("*.html"):
        for address in parsed(page).addresses:
            assert not re.match(r"^[a-z]+:|^//|^/", address), address
            if not address.startswith("#"):
                assert (page.parent / address).exists(), (page.name, address)


def test_nothing_in_it_reaches_the_network(report: Path) -> None:
    for file in report.rglob("*"):
        if file.suffix in (".html", ".js", ".css"):
            text = file.read_text(encoding="utf-8")
            assert not re.search(r"https?://", text), file.name
            assert "fetch(" not in text and "@import" not in text


def test_the_same_material_gives_the_same_bytes(material: ReportInputs, report: Path, tmp_path: Path) -> None:
    again = write(material, tmp_path / "report").parent
    assert digests(again) == digests(report)


def test_the_map_knows_every_dated_work_and_its_parents(report: Path, graph: InfluenceGraph) -> None:
    text = (report / "map-data.js").read_text(encoding="utf-8")
    data = json.loads(text.removeprefix("window.STYLOGENY = ").removesuffix(";\n"))
    inside = int((~np.isnan(graph.years)).sum())
    assert len(data["x"]) == len(data["title"]) == len(data["cells"]) == inside
    assert sorted(data["cells"]) == list(range(inside))
    assert np.all(np.diff(data["x"]) >= 0) and np.all(np.diff(data["year"]) >= 0)
    assert data["parents"][5] == [4, 60, 0, 30]
    missing = data["title"].index("Work 3")
    assert data["sizes"][2 * missing : 2 * missing + 2] == [0, 0]


def test_an_asked_work_has_its_sentence_interval_and_controls(report: Path) -> None:
    page = next((report / "works").glob("*w2.html")).read_text(encoding="utf-8")
    assert "12\u202f% worse (4-19\u202f%)" in page
    assert "Without it: 12 % worse (4-19 %)" in page and "Control: as many at random: 1.0 % worse (0.0-2.0 %)" in page
    assert "coming as near it by chance" in page and "71\u202f% worse (2-300\u202f%)" in page
    assert "&lt;u&gt;note&lt;/u&gt;" in page
    assert "&lt;i&gt;Parody&lt;/i&gt; stays in its data" in page and "so it is dispensable to leave-one-out" in page
    assert (report / "works" / "answer-other.html").exists()


def test_imagined_works_stand_with_their_parents(report: Path, material: ReportInputs) -> None:
    index = (report / "index.html").read_text(encoding="utf-8")
    history = material.histories["w5"]
    for k in range(len(history)):
        assert str(history.table["year"].iat[k]) in index
    assert "None of these exist" in index


def test_a_second_report_leaves_nothing_of_the_first(
    material: ReportInputs, graph: InfluenceGraph, tmp_path: Path
) -> None:
    folder = tmp_path / "report"
    write(material, folder)
    write(ReportInputs(graph), folder)
    assert not (folder / "works" / "answer-other.html").exists()


def test_a_folder_that_is_no_report_is_not_emptied(graph: InfluenceGraph, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("keep")
    with pytest.raises(ValueError, match="not a report"):
        write(ReportInputs(graph), tmp_path)
    assert (tmp_path / "mine.txt").read_text() == "keep"


def test_a_corpus_too_large_for_the_map_is_cut_to_its_weightiest(
    graph: InfluenceGraph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("stylogeny.report.map_data.MOST", 10)
    index = write(ReportInputs(graph), tmp_path / "report")
    text = (index.parent / "map-data.js").read_text(encoding="utf-8")
    data = json.loads(text.removeprefix("window.STYLOGENY = ").removesuffix(";\n"))
    assert len(data["x"]) == 10 and sorted(data["cells"]) == list(range(10))
    assert all(0 <= p < 10 for row in data["parents"] for p in row[::2])
    assert "The 10 dated works that left most" in index.read_text(encoding="utf-8")


def test_intervals_of_descendants_hold_the_expectation(graph: InfluenceGraph) -> None:
    reading = Analysis(graph, seed=1)
    assert reading.offspring_interval(38) == (0, 0)
    low, high = reading.descendants_interval(0)
    assert low <= graph.importance[0] <= high
    mean = reading._sampled[0].mean(axis=0)
    assert np.allclose(mean, graph.importance, atol=1.5)


def test_long_ties_are_between_artists_and_ranked_by_weight(graph: InfluenceGraph) -> None:
    ties = Analysis(graph).long_ties(5)
    assert len(ties) == 1  # all long ties lead to the first work, which is shown once
    assert ties[0].parent == 0 and ties[0].lag >= 80 and ties[0].weight == pytest.approx(0.3)


def test_colourless_reproductions_are_not_paired_over_the_centuries(graph: InfluenceGraph, tmp_path: Path) -> None:
    reading = Analysis(graph)
    tie = reading.long_ties(1)[0]
    assert not reading.grey(tie.parent)  # a coloured picture, or none to look at
    shade = np.linspace(0, 255, 32 * 32).reshape(32, 32, 1).astype(np.uint8).repeat(3, axis=2)
    sepia = np.clip(shade * [1.0, 1.0, 1.0] + [20, 5, 0], 0, 255).astype(np.uint8)
    files = {}
    for name, picture in (("parent", shade), ("child", sepia)):
        Image.fromarray(picture).save(tmp_path / f"{name}.png")
        files[name] = str(tmp_path / f"{name}.png")
    table = graph.works.table.copy()
    places = [tie.parent, *np.flatnonzero(graph.parents[:, [tie.parent]].toarray().ravel())]
    table.loc[table.index[places], "picture"] = [files["parent"], *[files["child"]] * (len(places) - 1)]
    space = replace(graph.embedding, works=Works(table))
    assert Analysis(replace(graph, embedding=space)).long_ties(5) == []
