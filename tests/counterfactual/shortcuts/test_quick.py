"""Quick credit: the graph's word for its works, and an estimate for a picture that knows its own error."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from stylogeny.counterfactual.shortcuts.quick import QuickCredit
from stylogeny.embedding.space import Embedding
from stylogeny.errors import StylogenyError
from stylogeny.influence.graph import InfluenceGraph
from stylogeny.streams import stream

from ..conftest import graph_of, works_of

N = 300


@pytest.fixture(scope="module")
def graph() -> InfluenceGraph:
    """Works on a line, whose children are the later works near them: the middle is crowded, the ends are empty."""
    rng = stream(0, "line")
    vectors = np.stack([rng.normal(size=N), 0.05 * rng.normal(size=N)], axis=1).astype(np.float32)
    years, weights = 1500 + np.arange(N), np.zeros((N, N))
    for k in range(1, N):
        near = np.exp(-0.5 * np.square((vectors[:k] - vectors[k]) / 0.2).sum(axis=1))
        weights[k, :k] = 0.9 * near / max(near.sum(), 1.0)
    return graph_of(Embedding.from_vectors(works_of(years), vectors), weights)


def test_works_have_the_graphs_own_net(graph: InfluenceGraph) -> None:
    quick = QuickCredit.of(graph)
    np.testing.assert_allclose(quick.net, graph.net)
    assert np.nanargmax(quick.percentile) == np.argmax(graph.net)


def test_a_new_picture_is_told_from_where_it_stands_and_the_error_is_less_than_a_guess(graph: InfluenceGraph) -> None:
    quick = QuickCredit.of(graph)
    early, late = (quick.estimate(graph, np.array([0.1, 0.0], np.float32), year) for year in (1520.0, 1795.0))
    assert early > 70 and late < 30
    assert quick.error < 15 and quick.rank_correlation > 0.7
    assert f"{quick.error:.0f}" in quick.sentence(early)


def test_where_nothing_is_to_be_known_the_error_is_that_of_a_guess() -> None:
    rng = stream(1, "noise")
    weights = np.zeros((N, N))
    for k in range(1, N):
        weights[k, rng.integers(0, k)] = 0.8 * rng.random()
    vectors = rng.normal(size=(N, 4)).astype(np.float32)
    space = Embedding.from_vectors(works_of(1500 + rng.permutation(N) * 0 + np.arange(N)), vectors)
    shuffled = graph_of(space, weights)
    assert QuickCredit.of(shuffled).error > 12


def test_it_is_kept_and_made_again_for_another_graph_or_when_damaged(graph: InfluenceGraph, tmp_path: Path) -> None:
    made = QuickCredit.open(tmp_path, graph, key="a")
    read = QuickCredit.kept(tmp_path, key="a")
    assert read is not None and read.error == made.error
    assert QuickCredit.kept(tmp_path, key="b") is None
    (tmp_path / "credit" / "quick.safetensors").write_bytes(b"")
    assert QuickCredit.kept(tmp_path, key="a") is None
    assert QuickCredit.open(tmp_path, graph, key="a").error == made.error


def test_few_works_and_no_year_are_refused(graph: InfluenceGraph) -> None:
    few = graph_of(
        Embedding.from_vectors(works_of(range(1500, 1520)), np.eye(20, dtype=np.float32)), np.zeros((20, 20))
    )
    with pytest.raises(StylogenyError, match="too few"):
        QuickCredit.of(few)
    with pytest.raises(StylogenyError, match="year"):
        QuickCredit.of(graph).estimate(graph, np.zeros(2, np.float32), np.nan)
