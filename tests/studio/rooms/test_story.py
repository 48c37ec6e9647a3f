"""Stories told in the studio, and taken away as one page."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from stylogeny.studio.jobs import Jobs

ASKED = {"Accept": "application/json"}


def told(client: Any) -> dict[str, Any]:
    story = client.post("/stories", data={"title": "Ours <script>alert(1)</script>"}, headers=ASKED).json()
    for address, title in (
        ("/work/w0", "First <img src=x onerror=alert(2)>"),
        ("/without/w5", "Second"),
        ("/jobs", "Third"),
    ):
        story = client.post(
            "/stories", data={"address": address, "title": title, "story": story["name"]}, headers=ASKED
        ).json()
    return story


def test_what_is_kept_is_kept_in_order_and_acts_change_it(client: Any) -> None:
    story = told(client)
    assert [stop["title"] for stop in story["stops"]][1:] == ["Second", "Third"]
    assert story["stops"][0]["picture"] == "/picture/320/w0" and story["stops"][2]["picture"] is None
    third = story["stops"][2]["id"]
    story = client.post(story["href"], data={"act": "up", "stop": third}, headers=ASKED).json()
    story = client.post(
        story["href"], data={"act": "say", "stop": third, "text": "</textarea><b>"}, headers=ASKED
    ).json()
    assert [stop["title"] for stop in story["stops"]][1:] == ["Third", "Second"]
    text = client.get(story["href"]).text
    assert "&lt;/textarea&gt;&lt;b&gt;" in text and "<script>alert" not in text and "<img src=x" not in text


def test_the_page_taken_away_needs_nothing_else_and_runs_nothing(client: Any) -> None:
    story = told(client)
    page = client.get(f"{story['href']}/page.html")
    assert "attachment" in page.headers["content-disposition"]
    assert page.text.count("data:image/jpeg;base64,") == 2
    assert not re.search(r"<script|<link|src=\"(?!data:)|url\(", page.text)
    assert "default-src 'none'" in page.text and "&lt;script&gt;" in page.text


def test_keeping_begins_a_story_where_none_is(client: Any) -> None:
    story = client.post("/stories", data={"address": "/work/w1", "title": "W"}, headers=ASKED).json()
    assert story["title"] == "A story" and len(story["stops"]) == 1
    client.post(story["href"], data={"act": "end"})
    assert client.get(story["href"]).status_code == 404 and client.get("/stories.json").json()["stories"] == []


def test_a_work_is_kept_told_and_moved_in_the_browser(screen: Any) -> None:
    screen.goto("/work/w7")
    screen.get_by_role("button", name="Keep for a story").click()
    screen.wait_for_url("**/stories/**")
    screen.goto("/work/w8")
    screen.get_by_role("button", name="Keep for a story").press("Enter")
    screen.wait_for_url("**/stories/**")
    area = screen.locator("li", has_text="Work 7").get_by_role("textbox")
    area.fill("It began here.")
    screen.locator("li", has_text="Work 7").get_by_role("button", name="Down").press("Enter")
    screen.locator("li:last-of-type h2", has_text="Work 7").wait_for()
    assert [h.inner_text() for h in screen.locator(".stops h2").all()] == ["Work 8", "Work 7"]
    assert screen.locator("li", has_text="Work 7").get_by_role("textbox").input_value() == "It began here."
    screen.reload()
    assert screen.locator("li", has_text="Work 7").get_by_role("textbox").input_value() == "It began here."


def test_a_killed_servers_stories_and_jobs_are_there_for_the_next(run: Path, client: Any, client_of: Any) -> None:
    story = told(client)
    job = client.post("/without/w20", data={"bootstraps": "20"}, headers=ASKED).json()
    other = client_of(run)
    assert other.get(story["href"], headers=ASKED).json() == client.get(story["href"], headers=ASKED).json()
    assert other.get("/jobs.json").json()["jobs"][0]["id"] == job["id"]
    assert [each.id for each in Jobs(run, run / "studio").waiting()] == [job["id"]]
