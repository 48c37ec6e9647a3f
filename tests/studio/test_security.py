"""Who may ask the studio, and what they may send."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.apart import apart
from stylogeny.errors import StylogenyError
from stylogeny.studio.security import HEADERS, Access, Guard, allowed_hosts
from stylogeny.studio.server import application

TOKEN = "a-token"
PLACES = ("/works", "/works.json", "/work/w1", "/jobs", "/static/studio.css", "/picture/320/w1", "/nowhere")


@pytest.mark.parametrize("place", PLACES)
def test_without_the_token_nothing_is_shown(place: str, run: Path, client_of: Callable[..., Any]) -> None:
    client = client_of(run, enter=False)
    assert client.get(place).status_code == 403
    assert client.get(f"{place}?token=a-tokem").status_code == 403
    assert client.get(place, headers={"Authorization": "Bearer a-toke"}).status_code == 403
    assert client.get(place, headers={"Cookie": "stylogeny=a-token; x"}).status_code == 403


def test_the_printed_address_leaves_a_cookie_and_leads_on_without_the_token(
    run: Path, client_of: Callable[..., Any]
) -> None:
    client = client_of(run, enter=False)
    door = client.get("/works?q=a&token=a-token")
    cookie = door.headers["set-cookie"].lower()
    assert door.status_code == 200 and "url=/works?q=a" in door.text and TOKEN not in door.text
    assert "httponly" in cookie and "samesite=strict" in cookie
    assert client.get("/works").status_code == 200


def test_the_door_leads_nowhere_else(run: Path, client_of: Callable[..., Any]) -> None:
    text = client_of(run, enter=False).get('/%2Fevil.example/"><script>x</script>?token=a-token').text
    assert "url=/evil.example/%22" in text and "<script>" not in text


def test_every_answer_has_the_headers_that_hold_a_browser_back(run: Path, client_of: Callable[..., Any]) -> None:
    client = client_of(run)
    for place in (*PLACES, "/without/w2.json"):
        headers = client.get(place).headers
        assert all(headers[name] == value for name, value in HEADERS.items()), place
    assert "'unsafe" not in HEADERS["Content-Security-Policy"]
    assert client.get("/works").headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "", "localhost@evil", "[::1", "LOCALHOST.:1"]
)
def test_another_name_is_not_answered(host: str, run: Path, client_of: Callable[..., Any]) -> None:
    assert client_of(run).get("/works", headers={"Host": host}).status_code == 421


@pytest.mark.parametrize("token", ["", " ", "a b", "日本", "a;b"])
@pytest.mark.parametrize("read_only", [False, True])
def test_what_is_no_token_lets_nobody_in(token: str, read_only: bool, run: Path) -> None:
    with pytest.raises(StylogenyError, match="a token is"):
        application(run, token=token, read_only=read_only)


def test_a_proxys_name_can_be_allowed() -> None:
    assert set(allowed_hosts("192.168.0.7", ["Art.Example"])) >= {"localhost", "192.168.0.7", "art.example"}
    assert "0.0.0.0" not in allowed_hosts("0.0.0.0") and "[::2]" in allowed_hosts("::2")


@pytest.mark.parametrize(
    "origin", [None, "https://evil.example", "null", "http://testserver.evil.example", "http://", "http://["]
)
def test_another_sites_form_changes_nothing(origin: str | None, run: Path, client_of: Callable[..., Any]) -> None:
    client = client_of(run, enter=False)
    client.get("/works?token=a-token")  # the browser has the cookie
    headers = {} if origin is None else {"Origin": origin}
    assert client.post("/stories", data={"title": "Theirs"}, headers=headers).status_code == 403
    assert client.get("/stories.json").json()["stories"] == []
    own = client.post("/stories", data={"title": "Ours"}, headers={"Origin": "http://testserver"})
    assert own.status_code == 303 and len(client.get("/stories.json").json()["stories"]) == 1


def test_too_much_is_not_taken_whether_it_is_announced_or_not(run: Path, client_of: Callable[..., Any]) -> None:
    client = client_of(run, max_upload=1 << 16)
    big = b"x" * (1 << 17)
    assert client.post("/place", files={"picture": ("a.png", big)}).status_code == 413

    def creeping() -> Any:
        yield b"--x\r\nContent-Disposition: form-data; name=picture; filename=a\r\n\r\n"
        for _ in range(32):
            yield b"x" * 4096

    kind = {"Content-Type": "multipart/form-data; boundary=x"}
    assert client.post("/place", content=creeping(), headers=kind).status_code == 413
    assert client.get("/works", headers={"Content-Length": "-1"}).status_code == 413
    assert client.request("DELETE", "/works").status_code == 405


def test_a_client_that_stops_sending_is_let_go() -> None:
    sent: list[Any] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        while (await receive()).get("more_body"):
            pass

    async def silent() -> Any:
        await asyncio.Event().wait()

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": "/", "query_string": b"", "headers": [
        (b"host", b"localhost"), (b"origin", b"http://localhost")]}  # fmt: skip
    apart(Guard(app, Access(None, patience=0.01))(scope, silent, send))
    assert sent[0]["status"] == 408


def test_a_client_that_takes_nothing_is_let_go() -> None:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def stuck(message: Any) -> None:
        await asyncio.Event().wait()

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    scope = {"type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": [(b"host", b"localhost")]}
    apart(asyncio.wait_for(Guard(app, Access(None, patience=0.01))(scope, receive, stuck), 5))


@given(st.text(max_size=30))
def test_no_other_text_is_the_token(given_text: str) -> None:
    assert Access(TOKEN).is_token(given_text) == (given_text == TOKEN)
