"""Works near many periods at once, against chance."""

from __future__ import annotations

import numpy as np
import pytest

from helpers.small_history import make_works
from stylogeny.embedding.bulges import find_bulges
from stylogeny.embedding.space import Embedding
from stylogeny.errors import StylogenyError


def periods(works: int = 400, timeless: int = 6) -> Embedding:
    """Works that look like their time, and the last few, which look a little like every time."""
    rng = np.random.default_rng(0)
    year = np.sort(rng.uniform(1500, 1900, works))
    century = ((year - 1500) // 50).astype(int)
    vectors = 3.0 * np.eye(9)[century] + 0.5 * rng.normal(size=(works, 9))
    chosen = rng.choice(works, timeless, replace=False)
    vectors[chosen] = 1.5 + 0.1 * rng.normal(size=(timeless, 9))
    return Embedding(make_works(year), vectors, np.zeros(9))


def test_works_that_look_like_every_time_are_found() -> None:
    space = periods()
    found = find_bulges(space, periods=8)
    timeless = space.vectors[:, 8] > 1.0
    flagged = set(found.beyond(0.1)["id"])
    assert set(found.table["id"].head(4)) <= set(space.works.ids[timeless])
    assert flagged and len(flagged - set(space.works.ids[timeless])) <= 3
    assert (found.table["periods"] <= 8 + 1e-9).all() and len(found.edges) == 7
    assert found.table["p"].is_monotonic_increasing


def test_a_revival_is_near_another_time_and_not_near_many() -> None:
    space = periods(timeless=0)
    vectors, year = space.vectors.copy(), space.works.year
    late = np.flatnonzero(year > 1880)[:4]
    vectors[late] = 3.0 * np.eye(9)[0] + 0.5 * np.random.default_rng(3).normal(size=(4, 9))  # as in 1500
    found = find_bulges(Embedding(space.works, vectors, np.zeros(9)), periods=8)
    revived = set(space.works.ids[late])
    assert set(found.displaced()["id"].head(4)) == revived
    assert (found.table.set_index("id").loc[list(revived), "away"] > 5).all()  # of seven
    assert not revived & set(found.beyond()["id"])


def test_works_that_differ_by_chance_alone_are_no_bulges() -> None:
    rng = np.random.default_rng(1)
    space = Embedding.from_vectors(make_works(1500 + np.arange(300)), rng.normal(size=(300, 6)))
    found = find_bulges(space)
    assert len(found.beyond(0.05)) <= 2
    assert (found.table["p"] < 0.05).mean() < 0.12


def test_an_artists_own_works_are_no_neighbours() -> None:
    rng = np.random.default_rng(2)
    vectors = rng.normal(size=(120, 4))
    vectors[::6] = 5.0 + 0.01 * rng.normal(size=(20, 4))  # one hand, all its life alike, and like nobody else
    artist = ["the same" if k % 6 == 0 else "" for k in range(120)]
    works = make_works(1500 + np.arange(120), artist=artist)
    alone = find_bulges(Embedding.from_vectors(works, vectors), neighbours=12)
    together = find_bulges(Embedding.from_vectors(make_works(1500 + np.arange(120)), vectors), neighbours=12)
    own = works.ids[::6]
    wide = (found.table.set_index("id").loc[own, "periods"].mean() for found in (together, alone))
    assert next(wide) > 3 and next(wide) > 1


def test_too_few_works_have_no_periods() -> None:
    with pytest.raises(StylogenyError, match="too few dated works"):
        find_bulges(Embedding.from_vectors(make_works(1500 + np.arange(50)), np.ones((50, 2))))
