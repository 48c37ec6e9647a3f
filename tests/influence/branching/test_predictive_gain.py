"""The judge of metrics: nats by which vectors predict lag and artist of the parents."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from helpers.small_history import simulate
from stylogeny.embedding.space import Embedding
from stylogeny.influence.branching.em import EMResult, fit
from stylogeny.influence.branching.em_data import EMData
from stylogeny.influence.branching.fitting import candidates_of, initial_kernels
from stylogeny.influence.branching.parent_sets import singles
from stylogeny.influence.branching.predictive_gain import (
    POWERS,
    explained_gain,
    predictive_gain,
    predictive_gains,
    sharpest,
)
from stylogeny.influence.branching.prior import Labels


def fitted(space: Embedding) -> tuple[EMResult, EMData]:
    sets = singles(candidates_of(space, learn=False))
    data = EMData(sets, space.works.year.astype(float), Labels(space.works), np.ones(len(space.works)))
    return fit(data, initial_kernels(data), max_iter=12), data


def test_vectors_of_descent_predict_better_than_vectors_of_none() -> None:
    history = simulate(n=250, d=8, artists=20, seed=3)
    result, data = fitted(history.space)
    mixed = history.space.vectors[np.random.default_rng(0).permutation(250)]
    nothing = predictive_gain(*fitted(Embedding.from_vectors(history.space.works, mixed)))
    assert predictive_gain(result, data) > 0.5 > nothing + 0.3
    gain, weight = predictive_gains(result, data)
    first = np.argmin(data.years)
    assert gain[first] == weight[first] == 0.0  # it has no parent to predict


def test_a_posterior_without_parents_explains_nothing() -> None:
    result, data = fitted(simulate(n=250, d=8, artists=20, seed=3).space)
    nobody = replace(result, share=np.zeros_like(result.share), innovation=np.ones_like(result.innovation))
    assert explained_gain(nobody, data) == 0.0 < explained_gain(result, data)


def test_of_powers_that_predict_equally_well_the_greatest_is_taken() -> None:
    gains = [0.50, 0.52, 0.515, 0.40, 0.30]
    assert sharpest(gains) == POWERS[2]
    assert sharpest(gains, gain_tol=0.0) == POWERS[1]
    assert sharpest(gains, gain_tol=1.0) == POWERS[-1]
