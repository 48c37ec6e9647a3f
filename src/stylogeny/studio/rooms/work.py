"""Works: a list that is searched, and a room for each: its picture, what it came from, what came of it."""

from __future__ import annotations

import io
from collections.abc import Iterable
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ...corpus.calendar import lag_text
from ...display.thumbnails import thumbnail_of
from ...influence.placement import nearest_works
from ...report.drawings.lineage import Relative, lineage
from ...report.page_images import PageImage
from ..pages import Page, address, number, page_routes
from ..refused import Refused
from ..room import Room
from ..state import Studio

SIDES = (96, 160, 320, 640, 1280)  # pixels: the sizes in which pictures are given
A_PAGE = 60  # works of a page of the list
LEAST = 0.005  # weight below which a relative is not named
NEAR = 12  # parents, children and nearest works named
KEPT_PICTURES = 2000


def routes(studio: Studio) -> list[BaseRoute]:
    """The list, a work, its picture."""
    return [
        *page_routes(studio, "/works", lambda request: works_page(studio, request)),
        *page_routes(studio, "/work/{id:path}", lambda request: work_page(studio, request)),
        Route("/picture/{side:int}/{id:path}", lambda request: picture(studio, request)),
    ]


ROOM = Room("work", "Works", "/works", routes)


def works_page(studio: Studio, request: Request) -> Page:
    """The works in time: those with every word of ``q`` in title, artist, style or id, of ``artist`` and ``style``."""
    works, asked = studio.works, request.query_params
    found = np.ones(len(works), dtype=bool)
    for word in asked.get("q", "").casefold().split():
        found &= np.char.find(studio.once("words", lambda: _words(studio)), word) >= 0
    for name in ("artist", "style"):
        if asked.get(name):
            found &= works.column(name).astype(str) == asked[name]
    rows = np.flatnonzero(found)
    rows = rows[np.argsort(works.year[rows], kind="stable")]  # undated ones last
    pages = max(1, -(-len(rows) // A_PAGE))
    at = int(number(request, "page", 1, low=1, high=pages))
    shown = rows[(at - 1) * A_PAGE : at * A_PAGE]
    data = {
        "q": asked.get("q", ""), "artist": asked.get("artist", ""), "style": asked.get("style", ""),
        "count": len(rows), "number": at, "pages": pages, "works": [captioned(studio, r) for r in shown],
    }  # fmt: skip
    kinds = {name: studio.once(("names", name), partial(_names, studio, name)) for name in ("artist", "style")}
    columns = ["id", "title", "artist", "date_text", "earliest", "latest", "style", "genre", "medium", "status"]
    return Page("works.html", "Works", data, {"kinds": kinds}, lambda: works.table.iloc[rows][columns])


def work_page(studio: Studio, request: Request) -> Page:
    """A work."""
    row = studio.row(request.path_params["id"])
    works, about = studio.works, captioned(studio, row)
    line = works.table.iloc[row]
    data: dict[str, object] = {
        "work": about,
        "status": str(line["status"]),
        "catalogue": {name: str(line[name]) for name in ("genre", "medium", "date_text", "status") if line.get(name)},
    }
    dated = bool(np.isfinite(studio.graph.years[row]))
    data |= _place_in_time(studio, row) if dated else {}
    kin = {
        "parents": _relatives(studio, studio.graph.parents, row),
        "children": _relatives(studio, studio.analysis.children, row),
        "nearest": _nearest(studio, row),
    }
    drawings = {"wide": _lineage(studio, row, upright=False), "tall": _lineage(studio, row, upright=True)}
    lines = [{"relation": name, **each} for name, several in kin.items() for each in several]
    columns = ["relation", "id", "title", "artist", "date", "style", "weight", "lag", "distance"]
    context = {**drawings, "dated": dated}
    return Page("work.html", about["title"], {**data, **kin}, context, lambda: pd.DataFrame(lines, columns=columns))


def captioned(studio: Studio, row: int) -> dict[str, Any]:
    """A work as every room names it: id, title, artist, date, style, the address of its room and of its picture."""
    row = int(row)
    works = studio.works
    name, title, artist, style = (str(works.table[c].iat[row]) for c in ("id", "title", "artist", "style"))
    return {
        "id": name,
        "title": title or name,
        "artist": artist,
        "date": works.date(row),
        "style": style,
        "href": address("work", name),
        "picture": picture_address(studio, row),
    }


def picture_address(studio: Studio, row: int, side: int = 320) -> str | None:
    """Where a work's picture is, at most `side` pixels a side, one of :data:`SIDES`; None where it has none."""
    return address("picture", str(side), str(studio.works.ids[row])) if studio.works.pictured[row] else None


def picture(studio: Studio, request: Request) -> Response:
    """A work's picture as JPEG."""
    side, name = request.path_params["side"], request.path_params["id"]
    if side not in SIDES:
        raise Refused(f"pictures are {', '.join(map(str, SIDES))} pixels a side", got=side, status=404)
    row = studio.row(name)
    if not studio.works.pictured[row]:
        raise Refused("this work has no picture", got=name, status=404)
    kept: dict[tuple[int, int], bytes] = studio.once("pictures", dict)
    data = kept.get((row, side))
    if data is None:
        data = jpeg(studio, row, side)
        if side <= SIDES[2] and len(kept) < KEPT_PICTURES:
            kept[row, side] = data
    return Response(data, media_type="image/jpeg", headers={"Cache-Control": "private, max-age=3600"})


def jpeg(studio: Studio, row: int, side: int) -> bytes:
    """A work's picture at most `side` pixels a side, as the bytes of a JPEG."""
    out = io.BytesIO()
    try:
        thumbnail_of(studio.works.picture(row), side).save(out, format="JPEG", quality=85)
    except (OSError, ValueError, SyntaxError) as error:
        raise Refused("this picture cannot be read", got=studio.works.ids[row], status=404) from error
    return out.getvalue()


def _words(studio: Studio) -> np.ndarray:
    """What a search looks through, in small letters."""
    table = studio.works.table
    text = table["title"].astype(str)
    for name in ("artist", "style", "id"):
        text = text + " " + table[name].astype(str)
    return np.array([each.casefold() for each in text], dtype=str)


def _names(studio: Studio, column: str) -> list[tuple[str, int]]:
    """The names of a column with their numbers of works, the most first."""
    count = pd.Series(studio.works.column(column).astype(str)).value_counts()
    return [(str(name), int(number)) for name, number in count.items() if name][:200]


def _place_in_time(studio: Studio, row: int) -> dict[str, object]:
    """What the model says of a work, with the ends of its intervals over genealogies."""
    graph, analysis = studio.graph, studio.analysis
    return {
        "innovation": float(graph.innovation[row]),
        "offspring": float(graph.fertility[row]),
        "offspring_interval": analysis.offspring_interval(row),
        "descendants": float(graph.importance[row]),
        "descendants_interval": analysis.descendants_interval(row),
        "styles": analysis.styles_reached(row),
        "year": float(graph.years[row]),
    }


def _relatives(studio: Studio, table: sparse.csr_array, row: int) -> list[dict[str, object]]:
    span = slice(table.indptr[row], table.indptr[row + 1])
    pairs = sorted(zip(table.data[span], table.indices[span]), key=lambda e: (-e[0], e[1]))
    years = studio.graph.years
    return [
        {**captioned(studio, r), "weight": round(float(w), 4), "lag": lag_text(abs(float(years[row] - years[r])))}
        for w, r in pairs[:NEAR]
        if w >= LEAST
    ]


def _nearest(studio: Studio, row: int) -> list[dict[str, object]]:
    if not studio.works.pictured[row]:
        return []
    space = studio.graph.embedding
    rows, distance = nearest_works(space, space.vectors[row], NEAR + 1)
    pairs: Iterable[tuple[int, float]] = zip(rows, distance)
    return [{**captioned(studio, r), "distance": round(float(d), 4)} for r, d in pairs if r != row][:NEAR]


def _lineage(studio: Studio, row: int, *, upright: bool) -> object:
    """The lineage drawn; None for a work without relatives."""
    relatives = studio.analysis.relatives(row)
    if len(relatives.generation) < 2:
        return None
    drawn = []
    for other, generation in sorted(relatives.generation.items(), key=lambda e: (e[1], studio.graph.years[e[0]])):
        about = captioned(studio, other)
        name = about["artist"] or about["title"]
        drawn.append(Relative(other, generation, name, about["date"], _page_image(studio, other)))
    return lineage(drawn, relatives.edges, upright=upright)


def _page_image(studio: Studio, row: int) -> PageImage | None:
    """A work's picture with the size in which it is given: its shape without decoding it."""
    source = picture_address(studio, row, 160)
    if source is None:
        return None
    from PIL import Image

    try:
        with Image.open(studio.works.picture(row)) as image:
            wide, high = image.size
    except (OSError, ValueError, SyntaxError):
        return None
    scale = min(1.0, 160 / max(wide, high))
    return PageImage(source, max(1, round(wide * scale)), max(1, round(high * scale)))
