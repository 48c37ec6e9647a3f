"""From one picture to another, or on along time, through the noise that the probability flow gives each.

A picture runs back to its noise under its own point of the space, where the flow is told nothing but that point; noise
and point then go, together or one of them alone, to where they should, and the flow draws what is there. At the start
it gives the picture's own composition back.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch

from ...errors import StylogenyError
from ..canvas import canvas_size, crop_to
from ..generator import Drawing
from ..styles import Style, mixture
from .data import SIDE
from .families.probability_flow import solve
from .generator import BLURRED, LearnedGenerator

TOLERANCE = 1e-4


@dataclass(frozen=True, eq=False)
class Keyframe:
    """One end of a morph.

    Parameters
    ----------
    style : Style
        With a point: what the network is told, and whose works lend their paint.
    picture : ndarray, optional
        uint8[H, W, 3], whose composition stands at this end; without one it is the other end's.
    """

    style: Style
    picture: np.ndarray | None = None


def morph(
    generator: LearnedGenerator,
    first: Keyframe,
    last: Keyframe,
    *,
    n: int = 8,
    size: int = SIDE,
    paint: bool = True,
    seed: int = 0,
    tolerance: float = TOLERANCE,
) -> Drawing:
    """Pictures from one keyframe to another.

    Parameters
    ----------
    generator : LearnedGenerator
        That learned compositions.
    first, last : Keyframe
        At least one has a picture; the middle square of it is what is seen.
    n : int
        How many pictures, both ends among them; at least 2.
    size : int
        Their side in pixels.
    paint : bool
        Whether works lend their paint, or compositions are shown as they are.
    seed : int
        Of the paint; the rest has no luck in it.
    tolerance : float
        Of the solver.

    Raises
    ------
    StylogenyError
        Neither end has a picture, a style has no point, or the network learned pictures at full resolution.
    """
    if not generator.composes:
        raise StylogenyError("a morph needs a network of compositions", fix="train without --full-resolution")
    if n < 2:
        raise StylogenyError("a morph has two pictures at least", got=n)
    scales, at = generator.trainer.scales, torch.linspace(0, 1, n)
    points = scales.standardise_vectors(torch.from_numpy(np.stack([_point(end) for end in (first, last)])))
    with torch.inference_mode():
        noises = [
            _invert(generator, end.picture, point, tolerance)
            for end, point in zip((first, last), points)
            if end.picture is not None
        ]
        if not noises:
            raise StylogenyError("a morph needs a picture at one end", got=f"{first.style.name}, {last.style.name}")
        mixed = torch.cat([_between(noises[0], noises[-1], float(s)) for s in at])
        conditions = torch.stack([torch.lerp(points[0], points[1], float(s)) for s in at])
        drawn = [
            solve(generator.field(condition[None]), one[None], tolerance=tolerance)
            for condition, one in zip(conditions, mixed)
        ]  # one by one: the solver's steps would otherwise depend on the others
        shape = canvas_size(size, generator.autoencoder.factor)
        blurred = generator.compositions(scales.restore_latents(torch.cat(drawn)), shape)
    if not paint:
        return Drawing.unattributed(blurred, generator.autoencoder.factor)
    name = f"{first.style.name} to {last.style.name}"
    styles = [mixture([(1 - s, first.style), (s, last.style)], name=name) for s in at.tolist()]
    return generator.closed.paint(blurred, styles, resolution=SIDE // BLURRED, seed=seed)


def _point(end: Keyframe) -> np.ndarray:
    """The point of a keyframe's style, float32[d]."""
    if end.style.vector is None:
        raise StylogenyError("a morph needs styles with a point of the space", got=end.style.name)
    return end.style.vector


def _invert(generator: LearnedGenerator, picture: np.ndarray, point: torch.Tensor, tolerance: float) -> torch.Tensor:
    """The noise of a picture under a point, float32[1, channels, h, w]."""
    latents = generator.latents(crop_to(np.asarray(picture), (SIDE, SIDE))[None])
    return solve(generator.field(point[None]), latents, start=1.0, end=0.0, tolerance=tolerance)


def _between(a: torch.Tensor, b: torch.Tensor, share: float) -> torch.Tensor:
    """Noise on the arc from one to another (Shoemake 1985): what lies between two normal draws is as long as they."""
    if a is b:
        return a
    cosine = torch.nn.functional.cosine_similarity(a.flatten(), b.flatten(), dim=0).clamp(-0.9999, 0.9999)
    angle = torch.acos(cosine)
    return (torch.sin((1 - share) * angle) * a + torch.sin(share * angle) * b) / torch.sin(angle)
