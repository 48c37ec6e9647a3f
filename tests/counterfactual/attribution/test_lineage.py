"""Descent of a picture outside the graph: whom it owes, and who merely had the same idea."""

import numpy as np
import pytest

from stylogeny.counterfactual.attribution.lineage import look_alikes, reweighted, shares
from stylogeny.world.schedule import COPY


def test_a_look_alike_made_earlier_gets_almost_nothing(painted):
    """Two people have the same idea: the earlier work is too like the picture to be its source."""
    _, world, graph = painted
    row = max(range(10, 80), key=lambda r: graph.innovation[r] - graph.fertility[r])  # nobody's source, much its own
    year = float(world.calendar.year[row]) + 8
    vector = world.latent[row] + 0.01
    alike = look_alikes(graph, vector, year)
    assert alike.tolist().count(row) == 1
    assert shares(graph, vector, year)[row] > 0.03  # the fitted model alone is fooled
    assert shares(graph, vector, year, lookalikes=alike)[row] < 0.01


def test_hypotheses_of_a_resampled_history_count_as_their_works_do(painted):
    _, world, graph = painted
    weights = np.ones(len(graph.works) + 1)
    parents, innovation = reweighted(graph.parents, graph.innovation.astype(float), weights)
    assert np.allclose(parents.toarray(), graph.parents.toarray(), atol=1e-5)
    weights[5] = 0.0
    parents, innovation = reweighted(graph.parents, graph.innovation.astype(float), weights)
    assert parents[:, [5]].sum() == 0 and np.allclose(parents.sum(axis=1) + innovation, 1)
    owed = shares(graph, world.latent[70], float(world.calendar.year[70]), weights=weights)
    assert owed.sum() == pytest.approx(1.0) and (owed >= 0).all()


def test_parents_are_not_taken_for_look_alikes(painted):
    _, world, graph = painted
    for child, parent in enumerate(world.outcome.parents[0, :, 0]):
        if parent >= 0 and world.kind[child] != COPY:
            assert parent not in look_alikes(graph, world.latent[child], float(world.calendar.year[child]))
