"""A run opens as one object that reads what it is asked for."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import stylogeny as sg
from helpers.credit_answer import CREDIT
from helpers.small_graph import small_graph
from helpers.traced_run import traced_run
from stylogeny.errors import StylogenyError
from stylogeny.futures.imagine import imagine
from stylogeny.influence.graph import InfluenceGraph
from stylogeny.runs import Run


def test_a_run_has_works_space_graph_credits_and_futures(tmp_path: Path) -> None:
    graph = small_graph(tmp_path / "corpus")
    traced_run(tmp_path / "run", graph)
    CREDIT.save(tmp_path / "run")
    imagine(graph, root="w5", years=20, n=2, pictures=False).save(tmp_path / "run" / "futures" / "some")
    run = sg.open(tmp_path / "run")
    assert len(run.works) == 40 and run.space.works is run.works and run.graph.embedding is run.space
    assert [*run.credits] == [CREDIT.slug] and run.credits[CREDIT.slug].point == CREDIT.point
    assert [*run.futures] == ["some"] and len(run.futures["some"]) == 2
    assert run.futures["some"] is run.futures["some"]
    with pytest.raises(KeyError):
        run.futures["others"]


def test_it_asks_the_questions(run: Run, graph: InfluenceGraph) -> None:
    opened = sg.open(run.path)
    assert list(opened.sources("w10").table["elder"]) == ["w9", "w0"]
    assert opened.followers("w10").table["younger"].iat[0] == "w11"
    assert opened.similar("w10").about.name == opened.sources("w10").about.name
    assert len(opened.artist("Artist 2 b").works) == 5 and len(opened.period(1550, 1559).rows) == 2
    assert opened.timeline(first=1550, last=1599).table["works"].sum() == 10


def test_nothing_is_read_before_it_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text('{"version": 2, "steps": {}}')
    run = sg.open(tmp_path)
    assert repr(run) == f"OpenRun({tmp_path}: nothing done yet)" and len(run.credits) == len(run.futures) == 0
    with pytest.raises(StylogenyError, match="run `stylogeny load"):
        _ = run.works
    with pytest.raises(StylogenyError, match="not a run folder"):
        sg.open(tmp_path / "nowhere")


def test_names_ids_rows_and_masks_are_taken_wherever_a_work_is_meant(graph: InfluenceGraph) -> None:
    at = np.zeros(40, dtype=bool)
    at[10] = True
    for name in ("Work 10", "w10", 10, np.int64(10), at, ["w10"]):
        assert np.array_equal(graph.ancestors(name), graph.ancestors(10)), name
        assert np.array_equal(graph.descent(name), graph.descent(10)), name
    with pytest.raises(StylogenyError, match="a mask has one value for each of 40 works"):
        graph.descent(at[:3])
