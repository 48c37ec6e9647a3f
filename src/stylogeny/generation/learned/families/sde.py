"""Score-based models by stochastic differential equations (Song et al. 2021): three ways to noise, and back again.

Variance preserving (``vp``), exploding (``ve``) and ``sub-vp`` are schedules a(u) clean + s(u) noise with the drift and
diffusion that lead to them. Back goes a predictor, one Euler-Maruyama step of the reversed equation, and a corrector,
Langevin dynamics whose step follows from a signal-to-noise ratio; or, without luck after the first, the probability
flow. The step of the corrector is a picture's own: no norm is averaged over those drawn together.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import torch

from ..batch import Batch
from . import flow
from .family import Denoise, Draws, Field
from .score import HIGHEST, LOWEST, langevin
from .straight import across, log_normal, noise_loss, parts

BETA = 0.1, 20.0
FIRST, LAST = 1.0, 1e-3  # times from pure noise to nearly none
RATIO = 0.16  # of signal to noise in a corrector's step

At = Callable[[torch.Tensor], torch.Tensor]


def _integral(u: torch.Tensor) -> torch.Tensor:
    """The integral of beta from 0 to u."""
    return BETA[0] * u + (BETA[1] - BETA[0]) * u.square() / 2


def _beta(u: torch.Tensor) -> torch.Tensor:
    return BETA[0] + (BETA[1] - BETA[0]) * u


def _kept(u: torch.Tensor) -> torch.Tensor:
    return (-_integral(u) / 2).exp()


def _exploding(u: torch.Tensor) -> torch.Tensor:
    return LOWEST * (HIGHEST / LOWEST) ** u


@dataclass(frozen=True)
class Sde:
    """A score-based family.

    Parameters
    ----------
    clean, noise : callable
        How much of the clean latents and of the noise there is at times u in [0, 1].
    drift, diffusion : callable
        Of the equation dx = drift x du + sqrt(diffusion) dw.
    corrections : int
        Steps of the corrector after each of the predictor.
    ode : bool
        Whether to draw by the probability flow instead.
    """

    clean: At
    noise: At
    drift: At
    diffusion: At
    corrections: int = 1
    ode: bool = False

    @property
    def STEPS(self) -> int:
        """A hundred, of the predictor, or those of the flow."""
        return flow.STEPS if self.ode else 100

    def log_base(self, ends: torch.Tensor) -> torch.Tensor:
        """Log density of points float[n, N] under the standard normal, nats float[n]."""
        return log_normal(ends)

    def loss(self, network: Denoise, batch: Batch, *, weight: torch.Tensor | float = 1.0) -> torch.Tensor:
        """Denoising score matching with the noise's own variance, at times uniform, by `weight` float[C, 1, 1]."""
        u = LAST + (FIRST - LAST) * batch.time
        a, s = self.clean(u), self.noise(u)
        t = a / (a + s)
        return noise_loss(network, batch, t, weight)

    def sample(self, field: Field, draws: Draws, steps: int, *, start: torch.Tensor | None = None) -> torch.Tensor:
        """Predictor and corrector, two evaluations a step.

        `start` enters where there is as much noise as picture, without the corrector, which would forget it.
        """
        if self.ode:
            return flow.sample(field, draws, steps, start=start)
        noise = draws(0)
        first = FIRST if start is None else self._even()
        times = torch.linspace(first, LAST, steps, device=noise.device)
        by = first / steps
        x = self.noise(times[0]) * noise
        if start is not None:
            x = x + self.clean(times[0]) * start
        turn = 1
        for u in times:
            score = self._score(field, x, u)
            drift, diffusion = self.drift(u), self.diffusion(u)
            x = x - (drift * x - diffusion * score) * by + (diffusion * by).sqrt() * draws(turn)
            turn += 1
            for _ in range(self.corrections if start is None else 0):
                x = self._correct(field, x, u, draws(turn))
                turn += 1
        return parts(field, x, self.clean(times[-1]), self.noise(times[-1]))[0]

    def _score(self, field: Field, x: torch.Tensor, u: torch.Tensor) -> torch.Tensor:
        s = self.noise(u)
        return -parts(field, x, self.clean(u), s)[1] / s

    def _correct(self, field: Field, x: torch.Tensor, u: torch.Tensor, fresh: torch.Tensor) -> torch.Tensor:
        """A step of Langevin dynamics, as long as each picture's ratio of noise to score says."""
        score = self._score(field, x, u)
        lengths = [part.flatten(1).norm(dim=1) for part in (fresh, score)]
        step = 2 * (RATIO * lengths[0] / lengths[1].clamp_min(1e-12)).square()
        return langevin(x, score, fresh, across(step, x))

    def _even(self) -> float:
        """The time at which there is as much noise as picture, by halving."""
        low, high = LAST, FIRST
        for _ in range(40):
            middle = (low + high) / 2
            u = torch.tensor(middle)
            low, high = (middle, high) if self.noise(u) < self.clean(u) else (low, middle)
        return low


VP = Sde(
    clean=_kept,
    noise=lambda u: (-torch.expm1(-_integral(u))).sqrt(),
    drift=lambda u: -_beta(u) / 2,
    diffusion=_beta,
)
SUB_VP = Sde(
    clean=_kept,
    noise=lambda u: -torch.expm1(-_integral(u)),
    drift=lambda u: -_beta(u) / 2,
    diffusion=lambda u: -_beta(u) * torch.expm1(-2 * _integral(u)),
)
VE = Sde(
    clean=torch.ones_like,
    noise=_exploding,
    drift=torch.zeros_like,
    diffusion=lambda u: 2 * math.log(HIGHEST / LOWEST) * _exploding(u).square(),
)
