"""A report folder from its material: index.html, a page per asked work, pictures, the map's data. Self-contained."""

from __future__ import annotations

import importlib.resources
import json
import re
import shutil
from pathlib import Path
from typing import Any

import jinja2
import numpy as np

import stylogeny

from ..artifacts import write_text
from ..errors import StylogenyError
from ..progress import Callback
from . import drawings
from .analysis import Analysis
from .atlas import plates, thumbnail_atlas
from .content import caption, card, future, pages_of, tie_of
from .diagnostics import measured
from .findings import findings
from .inputs import ReportInputs
from .map_data import atlas_order, map_data

STATIC = ("report.css", "map.js")
SHOWN = 6  # works in a row of pictures
PAIRS = 6
ARTISTS = 30


def write(material: ReportInputs, folder: Path | str, *, seed: int = 0, callback: Callback | None = None) -> Path:
    """Write the report into `folder`, in place of the report that is there, and return the path of its index.html.

    The same material and seed give the same bytes. The folder appears when it is whole.

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
        _fill(material, part, seed=seed, callback=callback)
        shutil.rmtree(folder, ignore_errors=True)
        part.replace(folder)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return folder / "index.html"


def _fill(material: ReportInputs, folder: Path, *, seed: int, callback: Callback | None) -> None:
    reading = Analysis(material.graph, seed)
    chosen = _chosen(material, reading)
    shown = plates(material.graph.works, chosen["every"], folder)
    context = _common(material) | {"plates": shown, "reading": reading}
    order = atlas_order(material.graph)
    atlas = thumbnail_atlas(material.graph.works, order, folder / "thumbs", callback=callback)
    pages = pages_of(material, reading, chosen["pages"], shown)
    write_text(folder / "map-data.js", map_data(material.graph, atlas, pages))
    for name in STATIC:
        write_text(folder / name, _static(name))
    env = _environment()
    for page in pages.values():
        html = env.get_template("work.html").render(context | {"page": page, "base": "../"})
        write_text(folder / "works" / f"{page['file']}.html", html)
    index = context | {
        "base": "",
        "findings": findings(material, reading),
        "important": [card(reading, row, shown, pages) for row in chosen["important"]],
        "fertile": [card(reading, row, shown, pages) for row in chosen["fertile"]],
        "mapped": len(order),
        "centuries": [(c, card(reading, row, shown, pages)) for c, row in chosen["centuries"]],
        "ties": [tie_of(reading, tie, shown, pages) for tie in chosen["ties"]],
        "odd": [
            tie_of(reading, o.tie, shown, pages)
            | {
                "probability": o.probability,
                "why": o.why,
                "instead": None if o.instead is None else caption(reading, o.instead),
            }
            for o in chosen["odd"]
        ],
        "answers": [page for page in pages.values() if page["answer"]],
        "futures": [future(material, name, folder, shown) for name in material.histories],
        "matrix": _matrix(reading),
        "innovation": _innovation(reading),
        "measured": measured(material),
    }
    write_text(folder / "index.html", env.get_template("index.html").render(index))


def _static(name: str) -> str:
    return (importlib.resources.files(__package__) / "static" / name).read_text(encoding="utf-8")


def _environment() -> jinja2.Environment:
    env = jinja2.Environment(
        loader=jinja2.PackageLoader("stylogeny.report", "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters["percent"] = lambda value: f"{100 * value:.0f}\u202f%"
    env.filters["count"] = lambda value: f"{value:,.0f}" if value >= 10 else f"{value:.1f}"
    env.filters["whole"] = lambda value: f"{value:,}"
    env.filters["tidy"] = lambda text: re.sub(r"(\d) %", "\\1\u202f%", text)
    env.filters["json"] = lambda value: json.dumps(value, indent=1, sort_keys=True, ensure_ascii=False, default=str)
    return env


def _common(material: ReportInputs) -> dict[str, Any]:
    graph, works = material.graph, material.graph.works
    inside = ~np.isnan(graph.years)
    artists = {str(a) for a in works.column("artist")[inside] if a}
    return {
        "name": material.name,
        "version": stylogeny.__version__,
        "total": len(works),
        "dated": int(inside.sum()),
        "artists": len(artists),
        "first": int(np.floor(graph.years[inside].min())) if inside.any() else None,
        "last": int(np.floor(graph.years[inside].max())) if inside.any() else None,
        "status": works.table.loc[~inside, "status"].value_counts().sort_index().to_dict(),
        "manifest": material.manifest,
        "embedding": dict(graph.embedding.provenance),
        "model": dict(graph.params),
    }


def _chosen(material: ReportInputs, reading: Analysis) -> dict[str, Any]:
    """Rows that get a picture, by where they are shown."""
    graph = material.graph
    out: dict[str, Any] = {
        "important": reading.foremost(graph.importance, 2 * SHOWN),
        "fertile": reading.foremost(graph.fertility, SHOWN),
        "centuries": reading.by_century(),
        "ties": reading.long_ties(PAIRS),
        "odd": reading.unexpected(PAIRS),
    }
    asked = {a.slug: material.rows_of(a) for a in material.credits}
    single = [int(rows[0]) for rows in asked.values() if len(rows) == 1]
    out["pages"] = list(dict.fromkeys([*single, *out["important"], *out["fertile"], *(r for _, r in out["centuries"])]))
    pairs = [*out["ties"], *(o.tie for o in out["odd"])]
    every = set(out["pages"]) | {r for t in pairs for r in (t.parent, t.child)}
    for row in out["pages"]:
        every |= set(reading.relatives(row)[0])
    for rows in asked.values():
        best = rows[np.argsort(-graph.importance[rows], kind="stable")][:6]
        every |= {int(r) for r in best}
    known = {i: r for r, i in enumerate(graph.works.ids)}
    for history in material.histories.values():
        every |= {known[p] for p in history.parents["parent"] if p in known}
    out["every"] = every
    return out


def _matrix(reading: Analysis) -> Any:
    names, shares, years = reading.artists(ARTISTS)
    if len(names) < 2:
        return None
    return drawings.matrix(names, shares, notes=[f"median year {y:.0f}" for y in years])


def _innovation(reading: Analysis) -> Any:
    periods = reading.innovation_over_time()
    if len(periods) < 3 or max(p[1] for p in periods[1:]) < 0.02:
        return None
    years, values, bands, _ = (list(part) for part in zip(*periods))
    return drawings.over_time(years, values, bands, "Share of each work without an ancestor here, over time")
