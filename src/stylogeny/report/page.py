"""A report folder from its inputs: index.html, a page per asked work, pictures, the map's data. Self-contained."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from markupsafe import Markup

from .. import __version__
from ..artifacts import write_text
from ..corpus.calendar import year_text
from ..errors import StylogenyError
from ..influence.tracing import too_few_works
from ..progress import Callback
from .analysis import Analysis, Edge, UnlikelyEdge
from .comparison.check import FOLDER as TRUTH
from .comparison.check import TruthCheck, read_check
from .diagnostics import diagnostics
from .drawings.charts import matrix, over_time
from .environment import environment, static
from .findings import findings, order_test
from .inputs import ReportInputs
from .map.artists import artists_data
from .map.data import MAX_WORKS, atlas_order, map_data
from .map.thumbnails import thumbnail_atlas
from .page_images import write_images
from .sections.cards import Cards
from .sections.imagined import imagined_section
from .sections.work_pages import WorkPage, foremost, page_files, work_pages

STATIC = ("report.css", "map.js", "browse.js")
CARDS = 6  # works in a row of pictures
PAIRS = 6
ARTISTS = 30


def write(
    inputs: ReportInputs,
    folder: Path | str,
    *,
    map_works: int = MAX_WORKS,
    seed: int = 0,
    callback: Callback | None = None,
) -> Path:
    """Write the report into `folder`, in place of the report that is there, and return the path of its index.html.

    The same inputs and seed give the same bytes. The folder appears when it is whole. Of a corpus of more than
    `map_works` dated works the map shows those that left most behind them.

    Raises
    ------
    StylogenyError
        When `folder` holds something that is not a report.
    """
    folder = Path(folder)
    if folder.exists() and any(folder.iterdir()) and not (folder / "map-data.js").exists():
        raise StylogenyError("the folder is not a report", got=str(folder), fix="name an empty or a new one")
    part = folder.with_name(f".{folder.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    try:
        _fill(inputs, part, map_works=map_works, seed=seed, callback=callback)
        shutil.rmtree(folder, ignore_errors=True)
        part.replace(folder)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return folder / "index.html"


@dataclass(frozen=True)
class _Choice:
    """The works that the report shows, by where it shows them, as rows."""

    important: list[int]
    fertile: list[int]
    centuries: list[tuple[int, int]]
    ties: list[Edge]
    unlikely: list[UnlikelyEdge]
    pages: list[int]
    pictures: set[int]


def _fill(inputs: ReportInputs, folder: Path, *, map_works: int, seed: int, callback: Callback | None) -> None:
    graph = inputs.graph
    analysis = Analysis(graph, seed, *inputs.years)
    choice = _choose(inputs, analysis)
    images = write_images(graph.works, choice.pictures, folder)
    order = atlas_order(graph, map_works, rows=analysis.rows)
    atlas = thumbnail_atlas(graph.works, order, folder / "thumbs", callback=callback)
    cards = Cards(analysis, images, page_files(analysis, choice.pages))
    pages = work_pages(inputs, cards)
    write_text(folder / "map-data.js", map_data(graph, atlas, order, cards.files))
    write_text(folder / "artists-data.js", artists_data(graph))
    for name in STATIC:
        write_text(folder / name, static(name))
    env, common = environment(), _common(inputs, analysis)
    for page in pages:
        html = env.get_template("work.html").render(common | {"page": page, "base": "../"})
        write_text(folder / "works" / f"{page.file}.html", html)
    browse = env.get_template("browse.html").render(common | {"base": "", "mapped": len(order)})
    write_text(folder / "browse.html", browse)
    index = common | _index(inputs, cards, choice, pages, folder) | {"base": "", "mapped": len(order)}
    write_text(folder / "index.html", env.get_template("index.html").render(index))


def _index(inputs: ReportInputs, cards: Cards, choice: _Choice, pages: list[WorkPage], folder: Path) -> dict[str, Any]:
    """What index.html is filled with."""
    analysis = cards.analysis
    return {
        "findings": findings(inputs, analysis),
        "truth": _truth(inputs, folder),
        "important": [cards.card(row) for row in choice.important],
        "fertile": [cards.card(row) for row in choice.fertile],
        "centuries": [(century, cards.card(row)) for century, row in choice.centuries],
        "ties": [cards.pair(tie) for tie in choice.ties],
        "unlikely": [cards.unlikely(edge) for edge in choice.unlikely],
        "answers": [page for page in pages if page.answers],
        "futures": [
            imagined_section(history, name, analysis, folder, cards.images)
            for name, history in inputs.histories.items()
        ],
        "matrix": _matrix(analysis),
        "innovation": _innovation(analysis),
        "diagnostics": diagnostics(inputs.graph),
    }


def _truth(inputs: ReportInputs, folder: Path) -> TruthCheck | None:
    """What was checked against a painted world, its pictures copied into the report."""
    found = None if inputs.truth is None else read_check(inputs.truth)
    if found is not None and inputs.truth is not None:
        shutil.copytree(inputs.truth, folder / TRUTH)
    return found


def _common(inputs: ReportInputs, analysis: Analysis) -> dict[str, Any]:
    """What every page may be filled with."""
    graph, works, rows = inputs.graph, inputs.graph.works, analysis.rows
    inside = ~np.isnan(graph.years)
    artists = {str(a) for a in works.column("artist")[rows] if a}
    return {
        "name": inputs.name,
        "version": __version__,
        "dated": len(rows),
        "order_test": order_test(graph),
        "artists": len(artists),
        "first": year_text(graph.years[rows].min()) if len(rows) else None,
        "last": year_text(graph.years[rows].max()) if len(rows) else None,
        "caution": too_few_works(graph),
        "status": works.table.loc[~inside, "status"].value_counts().sort_index().to_dict(),
        "manifest": inputs.manifest,
        "embedding": graph.embedding.provenance.document(),
        "model": {**graph.provenance.parameters, **({} if graph.model is None else graph.model.document())},
    }


def _choose(inputs: ReportInputs, analysis: Analysis) -> _Choice:
    graph = inputs.graph
    important, fertile = analysis.foremost(graph.importance, 2 * CARDS), analysis.foremost(graph.fertility, CARDS)
    centuries = analysis.by_century()
    ties, unlikely = analysis.long_ties(PAIRS), analysis.unexpected(PAIRS)
    asked = {answer.slug: inputs.rows_of(answer) for answer in inputs.credits}
    single = [int(rows[0]) for rows in asked.values() if len(rows) == 1]
    pages = list(dict.fromkeys([*single, *important, *fertile, *(row for _, row in centuries)]))
    pictures = set(pages)
    for tie in [*ties, *(edge.tie for edge in unlikely)]:
        pictures |= {tie.parent, tie.child}
    for row in pages:
        pictures |= set(analysis.relatives(row).generation)
    for rows in asked.values():
        pictures |= set(foremost(analysis, rows))
    row_of = {i: r for r, i in enumerate(graph.works.ids)}
    for history in inputs.histories.values():
        pictures |= {row_of[p] for p in history.parents["parent"] if p in row_of}
    return _Choice(important, fertile, centuries, ties, unlikely, pages=pages, pictures=pictures)


def _matrix(analysis: Analysis) -> Markup | None:
    artists = analysis.artists(ARTISTS)
    if len(artists.names) < 2:
        return None
    return matrix(artists.names, artists.shares, notes=[f"median year {year_text(year)}" for year in artists.years])


def _innovation(analysis: Analysis) -> Markup | None:
    periods = analysis.innovation_over_time()
    if len(periods) < 3 or max(p.innovation for p in periods[1:]) < 0.02:
        return None
    return over_time(
        [p.year for p in periods],
        [p.innovation for p in periods],
        [(p.low, p.high) for p in periods],
        "Share of each work without an ancestor here, over time",
    )
