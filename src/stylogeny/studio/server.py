"""The studio as an application, and the server that runs it."""

from __future__ import annotations

import logging
import threading
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager, nullcontext, suppress
from importlib.resources import files
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..errors import StylogenyError
from .pages import failed
from .refused import Refused
from .rooms import ROOMS
from .security import LOOPBACK, MAX_UPLOAD, PATIENCE, Access, Guard, passes
from .state import Studio

LOG = logging.getLogger("stylogeny.studio")


def application(
    run: Path | str,
    *,
    token: str | None = None,
    read_only: bool = False,
    hosts: Collection[str] = LOOPBACK,
    max_upload: int = MAX_UPLOAD,
    patience: float = PATIENCE,
) -> Starlette:
    """The studio of a run folder.

    Parameters
    ----------
    run : Path or str
    token : str, optional
        Without one anybody who reaches the studio may enter; then it must be read-only.
    read_only : bool
        Whether nothing may be changed.
    hosts : collection of str
        Names under which it answers.
    max_upload : int
        Bytes of a request at most.
    patience : float
        Seconds that a client may be silent in the middle of a request or an answer.

    Returns
    -------
    Starlette
        ``app.state.studio`` is its :class:`.Studio`.

    Raises
    ------
    StylogenyError
        When it is no run folder, or a studio that can be changed has no token.
    """
    if token is None and not read_only:
        raise StylogenyError("a studio that can be changed needs a token", fix="pass a token, or make it read-only")
    studio = Studio(run, rooms=ROOMS, read_only=read_only)
    access = Access(token, frozenset(hosts), max_upload, patience)

    async def wrong_address(request: Request, exception: Exception) -> Response:
        assert isinstance(exception, HTTPException)
        status = exception.status_code
        line = "there is nothing at this address" if status == 404 else exception.detail
        return await failed(studio, request, Refused(line, got=request.url.path[:200], status=status))

    routes = [route for room in ROOMS for route in room.routes(studio)]
    static = Mount("/static", _Static(directory=str(files(__package__) / "static")))
    door = Route("/", lambda request: RedirectResponse(studio.rooms[0].address, 307))  # where no room has this address

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        threading.Thread(target=_begin, args=(studio,), name="beginning", daemon=True).start()
        async with studio.jobs.running() if not read_only else nullcontext():
            yield

    app = Starlette(
        routes=[*routes, static, door],
        lifespan=lifespan,
        middleware=[Middleware(Guard, access=access), Middleware(_Errors, studio=studio)],
        exception_handlers={HTTPException: wrong_address},
    )
    app.state.studio = studio
    return app


def _begin(studio: Studio) -> None:
    """Open what rooms show first; what goes wrong with it is said to whoever asks for it."""
    for room in ROOMS:
        if room.begin is not None:
            with suppress(StylogenyError, OSError):
                room.begin(studio)


class _Errors:
    """Whatever goes wrong in a room is one line on a page; what nobody foresaw is told to the log in full."""

    def __init__(self, app: ASGIApp, studio: Studio) -> None:
        self.app, self.studio = app, studio

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = False

        async def watched(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except TimeoutError:  # of the client: the guard's
            raise
        except (StylogenyError, OSError) as error:
            await self._answer(error, scope, receive, watched, begun)
        except Exception as error:
            if passes(error):
                raise
            LOG.error("%s %s", scope["method"], scope["path"], exc_info=error)
            await self._answer(error, scope, receive, watched, begun)

    async def _answer(self, error: Exception, scope: Scope, receive: Receive, send: Send, begun: bool) -> None:
        if not begun:
            response = await failed(self.studio, Request(scope, receive), error)
            await response(scope, receive, send)


class _Static(StaticFiles):
    """Files of the package; a browser asks each time whether they are still the same."""

    def file_response(self, *arguments: Any, **named: Any) -> Response:
        response = super().file_response(*arguments, **named)
        response.headers["Cache-Control"] = "no-cache"
        return response
