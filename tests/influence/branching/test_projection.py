"""The metric: the embedding's own."""

from __future__ import annotations

import numpy as np
import pytest

from stylogeny.influence.branching.projection import (
    MAX_DIRECTIONS,
    MIN_REGRESSION,
    embedding_projection,
    regression,
)


def distances(places: np.ndarray) -> np.ndarray:
    return np.linalg.norm(places[:, None] - places[None], axis=2)


def test_the_embeddings_own_metric_keeps_all_distances() -> None:
    x = np.random.default_rng(0).normal(size=(30, 5)).astype(np.float32)
    np.testing.assert_allclose(distances(embedding_projection(x).project(x)), distances(x), atol=1e-4)


def test_of_too_many_directions_the_principal_ones_are_kept() -> None:
    rng = np.random.default_rng(1)
    scale = np.concatenate([np.ones(MAX_DIRECTIONS), np.full(20, 1e-3)])
    x = (rng.normal(size=(400, MAX_DIRECTIONS + 20)) * scale).astype(np.float32)
    places = embedding_projection(x).project(x)
    assert places.shape == (400, MAX_DIRECTIONS)
    np.testing.assert_allclose(distances(places), distances(x), atol=0.02)


@pytest.mark.parametrize("kept", [0.1, 0.6, 1.0])
def test_how_much_children_keep_of_a_parents_distance_is_found(kept: float) -> None:
    rng = np.random.default_rng(4)
    parents = rng.normal(size=(500, 6))
    children = kept * parents + 0.3 * rng.normal(size=(500, 6))
    places = np.concatenate([parents, children]).astype(np.float32)
    child, parent = np.arange(500, 1000), np.arange(500)
    found = [regression(places, child=child, parent=parent, share=share) for share in (np.ones(500), np.zeros(500))]
    assert found == [pytest.approx(max(kept, MIN_REGRESSION), abs=0.03), 1.0]
