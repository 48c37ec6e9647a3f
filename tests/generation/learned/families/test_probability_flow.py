"""The flow that all families share, against laws whose density and log-determinant are known."""

import math

import pytest
import torch
from scipy import stats

from helpers.gaussian_flow import MEAN, STD, gaussian_field
from stylogeny.errors import StylogenyError
from stylogeny.generation.learned.families.poisson import PoissonFlow
from stylogeny.generation.learned.families.probability_flow import log_likelihood, solve

TURN = torch.tensor([[0.3, 0.8], [0.1, -0.6]], dtype=torch.float64)


@pytest.mark.parametrize("probe", [None, torch.tensor([[1.0, -1.0], [1.0, 1.0], [-1.0, 1.0]]).double()])
def test_likelihood_is_the_gaussian_density(probe):
    x = torch.tensor([[1.5, 1.5], [0.9, 2.2], [2.0, 0.5]], dtype=torch.float64)
    found = log_likelihood(gaussian_field, x, probe=probe, tolerance=1e-8)
    truth = (-0.5 * ((x - MEAN) / STD) ** 2 - math.log(STD * math.sqrt(2 * math.pi))).sum(dim=1)
    assert torch.allclose(found, truth, atol=1e-5)


def test_hutchinson_is_unbiased_where_the_field_mixes_coordinates():
    x = torch.zeros(400, 2, dtype=torch.float64)
    signs = torch.randint(0, 2, x.shape, generator=torch.Generator().manual_seed(1)).double() * 2 - 1
    rough = log_likelihood(lambda y, t: y @ TURN, x, probe=signs)
    exact = log_likelihood(lambda y, t: y @ TURN, x[:1])
    assert rough.std() > 0.1
    assert rough.mean() == pytest.approx(float(exact), abs=4 * float(rough.std()) / 20)


def test_a_linear_field_changes_the_density_by_its_trace():
    x = torch.tensor([[0.4, -1.0]], dtype=torch.float64)
    ends = x @ torch.matrix_exp(-TURN)
    normal = stats.multivariate_normal(mean=[0, 0]).logpdf(ends.numpy())
    found = log_likelihood(lambda y, t: y @ TURN, x, tolerance=1e-10)
    assert float(found) == pytest.approx(normal - float(TURN.trace()), abs=1e-7)


def test_another_start_has_another_density():
    x = torch.zeros(1, 3, dtype=torch.float64)
    found = log_likelihood(lambda y, t: torch.zeros_like(y) * y, x, log_base=PoissonFlow(4.0).log_base)
    assert float(found) == pytest.approx(stats.multivariate_t(shape=torch.eye(3).numpy(), df=4).logpdf([0, 0, 0]))


def test_there_and_back_is_the_same_place():
    x = torch.tensor([[1.0, 2.0], [0.2, -0.5]], dtype=torch.float64)
    noise = solve(gaussian_field, x, start=1.0, end=0.0, tolerance=1e-9)
    assert torch.allclose(noise, (x - MEAN) / STD, atol=1e-5)
    assert torch.allclose(solve(gaussian_field, noise, tolerance=1e-9), x, atol=1e-6)


def test_the_adjoint_gradient_is_that_of_the_matrix_exponential():
    matrix = TURN.clone().requires_grad_(True)
    x = torch.tensor([[0.4, -1.0]], dtype=torch.float64, requires_grad=True)
    solve(lambda y, t: y @ matrix, x, tolerance=1e-10, through=[matrix]).square().sum().backward()
    found = matrix.grad.clone(), x.grad.clone()
    exact, at = TURN.clone().requires_grad_(True), x.detach().clone().requires_grad_(True)
    (at @ torch.matrix_exp(exact)).square().sum().backward()
    assert torch.allclose(found[0], exact.grad, atol=1e-7) and torch.allclose(found[1], at.grad, atol=1e-7)


def test_a_probe_of_another_shape_is_refused():
    with pytest.raises(StylogenyError, match="probe"):
        log_likelihood(gaussian_field, torch.zeros(2, 2), probe=torch.ones(1, 2))
