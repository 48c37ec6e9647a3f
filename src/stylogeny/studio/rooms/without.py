"""Without: the world had something never been. Its lightcone greyed, its descendants as they would be, the credit."""

from __future__ import annotations

from collections.abc import Awaitable, Mapping
from functools import partial

import numpy as np
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ...corpus.lookup import SUBJECTS, Selection, select
from ...counterfactual.answer import Credit
from ...counterfactual.credit import file_name
from ...counterfactual.lightcone import ESTIMANDS
from ...counterfactual.worlds.other_world import OtherWorld
from ...errors import StylogenyError
from ...report.sections.answers import AnswerCard, answer_of
from ..drawings import lightcone
from ..jobs import Job
from ..pages import Fields, Page, address, before_its_data, change_route, choice, leads_to, page_routes, wanted
from ..refused import Refused
from ..room import Room
from ..state import Studio
from ..without.crediting import KIND, USUAL, credit_task
from ..without.worlds import WorldShelf
from .work import captioned, picture_address

FOREMOST = 24  # works at the room's door
SHOWN = 36  # works that change, on a page
REPAINTED = 12
BOOTSTRAPS = (20, 100, 400)


def routes(studio: Studio) -> list[BaseRoute]:
    """The door, a world, a picture of it, and asking for the credit."""
    return [
        *page_routes(studio, "/without", lambda request: door(studio)),
        *page_routes(studio, "/without/{name:path}", lambda request: world_page(studio, request)),
        change_route(studio, "/without/{name:path}", lambda request, fields: ask_credit(studio, request, fields)),
        Route("/would-have-been/{id:path}", lambda request: repainted(studio, request)),
    ]


ROOM = Room("without", "Without", "/without", routes, tasks={KIND: credit_task})


def door(studio: Studio) -> Page:
    """The works of most consequence, and what was asked before."""
    graph = studio.graph
    works = [
        {**captioned(studio, row), "href": world_address(studio, row), "descendants": float(graph.importance[row])}
        for row in studio.analysis.foremost(graph.importance, FOREMOST)
    ]
    return Page("withouts.html", "Without", {"works": works, "answers": answers(studio)})


def answers(studio: Studio) -> list[dict[str, object]]:
    """The credits that the run holds: sentence and address; what cannot be read is left out."""
    found: list[dict[str, object]] = []
    for file in sorted((studio.path / "credit").glob("*.json")):
        try:
            answer = Credit.read(studio.path, file.stem)
        except StylogenyError:
            continue
        if answer.kind in SUBJECTS and answer.estimand in ESTIMANDS:
            name = answer.works[0] if answer.kind == "work" else answer.name
            kind = "" if answer.kind == "work" else answer.kind
            href = address("without", name, kind=kind, estimand="" if answer.estimand == "lineage" else answer.estimand)
            found.append({"sentence": answer.sentence, "href": href})
    return found


def world_address(studio: Studio, row: int) -> str:
    """Where the world without a work is."""
    return address("without", str(studio.works.ids[row]))


def world_page(studio: Studio, request: Request) -> Page | Awaitable[Page]:
    """A world without something: ``kind`` says what the name is, ``estimand`` what becomes of its descendants."""
    selection, estimand = _selected(studio, request), choice(request, "estimand", ESTIMANDS)
    shelf = WorldShelf.of(studio)
    here = {"name": selection.name, "kind": selection.kind, "estimand": estimand, **_addresses(studio, selection)}
    if estimand == "net" and not shelf.has(selection, "net"):
        if studio.read_only:
            raise Refused("this world has not been worked out, and on view nothing is computed", status=403)
        # it may take a while: the page comes at once, and its data when they are there
        if before_its_data(request):
            data = {**here, "pending": True, **_credit(studio, selection)}
            return Page("without.html", f"Without {selection.name}", data, {"answer": _answer(studio, selection)})

    async def when_worked_out() -> Page:
        seen = await shelf.wait(selection, estimand)
        return await run_in_threadpool(_changes_page, studio, request, seen.world, here)

    return when_worked_out()


def _changes_page(studio: Studio, request: Request, world: OtherWorld, here: Mapping[str, object]) -> Page:
    selection, estimand = world.selection, world.estimand
    html = not request.url.path.endswith((".json", ".csv")) and wanted(request) == "html"
    table = world.changes()
    table["row"] = [studio.row(str(name)) for name in table["id"]]
    by = "loss" if estimand == "lineage" else "distance"
    others = table[~table["row"].isin(selection.rows)].sort_values([by, "owed"], ascending=False, kind="stable")
    changes = [
        {
            **captioned(studio, int(line["row"])),
            **{name: round(float(line[name]), 4) for name in ("loss", "owed", "distance")},
            "would": _repainted_address(studio, selection, int(line["row"])) if estimand == "net" else None,
        }
        for line in others.head(SHOWN).to_dict("records")
    ]
    data = {
        **here, "pending": False, "sentence": world.sentence, "notes": list(world.notes), "count": len(others),
        "changes": changes, **_credit(studio, selection),
    }  # fmt: skip
    loss = np.zeros(len(studio.works))
    loss[world.change.rows] = world.change.loss if estimand == "lineage" else world.owed[world.change.rows]
    drawing = lightcone(studio, loss, selection.rows) if html else None
    context = {"drawing": drawing, "repainted": REPAINTED, "answer": _answer(studio, selection)}
    return Page("without.html", f"Without {selection.name}", data, context, partial(table.drop, columns="row"))


def ask_credit(studio: Studio, request: Request, fields: Fields) -> Response:
    """Ask for the credit over ``bootstraps`` resampled histories."""
    selection = _selected(studio, request)
    asked = str(fields.get("bootstraps", BOOTSTRAPS[1]))
    if asked not in map(str, BOOTSTRAPS):
        raise Refused(f"bootstraps are {', '.join(map(str, BOOTSTRAPS))}", got=asked[:20])
    here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    job = studio.jobs.ask(KIND, {**_question(selection), "bootstraps": int(asked), "href": here})
    return leads_to(request, f"{here}#credit", job.json())


def repainted(studio: Studio, request: Request) -> Response:
    """How a work would have looked ``without`` something of this ``kind``."""
    row = studio.row(request.path_params["id"])
    selection = _select(studio, request.query_params.get("without", ""), choice(request, "kind", SUBJECTS))
    if not studio.works.pictured[row]:
        raise Refused("this work has no picture", got=studio.works.ids[row], status=404)
    shelf = WorldShelf.of(studio)
    if studio.read_only and shelf.picture(selection, row) is None:
        raise Refused("this picture has not been painted, and on view nothing is computed", status=404)
    data = shelf.paint(selection, row)
    return Response(data, media_type="image/jpeg", headers={"Cache-Control": "private, max-age=3600"})


def _selected(studio: Studio, request: Request) -> Selection:
    return _select(studio, request.path_params["name"], choice(request, "kind", SUBJECTS))


def _select(studio: Studio, name: str, kind: str) -> Selection:
    """What a name stands for, among the dated works; a work is named by its id."""
    named: str | int = studio.row(name) if kind == "work" else name
    return select(studio.works, named, kind=kind, years=studio.graph.years)


def _question(selection: Selection) -> dict[str, object]:
    return {"work": selection.subject, "kind": selection.kind}


def _addresses(studio: Studio, selection: Selection) -> dict[str, object]:
    """Where the thing itself is, its picture, and this world under both estimands."""
    kind = "" if selection.kind == "work" else selection.kind
    row = int(selection.rows[np.argmax(studio.graph.importance[selection.rows])])
    back = address("work", selection.subject) if not kind else address("works", **{kind: selection.subject})
    worlds = {
        e: address("without", selection.subject, kind=kind, estimand="" if e == "lineage" else e) for e in ESTIMANDS
    }
    return {"href": back, "picture": picture_address(studio, row), "worlds": worlds}


def _repainted_address(studio: Studio, selection: Selection, row: int) -> str | None:
    if not studio.works.pictured[row]:
        return None
    kind = "" if selection.kind == "work" else selection.kind
    return address("would-have-been", str(studio.works.ids[row]), without=selection.subject, kind=kind)


def _credit(studio: Studio, selection: Selection) -> dict[str, object]:
    """The answer that the run holds, and the job that is at a better one, or that last failed."""
    answer, kept = _kept(studio, selection), None
    if answer is not None:
        lead = answer.lead
        kept = {
            "sentence": answer.sentence, "point": lead.point, "interval": lead.interval, "draws": len(lead.draws),
            "notes": list(answer.notes), "file": f"credit/{answer.slug}.json",
            "controls": {name: {"point": c.point, "interval": c.interval} for name, c in lead.controls.items()},
        }  # fmt: skip
    job = _job(studio, selection)
    return {"credit": kept, "job": None if job is None else job.json(), "bootstraps": list(BOOTSTRAPS)}


def _kept(studio: Studio, selection: Selection) -> Credit | None:
    """The answer that the run holds."""
    slug = file_name(selection, estimand=str(USUAL["estimand"]), model="closed-form")
    return Credit.read(studio.path, slug) if (studio.path / "credit" / f"{slug}.json").exists() else None


def _answer(studio: Studio, selection: Selection) -> AnswerCard | None:
    """That, as the report shows it."""
    answer = _kept(studio, selection)
    return None if answer is None else answer_of(answer)


def _job(studio: Studio, selection: Selection) -> Job | None:
    """The job that waits, runs, or was the last to fail, of this question."""
    asked = _question(selection)
    for job in studio.jobs.all():
        if job.kind == KIND and all(job.arguments.get(name) == value for name, value in asked.items()):
            return job if job.state != "done" else None
    return None
