"""Futures: trees that are grown, kept, pruned, merged, undone; every act is a new state, every state an address."""

from __future__ import annotations

from functools import partial
from typing import Any

import pandas as pd
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from ...futures.offspring import RESPONSES
from ...futures.storage import A_TREE, SINGLE_WORKS, TREE, occupant, picture_file
from ...report.tree_page import CARD
from ...runs import readable, slug
from ..pages import Fields, Page, Refused, address, change_route, leads_to, page_routes, wanted
from ..room import Room
from ..state import Studio
from ..trees.acts import (
    ACTS,
    MAX_BRANCHING,
    MAX_YEARS,
    PAINTS,
    act,
    grow_tree,
    limited,
    new_folder,
    root_of,
    start_tree,
    tree_folder,
)
from ..trees.single import single_picture, single_works, works_folder
from ..trees.view import page, state
from ..uploads import received
from ..warm import warm

COLUMNS = ("id", "title", "year", "generation", "response", "plausibility", "novelty")
NUMBERS = ("years", "branching")
CHOSEN = "work:"  # before the id of a work that is ticked in a form


def routes(studio: Studio) -> list[BaseRoute]:
    """The trees, a tree at an operation, a work of it, its picture, its page to take away; growing and acting."""
    return [
        change_route(studio, "/futures", lambda request, fields: begin(studio, request, fields)),
        change_route(studio, "/futures/{name}/act", lambda request, fields: change(studio, request, fields)),
        Route("/futures/{name}/pictures/{work}.png", lambda request: picture(studio, request)),
        Route("/futures/{name}/page.html", lambda request: taken(studio, request)),
        *page_routes(studio, "/futures/{name}/works/{work}", lambda request: work_page(studio, request)),
        *page_routes(studio, "/futures/{name}", lambda request: tree_page(studio, request)),
        *page_routes(studio, "/futures", lambda request: futures_page(studio, request)),
    ]


ROOM = Room("futures", "Futures", "/futures", routes, tasks={"futures": start_tree, "growth": grow_tree})


def futures_page(studio: Studio, request: Request) -> Page | Response:
    """The trees of the run, and a form to grow another; when the job of the query is done, what came of it."""
    job = _job(studio, request)
    if (led := _leads_on(request, job)) is not None:
        return led
    folders = sorted(f for f in (studio.path / "futures").glob("*") if f.is_dir())
    trees = [
        {"name": f.name, "href": address("futures", f.name)}
        for f in folders
        if occupant(f) == A_TREE and (f / TREE).is_file()
    ]
    others = [{"name": f.name, "href": address("futures", f.name)} for f in folders if occupant(f) == SINGLE_WORKS]
    data = {
        "trees": trees,
        "imagined": others,
        "root": request.query_params.get("root", ""),
        "job": job,
    }
    names = studio.once("root names", lambda: _names(studio))
    limits = {"names": names, "max_years": MAX_YEARS, "max_branching": MAX_BRANCHING}
    return Page("futures.html", "Futures", data, limits, partial(pd.DataFrame, trees, columns=["name", "href"]))


def tree_page(studio: Studio, request: Request) -> Page | Response:
    """A tree after the operation ``at``, by default where it stands; when the job of the query is done, after that.

    Works that were imagined without a tree are shown one by one.
    """
    job = _job(studio, request)
    if (led := _leads_on(request, job)) is not None:
        return led
    name, at = request.path_params["name"], _at(request)
    if (single := works_folder(studio.path, name)) is not None:
        works = single_works(studio, single)
        table = partial(pd.DataFrame, works, columns=list(COLUMNS))
        own = {"here": address("futures", name)}
        return Page("imagined.html", name, {"name": name, "works": works}, own, table)
    data = _state(studio, name, at)
    here = address("futures", name)
    operations = data["operations"]
    step = next((o for o in operations if o["number"] == data["at"]), None)
    stands = _state(studio, name, None)["at"]
    context = {
        "here": here,
        "card": CARD,
        "stands": stands,
        "undo": None if step is None else f"{here}?at={step['after']}",
        "next": [o["number"] for o in operations if o["after"] == data["at"]],
        "work_of": {w["id"]: w for w in data["works"]},
        "responses": RESPONSES,
        "max_years": MAX_YEARS,
        "max_branching": MAX_BRANCHING,
    }
    said = {k: v for k, v in data.items() if k != "drawing"} | {"name": name, "job": job}
    table = partial(pd.DataFrame, data["works"], columns=list(COLUMNS))
    return Page("tree_of_futures.html", f"After {data['root']}", said, context | {"drawing": data["drawing"]}, table)


def work_page(studio: Studio, request: Request) -> Page:
    """One imagined work of a tree, in the state ``at``, or of none."""
    name, work = request.path_params["name"], request.path_params["work"]
    single = works_folder(studio.path, name)
    if single is None:
        data = _state(studio, name, _at(request))
    else:
        data = {"at": None, "root": name, "works": single_works(studio, single)}
    found = next((w for w in data["works"] if w["id"] == work), None)
    if found is None:
        what = "no such work lives in this state of the tree" if single is None else "there is no such imagined work"
        raise Refused(what, got=work[:80], fix=f"choose one at {address('futures', name)}", status=404)
    others = [w for w in data["works"] if w["id"] != work]
    context = {"here": address("futures", name), "others": others, "responses": RESPONSES, "max_years": MAX_YEARS,
               "max_branching": MAX_BRANCHING}  # fmt: skip
    said = {"name": name, "at": data["at"], "root": data["root"], "work": found}
    table = partial(pd.DataFrame, found["parents"], columns=["id", "title", "share"])
    return Page("work_of_future.html", found["title"], said, context, table)


def begin(studio: Studio, request: Request, fields: Fields) -> Response:
    """Ask for a new tree, from a name, from a picture and its year, or from a work that was imagined without a tree."""
    asked: dict[str, Any] = {"root": str(fields.get("root") or "").strip(), **_numbers(fields, *NUMBERS, "seed")}
    limited(asked)
    sent = fields.get("picture")
    title = asked["root"] or "everything"
    if fields.get("imagined"):
        of, _, work = str(fields["imagined"]).partition("/")
        file, year = single_picture(studio.path, of, work)
        asked |= {"picture": str(file), "year": year}
        title = f"{work} {year}"
    elif not isinstance(sent, str) and sent is not None and sent.filename:
        own = received(studio, sent)
        asked |= {"picture": str(own.picture), "year": _year(fields)}
        title = f"{own.name.rpartition('.')[0] or own.name} {asked['year'] or ''}"
    _ = root_of(studio, asked["root"], asked.get("picture"), asked.get("year"))
    name = slug(str(fields.get("name") or "").strip() or readable(title))
    new_folder(studio.path, name)
    job = studio.jobs.ask("futures", asked | {"name": name, "act": "start"})
    return leads_to(request, address("futures", job=job.id), job.json())


def change(studio: Studio, request: Request, fields: Fields) -> Response:
    """Act on a tree: what makes works is a job, all else is done at once."""
    name = request.path_params["name"]
    tree_folder(studio.path, name)
    kind = str(fields.get("act") or "")
    if kind not in ACTS:
        raise Refused("no such act", got=kind[:40], fix=f"one of {', '.join(ACTS)}")
    at = _whole(str(fields.get("at") or ""), "an operation has a number")
    ticked = [key.removeprefix(CHOSEN) for key in fields if key.startswith(CHOSEN)]
    named = [str(fields[key]) for key in ("work", "other") if fields.get(key)]
    asked: dict[str, Any] = {"act": kind, "at": at, "name": name, "works": [*named, *ticked]}
    asked |= _numbers(fields, *NUMBERS)
    asked |= {key: str(fields[key]).strip() for key in ("response", "title") if fields.get(key)}
    sent = fields.get("picture")
    if kind == "add":
        own = received(studio, sent)
        asked |= {"picture": str(own.picture), "year": _year(fields)}
        asked.setdefault("title", own.name.rpartition(".")[0] or own.name)
    here = address("futures", name)
    if kind in PAINTS:
        limited(asked)
        job = studio.jobs.ask("growth", asked)
        return leads_to(request, f"{here}?at={at}&job={job.id}", job.json())
    done = warm(studio).ask(act, name, asked)
    return leads_to(request, f"{here}?at={done['at']}", done)


def picture(studio: Studio, request: Request) -> Response:
    """The picture of a work that was ever grown in a tree, or imagined without one."""
    name, work = request.path_params["name"], request.path_params["work"]
    folder = works_folder(studio.path, name) or tree_folder(studio.path, name) / TREE.parent
    file = folder / picture_file(work)
    if not file.is_file():
        raise Refused("this work has no picture", got=work[:80], status=404)
    return FileResponse(file, media_type="image/png", headers={"Cache-Control": "private, max-age=3600"})


def taken(studio: Studio, request: Request) -> Response:
    """A state of a tree as one HTML file to take away."""
    name = request.path_params["name"]
    tree_folder(studio.path, name)
    text = warm(studio).ask(page, name, _at(request))
    headers = {
        "Content-Disposition": f'attachment; filename="{readable(name).encode("ascii", "ignore").decode()}.html"'
    }
    return Response(text, media_type="text/html; charset=utf-8", headers=headers)


def _state(studio: Studio, name: str, at: int | None) -> dict[str, Any]:
    mark = (tree_folder(studio.path, name) / TREE).stat().st_mtime_ns
    kept: dict[tuple[str, int | None, int], dict[str, Any]] = studio.once("tree states", dict)
    if (name, at, mark) not in kept:
        told = warm(studio).ask(state, name, at, mark)
        while len(kept) >= 16:
            kept.pop(next(iter(kept)), None)
        kept[name, at, mark] = told
    return kept[name, at, mark]


def _at(request: Request) -> int | None:
    text = request.query_params.get("at", "")
    return _whole(text, "an operation has a number") if text else None


def _job(studio: Studio, request: Request) -> dict[str, Any] | None:
    asked = request.query_params.get("job")
    return studio.jobs.get(asked).json() if asked else None


def _leads_on(request: Request, job: dict[str, Any] | None) -> Response | None:
    """On to what came of a job that is done, for whoever looks at pages."""
    if job is None or job["state"] != "done" or wanted(request) != "html" or request.url.path.endswith(".json"):
        return None
    return RedirectResponse(job["result"]["href"], 303)


def _year(fields: Fields) -> int | None:
    text = str(fields.get("year") or "").strip()
    return _whole(text, "a year is a whole number") if text else None


def _numbers(fields: Fields, *names: str) -> dict[str, int]:
    """Those of the numbers that a form gives."""
    given = {name: str(fields.get(name) or "").strip() for name in names}
    return {name: _whole(text, f"{name} is a whole number") for name, text in given.items() if text}


def _whole(text: str, what: str) -> int:
    if not text.strip().isdecimal() or len(text) > 10:  # a seed may have ten
        raise Refused(what, got=text[:40])
    return int(text)


def _names(studio: Studio) -> list[str]:
    """Artists and styles that a tree can grow from, while one types."""
    table = studio.works.table
    return [str(n) for column in ("style", "artist") for n in table[column].value_counts().index if n][:400]
