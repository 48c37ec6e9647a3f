"""Counts in sampled genealogies agree with the exact expectations."""

from __future__ import annotations

import numpy as np

from stylogeny.influence.graph import InfluenceGraph
from stylogeny.questions.genealogies import counts, ends, how_many


def test_means_of_counts_are_the_expectations(graph: InfluenceGraph) -> None:
    descendants, direct = counts(graph, 0)
    assert len(descendants) == how_many(graph) == 200
    assert np.allclose(descendants.mean(axis=0), graph.importance, atol=1.2)
    assert np.allclose(direct.mean(axis=0), graph.fertility, atol=0.6)
    low, high = ends(descendants[:, 0])
    assert low <= graph.importance[0] <= high
