"""Credit of all works at once is the credit of each."""

from __future__ import annotations

import numpy as np
import pytest

from stylogeny.counterfactual.all_works import credit_all
from stylogeny.counterfactual.denoising_bound import closed_form
from stylogeny.counterfactual.lightcone import delete
from stylogeny.errors import StylogenyError
from stylogeny.influence.branching.fitting import candidates_of

from .conftest import History


@pytest.mark.parametrize("estimand", ["lineage", "net"])
def test_all_works_at_once_agree_with_one_at_a_time(history: History, estimand: str) -> None:
    graph = history.graph
    candidates = candidates_of(graph.embedding)
    model = closed_form(graph)
    every = credit_all(graph, estimand=estimand, model=model, candidates=candidates)
    ones = np.ones(len(graph))
    factual = model.nats(ones).mean()
    for row in range(0, len(graph), 7):
        change = delete(graph, np.array([row]), estimand=estimand, deletion="soft", candidates=candidates, least=0)
        one = 100 * (model.nats(ones, change).mean() / factual - 1)
        assert every[row] == pytest.approx(one, abs=0.02)


def test_an_unknown_estimand_is_named(history: History) -> None:
    with pytest.raises(StylogenyError, match="lineage, net"):
        credit_all(history.graph, estimand="gross")
