"""A run as rooms see it: opened once, made once, and again when it changes."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from stylogeny.errors import UnknownWork
from stylogeny.studio.state import Studio


def test_two_that_ask_at_once_wait_for_one_making(run: Path) -> None:
    studio, made = Studio(run), []

    def make() -> int:
        made.append(1)
        return sum(range(200_000))

    with ThreadPoolExecutor(8) as threads:
        results = set(threads.map(lambda k: studio.once("x", make), range(16)))
    assert len(made) == 1 and results == {sum(range(200_000))}


def test_what_fails_is_made_again(run: Path) -> None:
    studio = Studio(run)
    with pytest.raises(ZeroDivisionError):
        studio.once("x", lambda: 1 // 0)
    assert studio.once("x", lambda: 3) == 3


def test_what_was_made_of_the_run_as_it_was_is_forgotten(run: Path) -> None:
    studio = Studio(run)
    graph = studio.graph
    assert studio.graph is graph and studio.once("x", lambda: 1) == 1
    os.utime(run / "influence.parquet", ns=(1, 1))
    assert studio.graph is not graph and studio.once("x", lambda: 2) == 2


def test_a_work_is_found_by_its_id(run: Path) -> None:
    studio = Studio(run)
    assert studio.row("w7") == 7
    with pytest.raises(UnknownWork, match="w77"):
        studio.row("w77")
