"""Place: a picture of one's own in the run's history. When it would have been made, after what, beside what."""

from __future__ import annotations

from functools import partial
from typing import Any

import pandas as pd
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Route

from ...corpus.calendar import year_text
from ...forensics.authentication.finding import rate_text
from ..drawings import year_span
from ..pages import Fields, Page, address, before_its_data, change_route, leads_to, page_routes
from ..placing.examination import (
    KIND,
    ask_examination,
    claims_of,
    examination,
    examination_job,
    examination_task,
    examined_address,
)
from ..placing.placement import kept_placement, placement
from ..room import Room
from ..state import Studio
from ..uploads import Upload, received, upload, uploads
from .work import captioned

SHOWN = 48


def routes(studio: Studio) -> list[BaseRoute]:
    """The door, where a picture is dropped; a picture's place; examining it; the picture."""
    return [
        change_route(studio, "/place", lambda request, fields: drop(studio, request, fields)),
        *page_routes(studio, "/place", lambda request: door(studio)),
        Route("/place/{id}/picture.png", lambda request: own_picture(studio, request)),
        change_route(studio, "/place/{id}/examination", lambda request, fields: examine(studio, request, fields)),
        *page_routes(studio, "/place/{id}", lambda request: placed_page(studio, request)),
    ]


ROOM = Room("place", "Place", "/place", routes, tasks={KIND: examination_task})


def door(studio: Studio) -> Page:
    """Where a picture is dropped, and those that were."""
    return Page("place.html", "Place", {"uploads": [_about(each) for each in uploads(studio)[:SHOWN]]})


def drop(studio: Studio, request: Request, fields: Fields) -> Response:
    """Take a picture; its page is there at once, and its place follows."""
    dropped = received(studio, fields.get("picture"))
    return leads_to(request, address("place", dropped.id), _about(dropped))


def examine(studio: Studio, request: Request, fields: Fields) -> Response:
    """Ask whether a picture is by the ``artist`` and of the ``year`` that are claimed, of which either may be empty."""
    dropped = upload(studio, request.path_params["id"])
    claims = claims_of(studio, str(fields.get("artist") or ""), str(fields.get("year") or ""))
    there = examined_address(dropped, claims)
    if (known := examination(studio, dropped, claims)) is not None:
        return leads_to(request, f"{there}#examination", known)
    job = ask_examination(studio, dropped, claims)
    return leads_to(request, f"{there}#examination", job.json())


def own_picture(studio: Studio, request: Request) -> Response:
    """The picture as it was decoded."""
    headers = {"Cache-Control": "private, max-age=86400, immutable"}
    return FileResponse(upload(studio, request.path_params["id"]).picture, media_type="image/png", headers=headers)


def placed_page(studio: Studio, request: Request) -> Page:
    """A picture's place, and what was found of it under the claims of the query.

    Working out a place takes seconds. A browser has the page at once, and its script asks for the data.
    """
    dropped = upload(studio, request.path_params["id"])
    query = request.query_params
    claims = claims_of(studio, query.get("artist", ""), query.get("year", ""))
    job = examination_job(studio, dropped, claims)
    found = examination(studio, dropped, claims)
    data = {**_about(dropped), "claims": claims, "examination": found, "job": None if job is None else job.json()}
    context: dict[str, object] = {"here": examined_address(dropped, claims), "rate": rate_text}
    if before_its_data(request) and not studio.read_only and not kept_placement(studio, dropped).exists():
        return Page("placed.html", dropped.name, {**data, "pending": True, "parents": [], "nearest": []}, context)
    data |= {"pending": False, **_placed(studio, dropped)}
    lines = [{"relation": name, **each} for name in ("parents", "nearest") for each in data[name]]
    columns = ["relation", "id", "title", "artist", "date", "style", "weight", "distance"]
    context["drawing"] = year_span(studio, data["year"], *data["interval"])
    return Page("placed.html", dropped.name, data, context, partial(pd.DataFrame, lines, columns=columns))


def _placed(studio: Studio, dropped: Upload) -> dict[str, Any]:
    """Where it belongs, with the captions of the works that are named."""
    said = placement(studio, dropped)
    known = {**said, "years": [year_text(each) for each in (said["year"], *said["interval"])]}
    known["work"] = None if said["work"] is None else _with_caption(studio, said["work"])
    return {**known, **{name: [_with_caption(studio, each) for each in said[name]] for name in ("parents", "nearest")}}


def _with_caption(studio: Studio, named: dict[str, Any]) -> dict[str, Any]:
    return {**named, **captioned(studio, studio.row(str(named["id"])))}


def _about(dropped: Upload) -> dict[str, Any]:
    here = address("place", dropped.id)
    return {"id": dropped.id, "name": dropped.name, "href": here, "own": f"{here}/picture.png"}
