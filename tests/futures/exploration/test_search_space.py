"""From numbers to offspring: who is answered, when and how are drawn by the model's own chances."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from scipy.special import ndtri
from scipy.stats import norm

from stylogeny.corpus.lookup import Selection
from stylogeny.futures.exploration.search_space import HELD, SearchSpace
from stylogeny.futures.offspring import RESPONSE_CHANCES, RESPONSES, OffspringModel
from stylogeny.influence.graph import InfluenceGraph

ROWS, YEARS = np.array([230, 150, 236]), 12


@pytest.fixture(scope="module")
def model(graph: InfluenceGraph) -> OffspringModel:
    return OffspringModel.fit(graph)


@pytest.fixture(scope="module")
def space(model: OffspringModel) -> SearchSpace:
    return SearchSpace(model, Selection("works", "three works", ROWS, "three"), YEARS)


def candidate(space: SearchSpace, *chances: float, step: float = 0.0) -> np.ndarray:
    """The candidate that lies at these probabilities of who, how far and how."""
    return np.append(ndtri(chances), np.full(space.size - 3, step))


def test_works_and_years_are_answered_as_often_as_the_model_says(model: OffspringModel, space: SearchSpace) -> None:
    n = 4000
    born = [space.offspring(candidate(space, (k + 0.5) / n, 0.5, 0.5)) for k in range(n)]
    when, log = model.log_parent_chance(ROWS, YEARS)
    for column, row in enumerate(ROWS):
        for line, year in enumerate(when):
            share = np.mean([(b.answers, b.year) == (row, year) for b in born])
            assert share == pytest.approx(np.exp(log[line, column]) / YEARS, abs=2 / n)


def test_neighbouring_candidates_answer_works_that_are_alike(model: OffspringModel, space: SearchSpace) -> None:
    answered = [space.offspring(candidate(space, u, 0.5, 0.5)).answers for u in np.linspace(0.001, 0.999, 300)]
    along = model.vectors[answered] @ space.axes[:, 0]
    assert len(set(answered)) > 1 and all(a <= b + 1e-9 for a, b in pairwise(along))


def test_the_axes_are_those_in_which_the_past_varies_most(model: OffspringModel, space: SearchSpace) -> None:
    np.testing.assert_allclose(space.axes.T @ space.axes, np.eye(2), atol=1e-9)
    spread = np.var(model.vectors[model.rows] @ space.axes, axis=0, ddof=1)
    np.testing.assert_allclose(spread, np.linalg.eigvalsh(np.cov(model.vectors[model.rows].T))[:-3:-1])


def test_responses_have_their_chances_and_steps_most_of_the_variance(model: OffspringModel, space: SearchSpace) -> None:
    drawn = [space.offspring(candidate(space, 0.5, 0.5, u)).response for u in np.linspace(0.0005, 0.9995, 1000)]
    for response, chance in zip(RESPONSES, RESPONSE_CHANCES):
        assert drawn.count(response) / 1000 == pytest.approx(chance, abs=2e-3)
    power = np.sort(np.square(model.kernel.root).sum(axis=0))[::-1]
    held = np.cumsum(power) / power.sum()
    assert held[space.size - 4] >= HELD and (space.size == 4 or held[space.size - 5] < HELD)
    still, moved = (space.offspring(candidate(space, 0.5, norm.cdf(0.3), 0.5, step=s)) for s in (0.0, 1.0))
    assert not np.allclose(still.vector, moved.vector) and still.scale == moved.scale


def test_what_candidates_are_worth_is_the_models_word(model: OffspringModel, space: SearchSpace) -> None:
    candidates = np.random.default_rng(0).normal(size=(5, space.size))
    found = space.evaluate(candidates)
    years = np.array([b.year for b in found.born])
    np.testing.assert_array_equal(found.vectors, [space.offspring(c).vector for c in candidates])
    np.testing.assert_array_equal(found.log_density, model.log_density(found.vectors, years))
    np.testing.assert_array_equal(found.novelty, model.novelty(found.vectors, years))
    some = found.select(np.array([3, 1]))
    assert some.born == [found.born[3], found.born[1]] and some.novelty.tolist() == found.novelty[[3, 1]].tolist()
