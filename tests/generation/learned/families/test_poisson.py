"""Poisson flow: its noise is Student's, its field has no divergence away from charges, and its dial leads to EDM."""

import numpy as np
import pytest
import torch
from scipy import stats

from helpers.draws import draws_of
from stylogeny.generation.learned.batch import Batch
from stylogeny.generation.learned.families import edm
from stylogeny.generation.learned.families.poisson import PoissonFlow

CHARGES = torch.tensor([[-1.0, 0.5], [1.0, -0.5], [0.3, 1.2]], dtype=torch.float64)


def posterior_field(dial):
    """The velocity towards the mean of known charges, given latents under Student's noise."""

    def field(x, t):
        at = t[:, None].double()
        sigma = (1 - at) / at.clamp_min(1e-9)
        y = x.double() * (1 + sigma)
        squared = torch.cdist(y, CHARGES).square()
        if np.isinf(dial):
            log = -squared / (2 * sigma**2)
        else:
            log = -(2 + dial) / 2 * (squared / (sigma**2 * dial)).log1p()
        clean = log.softmax(dim=1) @ CHARGES
        return ((clean - x.double()) / (1 - at).clamp_min(1e-9)).to(x.dtype)

    return field


@pytest.mark.parametrize("dial", [1.0, 2.5, 64.0])
def test_noise_follows_students_law(dial):
    part = (torch.arange(20_000) + 0.5) / 20_000
    noise = draws_of(20_000, 1)(0).double() * PoissonFlow(dial).stretch(part[torch.randperm(20_000)])[:, None]
    assert stats.kstest(noise.numpy().ravel(), stats.t(dial).cdf).pvalue > 1e-3


def test_its_radius_has_the_moment_of_the_published_law():
    n, dial, sigma = 6, 8.0, 2.0
    part = (torch.arange(40_000) + 0.5) / 40_000
    noise = sigma * draws_of(40_000, n)(0).double() * PoissonFlow(dial).stretch(part)[:, None]
    b = stats.beta(n / 2, dial / 2).ppf(np.linspace(0.0005, 0.9995, 2000))
    published = np.median(sigma**2 * dial * b / (1 - b))
    radius = noise.square().sum(dim=1)
    assert float(radius.median()) == pytest.approx(published, rel=0.03)
    assert float(radius.mean()) / n == pytest.approx(sigma**2 * dial / (dial - 2), rel=0.05)


@pytest.mark.parametrize("dial", [1.0, 2.5, 64.0])
def test_the_field_of_charges_has_no_divergence(dial):
    """The posterior under Student's noise is an electric field in N + D dimensions: its weights are the charges'."""
    x, r = torch.tensor([[0.2, -0.1]], dtype=torch.float64), torch.tensor(0.7, dtype=torch.float64)

    def field(x, r):
        weight = (torch.cdist(x, CHARGES).square() + r**2) ** (-(2 + dial) / 2)
        return (weight[..., None] * (x[:, None] - CHARGES)).sum(dim=1), (weight * r).sum(dim=1)

    inner = torch.autograd.functional.jacobian(lambda y: field(y, r)[0].sum(dim=0), x)[:, 0]
    outer = torch.autograd.functional.jacobian(lambda s: field(x, s)[1], r)
    divergence = inner.trace() + outer[0] + (dial - 1) / r * field(x, r)[1][0]
    assert abs(float(divergence)) < 1e-9 * float(inner.abs().sum())
    clean = x + (1 - 1 / (1 + r / dial**0.5)) * posterior_field(dial)(
        x / (1 + r / dial**0.5), 1 / (1 + r / dial**0.5).reshape(1)
    ) * (1 + r / dial**0.5)
    along, away = field(x, r)
    assert torch.allclose((x - along / away[:, None] * r), posterior_mean(x, r, dial), atol=1e-12)
    assert clean.shape == x.shape


def posterior_mean(x, r, dial):
    weight = (torch.cdist(x, CHARGES).square() + r**2) ** (-(2 + dial) / 2)
    return (weight / weight.sum(dim=1, keepdim=True)) @ CHARGES


@pytest.mark.parametrize("dial", [3.0, 128.0])
def test_samples_of_the_exact_field_are_the_charges(dial):
    made = PoissonFlow(dial).sample(posterior_field(dial), draws_of(1500, 2), 40)
    distance = torch.cdist(made.double(), CHARGES)
    assert float(distance.min(dim=1).values.quantile(0.95)) < 0.05
    shares = torch.bincount(distance.argmin(dim=1), minlength=3) / 1500
    assert torch.allclose(shares, torch.full((3,), 1 / 3), atol=0.06)


def test_the_loss_is_least_at_its_own_posterior():
    n = 20_000
    generator = torch.Generator().manual_seed(3)
    which = torch.randint(0, 3, (n,), generator=generator)
    batch = Batch(
        clean=CHARGES[which],
        style=torch.zeros(n, 1),
        dropped=torch.zeros(n, dtype=torch.bool),
        noise=torch.randn(n, 2, generator=generator).double(),
        time=torch.rand(n, generator=generator),
        chance=torch.rand(n, generator=generator),
    )

    def lost(dial):
        field = posterior_field(dial)
        return float(PoissonFlow(3.0).loss(lambda x, t, s, d: field(x, t), batch))

    assert lost(3.0) < lost(1.0) and lost(3.0) < lost(np.inf)


def test_with_a_long_dial_it_is_edm():
    field = posterior_field(np.inf)
    far, own = PoissonFlow(1e9).sample(field, draws_of(50, 2), 20), edm.sample(field, draws_of(50, 2), 20)
    assert torch.allclose(far, own, atol=1e-3)


def test_the_density_it_starts_from_is_students():
    ends = torch.randn(5, 4, generator=torch.Generator().manual_seed(1)).double()
    truth = stats.multivariate_t(shape=np.eye(4), df=2.5).logpdf(ends.numpy())
    assert torch.allclose(PoissonFlow(2.5).log_base(ends), torch.from_numpy(truth))
