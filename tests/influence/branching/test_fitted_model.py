"""A fitted model is the same after it was written down, and says what EM came to."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from helpers.small_history import fitted_model, simulate
from stylogeny.influence.branching.em import fit
from stylogeny.influence.branching.em_data import EMData
from stylogeny.influence.branching.fitted_model import FittedModel
from stylogeny.influence.branching.fitting import FitOptions, initial_kernels, propose
from stylogeny.influence.branching.prior import Labels
from stylogeny.influence.branching.projection import Projection
from stylogeny.influence.evidence import Evidence


@pytest.mark.parametrize("evidence", [None, Evidence(-1.0, (-1.5, -1.4), (-1.2, -1.1), -1.3, 40, 12.5)])
def test_a_model_is_the_same_after_json(evidence: Evidence | None) -> None:
    rng = np.random.default_rng(0)
    projection = Projection(rng.normal(size=3), rng.normal(size=(3, 2)))
    model = replace(fitted_model(), projection=projection, n_iter_singles=3, evidence=evidence)
    again = FittedModel.of(json.loads(json.dumps(model.document())))
    assert np.array_equal(again.projection.centre, projection.centre)
    assert np.array_equal(again.projection.matrix, projection.matrix)
    assert replace(again, projection=projection).document() == model.document()
    assert again.kernels == model.kernels and again.evidence == evidence


def test_a_model_is_what_em_came_to() -> None:
    space = simulate(n=60, d=4, seed=1).space
    years, options = space.works.year.astype(float), FitOptions(k=8, innovation_shrinkage=0.3)
    sets = propose(space, years, np.ones(60), options).parent_sets
    data = EMData(sets, years, Labels(space.works), np.ones(60))
    result = fit(data, initial_kernels(data), max_iter=3)
    projection = Projection(np.zeros(4), np.eye(4))
    model = FittedModel.fitted(result, projection, options, log_likelihood=-2.5, n_iter_singles=5)
    assert model.kernels == result.kernels and model.projection is projection
    assert (model.n_iter, model.converged, model.n_iter_singles) == (3, False, 5)
    assert (model.log_likelihood, model.innovation_shrinkage, model.evidence) == (-2.5, 0.3, None)
