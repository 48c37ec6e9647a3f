"""What long work says of itself after two seconds: a bar on a terminal or in a notebook, now and then a line in a log.

Nothing under ``--quiet``.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from tqdm.auto import tqdm

T = TypeVar("T")
Callback = Callable[[dict[str, Any]], None]
PATIENCE, LONGEST = 2.0, 60.0  # seconds until the first word, and between later ones at most
_quiet: ContextVar[bool] = ContextVar("stylogeny_quiet", default=False)
_patience: ContextVar[float | None] = ContextVar("stylogeny_patience", default=PATIENCE)
_pace: ContextVar[_Pace | None] = ContextVar("stylogeny_pace", default=None)


class _Pace:
    """When a command that writes into a log says how far it is: after two seconds, and then ever more seldom."""

    def __init__(self, wait: float) -> None:
        self.wait, self.due = wait, time.monotonic() + wait

    def is_due(self) -> bool:
        now = time.monotonic()
        if now < self.due:
            return False
        self.wait = min(2 * self.wait, LONGEST)
        self.due = now + self.wait
        return True


@contextmanager
def patience(seconds: float | None) -> Iterator[None]:
    """Within this context work says what it does after so many seconds; after None, never."""
    token = _patience.set(seconds)
    try:
        yield
    finally:
        _patience.reset(token)


@contextmanager
def announced(text: str) -> Iterator[None]:
    """Within this context `text` is said once on stderr, if the work lasts longer than two seconds.

    Where nobody sees bars, they become lines now and then.
    """
    wait = _patience.get()
    if wait is None:
        yield
        return
    timer = threading.Timer(wait, _say, (text, _quiet.get()))
    timer.daemon = True
    timer.start()
    token = _pace.set(_Pace(wait))
    try:
        yield
    finally:
        timer.cancel()
        _pace.reset(token)


def _say(text: str, quiet: bool = False) -> None:
    if not quiet:
        tqdm.write(text, file=sys.stderr)


@contextmanager
def quietly(quiet: bool = True) -> Iterator[None]:
    """Within this context no progress bar is drawn."""
    token = _quiet.set(quiet)
    try:
        yield
    finally:
        _quiet.reset(token)


def in_notebook() -> bool:
    """Whether what is printed goes to a notebook, which is no terminal but is looked at."""
    kernel = sys.modules.get("ipykernel.zmqshell")
    return kernel is not None and sys.modules["IPython"].get_ipython() is not None


def is_quiet() -> bool:
    """Whether no progress bar is drawn here."""
    return _quiet.get()


def progress(
    items: Iterable[T],
    what: str,
    *,
    total: int | None = None,
    unit: str = "it",
    callback: Callback | None = None,
) -> Iterator[T]:
    """Iterate with a bar named `what`; `callback` gets ``{"step": what, "done": k, "total": n}`` after each item.

    In a log, a command (:func:`announced`) gets a line now and then instead.
    """
    if total is None and hasattr(items, "__len__"):
        total = len(items)  # type: ignore[arg-type]
    bar = tqdm(
        items,
        desc=what,
        total=total,
        unit=unit,
        delay=2,
        disable=_quiet.get() or (False if in_notebook() else None),  # None: no bar where nobody looks
        leave=False,
        dynamic_ncols=True,
    )
    pace = None if _quiet.get() or in_notebook() or sys.stderr.isatty() else _pace.get()
    for done, item in enumerate(bar, 1):
        yield item
        if pace is not None and done != total and pace.is_due():
            _say(f"  {what}: {done:,}" + ("" if total is None else f" of {total:,}"))
        if callback is not None:
            callback({"step": what, "done": done, "total": total})
