import numpy as np
import pytest

from stylogeny.counterfactual.denoising_bound import closed_form
from stylogeny.counterfactual.flow_model import FlowTraining, flow
from stylogeny.counterfactual.lightcone import Change


@pytest.fixture(scope="module")
def models(history):
    exact = closed_form(history.graph)
    return exact, flow(history.graph, like=exact, training=FlowTraining(steps=120))


def test_a_trained_model_knows_more_than_one_normal_and_orders_works_as_the_closed_form_does(models):
    exact, field = models
    ones = np.ones(len(exact.data))
    ours, theirs = exact.nats(ones), field.nats(ones)
    spread = np.square(exact.points).mean()
    snr = spread / exact.fidelity**2
    one_normal = 0.5 * exact.dims * np.log1p(snr)  # nats of a work under one isotropic normal of the corpus's spread
    assert theirs.mean() < one_normal
    assert np.corrcoef(ours, theirs)[0, 1] > 0.5


def test_worlds_trained_side_by_side_are_worlds_trained_alone(models):
    field = models[1]
    ones = np.ones(len(field.data))
    gone = Change(np.arange(5, 30), np.ones(25))
    both = field.worlds(ones, [None, gone])
    assert np.allclose(both[0], field.nats(ones), rtol=1e-4) and np.allclose(both[1], field.nats(ones, gone), rtol=1e-4)


def test_a_world_that_lost_nothing_is_the_factual_one_and_one_that_lost_much_is_worse(models):
    """Everything but the data is shared, so an empty deletion changes no bit."""
    field = models[1]
    ones = np.ones(len(field.data))
    nothing = Change(np.array([3]), np.zeros(1))
    factual = field.nats(ones)
    assert np.array_equal(field.nats(ones, nothing), factual)
    half = Change(np.arange(0, 120, 2), np.ones(60))
    assert field.nats(ones, half).mean() > factual.mean()


def test_sample_weights_count_as_copies(models):
    """Weights are relative: doubling all of them is the same world."""
    field = models[1]
    ones = np.ones(len(field.data))
    assert np.allclose(field.nats(2 * ones), field.nats(ones), rtol=1e-5)
