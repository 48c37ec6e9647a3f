"""Poisson flow with a dial (Xu et al. 2023): latents are charges, seen from D further dimensions.

The perturbation of latents of N dimensions is Student's t with D degrees of freedom: heavy-tailed at D = 1 (the Poisson
flow of Xu et al. 2022), normal as D grows (diffusion). With r = sigma sqrt(D), loss and sampler are those of
:mod:`.edm`; the noise is divided by the root of a chi-squared variable over its D degrees of freedom, which is the same
law as their R^2 = r^2 B / (1 - B) with B from Beta(N / 2, D / 2) along a direction that is uniform.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

import torch
from scipy import stats

from ....errors import StylogenyError
from ..batch import Batch
from . import edm
from .family import Denoise, Draws, Field
from .straight import across


@dataclass(frozen=True)
class PoissonFlow:
    """Poisson flow of one dial.

    Parameters
    ----------
    dial : float
        D > 0, the further dimensions. Noise has a variance where D > 2.

    Raises
    ------
    StylogenyError
        A dial that is not above 0.
    """

    STEPS: ClassVar[int] = edm.STEPS
    dial: float = 128.0

    def __post_init__(self) -> None:
        if not (math.isfinite(self.dial) and self.dial > 0):
            raise StylogenyError("the dial of a Poisson flow is a number above 0", got=self.dial, fix="use poisson:128")

    def stretch(self, uniform: torch.Tensor) -> torch.Tensor:
        """What multiplies a normal noise to make it Student's, float64[n] from these parts of the law, float[n]."""
        at = uniform.detach().double().cpu().clamp(1e-7, 1 - 1e-7).numpy()
        chi = stats.chi2.ppf(at, self.dial)
        return torch.from_numpy((self.dial / chi) ** 0.5).to(uniform.device)

    def loss(self, network: Denoise, batch: Batch, *, weight: torch.Tensor | float = 1.0) -> torch.Tensor:
        """That of :func:`.edm.loss`, under Student's noise; `weight` float[C, 1, 1]."""
        noise = batch.noise * across(self.stretch(batch.chance), batch.noise)
        return edm.loss(network, batch, weight=weight, noise=noise)

    def sample(self, field: Field, draws: Draws, steps: int, *, start: torch.Tensor | None = None) -> torch.Tensor:
        """That of :func:`.edm.sample`, from Student's noise."""
        noise = draws(0)
        part = torch.special.ndtr(draws(1).flatten(1)[:, 0].double())
        return edm.descend(field, noise * across(self.stretch(part), noise), steps, start=start)

    def log_base(self, ends: torch.Tensor) -> torch.Tensor:
        """Log density of points float[n, N] under Student's t of N dimensions with D degrees of freedom, float[n]."""
        n, dial = ends.shape[1], self.dial
        constant = math.lgamma((dial + n) / 2) - math.lgamma(dial / 2) - n / 2 * math.log(dial * math.pi)
        return constant - (dial + n) / 2 * (ends.square().sum(dim=1) / dial).log1p()
