"""Who may ask, and how: the token, the host and the origin of a request, how much and how slowly it may send.

One ASGI layer around the whole studio. It knows nothing of rooms; whatever it lets through is a request that the person
who started the studio, or somebody they gave the address to, has made on purpose.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from markupsafe import escape
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import HTMLResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..errors import StylogenyError

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
POLICY = (
    "default-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; connect-src 'self'; "
    "img-src 'self' data: blob:; style-src 'self'; script-src 'self'; worker-src 'self'; font-src 'self'; "
    "media-src 'self'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",  # with none at all, browsers send no origin with a form either
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
TOKEN = re.compile(r"[A-Za-z0-9_-]+")
MAX_UPLOAD = 32 << 20  # bytes of a request
PATIENCE = 30.0  # seconds that a client may be silent in the middle of a request, or not take what is sent


@dataclass(frozen=True)
class Access:
    """Who may ask.

    Parameters
    ----------
    token : str, optional
        What the cookie, the address or ``Authorization: Bearer`` must hold; without one anybody may look.
    hosts : collection of str
        Names under which the studio answers, without ports; another name is another site's trick.
    max_upload : int
        Bytes of a request at most.
    patience : float
        Seconds.

    Raises
    ------
    StylogenyError
        For an empty token, or one that a cookie or an address would have to write otherwise.
    """

    token: str | None = None
    hosts: Collection[str] = LOOPBACK
    max_upload: int = MAX_UPLOAD
    patience: float = PATIENCE

    def __post_init__(self) -> None:
        if self.token is not None and not TOKEN.fullmatch(self.token):  # an empty one would let anybody in
            raise StylogenyError(
                "a token is letters, digits, - and _", got=repr(self.token), fix="pass another --token"
            )

    @property
    def cookie(self) -> str:
        """The cookie's name: two studios on two ports of a machine have two."""
        return "stylogeny_" + hashlib.sha256((self.token or "").encode()).hexdigest()[:12]

    def is_token(self, given: str) -> bool:
        """Whether this is the token, in a time that does not tell how much of it is."""
        return self.token is None or hmac.compare_digest(given.encode(), self.token.encode())


class Guard:
    """The layer around an application.

    Parameters
    ----------
    app : ASGI application
    access : Access
    """

    def __init__(self, app: ASGIApp, access: Access) -> None:
        self.app, self.access = app, access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or let the request through."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return  # a websocket is closed by the server when nobody accepts it
        headers = Headers(scope=scope)
        guarded = _Sender(send, self.access.patience)
        refusal = self._refusal(scope, headers)
        if refusal is not None:
            await refusal(scope, receive, guarded)
            return
        reader = _Reader(receive, self.access)
        try:
            await self.app(scope, reader, guarded)
        except _TooMuch:
            if not guarded.begun:
                at_most = f"at most {self.access.max_upload >> 20} MB can be sent at once"
                await _said(headers, 413, at_most)(scope, receive, guarded)
        except TimeoutError:
            if not guarded.begun and reader.late:
                await _said(headers, 408, "the request did not arrive in time")(scope, receive, guarded)

    def _refusal(self, scope: Scope, headers: Headers) -> Response | None:
        """What is answered instead of the application's answer; None where the request may pass."""
        host = headers.get("host", "")
        if _name(host) not in self.access.hosts:
            return _said(headers, 421, "this studio does not answer under that name; whoever starts it can allow it")
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > self.access.max_upload:
            return _said(headers, 413, f"at most {self.access.max_upload >> 20} MB can be sent at once")
        if scope["method"] not in ("GET", "HEAD", "POST"):
            return _said(headers, 405, "a studio is read and posted to, nothing else")
        bearer = headers.get("authorization", "")
        by_header = bearer.startswith("Bearer ") and self.access.is_token(bearer.removeprefix("Bearer "))
        if scope["method"] == "POST" and not (by_header and self.access.token) and not _same_origin(headers, host):
            return _said(headers, 403, "this request comes from another site, or does not say from where")
        if self.access.token is None or by_header:
            return None
        given = dict(parse_qsl(scope["query_string"].decode("latin-1"))).get("token")
        if given is not None and scope["method"] == "GET":
            return self._entered(scope, headers) if self.access.is_token(given) else _no_entry(headers)
        return None if self.access.is_token(_cookie(headers, self.access.cookie)) else _no_entry(headers)

    def _entered(self, scope: Scope, headers: Headers) -> Response:
        """The door: it keeps the token in a cookie and leads on to the same address without it.

        Not by a redirect: a cookie that is for this site alone would not be sent on one that began elsewhere.
        """
        query = [(k, v) for k, v in parse_qsl(scope["query_string"].decode("latin-1")) if k != "token"]
        path = "/" + quote(scope["path"].lstrip("/"))  # never "//elsewhere"
        to = escape(f"{path}?{urlencode(query)}" if query else path)
        page = (
            f'<!doctype html><html lang="en"><meta charset="utf-8"><meta http-equiv="refresh" content="0;url={to}">'
            f'<title>Stylogeny studio</title><p><a href="{to}">Into the studio</a></p></html>'
        )
        response = HTMLResponse(page, headers={"Cache-Control": "no-store"})
        response.set_cookie(self.access.cookie, self.access.token or "", httponly=True, samesite="strict", path="/")
        return response


class _TooMuch(Exception):
    """More arrives than may."""


def passes(error: Exception) -> bool:
    """Whether an error is the guard's own, which no room answers."""
    return isinstance(error, _TooMuch)


class _Reader:
    """What arrives, up to a size, and not more slowly than the patience allows."""

    def __init__(self, receive: Receive, access: Access) -> None:
        self.receive, self.access = receive, access
        self.size, self.whole, self.late = 0, False, False

    async def __call__(self) -> Message:
        if self.whole:  # what is waited for now is the client's leaving, which may take as long as it likes
            return await self.receive()
        try:
            message = await asyncio.wait_for(self.receive(), self.access.patience)
        except TimeoutError:
            self.late = True
            raise
        self.size += len(message.get("body", b""))
        self.whole = not message.get("more_body", False)
        if self.size > self.access.max_upload:
            raise _TooMuch
        return message


class _Sender:
    """What is sent, with the headers that every answer has; a client that takes nothing for too long is let go."""

    def __init__(self, send: Send, patience: float) -> None:
        self.send, self.patience, self.begun = send, patience, False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.begun = True
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
            headers.setdefault("Cache-Control", "no-store")
        await asyncio.wait_for(self.send(message), self.patience)


def allowed_hosts(host: str, names: Sequence[str] = ()) -> tuple[str, ...]:
    """The names under which a studio that listens at `host` answers: its own, this machine's loopback, and `names`."""
    own = () if host in ("0.0.0.0", "::", "") else (f"[{host}]" if ":" in host else host.casefold(),)
    return tuple(dict.fromkeys([*LOOPBACK, *own, *(name.casefold() for name in names)]))


def _name(host: str) -> str:
    """The name of ``name:port``, in small letters; of an address in brackets, with them."""
    name, colon, port = host.rpartition(":")
    return (name if colon and port.isdecimal() and name else host).casefold()


def _same_origin(headers: Headers, host: str) -> bool:
    try:
        origin = urlsplit(headers.get("origin", "")).netloc
    except ValueError:  # brackets that hold no address
        return False
    return origin.casefold() == host.casefold() != ""


def _cookie(headers: Headers, name: str) -> str:
    try:
        cookies = SimpleCookie(headers.get("cookie", ""))
    except CookieError:
        return ""
    return cookies[name].value if name in cookies else ""


def _no_entry(headers: Headers) -> Response:
    return _said(headers, 403, "this studio is entered by the address that `stylogeny studio` printed, with its token")


def _said(headers: Headers, status: int, line: str) -> Response:
    """A refusal in one line, as JSON where that is asked."""
    accept = headers.get("accept", "")
    if "application/json" in accept and "text/html" not in accept:
        return Response(json.dumps({"error": line, "status": status}), status, media_type="application/json")
    page = f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Stylogeny studio</title><p>{escape(line)}</p>'
    return HTMLResponse(page, status)
