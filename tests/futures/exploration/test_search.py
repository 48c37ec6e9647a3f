"""Search over futures: each search finds what it looks for, with the same number of evaluations."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from stylogeny.errors import StylogenyError
from stylogeny.futures.exploration.search import OBJECTIVES, search
from stylogeny.futures.imagine import imagine
from stylogeny.futures.imagined import ImaginedWorks
from stylogeny.influence.graph import InfluenceGraph


@pytest.fixture(scope="module")
def found(graph: InfluenceGraph) -> dict[str, ImaginedWorks]:
    pytest.importorskip("ribs")
    return {o: search(graph, objective=o, n=8, evaluations=600, seed=3) for o in OBJECTIVES}


def test_each_search_finds_what_it_looks_for(graph: InfluenceGraph, found: dict[str, ImaginedWorks]) -> None:
    drawn = imagine(graph, n=40, pictures=False, seed=3).table
    plausible, novel = found["plausible"].table, found["novel"].table
    assert plausible["log_density"].min() > drawn["log_density"].quantile(0.9)
    assert (novel["plausibility"] >= 0.2).all()
    assert novel["novelty"].mean() > plausible["novelty"].mean() + 0.2
    assert set(novel["id"]).isdisjoint(plausible["id"]) and (novel["year"] > 1839).all()


def test_the_novel_ones_differ_more_among_themselves_than_the_plausible(found: dict[str, ImaginedWorks]) -> None:
    def spread(works: ImaginedWorks) -> float:
        return float(np.mean([np.linalg.norm(a - b) for a in works.vectors for b in works.vectors]))

    assert spread(found["novel"]) > spread(found["plausible"])
    assert len(np.unique(found["novel"].vectors, axis=0)) == 8


def test_the_same_seed_finds_the_same(graph: InfluenceGraph, found: dict[str, ImaginedWorks]) -> None:
    again = search(graph, objective="novel", n=8, evaluations=600, seed=3)
    assert np.array_equal(again.vectors, found["novel"].vectors)


def test_bad_questions_are_refused(graph: InfluenceGraph, monkeypatch: pytest.MonkeyPatch) -> None:
    for wrong in ({"objective": "good"}, {"n": 0}, {"years": 0}, {"evaluations": 5}, {"floor": 1.0}):
        with pytest.raises(StylogenyError):
            search(graph, **wrong)  # type: ignore[arg-type]
    for name in [m for m in sys.modules if m.split(".")[0] == "ribs"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "ribs", None)
    with pytest.raises(StylogenyError, match="ribs"):
        search(graph, objective="novel")
