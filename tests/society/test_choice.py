"""Whom to follow, and what comes of it: against the definition written out one artist at a time."""

from __future__ import annotations

import numpy as np

from stylogeny.society.choice import MOST_PARENTS, follow, foremost


def test_followed_are_the_foremost_that_can_be_and_their_blend_is_by_share() -> None:
    rng = np.random.default_rng(0)
    n, c, w, d = 40, 7, 25, 4
    score = rng.normal(size=(n, c))
    score[rng.random((n, c)) < 0.5] = -np.inf
    score[3] = -np.inf  # one who sees nothing
    rows, style = rng.integers(w, size=(n, c)), rng.normal(size=(w, d)).astype(np.float32)
    weights = np.array([[1, 0, 0], [0.65, 0.35, 0], [0.5, 0.3, 0.2]])[rng.integers(3, size=n)]
    found = follow(score, rows, weights, lambda r: style[r])
    for k in range(n):
        best = [int(p) for p in np.argsort(-score[k], kind="stable")[:MOST_PARENTS] if np.isfinite(score[k, p])]
        share = weights[k, : len(best)]
        if not share.sum() > 0:
            assert found.total[k] == 0 and (found.share[k] == 0).all() and (found.blend[k] == 0).all()
            continue
        share = share / share.sum()
        assert np.allclose(found.share[k, : len(best)], share) and (found.share[k, len(best) :] == 0).all()
        assert list(found.rows[k, : len(best)]) == list(rows[k, best])
        assert np.allclose(found.blend[k], share @ style[rows[k, best]], atol=1e-5)


def test_many_histories_side_by_side_are_each_as_alone() -> None:
    rng = np.random.default_rng(1)
    score, rows = rng.normal(size=(3, 10, 6)), rng.integers(20, size=(10, 6))
    style, weights = rng.normal(size=(3, 20, 5)).astype(np.float32), rng.random((10, 3))
    each = np.arange(3)[:, None]
    together = follow(score, rows, weights[None], lambda r: style[each, r])
    for b in range(3):
        alone = follow(score[b], rows, weights, lambda r, b=b: style[b, r])
        assert (together.blend[b] == alone.blend).all() and (together.rows[b] == alone.rows).all()


def test_of_equals_the_earlier_is_foremost() -> None:
    assert foremost(np.array([1.0, 2.0, 2.0, 0.0])).tolist() == [1, 2, 0]
