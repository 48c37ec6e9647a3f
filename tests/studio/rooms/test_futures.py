"""The futures room: by its addresses, and in a browser by mouse and by keyboard."""

import io
import re
import shutil
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from helpers.at_once import at_once
from helpers.planted_history import planted
from helpers.traced_run import traced_run
from stylogeny.futures.imagine import imagine
from stylogeny.studio.jobs import Job
from stylogeny.studio.rooms.futures import ROOM
from stylogeny.studio.state import Studio
from stylogeny.studio.trees.acts import start

JSON = {"Accept": "application/json"}


@pytest.fixture(scope="session")
def grown_once(tmp_path_factory):
    run = traced_run(tmp_path_factory.mktemp("planted") / "run", planted()).path
    start(Studio(run), "mine", {"root": "w220", "years": 20, "branching": 3, "seed": 5})
    return run


@pytest.fixture
def visitor(grown_once, tmp_path, client_of):
    shutil.copytree(grown_once, tmp_path / "run")
    client = client_of(tmp_path / "run")
    at_once(client.app.state.studio)
    return client


def done(client, answer):
    """The job that an answer leads to, done here."""
    job = client.app.state.studio.jobs.get(answer.json()["id"])
    made = ROOM.tasks[job.kind](client.app.state.studio.path, job.arguments, callback=lambda said: None)
    job.finish("done", result=dict(made))
    return Job.read(job.folder).json()


def png():
    out = io.BytesIO()
    Image.fromarray(np.zeros((20, 20, 3), np.uint8)).save(out, format="PNG")
    return out.getvalue()


def test_a_tree_is_grown_and_its_page_leads_there(visitor):
    asked = visitor.post("/futures", data={"root": "School A", "branching": "2", "years": "20"}, headers=JSON)
    job = done(visitor, asked)
    assert job["result"]["href"] == "/futures/school-a?at=1"
    led = visitor.get(f"/futures?job={job['id']}", headers={"Accept": "text/html"})
    assert led.status_code == 303 and led.headers["location"] == job["result"]["href"]
    assert len(visitor.get("/futures/school-a.json").json()["works"]) == 2


def test_works_imagined_without_a_tree_are_opened_and_grown_from(visitor):
    run = visitor.app.state.studio.path
    made = imagine(visitor.app.state.studio.graph, n=3, pictures=False, seed=2)
    replace(made, pictures={made.table["id"][0]: np.full((8, 8, 3), 90, np.uint8)}).save(run / "futures" / "singly")
    doors = visitor.get("/futures.json").json()["imagined"]
    assert doors == [{"name": "singly", "href": "/futures/singly"}]
    works = visitor.get(doors[0]["href"] + ".json").json()["works"]
    assert {w["id"] for w in works} == set(made.table["id"])
    for w in works:
        page = visitor.get(f"/futures/singly/works/{w['id']}")
        assert page.status_code == 200 and all(f"/work/{p['id']}" in page.text for p in w["parents"])
        assert sum(p["share"] for p in w["parents"]) == pytest.approx(1, abs=0.01)
    pictured = next(w for w in works if w["pictured"])
    assert visitor.get(f"/futures/singly/pictures/{pictured['id']}.png").headers["content-type"] == "image/png"
    asked = {"imagined": f"singly/{pictured['id']}", "name": "from one"}
    job = visitor.post("/futures", data=asked, headers=JSON).json()
    assert job["arguments"]["year"] == pictured["year"] and job["arguments"]["picture"].startswith(str(run))
    bare = next(w for w in works if not w["pictured"])
    for wrong, status in ((f"singly/{bare['id']}", 422), ("singly/none", 404), ("../x", 404), ("mine/w1", 404)):
        assert visitor.post("/futures", data={"imagined": wrong}, headers=JSON).status_code == status
    assert visitor.get("/futures/singly/works/none").status_code == 404
    assert visitor.get("/futures/singly.csv").text.count("\n") == 4


def test_a_tree_has_the_name_that_it_was_given(visitor):
    asked = visitor.post("/futures", data={"root": "School A", "name": "My Tree", "branching": "1"}, headers=JSON)
    led = done(visitor, asked)["result"]["href"]
    assert led.startswith("/futures/my-tree-") and visitor.get(led).status_code == 200


def test_every_state_is_an_address(visitor):
    works = [w["id"] for w in visitor.get("/futures/mine.json").json()["works"]]
    pruned = visitor.post("/futures/mine/act", data={"act": "prune", "at": "1", f"work:{works[0]}": "on"})
    assert pruned.status_code == 303 and pruned.headers["location"] == "/futures/mine?at=2"
    kept = visitor.post("/futures/mine/act", data={"act": "keep", "at": "1", "work": works[0]}, headers=JSON).json()
    assert kept["at"] == 3
    alive = [[w["id"] for w in visitor.get(f"/futures/mine.json?at={at}").json()["works"]] for at in range(4)]
    assert alive == [[], works, works[1:], works[:1]]
    page = visitor.get("/futures/mine?at=2").text
    assert 'href="/futures/mine?at=1">Undo' in page and "Make this where the tree stands" in page


def test_growing_and_merging_are_jobs(visitor):
    one, other, _ = (w["id"] for w in visitor.get("/futures/mine.json").json()["works"])
    asked = {"act": "grow", "at": "1", "work": one, "branching": "2", "years": "9"}
    grown = done(visitor, visitor.post("/futures/mine/act", data=asked, headers=JSON))
    assert len(grown["result"]["created"]) == 2
    asked = {"act": "merge", "at": "2", "work": one, "other": other}
    merged = done(visitor, visitor.post("/futures/mine/act", data=asked, headers=JSON))["result"]
    work = visitor.get(f"/futures/mine/works/{merged['created'][0]}.json").json()["work"]
    assert {one, other} <= {p["id"] for p in work["parents"]}


def test_titles_are_data(visitor):
    work = visitor.get("/futures/mine.json").json()["works"][0]["id"]
    title = "<script>alert(1)</script>"
    visitor.post("/futures/mine/act", data={"act": "rename", "at": "1", "work": work, "title": title})
    for address in ("/futures/mine", f"/futures/mine/works/{work}"):
        page = visitor.get(address).text
        assert "<script>alert" not in page and "&lt;script&gt;alert" in page
    taken = visitor.get("/futures/mine/page.html")
    assert "attachment" in taken.headers["content-disposition"] and "<script>alert" not in taken.text


def test_a_picture_needs_its_year_and_a_space_of_pictures(visitor):
    files = {"picture": ("mine.png", png(), "image/png")}
    refused = visitor.post("/futures", data={"year": ""}, files=files, headers=JSON)
    assert refused.status_code == 422 and "needs the year" in refused.json()["error"]
    asked = visitor.post("/futures", data={"year": "1830"}, files=files, headers=JSON)
    job = asked.json()
    assert job["arguments"]["year"] == 1830 and job["arguments"]["picture"].endswith("picture.png")


@pytest.mark.parametrize(
    ("address", "fields", "why"),
    [
        ("/futures", {"root": "nobody at all"}, "no such"),
        ("/futures", {"root": "School A", "name": "mine"}, "a tree of this name"),
        ("/futures/none/act", {"act": "grow", "at": "1"}, "no tree of futures"),
        ("/futures/mine/act", {"act": "burn", "at": "1"}, "no such act"),
        ("/futures/mine/act", {"act": "prune", "at": "1"}, "choose them first"),
        ("/futures/mine/act", {"act": "prune", "at": "x"}, "has a number"),
        ("/futures/mine/act", {"act": "add", "at": "1", "work": "x"}, "no picture was sent"),
        ("/futures/mine/act", {"act": "grow", "at": "1", "years": "-3"}, "whole number"),
        ("/futures/mine/act", {"act": "grow", "at": "1", "branching": "0"}, "1 to 8 answers"),
        ("/futures", {"root": "School A", "years": "ten"}, "years is a whole number"),
        ("/futures", {"root": "School A", "years": "301"}, "within 1 to 300 years"),
        ("/futures", {"root": "School A", "branching": "0"}, "1 to 8 answers"),
        ("/futures", {"root": "School A", "seed": "-1"}, "seed is a whole number"),
    ],
)
def test_what_cannot_be_done_is_one_line(visitor, address, fields, why):
    refused = visitor.post(address, data=fields, headers=JSON)
    assert refused.status_code in (404, 422) and why in refused.json()["error"]
    assert not visitor.app.state.studio.jobs.all()  # nobody waits to be told


def test_there_is_nothing_else_at_these_addresses(visitor):
    for address in ("none", "..%2F..", "none/pictures/x.png", "mine/works/none", "mine/pictures/none.png"):
        assert visitor.get(f"/futures/{address}").status_code == 404
    for address in ("mine?at=9", "mine?at=-1"):
        assert visitor.get(f"/futures/{address}").status_code == 422


def test_a_read_only_studio_shows_trees_and_grows_none(visitor, client_of):
    client = client_of(visitor.app.state.studio.path, read_only=True)
    at_once(client.app.state.studio)
    refused = client.post("/futures/mine/act", data={"act": "prune", "at": "1"}, headers=JSON)
    assert refused.status_code == 403 and "read-only" in refused.json()["error"]
    page = client.get("/futures/mine")
    assert page.status_code == 200 and "<button" not in page.text.partition("<main")[2]


def test_by_mouse_a_tree_is_grown_pruned_and_undone(room):
    room.goto("/futures")
    room.get_by_label("A work, an artist or a style").fill("Other")
    room.get_by_label("Answers").fill("2")
    room.get_by_label("Name of the tree").fill("by-mouse")
    room.get_by_role("button", name="Grow").click()
    room.wait_for_url("**/futures/by-mouse?at=1")
    assert room.locator(".tree .node image").count() == 2
    room.locator("tbody input[type=checkbox]").first.check()
    assert room.locator(".tree .node.chosen").count() == 1
    room.get_by_role("button", name="Prune").click()
    room.wait_for_url("**/futures/by-mouse?at=2")
    assert room.locator(".tree .node").count() == 1
    room.get_by_role("link", name="Undo").click()
    room.wait_for_url("**/futures/by-mouse?at=1")
    assert room.locator(".tree .node").count() == 2
    room.go_back()
    room.wait_for_url("**/futures/by-mouse?at=2")
    assert room.locator(".tree .node").count() == 1


def test_by_keyboard_works_are_gone_through_chosen_and_opened(room):
    room.goto("/futures/grown")
    room.locator(".tree").focus()
    room.keyboard.press("ArrowRight")
    first = room.evaluate("document.activeElement.dataset.id")
    room.keyboard.press("ArrowDown")
    if room.evaluate("document.activeElement.dataset.id") == first:
        room.keyboard.press("ArrowUp")
    second = room.evaluate("document.activeElement.dataset.id")
    assert second and second != first
    room.keyboard.press("Space")
    assert room.locator(f"input[name='work:{second}']").is_checked()
    room.locator("#live", has_text="Chosen").wait_for(state="attached")
    room.keyboard.press("Enter")
    room.wait_for_url(re.compile("/futures/grown/works/"))
