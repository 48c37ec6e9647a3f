"""Style transfer by optimisation (Gatys, Ecker & Bethge 2016, arXiv 1508.06576): one picture's layout, others' texture.

    loss = alpha * content + beta * style + variation * TV

The picture grows from coarse to fine: large forms settle while they are cheap.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import torch
from PIL import Image

from ...errors import StylogenyError
from ...progress import Callback, progress
from ...streams import stream
from ..encoders import Picture
from .features import Features, RandomFilters
from .losses import content_loss, out_of_range, style_loss, style_target, variation
from .pictures import crop_frame, luminance, match_luminance, picture_array, picture_tensor, resize
from .texture import Texture

if TYPE_CHECKING:
    from ...corpus.works import Works
    from ...generation.styles import Style

Look: TypeAlias = "Picture | Texture"  # what texture and colour are taken from
SMALLEST = 48  # pixels: no resolution has a shorter side than this
STEP_SHARES = {1: [1.0], 2: [0.6, 0.4], 3: [0.4, 0.35, 0.25]}  # of the steps, by how many resolutions there are


@dataclass(frozen=True, eq=False)
class Transfer:
    """A stylised picture uint8[H, W, 3] and the losses it ended with (relative: 1 = as far as no match at all)."""

    picture: np.ndarray
    content: float
    style: float


@dataclass(frozen=True)
class TransferOptions:
    """Weights of content, style and total variation; the optimiser and its steps; whose colours are kept."""

    alpha: float = 1.0
    beta: float = 30.0
    tv: float = 0.05
    steps: int = 100
    optimiser: str = "lbfgs"
    colour: str = "style"

    def __post_init__(self) -> None:
        if self.optimiser not in ("lbfgs", "adam"):
            raise StylogenyError("no such optimiser", got=self.optimiser, fix="use lbfgs or adam")
        if self.colour not in ("style", "content"):
            raise StylogenyError(
                "colour is taken from the style or the content", got=self.colour, fix="use style or content"
            )
        if self.steps < 1:
            raise StylogenyError("at least one step is expected", got=self.steps)


def stylise(
    content: Picture,
    styles: Look | Sequence[Look],
    *,
    weights: Sequence[float] | None = None,
    features: Features | None = None,
    size: int = 256,
    alpha: float = 1.0,
    beta: float = 30.0,
    tv: float = 0.05,
    steps: int = 100,
    optimiser: str = "lbfgs",
    colour: str = "style",
    start: Picture | None = None,
    seed: int = 0,
    callback: Callback | None = None,
) -> Transfer:
    """Paint the content picture in the texture of one style or a weighted mixture of several.

    Parameters
    ----------
    content : picture
        A path, PIL image or uint8[H, W, 3].
    styles : picture, Texture, or sequence of such
        What to take texture and colour from; a lineage, say, or an invented style's parents, or a style file's texture.
    weights : sequence of float, optional
        One per style, not negative (default equal).
    features : Features, optional
        Default :class:`~.features.RandomFilters`; also ``Network`` and ``HuggingFace``.
    size : int
        Longest side of the result in pixels.
    alpha, beta, tv : float
        Weights of content, style and total variation.
    steps : int
        Optimisation steps, shared over the resolutions (most at the coarse ones).
    optimiser : {"lbfgs", "adam"}
    colour : {"style", "content"}
        ``content`` keeps the content's colours: only luminance is painted (Gatys et al. 2017, arXiv 1611.07865).
    start : picture, optional
        Where to start from (the last frame of a clip); default the content with a little noise.
    seed : int
        Of that noise.

    Raises
    ------
    StylogenyError
        No styles, weights that do not match, an unknown optimiser or colour mode, a size below 32, a texture with
        features that it was not measured by.
    """
    options = TransferOptions(alpha, beta, tv, steps, optimiser, colour)
    if size < 32:
        raise StylogenyError("a size of at least 32 is expected", got=size)
    if isinstance(styles, (str, Path, np.ndarray, Image.Image, Texture)):
        styles = [styles]
    looks: list[Look] = list(styles)
    shares = _shares(len(looks), weights)
    if features is not None and any(isinstance(look, Texture) for look in looks):
        raise StylogenyError(
            "a style file's texture is of the default random filters", got=type(features).__name__,
            fix="leave the features out, or give the style's pictures",
        )  # fmt: skip
    net = features or RandomFilters(seed=0)
    base, chroma = picture_tensor(content, size), None
    targets = [s if isinstance(s, Texture) else crop_frame(picture_tensor(s, size)) for s in looks]
    if colour == "content":
        grey = luminance(base)
        chroma = base - grey
        if not any(isinstance(t, Texture) for t in targets):  # of a texture the colours are taken back at the end
            targets = [match_luminance(luminance(t), grey).expand(-1, 3, -1, -1) for t in _pictures(targets)]
            base = grey.expand(-1, 3, -1, -1).contiguous()
    noise = torch.from_numpy(stream(seed, "stylise").normal(size=base.shape).astype(np.float32))
    x = (base + 0.05 * noise).clamp(0, 1) if start is None else resize(picture_tensor(start, size), base.shape[-2:])
    plan = _plan(base.shape[-2:], steps)
    bar = iter(progress(range(sum(count for _, count in plan)), "stylise", unit="step", callback=callback))
    for scale, count in plan:
        shape = [side // scale for side in base.shape[-2:]]
        with torch.no_grad():
            goal = _goal(net, targets, shares, scale, size)
            layout = net.content(resize(base, shape))
        x, losses = _descend(resize(x, shape), _Goal(net, layout, goal, options), count, bar)
    x = x.clamp(0, 1)
    if chroma is not None:
        x = (luminance(x) + chroma).clamp(0, 1)
    return Transfer(picture_array(x), *losses)


def _goal(
    net: Features, targets: Sequence[torch.Tensor | Texture], shares: Sequence[float], scale: int, size: int
) -> list[torch.Tensor]:
    """The weighted mean of the targets' Gram matrices, `scale` times smaller than at `size`."""
    total, levels = sum(shares), []
    for target, share in zip(targets, shares, strict=True):
        if isinstance(target, Texture):
            grams = target.at(size // scale)
        else:
            grams = style_target(net, [resize(target, [s // scale for s in target.shape[-2:]])], [1.0])
        levels.append([share / total * g for g in grams])
    return [torch.stack(level).sum(0) for level in zip(*levels)]  # as many as the one with fewest has


def _pictures(targets: Sequence[torch.Tensor | Texture]) -> list[torch.Tensor]:
    return [t for t in targets if isinstance(t, torch.Tensor)]


def lineage(style: Style, works: Works, *, most: int = 6) -> tuple[list[Path], list[float]]:
    """The pictures that speak loudest for a resolved style (an invented one's parents, say), and their shares of 1."""
    rows, shares = style.representatives(most, pictured=works.pictured)
    if not len(rows):
        raise StylogenyError("no work that speaks for this style has a picture", got=style.name)
    return [works.picture(int(r)) for r in rows], [float(s) for s in shares]


def _shares(count: int, weights: Sequence[float] | None) -> list[float]:
    """One weight per style."""
    if not count:
        raise StylogenyError("at least one style picture is expected", got="none")
    shares = [1.0] * count if weights is None else [float(w) for w in weights]
    if len(shares) != count or min(shares) < 0 or not np.isfinite(shares).all() or sum(shares) <= 0:
        raise StylogenyError("one weight of at least 0 per style, not all 0, is expected", got=shares)
    return shares


def _plan(shape: Sequence[int], steps: int) -> list[tuple[int, int]]:
    """What the size is divided by, from coarse to fine, and the steps at each resolution."""
    scales = [s for s in (4, 2, 1) if min(shape) // s >= SMALLEST] or [1]
    return [(s, max(1, round(steps * share))) for s, share in zip(scales, STEP_SHARES[len(scales)], strict=True)]


@dataclass(frozen=True, eq=False)
class _Goal:
    """What a picture is to be like at one resolution."""

    net: Features
    layout: list[torch.Tensor]
    texture: list[torch.Tensor]
    options: TransferOptions

    def losses(self, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Content and style loss."""
        maps = self.net.style(x)
        shared = getattr(self.net, "content_of", None)
        return content_loss(shared(maps) if shared else self.net.content(x), self.layout), style_loss(
            maps, self.texture
        )


def _descend(x: torch.Tensor, goal: _Goal, count: int, bar: Iterator[int]) -> tuple[torch.Tensor, tuple[float, float]]:
    """`count` steps at one resolution; the picture, and its content and style losses."""
    x = x.detach().clone(memory_format=torch.contiguous_format).requires_grad_(True)
    options = goal.options
    search: torch.optim.Optimizer = (
        torch.optim.Adam([x], lr=0.02)
        if options.optimiser == "adam"
        else torch.optim.LBFGS([x], lr=1.0, max_iter=1, history_size=12)
    )
    losses = [0.0, 0.0]

    def closure() -> torch.Tensor:
        search.zero_grad()
        content, style = goal.losses(x)
        outside = out_of_range(x)
        loss = options.alpha * content + options.beta * style + options.tv * variation(x) * 100 + 10 * outside
        loss.backward()
        losses[:] = [float(content.detach()), float(style.detach())]
        return loss

    for _ in range(count):
        search.step(closure)  # type: ignore[arg-type]
        next(bar, None)
    return x.detach(), (losses[0], losses[1])
