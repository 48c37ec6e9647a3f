"""One head of four trainings: nobody dates works of artists it saw, and it does not boast."""

import dataclasses

import numpy as np

from helpers.stripes import QUICK
from stylogeny.embedding.heads import cross_fit as module
from stylogeny.embedding.heads.cross_fit import cross_fit


def test_no_work_is_described_by_a_network_that_saw_its_artist(stripe_works, monkeypatch):
    seen = []
    fit = module.fit

    def spy(features, works, **kwargs):
        seen.append(set(works.column("artist")))
        return fit(features, works, **kwargs)

    monkeypatch.setattr(module, "fit", spy)
    x = np.random.default_rng(0).normal(size=(72, 30)).astype(np.float32)
    fitted = cross_fit(x, stripe_works, config=dataclasses.replace(QUICK, min_steps=5))
    artists = stripe_works.column("artist")
    assert len(seen) == 4
    assert all(artists[i] not in seen[fitted.fold[i]] for i in range(72))


def test_features_without_any_time_in_them_are_admitted_to_be_useless(stripe_works):
    x = np.random.default_rng(0).normal(size=(72, 30)).astype(np.float32)
    fitted = cross_fit(x, stripe_works, config=QUICK)
    low, high = fitted.head.interval(fitted.posterior)
    covered = (low <= stripe_works.year) & (stripe_works.year <= high)
    assert covered.mean() >= 0.88
    assert np.median(high - low) > 250  # of 400 years
