"""The trained head: posteriors, intervals that cover, and a linear map of its vectors."""

import numpy as np
import pytest

from helpers.posteriors import YEARS, normal_posteriors
from stylogeny.embedding.heads.dating import position, quantiles
from stylogeny.embedding.heads.head import Head


def test_posteriors_sum_to_one(stripe_space, stripe_features):
    posterior = stripe_space.head.posterior(stripe_features)
    assert posterior.shape == (72, len(stripe_space.head.years))
    np.testing.assert_allclose(posterior.sum(1), 1, atol=1e-9)


@pytest.mark.parametrize("boast", [0.4, 1.0, 2.5])
def test_interval_covers_whatever_the_posterior_claims(boast):
    rng = np.random.default_rng(0)

    def draw(n):
        mean, sd = rng.uniform(1620, 1780, n), rng.uniform(5, 15, n)
        return normal_posteriors(mean, sd * boast), rng.normal(mean, sd) + 4  # too sure or too shy, four years off

    held_out, truth = draw(1500)
    median = quantiles(held_out, YEARS, 0.5)
    order = np.argsort(median)
    where = position(held_out, YEARS, truth)
    head = Head({"years": YEARS, "held_out_median": median[order], "held_out_position": where[order]})
    new, truth = draw(4000)
    low, high = head.interval(new)
    covered = (low <= truth) & (truth <= high)
    assert 0.88 < covered.mean() < 0.925
    assert (truth < low).mean() < 0.07 and (truth > high).mean() < 0.07
    assert (high > low).all()


def test_too_few_held_out_works_leave_the_interval_open():
    head = Head(
        {"years": YEARS, "held_out_median": np.array([1690.0, 1700.0]), "held_out_position": np.array([0.3, 0.5])}
    )
    low, high = head.interval(normal_posteriors([1700.0], [10.0]))
    assert low[0] < YEARS[0] and high[0] > YEARS[-1]


def test_a_mapped_head_says_the_same_of_mapped_vectors(stripe_space):
    rng = np.random.default_rng(0)
    d = stripe_space.vectors.shape[1]
    change = np.eye(d) + 0.2 * rng.normal(size=(d, d))
    mapped = stripe_space.head.mapped(change)
    z = stripe_space.vectors @ change.astype(np.float32)
    np.testing.assert_allclose(mapped.date(z), stripe_space.head.date(stripe_space.vectors), atol=0.5)
    back, wanted = mapped.decode(z), stripe_space.head.decode(stripe_space.vectors)
    np.testing.assert_allclose(back, wanted, atol=0.02 * np.abs(wanted).max())
