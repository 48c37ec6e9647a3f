"""The account: artists and works sum to the same, every point is inside its interval."""

import numpy as np
import pytest

from stylogeny.counterfactual.attribution.account import Owed, tables


def owed(n: int, *, seed: int) -> Owed:
    """Some shares that sum to one."""
    share = np.random.default_rng(seed).dirichlet(np.full(3 * n + 1, 0.05))
    return Owed(share[:n], share[n : 2 * n], share[2 * n : 3 * n], float(share[-1]))


def test_artists_and_works_sum_to_one_and_points_lie_in_their_intervals(history):
    n = len(history.graph)
    point = owed(n, seed=0)
    works, artists = tables(history.graph, point, [owed(n, seed=s) for s in range(1, 13)], np.array([3]), 1e-3)
    assert works["share"].sum() == pytest.approx(1.0)
    assert artists["share"].sum() + point.innovation == pytest.approx(1.0)
    assert np.allclose(artists[["direct_copy", "pieces", "style"]].sum(axis=1), artists["share"])
    for table in (works, artists):
        with_ends = table.dropna(subset=["low"])
        assert len(with_ends) > 1 and with_ends["share"].between(with_ends["low"], with_ends["high"]).all()
        assert table["share"].is_monotonic_decreasing
    assert "look-alike" in set(works["kind"])


def test_few_draws_give_no_intervals(history):
    point = owed(len(history.graph), seed=0)
    works, artists = tables(history.graph, point, [], np.zeros(0, dtype=np.int64), 1e-3)
    assert works["low"].isna().all() and artists["high"].isna().all()
