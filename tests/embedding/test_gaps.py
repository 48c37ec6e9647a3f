"""Missing styles: regions cut out on purpose, rings and clouds."""

import numpy as np
import pytest

from helpers.works import dated_works
from stylogeny.embedding.gaps import find_gaps, spaced, sparsity
from stylogeny.embedding.space import Embedding
from stylogeny.errors import StylogenyError
from stylogeny.streams import stream


def space_of(vectors: np.ndarray) -> Embedding:
    return Embedding.from_vectors(dated_works(np.full(len(vectors), 1900), picture="x.png"), vectors.astype(np.float32))


@pytest.fixture(scope="module")
def withheld():
    """A cloud of points with two round regions cut out of its dense part."""
    points = stream(0, "cloud").normal(0, 1, (900, 2))
    centres = np.array([[0.7, 0.2], [-0.6, -0.5]])
    keep = (np.linalg.norm(points[:, None] - centres, axis=2) > 0.35).all(axis=1)
    return points[keep], centres


def precision(places: np.ndarray, centres: np.ndarray) -> float:
    return float((np.linalg.norm(places[:, None] - centres, axis=2).min(axis=1) < 0.35).mean())


def test_regions_cut_out_on_purpose_are_found(withheld):
    points, centres = withheld
    ours = precision(find_gaps(space_of(points), count=4).vectors, centres)
    rng = stream(0, "random")
    random = precision(points[rng.integers(0, len(points), 400)] + rng.normal(0, 0.3, (400, 2)), centres)
    assert ours >= 0.5
    assert ours > 3 * random


def test_near_restricts_to_one_side(withheld):
    points, centres = withheld
    vectors = find_gaps(space_of(points), count=2, near=centres[0]).vectors
    assert np.linalg.norm(vectors - centres[0], axis=1).min() < 0.35


def test_every_gap_has_a_year_and_neighbours_and_is_empty(withheld):
    points, _ = withheld
    gaps = find_gaps(space_of(points), count=5)
    assert np.isfinite(gaps.table["year"]).all()
    assert gaps.table["sparsity"].is_monotonic_decreasing
    assert gaps.table["neighbours"].str.count(",").eq(4).all()
    typical = np.median(np.sort(np.linalg.norm(points[:, None] - points, axis=2), axis=1)[:, 1])
    nearest = np.linalg.norm(points[None] - gaps.vectors[:, None], axis=2).min(axis=1)
    assert (nearest > typical).all()


def test_same_seed_same_gaps(withheld):
    points, _ = withheld
    one, two = (find_gaps(space_of(points), count=3, seed=2) for _ in range(2))
    assert np.array_equal(one.vectors, two.vectors)


def test_a_ring_is_sparse_inside_and_a_cloud_is_not():
    rng = stream(0, "ring")
    angle, cloud = rng.uniform(0, 2 * np.pi, 200), rng.uniform(-1, 1, (2000, 2))
    ring = np.stack([np.cos(angle), np.sin(angle)], axis=1) * rng.uniform(0.9, 1.1, (200, 1))
    assert sparsity(ring, np.zeros((1, 2)))[0] > 0.8 * np.sqrt(96)
    assert sparsity(cloud, rng.uniform(-0.5, 0.5, (200, 2))).mean() < 1


def test_places_are_kept_apart():
    places = np.array([[0.0], [0.1], [1.0]])
    assert list(spaced(places, np.array([1.0, 3.0, 2.0]), 0.5, 3)) == [1, 2]


def test_too_few_works():
    with pytest.raises(StylogenyError, match="missing styles need"):
        find_gaps(space_of(stream(0, "few").normal(size=(5, 2))))
