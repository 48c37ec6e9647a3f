"""Story: addresses kept with a sentence each, put in order, and taken away as one page that needs nothing else."""

from __future__ import annotations

import base64
from dataclasses import asdict
from functools import partial
from urllib.parse import quote, unquote, urlsplit

import pandas as pd
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ...errors import StylogenyError
from ...report.environment import static
from ..pages import Fields, Page, address, change_route, leads_to, page_routes
from ..room import Room
from ..state import Studio
from ..stories import Stop, Story, begin, change, end, keep, stories
from ..uploads import upload
from .work import captioned, jpeg

FIRST = "A story"  # the title of one that is begun by keeping something
SIDE = 640  # pixels of a picture in an exported story


def routes(studio: Studio) -> list[BaseRoute]:
    """All stories, one of them, its page to take away."""
    return [
        change_route(studio, "/stories", lambda request, fields: add(studio, request, fields)),
        *page_routes(studio, "/stories", lambda request: door(studio)),
        Route("/stories/{name}/page.html", lambda request: exported(studio, request)),
        change_route(studio, "/stories/{name}", lambda request, fields: act(studio, request, fields)),
        *page_routes(studio, "/stories/{name}", lambda request: story_page(studio, request)),
    ]


ROOM = Room("story", "Stories", "/stories", routes)


def door(studio: Studio) -> Page:
    """The stories of the run."""
    told = [{"title": s.title, "stops": len(s.stops), "href": address("stories", s.name)} for s in stories(studio)]
    return Page("stories.html", "Stories", {"stories": told}, table=partial(pd.DataFrame, told))


def add(studio: Studio, request: Request, fields: Fields) -> Response:
    """Begin a story (``title``), or keep an ``address`` with its ``title`` in a ``story``, by default the last told."""
    kept = str(fields.get("address", ""))
    if not kept:
        story = begin(studio, str(fields.get("title", "")))
    else:
        told = stories(studio)
        name = str(fields.get("story", "")) or (told[0].name if told else begin(studio, FIRST).name)
        story = keep(studio, name, kept, str(fields.get("title", "")))
    return leads_to(request, address("stories", story.name) + ("#end" if kept else ""), _data(studio, story))


def act(studio: Studio, request: Request, fields: Fields) -> Response:
    """Change a story: ``act`` (up, down, remove, say, title, end), ``stop``, ``text``."""
    name, what = request.path_params["name"], str(fields.get("act", ""))
    if what == "end":
        end(studio, name)
        return leads_to(request, "/stories", {"ended": name})
    stop = str(fields.get("stop", ""))
    story = change(studio, name, what, stop, text=str(fields.get("text", "")))
    return leads_to(request, address("stories", name) + (f"#stop-{stop}" if stop else ""), _data(studio, story))


def story_page(studio: Studio, request: Request) -> Page:
    """A story."""
    story = Story.read(studio, request.path_params["name"])
    table = partial(pd.DataFrame, [asdict(stop) for stop in story.stops], columns=["address", "title", "text"])
    return Page("story.html", story.title, _data(studio, story), table=table)


def exported(studio: Studio, request: Request) -> Response:
    """A story as one page with its pictures in it."""
    story = Story.read(studio, request.path_params["name"])
    stops = [{**asdict(stop), **_facts(studio, stop), "image": _inside(studio, stop)} for stop in story.stops]
    context = {
        "css": static("report.css"), "heading": story.title, "stops": stops,
        "summary": f"Of {studio.name}: {len(studio.works):,} works.",
    }  # fmt: skip
    page = studio.environment.get_template("story_export.html").render(context)
    disposition = f"attachment; filename*=UTF-8''{quote(story.name, safe='')}.html"
    return Response(page, media_type="text/html; charset=utf-8", headers={"Content-Disposition": disposition})


def _data(studio: Studio, story: Story) -> dict[str, object]:
    stops = [{**asdict(stop), **_facts(studio, stop)} for stop in story.stops]
    return {"name": story.name, "title": story.title, "href": address("stories", story.name), "stops": stops}


def _facts(studio: Studio, stop: Stop) -> dict[str, object]:
    """What a page about a work or a placed picture shows of it: its picture and a line."""
    kind, name = _about(stop)
    try:
        if kind in ("work", "without"):
            about = captioned(studio, studio.row(name))
            line = ", ".join(part for part in (about["artist"], about["title"], about["date"]) if part)
            return {"picture": about["picture"], "line": line}
        if kind == "place":
            return {"picture": address("place", upload(studio, name).id) + "/picture.png", "line": ""}
    except StylogenyError:  # it was of another run
        pass
    return {"picture": None, "line": ""}


def _inside(studio: Studio, stop: Stop) -> str | None:
    """The picture of a stop as an address that holds it."""
    kind, name = _about(stop)
    try:
        if kind in ("work", "without"):
            return _embedded("jpeg", jpeg(studio, studio.row(name), SIDE))
        if kind == "place":
            return _embedded("png", upload(studio, name).picture.read_bytes())
    except (StylogenyError, OSError):
        pass
    return None


def _embedded(kind: str, data: bytes) -> str:
    return f"data:image/{kind};base64,{base64.b64encode(data).decode()}"


def _about(stop: Stop) -> tuple[str, str]:
    """The room of a stop, and the name of what it is about."""
    room, _, name = urlsplit(stop.address).path.lstrip("/").partition("/")
    return room, unquote(name)
