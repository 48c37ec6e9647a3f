"""How large and how noisy: the scales at which a picture is made, and the noise levels of each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .quilting import GROUND_BLUR

SMALLEST = 96  # pixels: the side of the coarsest scale is at least this
Level = tuple[float, int, float]  # noise, patch radius, reach of the positional prior


@dataclass(frozen=True)
class Stage:
    """One stretch of a schedule: `steps` noise levels from `top` down to `bottom`, geometric, with one patch radius."""

    top: float
    bottom: float
    steps: int
    radius: int
    reach: tuple[float, float]

    def levels(self) -> list[Level]:
        """(sigma, patch radius, reach of the positional prior) of every step."""
        sigmas = np.geomspace(self.top, self.bottom, self.steps)
        return [(float(s), self.radius, float(r)) for s, r in zip(sigmas, np.geomspace(*self.reach, self.steps))]


@dataclass(frozen=True)
class NoiseSchedule:
    """How a picture is made at one scale.

    Parameters
    ----------
    stages : tuple of Stage
    busy : float
        How much more places count where something goes on, in powers of their energy.
    ground : float
        Latents: tones broader than this are those of the content, where there is one.
    """

    stages: tuple[Stage, ...]
    busy: float = 0.5
    ground: float = GROUND_BLUR

    def levels(self) -> list[Level]:
        """(sigma, patch radius, reach) of every step of every stage."""
        return [level for stage in self.stages for level in stage.levels()]


SETTLE = NoiseSchedule((Stage(0.5, 0.12, 6, 1, (0.03, 0.05)),))
REPAINT = NoiseSchedule((Stage(0.4, 0.2, 4, 1, (0.3, 0.5)), Stage(0.2, 0.1, 3, 1, (0.3, 0.5))))  # over a given content
FINEST = NoiseSchedule((Stage(0.3, 0.1, 4, 1, (0.03, 0.05)),))
# over a blurred composition, which blank patches fit best: what goes on counts for more
PAINT = NoiseSchedule((Stage(0.5, 0.12, 6, 1, (0.15, 0.15)),), busy=6.0, ground=0.7)
FINER = NoiseSchedule((Stage(0.2, 0.1, 3, 1, (0.15, 0.15)),), busy=6.0, ground=0.4)


def schedule_of(scale: int, *, content: bool, blurred: bool) -> NoiseSchedule:
    """The schedule of a scale, 0 the coarsest, with or without a content; a blurred one is painted."""
    if blurred:
        return FINER if scale else PAINT
    return FINEST if scale else REPAINT if content else SETTLE


def scales(shape: tuple[int, int], factor: int, *, resolution: int | None = None) -> list[tuple[int, int]]:
    """Sizes from coarse to fine, multiples of `factor`: halved while the side stays at least SMALLEST.

    Over a composition blurred to a `resolution` of this many pixels a side they begin at about twice that, where one
    patch holds much of it.
    """
    sizes = [shape]
    if resolution is None:
        while min(sizes[-1]) / 2 >= SMALLEST:
            sizes.append(_rounded(sizes[-1], 2, factor))
        return sizes[::-1]
    enlarged = min(shape) / (2 * resolution)
    steps = round(max(0, np.log2(enlarged)))
    return [_rounded(shape, enlarged ** (k / steps), factor) for k in range(steps, 0, -1)] + sizes


def _rounded(shape: tuple[int, int], by: float, factor: int) -> tuple[int, int]:
    return max(factor, round(shape[0] / by / factor) * factor), max(factor, round(shape[1] / by / factor) * factor)
