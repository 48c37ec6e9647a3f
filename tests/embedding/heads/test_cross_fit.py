"""One head of four trainings: nobody dates works of artists it saw, and it does not boast."""

import dataclasses

import numpy as np
import pytest

from helpers.stripes import QUICK
from helpers.works import dated_works
from stylogeny.embedding.heads.cross_fit import cross_fit, skill
from stylogeny.errors import StylogenyError

CLOSED = dataclasses.replace(QUICK, networks=0)


def noise(rows, columns, seed=0):
    return np.random.default_rng(seed).normal(size=(rows, columns)).astype(np.float32)


def test_no_work_is_described_by_what_saw_its_artist(stripe_works):
    """Other dates for an artist's own works change nothing of how these are described."""
    x, artists = noise(72, 30), stripe_works.column("artist")
    own = artists == artists[0]
    table = stripe_works.table.copy()
    table.loc[own, ["earliest", "latest"]] += 1.0 * np.arange(own.sum())[:, None]  # within the same century
    moved = type(stripe_works)(table, stripe_works.root)
    config = dataclasses.replace(QUICK, min_steps=5, balance=0.0, bandwidth=30.0)
    one, two = (cross_fit(x, works, config=config) for works in (stripe_works, moved))
    assert np.array_equal(one.fold, two.fold)
    np.testing.assert_allclose(one.posterior[own], two.posterior[own], atol=1e-6)
    assert np.abs(one.posterior[~own] - two.posterior[~own]).max() > 1e-6


def test_no_seed_moves_what_is_in_closed_form(stripe_works):
    x = noise(72, 30)
    one, two = (cross_fit(x, stripe_works, config=CLOSED, seed=seed) for seed in (1, 2))
    np.testing.assert_array_equal(one.head.vectors(x), two.head.vectors(x))


def test_seeds_of_the_networks_move_the_year_alone(stripe_works):
    x = noise(72, 30)
    one, two = (cross_fit(x, stripe_works, config=QUICK, seed=seed).head.vectors(x) for seed in (1, 2))
    np.testing.assert_allclose(one[:, 1:], two[:, 1:], atol=1e-4)
    assert np.corrcoef(one[:, 0], two[:, 0])[0, 1] > 0.5


def test_features_without_any_time_in_them_are_admitted_to_be_useless(stripe_works):
    x = noise(72, 30)
    fitted = cross_fit(x, stripe_works, config=QUICK)
    low, high = fitted.head.interval(fitted.posterior)
    covered = (low <= stripe_works.year) & (stripe_works.year <= high)
    assert covered.mean() >= 0.88
    assert np.median(high - low) > 250  # of 400 years


def test_a_small_block_weighs_as_much_as_a_large_one(stripe_works):
    """The year stands in three columns beside a hundred of noise: as a block of their own they are heard better."""
    x = np.c_[stripe_works.year[:, None] / 50 + noise(72, 3), noise(72, 100, seed=1)]
    error = []
    for blocks in (None, (3, 100)):
        fitted = cross_fit(x, stripe_works, blocks=blocks, config=CLOSED)
        read = fitted.posterior @ fitted.head.years
        error.append(np.abs(read - stripe_works.year).mean())
    assert error[1] < 0.7 * error[0]


def test_a_part_that_cannot_be_predicted_weighs_nothing():
    truth = noise(200, 5)
    assert skill(noise(200, 5, seed=1), truth) == 0.0
    assert skill(0.5 * truth, truth) == 1.0
    assert 0 < skill(0.03 * truth, truth) < 1
    assert skill(truth[:, :0], truth[:, :0]) == 0.0


def test_triplets_draw_kin_together(stripe_works):
    """Of works that were never seen, too."""
    half = np.arange(72) % 2
    x = noise(72, 12) + 0.7 * half[:, None]
    rng = np.random.default_rng(1)
    own, other = np.flatnonzero(half == 0), np.flatnonzero(half == 1)
    rows = [(a, *rng.choice(own if half[a] == 0 else other, 1), *rng.choice(other if half[a] == 0 else own, 1))
            for a in np.tile(np.arange(72), 8)]  # fmt: skip
    config = dataclasses.replace(CLOSED, pca_weight=0.0, date_weight=0.0, style_weight=0.0)
    z = cross_fit(x, stripe_works, triplets=np.array(rows), config=config).head.vectors(x)[:, 1:]
    apart = []
    for v in (x, z):
        gap = np.square(v[half == 0].mean(0) - v[half == 1].mean(0)).sum()
        apart.append(gap / np.square(v - v.mean(0)).sum(1).mean())
    assert apart[1] > 1.5 * apart[0]


def test_kept_blocks_stand_in_the_vectors_as_they_are(stripe_works):
    x = np.c_[noise(72, 30), noise(72, 4, seed=1) * [1.0, 2.0, 3.0, 4.0]]
    plain, kept = (cross_fit(x, stripe_works, blocks=(30, 4), kept=which, config=CLOSED) for which in ((), (1,)))
    z, wanted = kept.head.vectors(x), x[:, 30:] - x[:, 30:].mean(0)
    np.testing.assert_allclose(z[:, :-4], plain.head.vectors(x), atol=1e-4)
    np.testing.assert_allclose(z[:, -4:] / z[0, -4], wanted / wanted[0, 0], rtol=1e-3, atol=1e-3)


@pytest.mark.parametrize(
    "made",
    [
        {"artist": ["one"] * 12},
        {"artist": [""] * 12},
        {"style": ["same"] * 12, "artist": list("aabbccddeeff")},
    ],
)
@pytest.mark.parametrize("years", [range(1850, 1862), [1885] * 12])
def test_small_and_uniform_corpora_have_vectors_and_wide_intervals(made, years):
    works = dated_works(list(years), **made)
    x = noise(12, 6)
    fitted = cross_fit(x, works, config=QUICK)
    assert np.isfinite(fitted.head.vectors(x)).all() and np.isfinite(fitted.head.decode(fitted.head.vectors(x))).all()
    low, high = fitted.head.interval(fitted.posterior)
    assert (low <= works.year).all() and (works.year <= high).all()


def test_fewer_than_four_dated_works_are_refused():
    with pytest.raises(StylogenyError, match="four dated works"):
        cross_fit(noise(3, 2), dated_works([1500, 1510, 1520]))


def test_pictures_that_do_not_differ_are_refused(stripe_works):
    with pytest.raises(StylogenyError, match="all alike"):
        cross_fit(np.repeat(noise(1, 30), len(stripe_works), axis=0), stripe_works, config=CLOSED)
