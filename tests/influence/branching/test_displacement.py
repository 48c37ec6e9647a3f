"""What a child loses without a parent, against the definition."""

from __future__ import annotations

import numpy as np
import pytest

from stylogeny.influence.branching.candidates import nearest_earlier
from stylogeny.influence.branching.displacement import displacement
from stylogeny.influence.branching.parent_sets import singles


def test_it_is_the_distance_from_the_parent_to_what_the_child_would_turn_to() -> None:
    rng = np.random.default_rng(0)
    year = np.arange(1500.0, 1530.0)
    candidates = nearest_earlier(rng.normal(size=(30, 3)).astype(np.float32), year, year + 1, k=5)
    log_prior = rng.normal(size=len(candidates))
    lost = displacement(singles(candidates), log_prior, np.arange(len(candidates)))
    x = candidates.vectors.astype(float)
    for at in range(0, len(candidates), 5):
        others = np.flatnonzero((candidates.child == candidates.child[at]) & (np.arange(len(candidates)) != at))
        parent = x[candidates.parent[at]]
        if not len(others):  # nothing else to turn to: the centre of the space
            assert lost[at] == pytest.approx(np.linalg.norm(parent - x.mean(axis=0)), rel=1e-4)
            continue
        chance = np.exp(log_prior[others])
        squared = np.square(x[candidates.parent[others]] - parent).sum(axis=1)
        assert lost[at] == pytest.approx(np.sqrt(chance @ squared / chance.sum()), rel=1e-4)


def test_nothing_is_lost_where_a_twin_stands_ready() -> None:
    x = np.array([[0, 0], [0, 0], [1, 0]], dtype=np.float32)
    year = np.array([1500.0, 1500.0, 1510.0])
    candidates = nearest_earlier(x, year, year + 0.5, k=3)
    late = np.flatnonzero(candidates.child == 2)
    lost = displacement(singles(candidates), np.zeros(len(candidates)), late)
    assert len(late) == 2 and lost == pytest.approx([0.0, 0.0], abs=1e-6)
