"""A picture of one's own, placed in a history of stripes whose years are known."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

import stylogeny as sg
from helpers.stripes import stripe_cache as stripe_cache
from helpers.stripes import stripe_space as stripe_space
from helpers.stripes import stripe_works as stripe_works
from helpers.stripes import stripes
from helpers.traced_run import traced_run
from stylogeny.embedding.space import Embedding
from stylogeny.studio.rooms.place import ROOM

ASKED = {"Accept": "application/json"}


@pytest.fixture(scope="module")
def striped(stripe_space: Embedding, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return traced_run(tmp_path_factory.mktemp("striped"), sg.trace(stripe_space)).path


def picture(year: int) -> bytes:
    out = io.BytesIO()
    Image.fromarray(stripes(year, 1.0, seed=year)).save(out, format="PNG")
    return out.getvalue()


def test_a_picture_is_placed_once_and_found_again(striped: Path, client_of: Callable[..., Any]) -> None:
    client = client_of(striped)
    early = client.post("/place", files={"picture": ("early.png", picture(1550))}, headers=ASKED).json()
    late = client.post("/place", files={"picture": ("late <b>.png", picture(1850))}, headers=ASKED).json()
    early, late = (each | client.get(each["href"], headers=ASKED).json() for each in (early, late))
    assert early["year"] < late["year"] and early["interval"][0] <= early["year"] <= early["interval"][1]
    assert late["nearest"][0]["href"].startswith("/work/") and 0 < sum(p["weight"] for p in late["parents"]) <= 1.001
    page = client.get(late["href"])
    assert page.status_code == 200 and "late &lt;b&gt;.png" in page.text
    assert len(client.get(f"{late['href']}.csv").text.splitlines()) > 3

    (kept,) = (striped / "studio" / "uploads" / late["id"]).glob("placed-*.json")
    when = kept.stat().st_mtime_ns
    on_view = client_of(striped, token=None, read_only=True, enter=False)
    assert on_view.get(late["href"], headers=ASKED).json()["year"] == late["year"] and kept.stat().st_mtime_ns == when
    kept.unlink()
    assert on_view.get(late["href"], headers=ASKED).status_code == 403


def test_the_page_is_there_before_the_place_is(striped: Path, client_of: Callable[..., Any]) -> None:
    client = client_of(striped)
    sent = client.post("/place", files={"picture": ("x.png", picture(1640))}, headers={"Accept": "text/html"})
    assert sent.status_code == 303
    href = sent.headers["location"]
    page = client.get(href).text
    assert f'data-pending="{href}"' in page and f"{href}/picture.png" in page and f"url={href}?wait=1" in page
    assert not list((striped / "studio" / "uploads").glob(f"{href.rpartition('/')[2]}/placed-*"))
    for placed in (client.get(f"{href}?wait=1").text, client.get(href).text):  # one without scripts waits, once
        assert "data-pending" not in placed and "As it looks, of" in placed


def test_a_claim_is_an_address_and_a_job(striped: Path, client_of: Callable[..., Any]) -> None:
    client = client_of(striped)
    href = client.post("/place", files={"picture": ("x.png", picture(1640))}, headers=ASKED).json()["href"]
    assert client.get(f"{href}?artist=Nobody+at+all", headers=ASKED).status_code == 404
    assert client.post(f"{href}/examination", data={"year": "late"}, headers=ASKED).status_code == 422
    asked = client.post(f"{href}/examination", data={"year": "1640"}, headers={"Accept": "text/html"})
    assert asked.headers["location"] == f"{href}?year=1640#examination"
    job = client.get(f"{href}?year=1640", headers=ASKED).json()["job"]
    assert job["kind"] == "examination" and client.get(f"{href}?year=1700", headers=ASKED).json()["job"] is None
    told = ROOM.tasks["examination"](striped, job["arguments"], callback=lambda said: None)
    assert told["href"] == f"{href}?year=1640"
    found = client.get(told["href"], headers=ASKED).json()["examination"]["findings"]
    assert {"signature", "mark", "copies", "claimed year", "drawn by a machine"} <= {f["about"] for f in found}
    page = client.get(str(told["href"])).text
    assert "cannot say" in page and "--teach" not in page and "Claimed to be of 1640" in page


def test_a_picture_that_cannot_be_placed_is_one_line_in_the_browser(screen: Any, tmp_path: Path) -> None:
    (tmp_path / "no.png").write_bytes(b"<svg xmlns='x'>")
    screen.goto("/place")
    screen.get_by_label("A picture").set_input_files(tmp_path / "no.png")
    screen.get_by_role("button", name="Place it").press("Enter")
    screen.locator(".drop-said", has_text="an SVG drawing").wait_for(timeout=30_000)
    assert screen.url.endswith("/place")
