"""What a person sees of a training and can do to it: a progress bar, and Ctrl-C that loses no step."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from ...progress import is_quiet


@contextmanager
def finish_step() -> Iterator[Callable[[], bool]]:
    """Within, Ctrl-C only makes what is yielded true, so that a step is ended and kept.

    Only the main thread gets a Ctrl-C; in others it is never true.
    """
    asked: list[bool] = []
    if threading.current_thread() is not threading.main_thread():
        yield lambda: False
        return
    before = signal.signal(signal.SIGINT, lambda *_: asked.append(True))
    try:
        yield lambda: bool(asked)
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def training_bar(
    minutes: float | None, steps: int | None, *, visible: bool = True
) -> Iterator[Callable[[int, float, float], None]]:
    """A bar over seconds of training (or steps); what is yielded moves it: to a step, after seconds, at a loss."""
    from tqdm import tqdm

    total = steps if minutes is None else round(60 * minutes)
    with tqdm(
        total=total,
        desc="training",
        unit="step" if minutes is None else "s",
        disable=is_quiet() or not visible or None,
        leave=False,
    ) as bar:

        def update(step: int, seconds: float, loss: float) -> None:
            bar.n = min(step if minutes is None else int(seconds), total or 0)
            bar.set_postfix(step=step, loss=f"{loss:.3f}", refresh=False)
            bar.update(0)

        yield update
