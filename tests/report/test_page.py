"""The report folder: hostile text stays text, the same inputs give the same bytes, nothing is fetched; in a real
browser it renders, says nothing on the console, and fits a phone."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from helpers.browser import Tab
from helpers.browser import tab as tab
from helpers.map_data import read_map
from stylogeny.influence.evidence import Evidence
from stylogeny.influence.graph import InfluenceGraph
from stylogeny.report.inputs import ReportInputs
from stylogeny.report.page import write


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


def test_few_works_are_no_ground_for_single_ties(report: Path) -> None:
    warning = "it cannot be said of single works which came from which"
    assert warning in (report / "index.html").read_text(encoding="utf-8")
    pages = [page.read_text(encoding="utf-8") for page in (report / "works").glob("*.html")]
    assert any("Its lines" in page for page in pages)
    assert all(warning in page for page in pages if "Its lines" in page)


def test_every_address_is_in_the_folder(report: Path) -> None:
    addresses = [(page, address) for page in report.rglob("*.html") for address in parsed(page).addresses]
    assert len(addresses) > 20
    for page, address in addresses:
        assert not re.match(r"^[a-z]+:|^//|^/", address), address
        if not address.startswith("#"):
            assert (page.parent / address.partition("#")[0]).exists(), (page.name, address)


def test_nothing_in_it_reaches_the_network(report: Path) -> None:
    files = [file for file in report.rglob("*") if file.suffix in (".html", ".js", ".css")]
    assert {file.suffix for file in files} == {".html", ".js", ".css"}
    for file in files:
        text = file.read_text(encoding="utf-8")
        assert not re.search(r"https?://", text), file.name
        assert "fetch(" not in text and "@import" not in text


def test_the_same_inputs_give_the_same_bytes(inputs: ReportInputs, report: Path, tmp_path: Path) -> None:
    again = write(inputs, tmp_path / "report").parent
    assert digests(again) == digests(report) != {}


def test_an_asked_work_has_its_sentence_interval_and_controls(report: Path) -> None:
    page = next((report / "works").glob("*w2.html")).read_text(encoding="utf-8")
    assert "12\u202f% worse (4-19\u202f%)" in page
    assert "Without it: 12 % worse (4-19 %)" in page and "Control: as many at random: 1.0 % worse (0.0-2.0 %)" in page
    assert "coming as near it by chance" in page and "71\u202f% worse (2-300\u202f%)" in page
    assert "&lt;u&gt;note&lt;/u&gt;" in page
    assert "&lt;i&gt;Parody&lt;/i&gt; stays in its data" in page and "so it is dispensable to leave-one-out" in page
    assert (report / "works" / "answer-other.html").exists()


def test_imagined_works_stand_with_their_parents(report: Path, inputs: ReportInputs) -> None:
    index = (report / "index.html").read_text(encoding="utf-8")
    history = inputs.histories["w5"]
    assert len(history) > 0
    for k in range(len(history)):
        assert str(history.table["year"].iat[k]) in index
    assert "None of these exist" in index


def test_a_second_report_leaves_nothing_of_the_first(
    inputs: ReportInputs, graph: InfluenceGraph, tmp_path: Path
) -> None:
    folder = tmp_path / "report"
    write(inputs, folder)
    write(ReportInputs(graph), folder)
    assert not (folder / "works" / "answer-other.html").exists()


def test_a_folder_that_is_no_report_is_not_emptied(graph: InfluenceGraph, tmp_path: Path) -> None:
    (tmp_path / "own.txt").write_text("keep")
    with pytest.raises(ValueError, match="not a report"):
        write(ReportInputs(graph), tmp_path)
    assert (tmp_path / "own.txt").read_text() == "keep"


def test_a_corpus_too_large_for_the_map_is_cut_to_its_weightiest(graph: InfluenceGraph, tmp_path: Path) -> None:
    index = write(ReportInputs(graph), tmp_path / "report", map_works=10)
    data = read_map(index.parent)
    assert len(data["x"]) == 10 and sorted(data["cells"]) == list(range(10))
    assert all(0 <= p < 10 for row in data["parents"] for p in row[::2])
    assert "The 10 dated works that left most" in index.read_text(encoding="utf-8")


@pytest.mark.parametrize("width", [390, 1440])
def test_the_page_renders_without_complaint_and_without_sideways_scrolling(tab: Tab, report: Path, width: int) -> None:
    for page in [report / "index.html", *sorted((report / "works").glob("*.html"))[:3]]:
        tab.open(page.as_uri(), width)
        assert tab.complaints() == []
        assert tab.value("document.documentElement.scrollWidth") <= width
        assert tab.value("document.querySelectorAll('h1').length") == 1
        broken = "[...document.images].filter(i => i.complete && !i.naturalWidth).map(i => i.src)"
        assert tab.value(broken) == []


def test_the_map_draws_and_answers_to_the_keyboard(tab: Tab, report: Path) -> None:
    tab.open((report / "index.html").as_uri(), 1440)
    assert int(tab.value("document.getElementById('mapcanvas').dataset.painted")) == 39
    press = "document.getElementById('mapcanvas').dispatchEvent(new KeyboardEvent('keydown', {key: '%s'}))"
    tab.value(press % "n")
    first = tab.value("document.getElementById('mapcard').textContent")
    assert "alert('x')" in first  # the weightiest work: its hostile title is shown as text
    tab.value(press % "n")
    assert tab.value("document.getElementById('mapcard').textContent") != first
    tab.value(press % "Escape")
    assert tab.value("document.getElementById('mapcard').hidden") is True
    assert tab.complaints() == []


def test_search_finds_a_work_by_its_title(tab: Tab, report: Path) -> None:
    tab.open((report / "index.html").as_uri(), 1440)
    tab.value(
        "(() => { const s = document.getElementById('mapsearch'); s.value = 'work 17'; "
        "s.dispatchEvent(new Event('input')); })()"
    )
    assert "Work 17" in tab.value("document.getElementById('mapcard').textContent")


def test_all_works_and_artists_are_listed_though_few_rows_exist(tab: Tab, report: Path) -> None:
    tab.open((report / "browse.html").as_uri() + "#w10", 1200)
    count = "document.querySelectorAll('.browserow').length"
    assert 0 < tab.value(count) < 25 and tab.value("document.getElementById('rowcount').textContent") == "39 works"
    said = tab.value("document.getElementById('detail').textContent")
    assert "Work 10" in said and "Where it came from" in said and "Work 9" in said and "60\u202f%" in said
    tab.value("location.hash = 'artists'; 0")
    tab.value("new Promise(done => setTimeout(done, 60))")
    assert tab.value("document.getElementById('rowcount').textContent") == "8 artists"
    find = (
        "const s = document.getElementById('browsesearch'); s.value = 'artist 3'; s.dispatchEvent(new Event('input'))"
    )
    tab.value(find)
    assert tab.value("document.getElementById('rowcount').textContent") == "1 artists"


def test_years_and_title_are_those_asked_for(inputs: ReportInputs, tmp_path: Path) -> None:
    some = replace(inputs, name="A decade", years=(1550, 1599), credits=(), histories={})
    folder = write(some, tmp_path / "report").parent
    index = (folder / "index.html").read_text(encoding="utf-8")
    assert "<h1>A decade</h1>" in index and "10 dated works" in index and "1550 to 1595" in index
    assert len(read_map(folder)["x"]) == 10


def test_the_order_test_is_the_first_thing_that_is_said(inputs: ReportInputs, tmp_path: Path) -> None:
    tests = {"real": -1.0, "shuffled": (-1.5, -1.51, -1.49), "nearby": (-1.1, -1.1, -1.1), "backwards": -1.4}
    for real, claim in ((-1.0, "The order of these works matters."), (-1.5, "No sign that the order")):
        evidence = Evidence(**{**tests, "real": real}, works=39)
        model = replace(inputs.graph.require_model(), evidence=evidence)
        graph = replace(inputs.graph, model=model)
        folder = write(replace(inputs, graph=graph, credits=(), histories={}), tmp_path / "report").parent
        index = (folder / "index.html").read_text(encoding="utf-8")
        assert index.index(claim) < index.index('class="findings"') and index.count(claim) == 2  # and under the map
        assert claim in next((folder / "works").glob("*.html")).read_text(encoding="utf-8")
        assert claim in (folder / "browse.html").read_text(encoding="utf-8")
