"""The worker that stays, in this process: what a room asks of it is answered at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from stylogeny.studio.state import Studio


class AtOnce:
    def __init__(self, studio: Studio) -> None:
        self.studio = studio

    def ask(self, task: Callable[..., Any], *arguments: object, **named: object) -> Any:
        return task(self.studio, *arguments, **named)


def at_once(studio: Studio) -> Studio:
    """The same studio, which starts no process."""
    studio.once("warm", lambda: AtOnce(studio))
    return studio
