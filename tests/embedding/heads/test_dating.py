"""Years and intervals: folds by artist, quantiles, coverage on draws of known distribution."""

import numpy as np
import pytest

from stylogeny.embedding.heads.cross_fit import folds_by
from stylogeny.embedding.heads.dating import position, quantiles
from stylogeny.embedding.heads.head import Head

YEARS = np.arange(1500.0, 1901.0, 5.0)


def _normal(mean, sd):
    p = np.exp(-0.5 * ((YEARS - np.asarray(mean)[:, None]) / np.asarray(sd)[:, None]) ** 2)
    return p / p.sum(1, keepdims=True)


def test_folds_keep_artists_whole_and_balance_their_works():
    artists = np.repeat([f"a{i}" for i in range(20)], np.arange(1, 21))
    fold = folds_by(artists, folds=4)
    assert all(len(set(fold[artists == a])) == 1 for a in set(artists))
    assert np.ptp(np.bincount(fold)) <= 10


def test_works_without_an_artist_are_not_one_artist():
    assert len(set(folds_by(np.array([""] * 40)))) == 4


def test_a_single_artist_is_split_by_work():
    assert sorted(np.bincount(folds_by(np.array(["same"] * 8)))) == [2, 2, 2, 2]


def test_quantile_and_position_are_inverse():
    p = _normal([1600.0, 1750.0], [20.0, 40.0])
    for level in (0.05, 0.5, 0.9):
        np.testing.assert_allclose(position(p, YEARS, quantiles(p, YEARS, level)), level, atol=1e-9)
    assert quantiles(p, YEARS, 0.5)[0] == pytest.approx(1600, abs=0.5)
    assert quantiles(p, YEARS, 0.975)[1] == pytest.approx(1750 + 1.96 * 40, abs=2)


@pytest.mark.parametrize("boast", [0.4, 1.0, 2.5])
def test_interval_covers_whatever_the_posterior_claims(boast):
    rng = np.random.default_rng(0)

    def draw(n):
        mean, sd = rng.uniform(1620, 1780, n), rng.uniform(5, 15, n)
        return _normal(mean, sd * boast), rng.normal(mean, sd) + 4  # too sure or too shy, and four years off

    seen, truth = draw(1500)
    head = Head({"years": YEARS, "positions": np.sort(position(seen, YEARS, truth))})
    new, truth = draw(4000)
    low, high = head.interval(new)
    covered = (low <= truth) & (truth <= high)
    assert 0.88 < covered.mean() < 0.925
    assert (truth < low).mean() < 0.07 and (truth > high).mean() < 0.07
    assert (high > low).all()


def test_too_few_held_out_works_leave_the_interval_open():
    head = Head({"years": YEARS, "positions": np.array([0.3, 0.5])})
    low, high = head.interval(_normal([1700.0], [10.0]))
    assert low[0] < YEARS[0] and high[0] > YEARS[-1]
