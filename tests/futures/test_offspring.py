"""Offspring of a planted history: how answers depart, and how plausible and how new styles are."""

from __future__ import annotations

import numpy as np
import pytest

from stylogeny.futures.offspring import OffspringModel, exceeded
from stylogeny.influence.graph import InfluenceGraph


@pytest.fixture(scope="module")
def model(graph: InfluenceGraph) -> OffspringModel:
    return OffspringModel.fit(graph)


def test_negation_turns_the_parents_departure_round(model: OffspringModel) -> None:
    parent = 220  # a leap: its departure is far longer than a usual step
    departure = model.departure(parent)
    assert np.linalg.norm(departure) > 0.6
    made = {
        r: np.mean(
            [
                (model.offspring(parent, 1850, seed=s, event=("t",), response=r).vector - model.vectors[parent])
                @ departure
                / (departure @ departure)
                for s in range(60)
            ]
        )
        for r in ("build on", "negate")
    }
    assert made["build on"] > -0.5  # companions may pull it back a little
    assert made["negate"] < made["build on"] - 1


def test_travelling_beside_is_not_descending_from(model: OffspringModel) -> None:
    born = [model.offspring(200, 1850, seed=s, event=("t",), response="travel beside") for s in range(40)]
    parents = set(model.parents(200)[0].tolist())
    assert all(b.parents[0][0] in parents for b in born)


def test_a_copy_is_plausible_and_not_new_and_a_stranger_the_reverse(
    graph: InfluenceGraph, model: OffspringModel
) -> None:
    near, far = graph.embedding.vectors[238] + 0.001, graph.embedding.vectors[238] + 40.0
    vectors, years = np.array([near, far]), np.array([1841, 1841])
    density, novelty = model.log_density(vectors, years), model.novelty(vectors, years)
    known = model.reference
    assert exceeded(known[0], density)[0] > 0.5 > exceeded(known[0], density)[1]
    assert exceeded(known[1], novelty)[0] == 0.0 and exceeded(known[1], novelty)[1] == 1.0


def test_the_year_of_an_answer_is_a_quantile_of_the_time_kernel(model: OffspringModel) -> None:
    lags = [model.lag(years=20, u=u) for u in np.linspace(0, 1, 21)]
    assert lags == sorted(lags) and lags[0] == 1 and lags[-1] == 20
