"""The style room: by its addresses, and in a browser by mouse and by keyboard."""

import io
from urllib.parse import parse_qs, urlsplit

import pytest
from PIL import Image

from helpers.at_once import at_once
from helpers.whole_run import whole as whole
from stylogeny.studio.mixing.mix import Mix
from stylogeny.studio.rooms.style import mix_of, query_of

SCHOOL = "School <i>"
MIX = {"p1": "Other", "w1": "0.8", "p2": SCHOOL, "w2": "-0.4"}


@pytest.fixture
def visitor(whole, client_of):
    client = client_of(whole)
    at_once(client.app.state.studio)
    return client


def test_a_mixture_is_its_address():
    mix = Mix.of(["Other", SCHOOL], [0.8, -0.4], seed=3)
    assert mix_of(query_of(mix)) == mix


def test_names_are_made_those_of_the_corpus_and_parts_are_added_and_taken_away(visitor):
    added = visitor.get("/style", params={"p1": "other", "w1": "1", "add": "school <i>"})
    asked = {key: value[0] for key, value in parse_qs(urlsplit(added.headers["location"]).query).items()}
    assert added.status_code == 303 and asked == {"p1": "Other", "w1": "1", "p2": SCHOOL, "w2": "0.5"}
    less = visitor.get("/style", params={**asked, "without": "Other"})
    assert parse_qs(urlsplit(less.headers["location"]).query) == {"p1": [SCHOOL], "w1": ["0.5"]}


def test_the_page_its_data_and_its_table(visitor):
    page = visitor.get("/style", params=MIX)
    assert page.status_code == 200 and "School &lt;i&gt;" in page.text and "<i>" not in page.text
    data = visitor.get("/style.json", params=MIX).json()
    assert data["mixture"] == "0.8*Other - 0.4*School <i>" and len(data["samples"]) == 8 and len(data["forms"]) == 12
    assert visitor.get("/style.csv", params=MIX).text == "name,weight\nOther,0.8\nSchool <i>,-0.4\n"
    assert visitor.get("/style").status_code == 200


def test_a_sample_its_picture_and_its_origins(visitor):
    data = visitor.get("/style/sample.json", params={**MIX, "index": 2}).json()
    picture = visitor.get(data["picture"])
    assert Image.open(io.BytesIO(picture.content)).size == (128, 128)
    assert len(data["cells"]) == 16 and all(source["href"].startswith("/work/") for source in data["sources"])
    page = visitor.get(data["href"])
    assert page.status_code == 200 and "<script>alert" not in page.text
    assert "attachment" in visitor.get(f"{data['picture']}&download=1").headers["content-disposition"]


@pytest.mark.parametrize(
    ("address", "status", "why"),
    [
        ("/style?p1=Othr&w1=1", 404, "did you mean"),
        ("/style?p1=Other&w1=2", 422, "from -1 to 1"),
        ("/style?p1=Other&w1=x", 422, "from -1 to 1"),
        ("/style?p1=Other&seed=-4", 422, "a seed lies between"),
        ("/style/sample.json?p1=Other&w1=-1", 422, "weight above 0"),
        ("/style/sample.json?p1=Other&index=0", 404, "numbered 1 to"),
        ("/style/sample.json?p1=Other&index=nan", 404, "numbered 1 to"),
        ("/style/sample.png?p1=Other&size=77", 404, "pixels a side"),
        ("/style/sample.json?p1=%2Fetc%2Fpasswd", 404, "no such work, artist, style or genre"),
        ("/style/exports/..%2Fmanifest.json", 404, ""),
        ("/style/exports/none.zip", 404, "no such export"),
    ],
)
def test_what_cannot_be_shown_is_one_line(visitor, address, status, why):
    answer = visitor.get(address, headers={"Accept": "application/json"})
    assert answer.status_code == status and why in answer.json()["error"]


def test_an_export_is_a_job_and_what_is_missing_is_said(visitor):
    asked = visitor.post("/style/export", data={**MIX, "to": "palette"})
    assert asked.status_code == 303 and "job=export-" in asked.headers["location"]
    refused = visitor.post("/style/export", data={**MIX, "to": "lora"}, headers={"Accept": "application/json"})
    assert refused.status_code == 422 and "needs the whole CLIP" in refused.json()["error"]


def test_a_read_only_studio_exports_nothing(whole, client_of):
    client = client_of(whole, read_only=True)
    refused = client.post("/style/export", data={**MIX, "to": "kit"}, headers={"Accept": "application/json"})
    assert refused.status_code == 403 and "read-only" in refused.json()["error"]
    assert "formaction" not in client.get("/style", params=MIX).text


def test_by_mouse_sliders_are_followed_and_origins_named(room):
    room.goto("/style?p1=Other&w1=1&p2=School+%3Ci%3E&w2=0.5")
    before = room.locator("#samples img").first.get_attribute("src")
    box = room.get_by_label("Weight of School <i>").bounding_box()
    room.mouse.click(box["x"] + 0.25 * box["width"], box["y"] + box["height"] / 2)
    room.wait_for_selector("#samples[data-state=drawn]")
    assert room.locator("#samples img").first.get_attribute("src") != before
    assert "w2=-0." in room.url and " - 0." in room.locator("#command").inner_text()
    room.locator("#samples a").nth(1).hover()
    room.wait_for_selector("#origin a[href^='/work/']")
    room.go_back()
    room.wait_for_url("**w2=0.5*")


def test_by_keyboard_a_weight_is_moved_and_a_sample_opened(room):
    room.goto("/style?p1=Other&w1=0.5")
    slider = room.get_by_label("Weight of Other")
    slider.focus()
    room.keyboard.press("ArrowRight")
    room.wait_for_selector("#samples[data-state=drawn]")
    assert "w1=0.55" in room.url
    room.locator("#samples a").first.focus()
    room.get_by_text("Sample 1 is from").first.wait_for()
    room.keyboard.press("Enter")
    room.wait_for_url("**/style/sample?*")
    assert room.get_by_role("heading", name="Sample 1").is_visible()
