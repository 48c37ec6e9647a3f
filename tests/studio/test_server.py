"""The studio as a whole: what is nowhere, what goes wrong, what a read-only one refuses, many at once."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from helpers.apart import apart
from helpers.small_graph import HOSTILE
from stylogeny.errors import StylogenyError
from stylogeny.studio.rooms import ROOMS
from stylogeny.studio.server import application

EVERYWHERE = ("/works", "/work/w0", "/work/w3", "/work/w39", "/without", "/without/w0", "/stories", "/jobs", "/place")


def test_a_studio_that_can_be_changed_needs_a_token(run: Path) -> None:
    with pytest.raises(StylogenyError, match="needs a token"):
        application(run)
    with pytest.raises(StylogenyError, match="not a run folder"):
        application(run.parent, token="x")


@pytest.mark.parametrize("place", EVERYWHERE)
def test_every_address_is_a_page_and_its_data(place: str, client: Any) -> None:
    page, data = client.get(place), client.get(f"{place}.json")
    assert page.status_code == 200 and page.headers["content-type"].startswith("text/html")
    assert data.status_code == 200 and isinstance(data.json(), dict)
    asked = client.get(place, headers={"Accept": "application/json"})
    assert asked.json().keys() == data.json().keys() and asked.headers["vary"] == "Accept"


@pytest.mark.parametrize("place", EVERYWHERE)
def test_titles_and_names_are_text(place: str, client: Any) -> None:
    text = client.get(place).text
    for witness in ("<script>alert", "<img src=x", "School <i>", "Artist 0 <b>"):
        assert witness not in text
    assert text.count("<script") == text.count('<script type="module" src="/static/')


@pytest.mark.parametrize(
    "place",
    ["/nowhere", "/work/none", "/work/", "/picture/320/none", "/picture/7/w1", "/picture/320/w3", "/jobs/credit-1",
     "/jobs/../../../etc/passwd", "/stories/none", "/stories/..%2f..%2fmanifest", "/static/../server.py",
     "/static/%2e%2e/server.py", "/static/..%2fserver.py", "/place/..%2f..", "/place/0", "/works/x.csv",
     "/without/none", "/without/x?kind=style", "/would-have-been/none?without=w1", "/place/" + "0" * 24],
)  # fmt: skip
def test_what_is_not_there_is_one_line(place: str, client: Any) -> None:
    answer = client.get(place, headers={"Accept": "application/json"})
    assert answer.status_code == 404 and "\n" not in answer.json().get("error", "")
    page = client.get(place)
    assert page.status_code == 404 and "Traceback" not in page.text


@pytest.mark.parametrize(
    "place", ["/works?page=x", "/works?page=0", "/without/w1?estimand=some", "/without/w1?kind=all"]
)
def test_what_makes_no_sense_is_one_line(place: str, client: Any) -> None:
    answer = client.get(place, headers={"Accept": "application/json"})
    assert answer.status_code == 422 and answer.json()["error"].count("\n") == 0


def test_an_error_does_not_say_where_the_run_lies(run: Path, client: Any) -> None:
    (run / "influence.parquet").write_bytes(b"nothing")
    answer = client.get("/work/w1.json")
    assert answer.status_code == 422 and str(run.parent) not in answer.text


def test_on_view_nothing_changes_and_nobody_needs_a_token(run: Path, client_of: Callable[..., Any]) -> None:
    client = client_of(run, token=None, read_only=True, enter=False)
    before = sorted(str(f) for f in run.rglob("*"))
    own = {"Origin": "http://testserver", "Accept": "application/json"}
    for place in EVERYWHERE:
        assert client.get(place).status_code == 200, place
        assert '<form method="post"' not in client.get(place).text
    posts = ("/stories", "/stories/x", "/place", "/without/w1", "/jobs/credit-00000000000000000000/cancel")
    for place in posts:
        answer = client.post(place, data={"title": "x", "bootstraps": "20"}, headers=own)
        assert answer.status_code == 403 and "read-only" in answer.json()["error"], place
    assert client.get("/without/w1?estimand=net").status_code == 403
    assert client.get("/would-have-been/w2?without=w1").status_code == 404
    assert sorted(str(f) for f in run.rglob("*")) == before


def test_two_hundred_at_once_are_all_answered(run: Path) -> None:
    app = application(run, token=None, read_only=True, hosts=("testserver",))
    places = [("/work/w5", "/works.json", "/picture/96/w7", "/without/w2")[k % 4] for k in range(200)]

    async def all_at_once() -> list[int]:
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://testserver", timeout=60) as client:
            answers = await asyncio.gather(*(client.get(place) for place in places))
        return [answer.status_code for answer in answers]

    assert apart(all_at_once()) == [200] * 200


def test_a_full_disk_is_said_and_nothing_half_written_is_left(run: Path, client: Any) -> None:
    resource = pytest.importorskip("resource")
    client.post("/stories", data={"title": "Full"})
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, before[1]))
    try:
        asked = client.post("/stories", data={"title": "Empty"}, headers={"Accept": "application/json"})
        looked = client.get("/works")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert asked.status_code == 507 and "too large" in asked.json()["error"]
    assert looked.status_code == 200
    assert [story["title"] for story in client.get("/stories.json").json()["stories"]] == ["Full"]
    assert not [f for f in run.rglob("*.part*")]


def test_a_run_that_changes_is_read_again(run: Path, made: Path, client: Any) -> None:
    assert client.get("/works.json").json()["count"] == 40
    works = client.app.state.studio.works
    fewer = works.select(list(range(30)))
    shutil.copy(run / "works.parquet", run / "was.parquet")
    fewer.save(run / "works.parquet")
    assert client.get("/works.json").json()["count"] == 30


def test_rooms_have_names_addresses_and_tasks_of_their_own() -> None:
    assert len({room.name for room in ROOMS}) == len({room.address for room in ROOMS}) == len(ROOMS)
    kinds = [kind for room in ROOMS for kind in room.tasks]
    assert len(kinds) == len(set(kinds)) and all(room.address.startswith("/") for room in ROOMS)


def test_the_hostile_title_is_shown_as_it_is(screen: Any) -> None:
    screen.goto("/work/w0")
    assert screen.locator("h1").inner_text().split("\u2028")[0] == HOSTILE.split("\u2028")[0].strip()
    assert screen.evaluate("document.scripts.length") == 1
