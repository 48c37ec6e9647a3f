"""From fitted edges to the graph."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from helpers.small_history import fitted_model, make_works
from stylogeny.embedding.space import Embedding
from stylogeny.influence.assembly import Edges, Parentage, assemble
from stylogeny.provenance import Provenance

YEARS = np.array([1500.0, 1510.0, 1520.0, 1530.0, np.nan])


def parentage(shrinkage: float) -> Parentage:
    """Works 1 to 3 with parents; the share of work 3 that edges too small to keep carried is missing."""
    edges = Edges(
        child=np.array([1, 2, 2, 3]),
        parent=np.array([0, 0, 1, 2]),
        share=np.array([0.9, 0.3, 0.3, 0.5]),
        inclusion=np.array([0.9, 0.4, 0.4, 0.6]),
        displacement=np.array([1.0, 2.0, 0.0, 3.0]),
    )
    model = replace(fitted_model(2), innovation_shrinkage=shrinkage)
    return Parentage(edges, np.array([1.0, 0.1, 0.4, 0.3, 1.0]), np.array([-1.0, -2.0, -3.0, -4.0, 0.0]), model)


@pytest.fixture(scope="module")
def space() -> Embedding:
    return Embedding.from_vectors(make_works([1500, 1510, 1520, 1530, 1540]), np.eye(5, 2))


def test_rows_sum_to_one_and_keep_their_proportions(space: Embedding) -> None:
    graph = assemble(space, YEARS, parentage(0.0), Provenance({"seed": 1}))
    total = np.asarray(graph.parents.sum(axis=1)).ravel() + graph.innovation
    assert total == pytest.approx(np.ones(5))
    assert graph.innovation == pytest.approx([1.0, 0.1, 0.4, 0.3 / 0.8, 1.0])  # what was too small is spread
    assert graph.parents[2, 0] == graph.parents[2, 1]
    assert graph.surprise.tolist() == [1.0, 2.0, 3.0, 4.0, 0.0] and graph.provenance.parameters == {"seed": 1}


def test_innovation_moves_to_the_mean_of_works_with_parents(space: Embedding) -> None:
    graph = assemble(space, YEARS, parentage(1.0), Provenance())
    mean = (0.1 + 0.4 + 0.3 / 0.8) / 3
    assert graph.innovation == pytest.approx([1.0, mean, mean, mean, 1.0])


def test_net_weights_are_losses_in_units_of_their_mean_per_share(space: Embedding) -> None:
    graph = assemble(space, YEARS, parentage(0.5), Provenance())
    assert graph.net_weights.sum() == pytest.approx(graph.parents.sum())
    assert graph.net_weights[2, 1] == 0.0
    per_share = graph.net_weights[2, 0] / graph.parents[2, 0], graph.net_weights[1, 0] / graph.parents[1, 0]
    assert per_share[0] == pytest.approx(2 * per_share[1])
