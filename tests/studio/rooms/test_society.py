"""The society room: by its addresses, and in a browser by mouse and by keyboard."""

import re
import shutil

import pytest

from helpers.at_once import at_once
from helpers.small_past import small_past
from helpers.traced_run import traced_run
from stylogeny.histories.simulate import simulate
from stylogeny.runs import slug
from stylogeny.society.parameters import SocietyParameters
from stylogeny.studio.plays.keeping import keep_society
from stylogeny.studio.rooms.society import moments, parameters_of

JSON = {"Accept": "application/json"}


@pytest.fixture(scope="session")
def past_run(tmp_path_factory):
    return traced_run(tmp_path_factory.mktemp("past") / "run", small_past()).path


@pytest.fixture
def visitor(past_run, tmp_path, client_of):
    shutil.copytree(past_run, tmp_path / "run")
    client = client_of(tmp_path / "run")
    at_once(client.app.state.studio)
    return client


def begun(client, **more):
    return client.post("/society/begin", data={"artists": 30, "seed": 1, "years": 8, **more}, headers=JSON).json()["id"]


def test_parameters_of_a_form_change_those_it_names():
    before = SocietyParameters(imitation=1.5)
    assert parameters_of({"reaction": "0.2", "births": "no"}, before) == SocietyParameters(
        imitation=1.5, reaction=0.2, births=False
    )


def test_a_society_is_begun_played_and_gone_back_on(visitor):
    first = begun(visitor)
    data = visitor.get(f"/society/{first}.json").json()
    assert data["year"] == data["start"] + 8 == data["last"] and data["works"] and data["people"]
    played = visitor.post(f"/society/{first}/play", data={"years": "2"}, headers=JSON).json()["id"]
    assert visitor.get(f"/society/{played}.json").json()["year"] == data["year"] + 2
    assert visitor.get(f"/society/{first}.json").json() == data  # what was stays
    earlier = visitor.get(f"/society/{played}.json", params={"year": data["start"] + 4}).json()
    assert earlier["year"] == data["start"] + 4 and earlier["last"] == data["year"] + 2


def test_a_fork_with_other_parameters_leaves_what_was(visitor):
    first = begun(visitor)
    start = visitor.get(f"/society/{first}.json").json()["start"]
    again = visitor.post(f"/society/{first}/play", data={"year": start + 5, "years": "3"}, headers=JSON).json()["id"]
    assert again == first  # the same years with the same parameters are the same history
    other = {"year": start + 5, "years": "3", "imitation": "2"}
    forked = visitor.post(f"/society/{first}/play", data=other, headers=JSON).json()
    assert [(s["years"], s["changes"]) for s in forked["course"]] == [(5, {}), (3, {"imitation": 2.0})]
    listed = visitor.get("/society.json").json()["societies"]
    assert {first, forked["id"]} == {each["id"] for each in listed}


def test_another_server_finds_it_again(visitor, client_of):
    first = begun(visitor)
    told = visitor.get(f"/society/{first}.json").json()
    later = client_of(visitor.app.state.studio.path)
    at_once(later.app.state.studio)
    assert later.get(f"/society/{first}.json").json() == told


def test_an_artist_is_talked_to_at_an_address(visitor):
    first = begun(visitor)
    artist = visitor.get(f"/society/{first}.json").json()["people"][0]["id"]
    asked = {"say": ["Who taught you?", "<script>alert(1)</script>"]}
    page = visitor.get(f"/society/{first}/artists/{artist}", params=asked)
    assert page.status_code == 200 and "<script>alert" not in page.text and "&lt;script&gt;" in page.text
    turns = visitor.get(f"/society/{first}/artists/{artist}.json", params=asked).json()["turns"]
    assert [turn["said"] for turn in turns] == asked["say"] and all(turn["answer"] for turn in turns)


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"years": "0"}, "for 1 to 400 years"),
        ({"years": "many"}, "whole number"),
        ({"imitation": "lots"}, "imitation is a number"),
        ({"reaction": "7"}, "a number from 0 to 1"),
        ({"year": "1"}, "no such year"),
        ({"years": "401"}, "for 1 to 400 years"),
        ({"births": "perhaps"}, "yes or no"),
        ({"years": "400"}, "at most 400 years"),
    ],
)
def test_what_cannot_be_played_is_one_line(visitor, fields, why):
    refused = visitor.post(f"/society/{begun(visitor)}/play", data=fields, headers=JSON)
    assert refused.status_code == 422 and why in refused.json()["error"]


def test_there_is_nothing_else_at_these_addresses(visitor):
    for address in ("/society/none", "/society/..%2Fmanifest", "/society/kept/none", "/society/kept/..%2F.."):
        assert visitor.get(address).status_code == 404
    assert visitor.get(f"/society/{begun(visitor)}/works/s1.png").status_code == 404
    assert visitor.get(f"/society/{begun(visitor)}?year=1").status_code == 422


def test_a_read_only_studio_shows_what_was_played_and_plays_nothing(visitor, client_of):
    first = begun(visitor)
    client = client_of(visitor.app.state.studio.path, read_only=True)
    at_once(client.app.state.studio)
    refused = client.post(f"/society/{first}/play", data={"years": "1"}, headers=JSON)
    assert refused.status_code == 403 and "read-only" in refused.json()["error"]
    page = client.get(f"/society/{first}")
    assert page.status_code == 200 and 'method="post"' not in page.text


def test_a_society_is_kept_under_the_name_that_it_was_given(visitor):
    asked = visitor.post(f"/society/{begun(visitor)}/keep", data={"name": "My Society", "pictures": "0"}, headers=JSON)
    studio = visitor.app.state.studio
    kept = keep_society(studio.path, studio.jobs.get(asked.json()["id"]).arguments, callback=lambda said: None)
    assert kept["name"] == slug("My Society") and visitor.get(kept["href"]).status_code == 200


def test_keeping_is_a_job_and_a_kept_history_has_a_page(visitor):
    first = begun(visitor)
    asked = visitor.post(f"/society/{first}/keep", data={"name": "mine", "pictures": "0"})
    assert asked.status_code == 303 and "job=society-" in asked.headers["location"]
    studio = visitor.app.state.studio
    simulate(studio.graph, years=12, artists=30, pictures=0, seed=3).save(studio.path / "futures" / "kept")
    assert "/society/kept/kept" in visitor.get("/society").text
    page = visitor.get("/society/kept/kept")
    assert page.status_code == 200 and 'method="post"' not in page.text
    assert moments(studio).latest()[0].id == first


def test_by_mouse_it_plays_until_it_is_paused_and_is_gone_back_on(room):
    room.goto("/society")
    room.get_by_label("Artists").fill("12")
    room.get_by_label("Years to begin with").fill("3")
    room.get_by_role("button", name="Begin a society").click()
    room.wait_for_url(re.compile("/society/[0-9a-f]{24}"))
    year = int(room.locator("#stage").get_attribute("data-year"))
    room.get_by_role("button", name="Play").click()
    room.wait_for_selector(f"#stage:not([data-year='{year}']):not([data-year='{year + 1}'])")
    room.get_by_role("button", name="Pause").click()
    room.wait_for_selector("#run:has-text('Play')")
    reached = int(room.locator("#stage").get_attribute("data-year"))
    assert reached >= year + 2 and room.title().startswith(f"Society, {reached}")
    room.reload()
    assert room.locator("h1").inner_text() == str(reached)
    room.get_by_role("link", name="Back 1 years").click()
    room.wait_for_url(f"**?year={reached - 1}")
    assert room.locator("#fork").is_visible()


def test_by_keyboard_a_parameter_is_changed_a_year_stepped_and_an_artist_spoken_to(room):
    room.goto("/society")
    room.get_by_label("Artists").fill("12")
    room.get_by_label("Years to begin with").fill("4")
    room.keyboard.press("Enter")
    room.wait_for_url(re.compile("/society/[0-9a-f]{24}"))
    year = int(room.locator("#stage").get_attribute("data-year"))
    room.locator("summary", has_text="How it works").focus()
    room.keyboard.press("Enter")
    room.get_by_label("Imitation").fill("1.5")
    room.get_by_role("button", name="Step 1 years on").focus()
    room.keyboard.press("Enter")
    room.wait_for_selector(f"#stage[data-year='{year + 1}']")
    assert room.locator("input[name=imitation]").input_value() == "1.5"
    room.locator(".people a").first.focus()
    room.keyboard.press("Enter")
    room.wait_for_url("**/artists/**")
    room.get_by_label("Say something").fill("Who taught you?")
    room.keyboard.press("Enter")
    room.wait_for_selector(".talk .answer")
    room.go_back()
    room.wait_for_selector(".talk:not(:has(.answer))", state="attached")
