"""A page and the data behind it: one function answers with either, by what is asked.

Every address gives HTML; with ``.json`` behind it, or ``Accept: application/json``, its data; with ``.csv`` its table.
"""

from __future__ import annotations

import inspect
import io
import json
import math
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

import numpy as np
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from ..errors import StylogenyError, UnknownWork
from ..files import NO_ROOM
from .refused import Refused as Refused
from .refused import said_in_a_browser

if TYPE_CHECKING:
    import pandas as pd

    from .state import Listed, Studio

FILE_FIELD = "picture"  # the only field that may be a file
WAIT = "wait"  # in a query: the page comes with its data
MAX_FIELDS = 200  # of a form
MAX_FIELD = 1 << 18  # bytes of a field that is no file
TITLES = {  # of the page that says what went wrong
    403: "Not allowed",
    404: "Not found",
    413: "Too large",
    422: "That cannot be done",
    500: "Something went wrong",
    503: "Too busy at the moment",
    507: "The disk is full",
}
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would compute


@dataclass(frozen=True, eq=False)
class Page:
    """An answer.

    Parameters
    ----------
    template : str
        The HTML's.
    title : str
        Of the page, in the browser's tab.
    data : mapping
        What is behind it, JSON-able; the template has it too.
    context : mapping
        What the template alone has: drawings, say.
    table : callable, optional
        Gives the DataFrame of ``.csv``; without one there is no such address.
    status : int
    """

    template: str
    title: str
    data: Mapping[str, object]
    context: Mapping[str, object] = field(default_factory=dict)
    table: Callable[[], pd.DataFrame] | None = None
    status: int = 200


Fields = Mapping[str, str | UploadFile]
View = Callable[[Request], "Page | Response | Awaitable[Page | Response]"]
Change = Callable[[Request, Fields], "Page | Response | Awaitable[Page | Response]"]


def page_routes(studio: Studio, address: str, view: View) -> list[BaseRoute]:
    """An address, its ``.json`` and its ``.csv``; `view` gives the page, in a thread unless it is a coroutine.

    The data of ``/`` are at ``/map.json``.
    """

    def route(ending: str) -> Route:
        async def endpoint(request: Request) -> Response:
            return await _answered(studio, request, view, request, form=ending.lstrip("."))

        path = f"{'/map' if address == '/' and ending else address}{ending}"
        return Route(path, endpoint, methods=["GET"])

    return [route(".json"), route(".csv"), route("")]


def change_route(studio: Studio, address: str, change: Change) -> Route:
    """What a form or a script posts to `address`; a studio that is read-only refuses it.

    `change` gets the fields, of a form or of JSON, and answers with a page or, usually, leads on (:func:`leads_to`).
    """

    async def endpoint(request: Request) -> Response:
        if studio.read_only:
            raise Refused("this studio is read-only: it shows a run and changes nothing", status=403)
        async with request.form(max_files=1, max_fields=MAX_FIELDS, max_part_size=MAX_FIELD) as form:
            fields: Fields = dict(form) if not _is_json(request) else await _json_fields(request)
            for name, value in fields.items():
                if name != FILE_FIELD and not isinstance(value, str):
                    raise Refused(
                        f"{name[:40]} is text", got="a file", fix=f"a file is sent as {FILE_FIELD}", status=400
                    )
            return await _answered(studio, request, change, request, fields)

    return Route(address, endpoint, methods=["POST"])


async def _answered(
    studio: Studio, request: Request, view: Callable[..., object], *arguments: object, form: str = ""
) -> Response:
    page = await run_in_threadpool(view, *arguments)  # of a coroutine this is only its beginning
    if inspect.isawaitable(page):
        page = await page
    if isinstance(page, Page):
        return await run_in_threadpool(render, studio, request, page, form=form)
    assert isinstance(page, Response)
    return page


def render(studio: Studio, request: Request, page: Page, *, form: str = "") -> Response:
    """The page as HTML, JSON or CSV: `form` where the address said which, else what the request accepts."""
    form = form or wanted(request)
    if form == "csv" and page.table is None:
        raise Refused("this address has no table", fix="ask for .json", status=404)
    if form == "csv" and page.table is not None:
        return Response(csv_text(page.table()), page.status, media_type="text/csv; charset=utf-8", headers=VARIES)
    if form == "json":
        return json_response(page.data, page.status)
    known = {
        "studio": studio,
        "page": page,
        "title": page.title,
        "here": request.url.path,
        "query": dict(request.query_params),
        "room": next((r.name for r in reversed(studio.rooms) if _is_in(request.url.path, r)), ""),
    }
    text = studio.environment.get_template(page.template).render({**known, **page.data, **page.context})
    return Response(text, page.status, media_type="text/html; charset=utf-8", headers=VARIES)


VARIES = {"Vary": "Accept"}


def before_its_data(request: Request) -> bool:
    """Whether a page may come at once and be read again when its data are there: not without a script (``wait``)."""
    data = request.url.path.endswith((".json", ".csv")) or wanted(request) != "html"
    return not data and WAIT not in request.query_params


def wanted(request: Request) -> str:
    """``html``, ``json`` or ``csv``: what a request accepts."""
    accept = request.headers.get("accept", "")
    if "text/html" in accept:
        return "html"
    return "json" if "application/json" in accept else "csv" if "text/csv" in accept else "html"


def json_response(data: object, status: int = 200) -> Response:
    """Data as JSON: numbers that are none are null."""
    text = json.dumps(plain(data), ensure_ascii=False, allow_nan=False)
    return Response(text, status, media_type="application/json", headers=VARIES)


def plain(value: object) -> object:
    """A value as JSON has it: arrays as lists, numbers that are not finite as null, whatever else in words."""
    if isinstance(value, np.generic | np.ndarray):
        return plain(value.tolist())
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(each) for each in value]
    return str(value)


def csv_text(table: pd.DataFrame) -> str:
    """A table as CSV; what a spreadsheet would take for a formula begins with an apostrophe."""
    safe = table.copy()
    for name in safe.columns:
        if safe[name].dtype == object or str(safe[name].dtype).startswith(("str", "string")):
            safe[name] = [f"'{v}" if isinstance(v, str) and v.startswith(FORMULA) else v for v in safe[name]]
    out = io.StringIO()
    safe.to_csv(out, index=False)
    return out.getvalue()


def leads_to(request: Request, address: str, data: object) -> Response:
    """After a change: a browser is sent on to `address` (of this studio, whatever was given), a script gets `data`."""
    if wanted(request) == "json":
        return json_response(data)
    own = re.match(r"/(?![/\\])", address) is not None
    return RedirectResponse(address if own else "/", 303)


def address(*parts: str, **query: object) -> str:
    """``/work/ID?x=1`` of its parts, each written so that it is one part whatever it holds."""
    path = "/" + "/".join(quote(part, safe="") for part in parts)
    asked = {name: str(value) for name, value in query.items() if value not in (None, "")}
    return f"{path}?{urlencode(asked)}" if asked else path


def number(request: Request, name: str, default: float, *, low: float, high: float) -> float:
    """A number of the query, within its bounds.

    Raises
    ------
    Refused
        For what is no number, or not within them.
    """
    text = request.query_params.get(name, "")
    try:
        value = float(text) if text else default
    except ValueError:
        value = math.nan
    if not low <= value <= high:
        raise Refused(f"{name} is a number from {low:g} to {high:g}", got=text[:60])
    return value


def choice(request: Request, name: str, among: tuple[str, ...]) -> str:
    """One of several words of the query, by default the first."""
    text = request.query_params.get(name) or among[0]
    if text not in among:
        raise Refused(f"{name} is one of {', '.join(among)}", got=text[:60])
    return text


async def failed(studio: Studio, request: Request, error: Exception, status: int = 500) -> Response:
    """What is said of an error: one line, as a page or as JSON."""
    if isinstance(error, Refused):
        status = error.status
    elif isinstance(error, UnknownWork):
        status = 404
    elif isinstance(error, StylogenyError):
        status = 422
    if isinstance(error, OSError):
        said = (error.strerror or "the disk does not answer").lower()
        status = 507 if error.errno in NO_ROOM else 500
    elif status == 500:
        said = "something went wrong here; the terminal says what"
    else:
        assert isinstance(error, StylogenyError)
        said = said_in_a_browser(error).replace(str(studio.path), studio.path.name)  # not where it lies
    form = request.url.path.rpartition(".")[2]
    page = Page("error.html", TITLES.get(status, TITLES[422]), {"error": said, "status": status}, status=status)
    return await run_in_threadpool(render, studio, request, page, form="json" if form in ("json", "csv") else "")


def _is_in(path: str, room: Listed) -> bool:
    """Whether an address is of a room: its door, or beneath that or its name."""
    return path == room.address or (
        path.startswith((f"{room.address.rstrip('/')}/", f"/{room.name}/")) and room.address != "/"
    )


def _is_json(request: Request) -> bool:
    return request.headers.get("content-type", "").split(";")[0].strip() == "application/json"


async def _json_fields(request: Request) -> dict[str, str | UploadFile]:
    """The fields of an object in JSON; those that are null are not given."""
    try:
        values = json.loads(await request.body())
        assert isinstance(values, dict)
        given = {name: value for name, value in values.items() if value is not None}
        fields = {n: v if isinstance(v, str) else json.dumps(v, allow_nan=False) for n, v in given.items()}
        "".join([*fields, *fields.values()]).encode()  # half a surrogate pair is no text, and could not be kept
    except (ValueError, AssertionError, RecursionError):
        raise Refused("what is posted as JSON is an object of names and values", status=400) from None
    return dict(fields)
