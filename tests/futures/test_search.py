"""Search over futures: each search gets what it wants, in the same space and with the same number of tries."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from stylogeny.errors import StylogenyError
from stylogeny.futures.ambiguity import Ambiguity
from stylogeny.futures.imagine import imagine
from stylogeny.futures.imagined import ImaginedWorks
from stylogeny.futures.kernel import OffspringKernel
from stylogeny.futures.offspring import OffspringModel
from stylogeny.futures.search import WANTED, search
from stylogeny.influence.graph import InfluenceGraph


@pytest.fixture(scope="module")
def found(graph: InfluenceGraph) -> dict[str, ImaginedWorks]:
    pytest.importorskip("ribs")
    return {want: search(graph, want=want, n=8, tries=600, seed=3) for want in WANTED}


def test_each_search_finds_what_it_wants(graph: InfluenceGraph, found: dict[str, ImaginedWorks]) -> None:
    drawn = imagine(graph, n=40, pictures=False, seed=3).table
    plausible, novel = found["plausible"].table, found["novel"].table
    assert plausible["log_density"].min() > drawn["log_density"].quantile(0.9)
    assert (novel["plausibility"] >= 0.2).all()
    assert novel["novelty"].mean() > plausible["novelty"].mean() + 0.2
    assert set(novel["id"]).isdisjoint(plausible["id"]) and (novel["year"] > 1839).all()


def test_the_novel_ones_differ_more_among_themselves_than_the_plausible(found: dict[str, ImaginedWorks]) -> None:
    def spread(history: ImaginedWorks) -> float:
        return float(np.mean([np.linalg.norm(a - b) for a in history.vectors for b in history.vectors]))

    assert spread(found["novel"]) > 0 and len(np.unique(found["novel"].vectors, axis=0)) == 8


def test_ambiguity_is_highest_between_the_schools(graph: InfluenceGraph) -> None:
    ambiguity = Ambiguity(OffspringModel(graph, OffspringKernel.fit(graph)))
    vectors, label = graph.embedding.vectors[100:], graph.works.column("style")[100:]
    a, b = vectors[label == "School A"].mean(axis=0), vectors[label == "School B"].mean(axis=0)
    line = np.linspace(0, 1, 21)[:, None] * (b - a) + a
    score = ambiguity.score(line, np.zeros(21))
    assert 4 <= int(score.argmax()) <= 16 and score.max() > max(score[0], score[-1]) + 0.3


def test_what_is_unlikely_is_not_taken_for_art(graph: InfluenceGraph) -> None:
    ambiguity = Ambiguity(OffspringModel(graph, OffspringKernel.fit(graph)))
    same = np.repeat(graph.embedding.vectors[200:201], 2, axis=0)
    low, high = np.quantile(ambiguity.ground.reference[0], [0.01, 0.9])
    score = ambiguity.score(same, np.array([low, high]))
    assert score[0] < score[1]


def test_the_same_seed_finds_the_same(graph: InfluenceGraph, found: dict[str, ImaginedWorks]) -> None:
    again = search(graph, want="novel", n=8, tries=600, seed=3)
    assert np.array_equal(again.vectors, found["novel"].vectors)


def test_bad_questions_are_refused(graph: InfluenceGraph, monkeypatch: pytest.MonkeyPatch) -> None:
    for wrong in ({"want": "good"}, {"n": 0}, {"years": 0}, {"tries": 5}, {"floor": 1.0}):
        with pytest.raises(StylogenyError):
            search(graph, **wrong)  # type: ignore[arg-type]
    for name in [m for m in sys.modules if m.split(".")[0] == "ribs"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "ribs", None)
    with pytest.raises(StylogenyError, match="ribs"):
        search(graph, want="novel")
