"""Jobs: what is computed, what waits, what was found; their events as a stream that resumes where it was broken off."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator

import pandas as pd
from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ..jobs import POLL, Job
from ..pages import Fields, Page, change_route, leads_to, page_routes, plain
from ..room import Room
from ..state import Studio

SHOWN = 200
PING = 15  # seconds of silence after which a line keeps the connection open


def routes(studio: Studio) -> list[BaseRoute]:
    """The queue, a job, its events, and cancelling it."""
    return [
        Route("/jobs/{id}/events", lambda request: events(studio, request)),
        change_route(studio, "/jobs/{id}/cancel", lambda request, fields: cancel(studio, request, fields)),
        *page_routes(studio, "/jobs", lambda request: jobs_page(studio)),
        *page_routes(studio, "/jobs/{id}", lambda request: job_page(studio, request)),
    ]


ROOM = Room("jobs", "Jobs", "/jobs", routes)


def jobs_page(studio: Studio) -> Page:
    """The jobs of the run, the latest first."""
    jobs = [job.json() for job in studio.jobs.all()[:SHOWN]]
    columns = ["id", "kind", "state", "created"]
    return Page("jobs.html", "Jobs", {"jobs": jobs}, table=lambda: pd.DataFrame(jobs, columns=columns))


def job_page(studio: Studio, request: Request) -> Page:
    """A job."""
    return Page("job.html", "Job", {"job": studio.jobs.get(request.path_params["id"]).json()})


def cancel(studio: Studio, request: Request, fields: Fields) -> Response:
    """End a job."""
    job = studio.jobs.get(request.path_params["id"])
    studio.jobs.cancel(job)
    return leads_to(request, str(fields.get("back") or "/jobs"), job.json())


def events(studio: Studio, request: Request) -> Response:
    """The events of a job from the one after ``Last-Event-ID`` (or ``after``); the last, ``end``, is the job itself."""
    job = studio.jobs.get(request.path_params["id"])
    given = request.headers.get("last-event-id") or request.query_params.get("after", "0")
    after = int(given) if given.isdecimal() and len(given) < 12 else 0
    return EventSourceResponse(_stream(job, after), ping=PING, headers={"X-Accel-Buffering": "no"})


async def _stream(job: Job, after: int) -> AsyncIterator[ServerSentEvent]:
    while True:
        ended = bool(job.end)  # looked at first: what is reported before the end is sent before it
        for event in await asyncio.to_thread(job.events, after):
            after = event["id"]
            yield _event(event, event["event"], after)
        if ended:
            yield _event(job.json(), "end", after + 1)
            return
        await asyncio.sleep(POLL)


def _event(said: object, name: str, number: int) -> ServerSentEvent:
    return ServerSentEvent(json.dumps(plain(said), allow_nan=False), event=name, id=str(number))
