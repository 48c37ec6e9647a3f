"""Place: a picture of one's own in the run's history. When it would have been made, after what, beside what."""

from __future__ import annotations

from functools import partial
from threading import Lock
from typing import Any

import pandas as pd
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Route

from ...artifacts import Format, read_document, write_document
from ...corpus.calendar import year_text
from ...embedding.backbones.backbone import backbone as open_backbone
from ...influence.placement import place
from ..drawings import year_span
from ..pages import Fields, Page, address, change_route, leads_to, page_routes
from ..refused import Refused
from ..room import Room
from ..state import Studio
from ..uploads import Upload, received, upload, uploads
from .work import captioned

PLACED = Format("studio-placement", 1, "open its page again")
LISTED = 10  # parents and nearest works
SHOWN = 48
_placing = Lock()  # a backbone is run on one picture at a time


def routes(studio: Studio) -> list[BaseRoute]:
    """The door, where a picture is dropped; a picture's place; the picture."""
    return [
        change_route(studio, "/place", lambda request, fields: drop(studio, request, fields)),
        *page_routes(studio, "/place", lambda request: door(studio)),
        Route("/place/{id}/picture.png", lambda request: own_picture(studio, request)),
        *page_routes(studio, "/place/{id}", lambda request: placed_page(studio, request)),
    ]


ROOM = Room("place", "Place", "/place", routes)


def door(studio: Studio) -> Page:
    """Where a picture is dropped, and those that were."""
    return Page("place.html", "Place", {"uploads": [_about(each) for each in uploads(studio)[:SHOWN]]})


def drop(studio: Studio, request: Request, fields: Fields) -> Response:
    """Take a picture and place it."""
    dropped = received(studio, fields.get("picture"))
    data = placement(studio, dropped)
    return leads_to(request, address("place", dropped.id), {**_about(dropped), **data})


def own_picture(studio: Studio, request: Request) -> Response:
    """The picture as it was decoded."""
    headers = {"Cache-Control": "private, max-age=86400, immutable"}
    return FileResponse(upload(studio, request.path_params["id"]).picture, media_type="image/png", headers=headers)


def placed_page(studio: Studio, request: Request) -> Page:
    """A picture's place."""
    dropped = upload(studio, request.path_params["id"])
    data = {**_about(dropped), **placement(studio, dropped)}
    lines = [{"relation": name, **each} for name in ("parents", "nearest") for each in data[name]]
    columns = ["relation", "id", "title", "artist", "date", "style", "weight", "distance"]
    context = {"drawing": year_span(studio, data["year"], *data["interval"])}
    return Page("placed.html", dropped.name, data, context, partial(pd.DataFrame, lines, columns=columns))


def placement(studio: Studio, dropped: Upload) -> dict[str, Any]:
    """Where a picture belongs in the run as it is: worked out once, and kept beside the picture."""
    graph = studio.path / "influence.parquet"
    file = dropped.folder / f"placed-{graph.stat().st_mtime_ns:x}.json"
    if not file.exists():
        if studio.read_only:
            raise Refused("this picture has not been placed, and on view nothing is computed", status=403)
        with _placing:
            space = studio.graph.embedding
            body = studio.once("backbone", lambda: open_backbone(space.backbone)) if space.head is not None else None
            found = place([dropped.picture], space, studio.graph, backbone=body, limit=LISTED)[0]
        said = {**found.json(), "file": dropped.name}
        write_document(file, PLACED, placement=said)
    said = read_document(file, PLACED)["placement"]
    known = {**said, "years": [year_text(each) for each in (said["year"], *said["interval"])]}
    known["work"] = None if said["work"] is None else _with_caption(studio, said["work"])
    return {**known, **{name: [_with_caption(studio, each) for each in said[name]] for name in ("parents", "nearest")}}


def _with_caption(studio: Studio, named: dict[str, Any]) -> dict[str, Any]:
    return {**named, **captioned(studio, studio.row(str(named["id"])))}


def _about(dropped: Upload) -> dict[str, Any]:
    here = address("place", dropped.id)
    return {"id": dropped.id, "name": dropped.name, "href": here, "own": f"{here}/picture.png"}
