"""How large and how noisy: the scales at which a picture is made, and the noise levels of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from ...errors import StylogenyError
from .quilting import GROUND_BLUR

SMALLEST = 96  # pixels: the side of the coarsest scale is at least this


@dataclass(frozen=True)
class Stage:
    """One stretch of a schedule: `steps` noise levels from `top` down to `bottom`, geometric, with one patch radius."""

    top: float
    bottom: float
    steps: int
    radius: int
    reach: tuple[float, float]

    def levels(self) -> list[tuple[float, int, float]]:
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

    def levels(self) -> list[tuple[float, int, float]]:
        """(sigma, patch radius, reach) of every step of every stage."""
        return [level for stage in self.stages for level in stage.levels()]


SETTLE = NoiseSchedule((Stage(0.5, 0.12, 6, 1, (0.03, 0.05)),))
REPAINT = NoiseSchedule((Stage(0.4, 0.2, 4, 1, (0.3, 0.5)), Stage(0.2, 0.1, 3, 1, (0.3, 0.5))))  # over a given content
FINEST = NoiseSchedule((Stage(0.3, 0.1, 4, 1, (0.03, 0.05)),))
# over a blurred composition, which blank patches fit best: what goes on counts for more
PAINT = NoiseSchedule((Stage(0.5, 0.12, 6, 1, (0.15, 0.15)),), busy=6.0, ground=0.7)
FINER = NoiseSchedule((Stage(0.2, 0.1, 3, 1, (0.15, 0.15)),), busy=6.0, ground=0.4)


def planned(scale: int, *, content: bool, blurred: bool) -> NoiseSchedule:
    """The plan of a scale, 0 the coarsest, with or without a content; a blurred one is painted."""
    if blurred:
        return FINER if scale else PAINT
    return FINEST if scale else REPAINT if content else SETTLE


def scales(shape: tuple[int, int], factor: int, *, blurred: int | None = None) -> list[tuple[int, int]]:
    """Sizes from coarse to fine, multiples of `factor`: halved while the side stays at least SMALLEST.

    Over a composition that shows `blurred` pixels a side they begin at about twice that, where one patch holds much of it.
    """
    sizes = [shape]
    if blurred is None:
        while min(sizes[-1]) / 2 >= SMALLEST:
            sizes.append(_rounded(sizes[-1], 2, factor))
        return sizes[::-1]
    enlarged = min(shape) / (2 * blurred)
    steps = round(max(0, np.log2(enlarged)))
    return [_rounded(shape, enlarged ** (k / steps), factor) for k in range(steps, 0, -1)] + sizes


def _rounded(shape: tuple[int, int], by: float, factor: int) -> tuple[int, int]:
    return max(factor, round(shape[0] / by / factor) * factor), max(factor, round(shape[1] / by / factor) * factor)


def canvas(size: int | Sequence[int], factor: int) -> tuple[int, int]:
    """(height, width) of what was asked for; raises unless both are multiples of `factor` from 32 to 1024."""
    if isinstance(size, (int, np.integer)):
        size = (size, size)
    if isinstance(size, float) or len(size) != 2 or any(s != int(s) for s in size):
        raise StylogenyError("a size is one number of pixels or (height, width)", got=size)
    height, width = (int(s) for s in size)
    if height % factor or width % factor or not 32 <= min(height, width) <= max(height, width) <= 1024:
        near = " x ".join(str(int(np.clip(round(s / factor) * factor, 32, 1024))) for s in (height, width))
        raise StylogenyError(
            f"sizes are multiples of {factor} from 32 to 1024 pixels", got=f"{height} x {width}", fix=f"try {near}"
        )
    return height, width


def fitting(content: np.ndarray | None, shape: tuple[int, int]) -> None:
    """Raise unless a content picture is uint8[H, W, 3] of this shape."""
    if content is None:
        return
    if np.shape(content) != (*shape, 3):
        raise StylogenyError(
            "the content picture must have the size asked for",
            got=f"{np.shape(content)} for {shape[0]} x {shape[1]}", fix="resize it first",
        )  # fmt: skip
    if np.asarray(content).dtype != np.uint8:
        raise StylogenyError("a content picture is uint8, 0 to 255", got=np.asarray(content).dtype)


def blurred(picture: np.ndarray, side: int) -> np.ndarray:
    """A picture as it would look if its shorter side had had `side` pixels, uint8[H, W, 3]."""
    height, width = picture.shape[:2]
    small = tuple(max(2, round(s * side / min(height, width))) for s in (width, height))
    return cv2.resize(
        cv2.resize(picture, small, interpolation=cv2.INTER_AREA), (width, height), interpolation=cv2.INTER_CUBIC
    )
