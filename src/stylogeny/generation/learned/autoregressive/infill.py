"""A region of a picture drawn anew, the rest of it kept.

What is drawn is given all that lies before it in raster order: above, and to the left. What lies below and to the right
is not looked at while drawing; but of several candidates that one is kept under which the kept rest is likeliest, which
with very many of them is a draw given the whole picture (sampling and resampling by importance, Rubin 1987).
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import torch

from ....errors import StylogenyError
from ...canvas import crop_to, resize
from ...generator import Drawing
from ...styles import Style
from ..data import SIDE
from ..families.family import Draws
from ..generator import BLURRED, LearnedGenerator, picture_draws
from .model import Autoregressive

CANDIDATES = 8
Region = tuple[float, float, float, float]  # top, left, bottom, right, in parts of the side


def infill(
    generator: LearnedGenerator,
    picture: np.ndarray,
    region: Region,
    style: Style,
    *,
    n: int = 1,
    candidates: int = CANDIDATES,
    paint: bool = True,
    seed: int = 0,
) -> Drawing:
    """The middle square of a picture with a region of it drawn anew, SIDE pixels a side.

    Parameters
    ----------
    generator : LearnedGenerator
        That draws place after place.
    picture : ndarray
        uint8[H, W, 3].
    region : (top, left, bottom, right)
        In parts of the square's side; it grows to whole latents, of 8 pixels.
    style : Style
        With a point: what the network is told, and whose works lend the region their paint.
    n : int
        How many pictures.
    candidates : int
        Drawn for each, to keep the one that suits the rest best; 1 draws once.
    paint : bool
        Whether works lend the region their paint, or the composition is shown as it is.
    seed : int
        A picture is decided by the seed and its number.

    Raises
    ------
    StylogenyError
        A generator that draws from noise, a region without a latent, a style without a point.
    """
    network = generator.autoregressive
    if network is None:
        raise StylogenyError(
            "infilling needs a network that draws place after place", got=generator.trainer.plan.family,
            fix="stylogeny train RUN --family pixelcnn --restart",
        )  # fmt: skip
    square = crop_to(np.asarray(picture), (SIDE, SIDE))
    canvas = generator.latents(square[None])
    masked = mask_of(region, canvas.shape[-1])
    point = generator.conditions([style] * n, generator.target_works([style] * n, seed=seed))
    conditions = generator.trainer.scales.standardise_vectors(torch.from_numpy(point))
    with torch.inference_mode():
        drawn = []
        for number, condition in enumerate(conditions):
            draws = picture_draws(seed, [number], tuple(canvas.shape[1:]), canvas.device, candidates=candidates)
            drawn.append(complete(network, canvas[0], masked, condition, draws))
        latents = generator.trainer.scales.restore_latents(torch.stack(drawn))
        compositions = (
            generator.compositions(latents, (SIDE, SIDE)) if generator.composes else generator.decode(latents)
        )
    made = Drawing.unattributed(compositions, generator.autoencoder.factor)
    if paint and generator.composes:
        made = generator.closed.paint(compositions, [style] * n, resolution=SIDE // BLURRED, seed=seed)
    inside = resize((255 * masked.numpy()).astype(np.uint8)[..., None].repeat(3, axis=2), (SIDE, SIDE))
    share = (inside / 255.0)[None]  # the border fades over a latent
    pictures = np.rint(share * made.pictures + (1 - share) * square).astype(np.uint8)
    return replace(made, pictures=pictures)


def mask_of(region: Region, cells: int) -> torch.Tensor:
    """Which latents of a square a region touches, bool[cells, cells].

    Raises
    ------
    StylogenyError
        It lies outside the picture, or holds nothing or everything of it.
    """
    top, left, bottom, right = region
    if not (0 <= top < bottom <= 1 and 0 <= left < right <= 1):
        raise StylogenyError(
            "a region is TOP,LEFT,BOTTOM,RIGHT in parts of the side, from 0 to 1", got=region, fix="try 0.5,0.25,1,0.75"
        )
    masked = torch.zeros(cells, cells, dtype=torch.bool)
    masked[int(top * cells) : int(np.ceil(bottom * cells)), int(left * cells) : int(np.ceil(right * cells))] = True
    if masked.all():
        raise StylogenyError("a region leaves something of the picture", got=region, fix="`stylogeny render` draws all")
    return masked


def complete(
    network: Autoregressive, canvas: torch.Tensor, masked: torch.Tensor, condition: torch.Tensor, draws: Draws
) -> torch.Tensor:
    """Latents with what is masked drawn anew: of some candidates the one under which what is kept is likeliest.

    Parameters
    ----------
    network : Autoregressive
    canvas, masked : Tensor
        Latents float[C, h, w] of unit spread; bool[h, w].
    condition : Tensor
        float[d], standardised.
    draws : callable
        ``draws(0)`` is standard normal float[k, C, h, w], for k candidates.

    Returns
    -------
    Tensor
        float32[C, h, w].
    """
    count = len(draws(0))
    told = condition.expand(count, -1)
    made = network.draw(told, draws, canvas=canvas.expand(count, -1, -1, -1), masked=masked)
    if count == 1:
        return made[0]
    rest = network.nats(made, told)[:, ~masked.flatten()].sum(dim=1)
    return made[int(rest.argmin())]
