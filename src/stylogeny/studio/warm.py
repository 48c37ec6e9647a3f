"""A worker that stays: one process that has the run, the generator and played societies open, for what is asked often.

A job opens everything anew, which takes seconds; a slider cannot wait for that. What is asked here is answered one
after another within a second or so, changes nothing by itself, and is lost with nothing when the process is killed: it
is begun again.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack
from multiprocessing import get_context
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from ..runs import on_threads
from .pages import Refused
from .state import Studio

P = ParamSpec("P")
T = TypeVar("T")
LOOK = 1.0  # seconds between two looks at whether the server still lives
MAX_WAITING = 24  # questions that may wait for the worker; a page asks for ten at once
_for_good = ExitStack()  # in the worker: what holds until it ends
_opened: dict[str, Studio] = {}  # in the worker: its studio


class Warm:
    """The worker of a studio; it begins with the first question.

    Parameters
    ----------
    path : Path
        The run folder.
    max_waiting : int
        Questions that may wait at a time.
    """

    def __init__(self, path: Path, *, max_waiting: int = MAX_WAITING) -> None:
        self.path, self.max_waiting = path, max_waiting
        self._lock, self._waiting = threading.Lock(), 0
        self._pool: ProcessPoolExecutor | None = None

    def ask(self, task: Callable[Concatenate[Studio, P], T], *arguments: P.args, **named: P.kwargs) -> T:
        """What a module-level function answers in the worker, given the studio as it has it open.

        Raises
        ------
        Refused
            When too much is waited for, or the worker dies twice at this.
        StylogenyError
            What the function raises.
        """
        with self._lock:
            if self._waiting >= self.max_waiting:
                raise Refused("too many ask at once", fix="try again in a moment", status=503)
            self._waiting += 1
        try:
            for last in (False, True):
                pool = self._begun()
                try:
                    return pool.submit(_answer, task, arguments, named).result()
                except BrokenProcessPool:
                    self._forget(pool)
                    if last:
                        raise Refused("the worker died at this, perhaps for want of memory", status=503) from None
            raise AssertionError
        finally:
            with self._lock:
                self._waiting -= 1

    def close(self) -> None:
        """End the worker."""
        with self._lock:
            pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(wait=False, cancel_futures=True)

    def _begun(self) -> ProcessPoolExecutor:
        with self._lock:
            if self._pool is None:
                self._pool = ProcessPoolExecutor(1, get_context("spawn"), _begin, (str(self.path),))
            return self._pool

    def _forget(self, pool: ProcessPoolExecutor) -> None:
        with self._lock:
            if self._pool is pool:
                self._pool = None


def warm(studio: Studio) -> Warm:
    """The worker of a studio; when a command has written to the run, a new one."""
    return studio.once("warm", lambda: Warm(studio.path))


def _begin(path: str) -> None:
    """What the worker does first: one thread for numbers, and an end when the server has one."""
    _for_good.enter_context(on_threads(1))
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    _opened["studio"] = Studio(path, read_only=True)


def _end_with(server: int) -> None:
    """End when the server has, however it was killed: its child is then another's."""
    while os.getppid() == server:
        time.sleep(LOOK)
    os._exit(0)


def _answer(task: Callable[..., T], arguments: tuple[object, ...], named: dict[str, object]) -> T:
    return task(_opened["studio"], *arguments, **named)
