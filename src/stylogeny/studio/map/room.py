"""The map room: the page at ``/``, the numbers, words and sheets that its script asks for."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from ...display.map.atlas import CELLS
from ...display.map.scripts import STATIC, modules
from ..pages import Page, Refused, address, json_response, page_routes
from ..room import Room
from ..state import Studio
from .query import MapQuery
from .store import MapStore

FILTERS = ("q", "artist", "style", "century", "region")
NAMED = 200  # works of a query that the page's data name
DRAFT = "draft"  # in a query: places as they are now, where they may be others soon
NOT_KEPT = {"Cache-Control": "no-store"}
FOR_EVER = {"Cache-Control": "private, max-age=31536000, immutable"}  # the address has the mark of the data in it


def routes(studio: Studio) -> list[BaseRoute]:
    """The page, its data, and what the script asks for."""

    def of_this_run(request: Request) -> MapStore:
        store = MapStore.of(studio)
        if request.path_params["mark"] != store.mark:
            raise Refused("the run has changed since this page was opened", fix="open the page again", status=404)
        return store

    def numbers(request: Request) -> Response:
        layout, draft = of_this_run(request).layout, DRAFT in request.query_params
        if not (layout.settled or draft):
            raise Refused("the works are not in their places yet", fix="try again in a moment", status=404)
        headers = NOT_KEPT if draft else FOR_EVER
        return Response(layout.data.to_bytes(), media_type="application/octet-stream", headers=headers)

    def words(request: Request) -> Response:
        store = of_this_run(request)
        text = json.dumps(dict(store.data.words), ensure_ascii=False, separators=(",", ":"))
        return Response(text, media_type="application/json", headers=FOR_EVER)

    def progress(request: Request) -> Response:
        return json_response(MapStore.of(studio).progress())

    def cells(request: Request) -> Response:
        store = of_this_run(request)
        return _kept(store.atlas.cells(request.path_params["number"]), "application/octet-stream")

    def sheet(request: Request) -> Response:
        store = of_this_run(request)
        cell = request.path_params["cell"]
        if cell not in CELLS:
            raise Refused(f"cells have {', '.join(map(str, CELLS))} pixels", got=cell, status=404)
        return _kept(store.atlas.sheet(cell, request.path_params["number"]), "image/jpeg")

    return [
        *page_routes(studio, "/", lambda request: map_page(studio, request)),
        Route("/map/atlas.json", progress),
        Route("/map/{mark}/numbers.safetensors", numbers),
        Route("/map/{mark}/words.json", words),
        Route("/map/{mark}/cells/{number:int}", cells),
        Route("/map/{mark}/sheet/{cell:int}/{number:int}", sheet),
        Mount("/static/map", _Modules(directory=STATIC)),
    ]


ROOM = Room("map", "Map", "/", routes, begin=lambda studio: MapStore.of(studio).layout)


def map_page(studio: Studio, request: Request) -> Page:
    """The page; its data are the works that the address means, and the lineage of the one that it selects."""
    store = MapStore.of(studio)
    layout = store.layout
    data, settled = layout.data, layout.settled
    query = studio.once(("map query", settled), lambda: MapQuery(data))
    asked = {name: request.query_params.get(name, "") for name in FILTERS}
    found = query.matching(asked)
    rows = data.order[found[data.order]]
    lanes = {name: int((data.lane == k).sum()) for k, name in enumerate(("in_time", "undated", "refused"))}
    answer: dict[str, object] = {
        "count": len(data), **lanes, **asked, "mark": store.mark, "settled": settled,
        "matching": len(rows), "works": [_named(query, row) for row in rows[:NAMED]],
    }  # fmt: skip
    selected = query.row(request.query_params.get("work", ""))
    if selected is not None:
        family = {"parents": query.parents(selected), "children": query.children(selected)}
        answer["selected"] = {**_named(query, selected), **family}
    return Page("map.html", "Map", answer, {"modules": modules("map.js")}, lambda: _table(query, rows))


def _named(query: MapQuery, row: int) -> dict[str, object]:
    data, words = query.data, query.data.words
    return {
        "id": words["ids"][row],
        "title": words["titles"][row] or words["ids"][row],
        "artist": words["artists"][data.artist[row]],
        "date": words["dates"][row],
        "style": words["styles"][data.style[row]],
        "href": address("work", words["ids"][row]),
    }


def _table(query: MapQuery, rows: np.ndarray) -> pd.DataFrame:
    data = query.data
    table = pd.DataFrame([_named(query, row) for row in rows], columns=["id", "title", "artist", "date", "style"])
    places = {name: getattr(data, name)[rows] for name in ("year", "lane", "x", "down")}
    return table.assign(**places)


def _kept(file: Path, media_type: str) -> Response:
    if not file.is_file():
        raise Refused("this sheet of thumbnails is not made yet", status=404)
    return FileResponse(file, media_type=media_type, headers=FOR_EVER)


class _Modules(StaticFiles):
    """The map's scripts; a browser asks each time whether they are still the same."""

    async def get_response(self, path: str, scope: dict[str, object]) -> Response:  # type: ignore[override]
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = "no-cache"
        return response
