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


def test_a_picture_that_cannot_be_placed_is_one_line_in_the_browser(screen: Any, tmp_path: Path) -> None:
    (tmp_path / "no.png").write_bytes(b"<svg xmlns='x'>")
    screen.goto("/place")
    screen.get_by_label("A picture").set_input_files(tmp_path / "no.png")
    screen.get_by_role("button", name="Place it").press("Enter")
    screen.locator(".drop-said", has_text="an SVG drawing").wait_for(timeout=30_000)
    assert screen.url.endswith("/place")
