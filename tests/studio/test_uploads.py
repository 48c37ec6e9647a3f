"""What people bring is kept by its bytes, under the name that they gave it, and nowhere else."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PIL import Image


def png(colour: tuple[int, int, int] = (10, 90, 200)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(out, format="PNG")
    return out.getvalue()


def test_names_are_data_and_nothing_is_written_outside(run: Path, client: Any) -> None:
    """This run's space is not of pictures, so nothing is placed; what was sent is kept before that is found out."""
    scripts = {"Accept": "application/json"}
    before = set(run.parent.rglob("*"))
    for name in ("../../evil.png", "C:\\x\\<b>" + "a" * 300):
        answer = client.post("/place", files={"picture": (name, png(), "image/png")}, headers={"Accept": "text/html"})
        assert answer.status_code == 303
        assert client.get(answer.headers["location"], headers=scripts).status_code == 422
    new = {f for f in run.parent.rglob("*") if f not in before and f.is_file()}
    assert {f.name for f in new} == {"original", "picture.png", "upload.json"} and len(new) == 3
    assert all(f.is_relative_to(run / "studio" / "uploads") for f in new)


def test_a_picture_is_given_back_as_it_was_decoded(run: Path, client_of: Callable[..., Any]) -> None:
    client = client_of(run)
    client.post("/place", files={"picture": ("x.png", png())})
    (kept,) = client.get("/place.json").json()["uploads"]
    answer = client.get(kept["own"])
    assert answer.headers["content-type"] == "image/png" and "immutable" in answer.headers["cache-control"]
    assert Image.open(io.BytesIO(answer.content)).getpixel((5, 5)) == (10, 90, 200)
    assert client.get("/place/" + "../" * 3 + "manifest.json").status_code == 404


def test_no_picture_is_one_line(client: Any) -> None:
    asked = {"Accept": "application/json"}
    assert "no picture was sent" in client.post("/place", data={"picture": "text"}, headers=asked).json()["error"]
    empty = client.post("/place", files={"picture": ("x.png", b"")}, headers=asked)
    assert "no picture was sent" in empty.json()["error"]


def test_a_damaged_upload_takes_only_itself_away(run: Path, client_of: Callable[..., Any]) -> None:
    client = client_of(run)
    for colour in ((10, 90, 200), (200, 90, 10)):
        client.post("/place", files={"picture": ("x.png", png(colour))})
    before = client.get("/place.json").json()["uploads"]
    damaged = next((run / "studio" / "uploads").glob("*/upload.json"))
    damaged.write_text("{")
    after = client.get("/place.json").json()["uploads"]
    assert len(before) == 2 and len(after) == 1
    for colour in ((10, 90, 200), (200, 90, 10)):
        client.post("/place", files={"picture": ("x.png", png(colour))})
    assert len(client.get("/place.json").json()["uploads"]) == 2
