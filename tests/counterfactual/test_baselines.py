import numpy as np
import pytest

from stylogeny.counterfactual.baselines import OURS, scores
from stylogeny.counterfactual.credit import credit
from stylogeny.counterfactual.denoising_bound import closed_form
from stylogeny.counterfactual.lightcone import Change


@pytest.fixture(scope="module")
def model(history):
    return closed_form(history.graph)


def test_leave_one_out_is_the_model_retrained_without_the_work(history, model):
    ones = np.ones(len(history.graph))
    every = scores(model, n=len(ones), trak=False)["leave-one-out"]
    factual = model.nats(ones).mean()
    for row in range(0, len(ones), 11):
        one = model.nats(ones, Change(np.array([row]), np.ones(1))).mean()
        assert every[row] == pytest.approx(100 * (one / factual - 1), abs=2e-3)


def test_influence_functions_are_the_derivative_of_the_bound(model):
    n = len(model.data)
    every = scores(model, n=n, trak=False)["influence functions"]
    factual = model.nats(np.ones(n)).mean()
    for row in (0, 17, 60):
        less = model.nats(np.ones(n), Change(np.array([row]), np.array([1e-2]))).mean()
        assert every[row] == pytest.approx(100 * (less / factual - 1) / 1e-2, rel=0.1, abs=2e-3)


def test_leave_one_out_misses_what_the_descendants_carry(history):
    """The founder of a crowded family is redundant as a datum and large as a cause."""
    graph = history.graph
    founder = int(np.argmax(graph.importance))
    answer = credit(graph, founder, bootstraps=0, baselines=True)
    alone = answer.baselines["leave-one-out"]
    assert answer.point > 5 * abs(alone.value)
    assert "descendants stay in its data" in alone.text
    assert set(answer.baselines) == {OURS, "leave-one-out", "similarity", "influence functions", "TRAK"}
    assert answer.baselines[OURS].percentile > alone.percentile


def test_trak_scores_every_work(model):
    pytest.importorskip("dattri")
    found = scores(model, n=len(model.data))["TRAK"]
    again = scores(model, n=len(model.data))["TRAK"]
    assert found.shape == model.data.shape and np.isfinite(found).all() and found.std() > 0
    assert np.array_equal(found, again)
