import numpy as np
import pandas as pd
import pytest

from stylogeny.corpus.works import COLUMNS, Works
from stylogeny.embedding.gaps import apart, hollowness, missing
from stylogeny.embedding.space import Embedding
from stylogeny.errors import StylogenyError
from stylogeny.streams import stream


def space_of(vectors: np.ndarray) -> Embedding:
    rows = [
        dict.fromkeys(COLUMNS, "")
        | {"id": f"w{i}", "earliest": 1900, "latest": 1900, "picture": "x.png", "status": "dated", "group": i}
        for i in range(len(vectors))
    ]
    return Embedding.from_vectors(Works(pd.DataFrame(rows)), vectors.astype(np.float32))


@pytest.fixture(scope="module")
def withheld():
    """A cloud of points with two round regions cut out of its dense part."""
    points = stream(0, "cloud").normal(0, 1, (900, 2))
    centres = np.array([[0.7, 0.2], [-0.6, -0.5]])
    keep = (np.linalg.norm(points[:, None] - centres, axis=2) > 0.35).all(axis=1)
    return points[keep], centres


def precision(found: np.ndarray, centres: np.ndarray) -> float:
    return float((np.linalg.norm(found[:, None] - centres, axis=2).min(axis=1) < 0.35).mean())


def test_regions_cut_out_on_purpose_are_found(withheld):
    points, centres = withheld
    ours = precision(missing(space_of(points), count=4).vectors, centres)
    rng = stream(0, "random")
    random = precision(points[rng.integers(0, len(points), 400)] + rng.normal(0, 0.3, (400, 2)), centres)
    assert ours >= 0.5
    assert ours > 3 * random


def test_near_restricts_to_one_side(withheld):
    points, centres = withheld
    found = missing(space_of(points), count=2, near=centres[0]).vectors
    assert np.linalg.norm(found - centres[0], axis=1).min() < 0.35


def test_every_hole_has_a_year_and_neighbours_and_is_empty(withheld):
    points, _ = withheld
    holes = missing(space_of(points), count=5)
    assert np.isfinite(holes.table["year"]).all()
    assert holes.table["sparsity"].is_monotonic_decreasing
    assert holes.table["neighbours"].str.count(",").eq(4).all()
    typical = np.median(np.sort(np.linalg.norm(points[:, None] - points, axis=2), axis=1)[:, 1])
    nearest = np.linalg.norm(points[None] - holes.vectors[:, None], axis=2).min(axis=1)
    assert (nearest > typical).all()


def test_same_seed_same_holes(withheld):
    points, _ = withheld
    one, two = (missing(space_of(points), count=3, seed=2) for _ in range(2))
    assert np.array_equal(one.vectors, two.vectors)


def test_a_ring_is_hollow_and_a_cloud_is_not():
    rng = stream(0, "ring")
    angle, cloud = rng.uniform(0, 2 * np.pi, 200), rng.uniform(-1, 1, (2000, 2))
    ring = np.stack([np.cos(angle), np.sin(angle)], axis=1) * rng.uniform(0.9, 1.1, (200, 1))
    assert hollowness(ring, np.zeros((1, 2)))[0] > 0.8 * np.sqrt(96)
    assert hollowness(cloud, rng.uniform(-0.5, 0.5, (200, 2))).mean() < 1


def test_places_are_kept_apart():
    places = np.array([[0.0], [0.1], [1.0]])
    assert list(apart(places, np.array([1.0, 3.0, 2.0]), 0.5, 3)) == [1, 2]


def test_too_few_works():
    with pytest.raises(StylogenyError, match="missing styles need"):
        missing(space_of(stream(0, "few").normal(size=(5, 2))))
