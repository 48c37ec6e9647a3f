"""Progress bars for long work, on a terminal or in a notebook after two seconds; none under ``--quiet`` and in logs."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from tqdm.auto import tqdm

T = TypeVar("T")
Callback = Callable[[dict[str, Any]], None]
_quiet: ContextVar[bool] = ContextVar("stylogeny_quiet", default=False)


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
    """Iterate with a bar named `what`; `callback` gets ``{"step": what, "done": k, "total": n}`` after each item."""
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
    for done, item in enumerate(bar, 1):
        yield item
        if callback is not None:
            callback({"step": what, "done": done, "total": total})
