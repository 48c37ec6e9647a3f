"""Communities: as good a partition as another program finds, and never one artist's works alone."""

import numpy as np
import pytest

from stylogeny.movements.communities import RESOLUTION, distinct_communities, leiden_communities


def test_one_artist_is_no_movement():
    """A dense group that one artist made among works of many."""
    rng = np.random.default_rng(0)
    n = 320
    style, artist = rng.normal(size=(n, 12)), rng.integers(0, 240, n)
    group = rng.random(n) < 0.25
    style[group] = 1.5 * rng.normal(size=12) + 0.45 * rng.normal(size=(int(group.sum()), 12))
    assert (distinct_communities(style, artist).code[group] >= 0).mean() > 0.9
    artist[group] = 999
    assert (distinct_communities(style, artist).code[group] == -1).mean() > 0.9


def test_the_partition_is_as_good_as_leidenalg_finds():
    leidenalg, igraph = pytest.importorskip("leidenalg"), pytest.importorskip("igraph")
    from sklearn.metrics import adjusted_mutual_info_score

    rng = np.random.default_rng(3)
    truth = np.repeat(np.arange(4), 60)
    style = 4 * np.eye(6)[truth] + rng.normal(size=(240, 6))
    code = leiden_communities(style.astype(np.float32), np.arange(240), seed=0).code
    squared = np.square(style[:, None] - style[None]).sum(2) + 1e9 * np.eye(240)
    near = np.argsort(squared, axis=1)[:, :10]
    ties = igraph.Graph(n=240, edges=[(i, int(j)) for i in range(240) for j in near[i] if i in near[j]])
    theirs = leidenalg.find_partition(
        ties, leidenalg.RBConfigurationVertexPartition, resolution_parameter=RESOLUTION, seed=0
    ).membership
    assert adjusted_mutual_info_score(code, theirs) > 0.95 and adjusted_mutual_info_score(code, truth) > 0.9
