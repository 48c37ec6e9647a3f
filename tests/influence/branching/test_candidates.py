"""Candidates against brute force, exact and by FAISS; dates, groups and careers."""

from __future__ import annotations

import numpy as np
import pytest

from stylogeny.errors import StylogenyError
from stylogeny.influence.branching.candidates import Candidates, nearest_earlier


def corpus(n: int = 700, d: int = 8, seed: int = 0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    earliest = rng.integers(1500, 1600, n).astype(float)
    latest = earliest + rng.integers(0, 12, n)
    earliest[::50] = latest[::50] = np.nan
    return rng.normal(size=(n, d)).astype(np.float32), earliest, latest


def brute(x: np.ndarray, earliest: np.ndarray, latest: np.ndarray, k: int) -> dict[int, set[int]]:
    distance = ((x[:, None] - x[None]) ** 2).sum(-1)
    can = (earliest[None, :] < latest[:, None]) & ~np.eye(len(x), dtype=bool)
    out = {}
    for i in range(len(x)):
        rows = np.flatnonzero(can[i])
        out[i] = set(rows[np.argsort(distance[i, rows])][:k].tolist())
    return out


def sets(candidates: Candidates) -> dict[int, set[int]]:
    out: dict[int, set[int]] = {i: set() for i in range(candidates.size)}
    for c, p in zip(candidates.child, candidates.parent):
        out[int(c)].add(int(p))
    return out


def test_exact_search_equals_brute_force_on_overlapping_intervals() -> None:
    x, earliest, latest = corpus()
    found = nearest_earlier(x, earliest, latest, k=5, block=64)
    assert sets(found) == brute(x, earliest, latest, 5)
    np.testing.assert_allclose(found.squared, ((x[found.child] - x[found.parent]) ** 2).sum(1), rtol=1e-5)
    assert (np.diff(found.squared)[np.diff(found.child) == 0] >= 0).all()


def test_faiss_finds_nearly_the_same_and_never_breaks_a_date() -> None:
    x, earliest, latest = corpus(n=3000)
    exact = sets(nearest_earlier(x, earliest, latest, k=5))
    found = nearest_earlier(x, earliest, latest, k=5, exact=False)
    assert (earliest[found.parent] < latest[found.child]).all() and (found.parent != found.child).all()
    near = sets(found)
    recall = sum(len(exact[i] & near[i]) for i in exact) / sum(len(v) for v in exact.values())
    assert recall > 0.9


def test_near_duplicates_are_never_parent_and_child_and_careers_are_candidates() -> None:
    x, earliest, latest = corpus(n=300)
    group = np.arange(300) // 2
    x[1::2] = x[::2]
    artist = np.array([f"a{i % 30}" for i in range(300)], dtype=object)
    found = nearest_earlier(x, earliest, latest, k=4, group=group, artist=artist, career=3)
    assert (group[found.child] != group[found.parent]).all()
    pairs = sets(found)
    for i in np.flatnonzero(~np.isnan(earliest)):
        own = [
            j
            for j in range(300)
            if artist[j] == artist[i] and j != i and earliest[j] < latest[i] and group[j] != group[i]
        ]
        latest_own = sorted(own, key=lambda j: -earliest[j])[:1]
        assert set(latest_own) <= pairs[int(i)]


def test_at_least_one_candidate_is_asked_for() -> None:
    with pytest.raises(StylogenyError, match="at least one"):
        nearest_earlier(*corpus(n=20), k=0)
