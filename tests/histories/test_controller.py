"""One society under several hands at once: threads that step, play, pause, fork, rewind, change, save."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import numpy as np

from stylogeny.histories.controller import Controller
from stylogeny.influence.graph import InfluenceGraph


def same(a: Controller, b: Controller) -> bool:
    return a.year == b.year and np.array_equal(a.state.artists.place, b.state.artists.place)


def test_steps_of_many_threads_are_the_years_of_one_history(graph: InfluenceGraph) -> None:
    shared, alone = (Controller(graph, artists=25, seed=4) for _ in range(2))
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: shared.step(3), range(8)))
    alone.step(24)
    assert same(shared, alone)
    made = shared.state.made
    assert all(b.year == a.year + 1 for a, b in pairwise(made)) and len(made) == 24


def test_players_do_not_go_past_the_year_they_agreed_on(graph: InfluenceGraph) -> None:
    society = Controller(graph, artists=25, seed=4)
    until = society.year + 15
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda _: society.play(until), range(3)))
    assert society.year == until


def test_another_thread_pauses_a_playing_one(graph: InfluenceGraph) -> None:
    society = Controller(graph, artists=10, seed=4)
    begun, paused = threading.Event(), threading.Event()

    def seen(_: object) -> None:
        begun.set()
        assert paused.wait(30)  # the year goes on only when the other thread has paused it

    with ThreadPoolExecutor(1) as pool:
        playing = pool.submit(society.play, society.year + 1000, seen=seen)
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
