"""The worker that stays: it answers, passes on what goes wrong, is begun again when it is killed."""

import multiprocessing
import os
import signal

import pytest

from stylogeny.errors import StylogenyError
from stylogeny.studio.pages import Refused
from stylogeny.studio.state import Studio
from stylogeny.studio.warm import Warm


def number(studio: Studio) -> int:
    return os.getpid()


def works_and(studio: Studio, more: int) -> int:
    return len(studio.works) + more


def fails(studio: Studio) -> None:
    raise StylogenyError("not so", got=1, fix="do otherwise")


def test_it_stays_passes_errors_on_is_begun_again_and_ends(run):
    worker = Warm(run)
    try:
        own = worker.ask(number)
        assert own != os.getpid() and worker.ask(works_and, 2) == 42
        with pytest.raises(StylogenyError, match=r"not so \(got 1\); do otherwise"):
            worker.ask(fails)
        assert worker.ask(number) == own
        os.kill(own, signal.SIGKILL)
        last = worker.ask(number)
        assert last not in (own, os.getpid())
    finally:
        worker.close()
    (child,) = (c for c in multiprocessing.active_children() if c.pid == last)
    child.join(30)
    assert child.exitcode == 0


def test_more_than_so_many_may_not_wait(run):
    with pytest.raises(Refused, match="too many"):
        Warm(run, max_waiting=0).ask(number)
