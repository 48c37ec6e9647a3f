"""One society under several hands at once: threads that step, play, pause, fork, rewind, change, save."""

from __future__ import annotations

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from stylogeny.errors import StylogenyError
from stylogeny.histories.controller import Controller
from stylogeny.influence.graph import InfluenceGraph


def same(a: Controller, b: Controller) -> bool:
    return a.year == b.year and np.array_equal(a.state.artists.manner, b.state.artists.manner)


def test_steps_of_many_threads_are_the_years_of_one_history(graph: InfluenceGraph) -> None:
    shared, alone = (Controller(graph, artists=25, seed=4) for _ in range(2))
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: shared.step(3), range(8)))
    alone.step(24)
    assert same(shared, alone)
    records = shared.state.records
    assert all(b.year == a.year + 1 for a, b in pairwise(records)) and len(records) == 24


def test_players_do_not_go_past_the_year_they_agreed_on(graph: InfluenceGraph) -> None:
    society = Controller(graph, artists=25, seed=4)
    until = society.year + 15
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda _: society.play(until), range(3)))
    assert society.year == until


def test_another_thread_pauses_a_playing_one(graph: InfluenceGraph) -> None:
    society = Controller(graph, artists=10, seed=4)
    begun, paused = threading.Event(), threading.Event()

    def wait(_: object) -> None:
        begun.set()
        assert paused.wait(30)  # the year goes on only when the other thread has paused it

    with ThreadPoolExecutor(1) as pool:
        playing = pool.submit(society.play, society.year + 1000, on_year=wait)
        assert begun.wait(30)
        first = society.year
        society.pause()
        paused.set()
        playing.result(30)
    assert society.year == first


def test_forks_saves_and_rewinds_beside_a_playing_thread_leave_whole_histories(
    graph: InfluenceGraph, tmp_path: Path
) -> None:
    society = Controller(graph, artists=25, seed=4)
    start = society.year
    forks: list[Controller] = []
    with ThreadPoolExecutor(3) as pool:
        playing = pool.submit(society.play, start + 20)
        for k in range(6):
            forks.append(pool.submit(society.fork).result())
            pool.submit(society.save, tmp_path / f"{k}.json").result()
            if k == 3:
                society.rewind(start)
        playing.result()
    society.play(start + 20)
    whole = Controller(graph, artists=25, seed=4)
    whole.play(start + 20)
    assert same(society, whole)
    for k, fork in enumerate(forks):
        fork.play(start + 20)
        assert same(fork, whole)
        resumed = Controller.resume(tmp_path / f"{k}.json", graph)
        resumed.play(start + 20)
        assert same(resumed, whole)


def test_pause_step_rewind_fork_save_resume(past: InfluenceGraph, tmp_path: Path) -> None:
    society = Controller(past, artists=20, seed=1)
    society.play(society.year + 10, on_year=lambda s: society.pause() if s.year == 1903 else None)
    assert society.year == 1903
    twin = society.fork()
    society.change(reaction=0.9)
    society.step(5)
    twin.step(5)
    assert society.year == twin.year
    assert not np.array_equal(society.state.artists.manner, twin.state.artists.manner)
    society.save(tmp_path / "society.json")
    resumed = Controller.resume(tmp_path / "society.json", past)
    assert np.array_equal(resumed.state.artists.manner, society.state.artists.manner)
    society.rewind(1903)
    society.step(5)
    assert np.array_equal(society.state.artists.manner, twin.state.artists.manner)
    with pytest.raises(StylogenyError, match="no such year"):
        society.rewind(1800)
    whole = json.loads((tmp_path / "society.json").read_text())
    none, wrong = whole | {"parameters": []}, whole | {"parameters": [{"fame": "much"}]}
    for broken in ("{", "[]", json.dumps(none), json.dumps(wrong)):
        (tmp_path / "society.json").write_text(broken)
        with pytest.raises(StylogenyError, match=r"society.*simulate again"):
            Controller.resume(tmp_path / "society.json", past)


def test_a_society_of_another_past_is_refused(past: InfluenceGraph, graph: InfluenceGraph, tmp_path: Path) -> None:
    Controller(past, artists=5).save(tmp_path / "society.json")
    with pytest.raises(StylogenyError, match="another past"):
        Controller.resume(tmp_path / "society.json", graph)


def test_an_unknown_parameter_is_named(past: InfluenceGraph) -> None:
    with pytest.raises(StylogenyError, match=r"no such parameter of a society \(got greed\); one of output"):
        Controller(past, artists=5).change(greed=1.0)
