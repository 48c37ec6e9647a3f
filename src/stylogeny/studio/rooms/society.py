"""Society: a history that is played, paused, stepped, taken back and forked; its movements, its feed, its artists."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

import pandas as pd
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ...errors import StylogenyError
from ...futures.storage import A_HISTORY, SIMULATION, occupant, picture_file
from ...histories.play import work_number
from ...histories.simulation import Simulation
from ...report.kept_history import history_folder
from ...runs import Run, is_slug, readable, slug
from ...society.parameters import SocietyParameters
from ...society.setting import HORIZON
from ..pages import Fields, Page, Refused, address, change_route, choice, leads_to, number, page_routes
from ..plays.bands import bands_of
from ..plays.company import begun, first_year, picture, seen, talk
from ..plays.keeping import keep_society
from ..plays.labels import PARAMETERS
from ..plays.moment import MAX_YEARS, Moments, SocietyMoment
from ..plays.scene import FEEDS, scene
from ..room import Room
from ..state import Studio
from ..warm import warm

ARTISTS, YEARS = 120, 10  # of a society that is begun
STEPS = (1, 5, 10)
SHOWN = 24  # societies listed
KEPT = 2000  # pictures kept in memory, about 20 kB each
PICTURES = 60  # painted of a society that is kept


def routes(studio: Studio) -> list[BaseRoute]:
    """The list, a society at a year, an artist, a picture; beginning, playing, keeping."""
    return [
        change_route(studio, "/society/begin", lambda request, fields: begin(studio, request, fields)),
        *page_routes(studio, "/society/kept/{name}", lambda request: kept_page(studio, request)),
        Route("/society/kept/{name}/works/{work}.png", lambda request: kept_picture(studio, request)),
        change_route(studio, "/society/{id}/play", lambda request, fields: play(studio, request, fields)),
        change_route(studio, "/society/{id}/keep", lambda request, fields: keep(studio, request, fields)),
        Route("/society/{id}/works/{work}.png", lambda request: work_picture(studio, request)),
        *page_routes(studio, "/society/{id}/artists/{artist}", lambda request: artist_page(studio, request)),
        *page_routes(studio, "/society/{id}", lambda request: society_page(studio, request)),
        *page_routes(studio, "/society", lambda request: societies_page(studio)),
    ]


ROOM = Room("society", "Society", "/society", routes, tasks={"society": keep_society})


def societies_page(studio: Studio) -> Page:
    """The societies of the run, and a form to begin another."""
    played = [
        {
            "id": m.id, "href": address("society", m.id), "artists": m.artists, "seed": m.seed, "years": m.years,
            "changes": [dict(s.changes) for s in m.course if s.changes],
        }
        for m in moments(studio).latest()[:SHOWN]
    ]  # fmt: skip
    data = {"societies": played, "kept": _kept(studio), "artists": ARTISTS, "years": YEARS}
    columns = ["id", "artists", "seed", "years"]
    return Page("societies.html", "Society", data, table=lambda: pd.DataFrame(played, columns=columns))


def begin(studio: Studio, request: Request, fields: Fields) -> Response:
    """A society of so many artists, played for some years."""
    artists, seed = _whole(fields, "artists", ARTISTS), _whole(fields, "seed", 0)
    first = warm(studio).ask(begun, artists, seed)
    years = _whole(fields, "years", YEARS)
    moment = moments(studio).keep(first.on(years, parameters_of(fields, first.parameters)))
    return leads_to(request, address("society", moment.id), moment.document() | {"id": moment.id})


def society_page(studio: Studio, request: Request) -> Page:
    """A society at the year of the query, by default the last that was played."""
    whole = moments(studio).get(request.path_params["id"])
    moment, start = _at(studio, request, whole)
    feed = choice(request, "feed", FEEDS)
    data: dict[str, Any] = warm(studio).ask(seen, moment, feed) | {
        "id": whole.id,
        "seed": whole.seed,
        "size": whole.artists,
        "last": start + whole.years,
        "parameters": asdict(moment.parameters),
        "course": moment.document()["course"],
    }
    here = address("society", whole.id)
    rewound = moment.years < whole.years
    context = {
        "bands": bands_of(data["movements"], start=start, year=data["year"]),
        "drawn": f"{here}/works/",
        "query_year": f"?year={data['year']}" if rewound else "",
        "back": [(n, f"{here}?year={data['year'] - n}") for n in reversed(STEPS) if moment.years >= n],
        "rewound": rewound,
        "labels": PARAMETERS,
        "steps": STEPS,
        "feeds": FEEDS,
        "here": here,
        "kept_name": "",
        "painted": None,
        "playable": not studio.read_only,
        "room_left": MAX_YEARS - moment.years,
        "file_name": readable(f"society {whole.seed} {data['year']}"),
        "job": studio.jobs.get(request.query_params["job"]).json() if request.query_params.get("job") else None,
    }
    title = f"Society, {data['year']}"
    return Page("society.html", title, data, context, table=lambda: _movements_table(data))


def play(studio: Studio, request: Request, fields: Fields) -> Response:
    """Some years more from the year of the form, with the parameters of the form: a new moment."""
    whole = moments(studio).get(request.path_params["id"])
    start = _start(studio)
    year = _whole(fields, "year", start + whole.years)
    before = whole.at(year - start)
    years = _whole(fields, "years", 1)
    if not 1 <= years <= MAX_YEARS:
        raise StylogenyError(f"a society is played on for 1 to {MAX_YEARS} years", got=years)
    moment = before.on(years, parameters_of(fields, before.parameters))
    moments(studio).keep(moment, after=before)
    return leads_to(request, address("society", moment.id), moment.document() | {"id": moment.id})


def keep(studio: Studio, request: Request, fields: Fields) -> Response:
    """Ask that a society be kept among the run's futures, with pictures."""
    whole = moments(studio).get(request.path_params["id"])
    moment = whole.at(_whole(fields, "year", _start(studio) + whole.years) - _start(studio))
    name = str(fields.get("name") or "").strip() or f"society-{moment.id[:8]}"
    history_folder(Run(studio.path), slug(name))
    pictures = _whole(fields, "pictures", PICTURES)
    if not 0 <= pictures <= 1000:
        raise StylogenyError("from 0 to 1000 works are painted", got=pictures)
    job = studio.jobs.ask("society", {"moment": moment.document(), "name": name, "pictures": pictures})
    back = address("society", whole.id, year=_start(studio) + moment.years, job=job.id)
    return leads_to(request, f"{back}#keep", job.json())


def artist_page(studio: Studio, request: Request) -> Page:
    """An artist of a society, and a conversation: ``say``, once for each message."""
    whole = moments(studio).get(request.path_params["id"])
    moment, _ = _at(studio, request, whole)
    said = tuple(text for text in request.query_params.getlist("say") if text.strip())
    data = warm(studio).ask(talk, moment, request.path_params["artist"], said)
    here = address("society", whole.id)
    context = {"here": here, "drawn": f"{here}/works/", "said": said, "society": f"{here}?year={data['year']}"}
    return Page("society_artist.html", data["artist"]["name"], data, context, lambda: pd.DataFrame(data["works"]))


def work_picture(studio: Studio, request: Request) -> Response:
    """A work of a society, painted when it is asked for."""
    whole = moments(studio).get(request.path_params["id"])
    work = request.path_params["work"]
    year = _year_of(studio, work)
    start = _start(studio)
    if not start < year <= start + whole.years:
        raise Refused("no such work was shown in this history", got=work[:40], status=404)
    moment = whole.at(year - start)  # all that the work follows from
    kept: dict[tuple[str, str], bytes] = studio.once("society pictures", dict)
    key = (moment.id, work)
    if key not in kept:
        painted = warm(studio).ask(picture, whole, work)
        while len(kept) >= KEPT:
            kept.pop(next(iter(kept)), None)
        kept[key] = painted
    return Response(kept[key], media_type="image/png", headers={"Cache-Control": "private, max-age=3600"})


def kept_page(studio: Studio, request: Request) -> Page:
    """A history that was simulated and kept, at a year of its feed."""
    name = request.path_params["name"]
    history = _history(studio, name)
    start, end = history.start, history.start + history.years
    year = int(number(request, "year", end, low=start, high=end))
    data = scene(history, year=year, feed=choice(request, "feed", FEEDS)) | {"name": name, "last": end}
    here = address("society", "kept", name)
    context: dict[str, Any] = {
        "bands": bands_of(data["movements"], start=start, year=end), "drawn": f"{here}/works/", "query_year": "",
        "back": [(n, f"{here}?year={year - n}") for n in reversed(STEPS) if year - n >= start], "rewound": year < end,
        "labels": {}, "steps": STEPS, "feeds": FEEDS, "here": here, "playable": False, "job": None, "id": "",
        "painted": set(history.pictures), "kept_name": name,
    }  # fmt: skip
    return Page("society.html", f"{name}, {year}", data, context, table=lambda: _movements_table(data))


def kept_picture(studio: Studio, request: Request) -> Response:
    """A picture of a kept history."""
    name, work = request.path_params["name"], request.path_params["work"]
    _ = _history(studio, name)
    file = studio.path / "futures" / name / picture_file(work)
    if not file.is_file():
        raise Refused("this work was not painted", got=work[:40], status=404)
    return Response(file.read_bytes(), media_type="image/png")


def moments(studio: Studio) -> Moments:
    """The moments of the run."""
    return studio.once("moments", lambda: Moments(studio.folder))


def parameters_of(fields: Fields, before: SocietyParameters) -> SocietyParameters:
    """The parameters of a form; those that it does not name are as before.

    Raises
    ------
    StylogenyError
        For what is no number, or beyond its range.
    """
    given: dict[str, float | bool] = {}
    for name in asdict(before):
        text = str(fields.get(name) or "").strip()
        if not text:
            continue
        if name == "births":
            if text not in ("yes", "no"):
                raise StylogenyError("births are yes or no", got=text[:40])
            given[name] = text == "yes"
            continue
        try:
            given[name] = float(text)
        except ValueError:
            raise StylogenyError(f"the parameter {name} is a number", got=text[:40]) from None
    return replace(before, **given)  # type: ignore[arg-type]


def _at(studio: Studio, request: Request, whole: SocietyMoment) -> tuple[SocietyMoment, int]:
    """The moment of the year that is asked for, and the last year of the past."""
    start = _start(studio)
    year = int(number(request, "year", start + whole.years, low=start, high=start + whole.years))
    return whole.at(year - start), start


def _start(studio: Studio) -> int:
    """The last year of the past."""
    return studio.once("start", lambda: warm(studio).ask(first_year))


def _year_of(studio: Studio, work: str) -> int:
    """The year that the id of a simulated work names."""
    return (work_number(work) - len(studio.works)) % HORIZON + _start(studio)


def _history(studio: Studio, name: str) -> Simulation:
    folder = studio.path / "futures" / name
    if not is_slug(name) or not (folder / SIMULATION).is_file():
        raise Refused("no simulated history of this name is kept", got=name[:80], status=404)
    mark = (folder / SIMULATION).stat().st_mtime_ns
    return studio.once(("history", name, mark), lambda: Simulation.read(folder))


def _kept(studio: Studio) -> list[dict[str, str]]:
    """Histories that were simulated and kept."""
    folders = sorted(f for f in (studio.path / "futures").glob("*") if f.is_dir() and occupant(f) == A_HISTORY)
    return [{"name": f.name, "href": address("society", "kept", f.name)} for f in folders if (f / SIMULATION).is_file()]


def _movements_table(data: dict[str, Any]) -> pd.DataFrame:
    columns = ["id", "name", "born", "declared", "died", "founder_name", "parent_name", "size", "recognised"]
    return pd.DataFrame(data["movements"], columns=columns)


def _whole(fields: Fields, name: str, default: int) -> int:
    text = str(fields.get(name) or "").strip()
    try:
        return int(text) if text else default
    except ValueError:
        raise StylogenyError(f"{name} is a whole number", got=text[:40]) from None
