"""Mixtures of logistic laws on levels: how likely a number falls into each, and a draw (Salimans et al. 2017).

The outermost levels reach to infinity, so that probabilities of all levels add up to one.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
import torch.nn.functional as F

NARROWEST = -7.0  # log scale
FAR = 1e4  # beyond it a logistic distribution function is 0 or 1 to the last digit
# mixture of logistic laws nearest to the standard normal: means evenly to REACH, weights exp(-mean^2 / (2 SPREAD)), one
# SCALE; for ten of them 1.7e-5 nats away
REACH, SPREAD, SCALE = 2.40810, 0.75015, 0.28331


@dataclass(frozen=True)
class LatentLevels:
    """Numbers rounded to `count` levels evenly over [-reach, reach]; what lies beyond counts as the outermost."""

    count: int = 256
    reach: float = 8.0

    @property
    def width(self) -> float:
        """From one level to the next."""
        return 2 * self.reach / self.count

    def index(self, x: torch.Tensor) -> torch.Tensor:
        """Which level numbers fall into, int64."""
        return (x / self.width + self.count / 2).floor().clamp(0, self.count - 1).long()

    def value(self, index: torch.Tensor) -> torch.Tensor:
        """The middle of levels, float32."""
        return (index + 0.5 - self.count / 2) * self.width


@dataclass(frozen=True, eq=False)
class Logistics:
    """Mixtures of K logistic laws: float[..., K] each."""

    logits: torch.Tensor
    means: torch.Tensor
    log_scales: torch.Tensor

    @classmethod
    def of(cls, raw: torch.Tensor, mean: torch.Tensor, spread: torch.Tensor) -> Logistics:
        """What a network says, float[..., 3 K], of numbers about `mean` and `spread` float[...].

        Where it says zero, the mixture is the normal law.
        """
        logits, means, scales = raw.chunk(3, dim=-1)
        at = REACH * torch.linspace(-1, 1, logits.shape[-1]).to(raw)
        means = at + means
        scales = (SCALE * torch.ones_like(at)).log() + scales
        return cls(
            logits - at.square() / (2 * SPREAD),
            mean[..., None] + spread[..., None] * means,
            (spread[..., None].log() + scales).clamp_min(NARROWEST),
        )

    def guided(self, other: Logistics, guidance: float) -> Logistics:
        """As far beyond this mixture as `guidance` says of the way to another, parameter by parameter."""
        return Logistics(*(torch.lerp(mine, theirs, guidance) for mine, theirs in zip(self._parts(), other._parts())))

    def rows(self, start: int, end: int) -> Logistics:
        """Some of the mixtures, by their first axis."""
        return Logistics(*(part[start:end] for part in self._parts()))

    def _parts(self) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        return self.logits, self.means, self.log_scales

    def log_mass(self, index: torch.Tensor, levels: LatentLevels) -> torch.Tensor:
        """Log probability of each number's level, float[...] of int64[...].

        For a < b, s(b) - s(a) = s(b) s(-a) (1 - exp(a - b)), which no cancellation spoils.
        """
        middle, half = levels.value(index)[..., None].to(self.means.dtype), levels.width / 2
        lowest, highest = index[..., None] == 0, index[..., None] == levels.count - 1
        rate = (-self.log_scales).exp()
        below = torch.where(lowest, -FAR, ((middle - half - self.means) * rate).clamp(-FAR, FAR))
        above = torch.where(highest, FAR, ((middle + half - self.means) * rate).clamp(-FAR, FAR))
        mass = F.logsigmoid(above) + F.logsigmoid(-below)
        mass = mass + torch.log(-torch.expm1((below - above).clamp_max(-1e-7)))
        return torch.logsumexp(self.logits.log_softmax(dim=-1) + mass, dim=-1)

    def draw(self, uniform: torch.Tensor, levels: LatentLevels) -> torch.Tensor:
        """The level at which the distribution function passes these parts of the law float[...], int64[...]."""
        edges = (torch.arange(1, levels.count).to(self.means) - levels.count / 2) * levels.width
        inside = torch.sigmoid((edges - self.means[..., None]) * (-self.log_scales[..., None]).exp())
        cumulative = (self.logits.softmax(dim=-1)[..., None] * inside).sum(dim=-2)
        return (cumulative < uniform[..., None]).sum(dim=-1)
