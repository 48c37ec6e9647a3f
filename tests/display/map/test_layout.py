"""Time runs across, and what is alike lies together down the page."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

from stylogeny.display.map.layout import beside, difference_order, likeness_order, neighbours, time_scale


def planted(n: int = 400, *, kinds: int = 4, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Works of several kinds that live at the same time and drift together; which kind each is."""
    rng = np.random.default_rng(seed)
    kind = rng.integers(0, kinds, n)
    centres = 4 * rng.normal(size=(kinds, 12))
    drift = np.linspace(0, 30, n)[:, None] * np.eye(12)[0]
    return centres[kind] + drift + rng.normal(size=(n, 12)), kind


def distances(y: np.ndarray, kind: np.ndarray) -> tuple[float, float]:
    """Mean distance down the page between works of one kind, and of two."""
    apart = np.abs(y[:, None] - y[None, :])
    same = kind[:, None] == kind[None, :]
    return float(apart[same].mean()), float(apart[~same].mean())


def test_the_time_scale_grows_and_gives_crowded_decades_room() -> None:
    years = np.sort(np.concatenate([np.linspace(1300, 1800, 40), np.linspace(1850, 1900, 960)]))
    knots = time_scale(years)
    assert np.all(np.diff(knots, axis=0) > 0)
    assert knots[0].tolist() == [1300, 0] and knots[-1].tolist() == [1900, 1]
    crowded = np.interp([1850, 1900], knots[:, 0], knots[:, 1])
    assert np.diff(crowded)[0] == pytest.approx(0.5 * 50 / 600 + 0.5 * 0.96, abs=0.02)
    assert time_scale(np.zeros(0)).shape == (0, 2)


@pytest.mark.parametrize("landmarks", [1000, 100])
def test_works_of_a_kind_lie_together_whatever_their_date(landmarks: int) -> None:
    vectors, kind = planted()
    y = likeness_order(vectors, landmarks=landmarks)
    near, far = distances(y, kind)
    assert near < 0.35 * far
    # every part of the page is as full in every century
    np.testing.assert_allclose(np.sort(y), (np.arange(len(y)) + 0.5) / len(y))
    assert abs(np.corrcoef(y, np.arange(len(y)))[0, 1]) < 0.2


def test_it_is_the_same_every_time() -> None:
    vectors, _ = planted()
    np.testing.assert_array_equal(likeness_order(vectors), likeness_order(vectors))


def test_descent_draws_works_together() -> None:
    """Works that all look alike lie beside their parents, which without descent they do not."""
    n, rng = 200, np.random.default_rng(1)
    vectors = rng.normal(size=(n, 8))
    child, parent = np.arange(2, n), np.arange(n - 2)
    parents = sparse.csr_array((np.ones(n - 2), (child, parent)), shape=(n, n))
    drawn, blind = (np.abs(y[child] - y[parent]) for y in (likeness_order(vectors, parents), likeness_order(vectors)))
    assert drawn.mean() < 0.5 * blind.mean()


@pytest.mark.parametrize("n", [0, 1, 3, 5])
def test_a_handful_of_works_has_places_too(n: int) -> None:
    y = likeness_order(np.random.default_rng(0).normal(size=(n, 3)))
    np.testing.assert_allclose(np.sort(y), (np.arange(n) + 0.5) / max(n, 1))


def test_works_that_are_all_the_same_have_places_too() -> None:
    assert np.isfinite(likeness_order(np.zeros((50, 4)))).all()


def test_neighbours_are_the_nearest() -> None:
    rng = np.random.default_rng(0)
    base, asked = rng.normal(size=(60, 5)).astype(np.float32), rng.normal(size=(20, 5)).astype(np.float32)
    by_hand = np.argsort(((asked[:, None] - base[None]) ** 2).sum(axis=2), axis=1)[:, :3]
    np.testing.assert_array_equal(neighbours(base, asked, 3), by_hand)


def test_a_work_outside_time_stands_where_its_like_do() -> None:
    base = np.array([[0.0, 0], [0, 0.1], [0.1, 0], [0.1, 0.1], [9, 9], [9, 9.1], [9.1, 9], [9.1, 9.1]])
    line = np.array([0.1, 0.1, 0.1, 0.1, 0.9, 0.9, 0.9, 0.9])
    np.testing.assert_allclose(beside(base, line, np.array([[0.05, 0.05], [9.05, 9.05]])), [0.1, 0.9])
    np.testing.assert_allclose(beside(base[:0], line[:0], np.ones((2, 2))), [0.5, 0.5])


def test_a_draft_goes_by_the_greatest_difference() -> None:
    """Two kinds of works at all times: a draft puts one above the other; few works stand in their order."""
    rng = np.random.default_rng(0)
    kind = rng.permutation(np.repeat([0, 1], 100))
    y = difference_order(3.0 * kind[:, None] * [1, 0, 0] + rng.normal(size=(200, 3)) * 0.3)
    above, below = sorted((y[kind == 0], y[kind == 1]), key=np.mean)
    assert above.max() < below.min() and sorted(y) == pytest.approx((np.arange(200) + 0.5) / 200)
    np.testing.assert_allclose(difference_order(np.zeros((2, 3))), [0.25, 0.75])
