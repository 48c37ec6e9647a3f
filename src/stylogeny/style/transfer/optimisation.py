"""Style transfer by optimisation (Gatys, Ecker & Bethge 2016, arXiv 1508.06576): one picture's layout, others' texture.

    loss = alpha * content + beta * style + variation * TV

Both terms are relative (squared distance over the target's own square), so that the weights mean the same whatever the
features. The picture grows from coarse to fine: large forms settle while they are cheap.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch.nn import functional as F

from ...errors import StylogenyError
from ...progress import Callback, progress
from ...streams import stream
from ..encoders import Picture, read
from .features import Features, RandomFilters

if TYPE_CHECKING:
    from ...corpus.works import Works
    from ...generation.styles import Style

LUMA = (0.299, 0.587, 0.114)


@dataclass(frozen=True, eq=False)
class Transfer:
    """A stylised picture uint8[H, W, 3] and the losses it ended with (relative: 1 = as far as no match at all)."""

    picture: np.ndarray
    content: float
    style: float


def gram(maps: torch.Tensor) -> torch.Tensor:
    """Gram matrices of maps [B, C, h, w]: mean product of every pair of channels, [B, C, C]."""
    flat = maps.flatten(2)
    return flat @ flat.transpose(1, 2) / flat.shape[2]


def style_target(features: Features, styles: Sequence[torch.Tensor], weights: Sequence[float]) -> list[torch.Tensor]:
    """The weighted mean of the styles' Gram matrices, level by level: each [C, C]."""
    total = float(sum(weights))
    grams = [[gram(m)[0] for m in features.style(s)] for s in styles]
    depth = min(len(g) for g in grams)
    return [sum((w / total) * g[level] for w, g in zip(weights, grams, strict=True)) for level in range(depth)]  # type: ignore[misc]


def style_loss(maps: Sequence[torch.Tensor], target: Sequence[torch.Tensor]) -> torch.Tensor:
    """Mean over levels of |G - T|^2 / |T|^2, over the batch."""
    terms = [((gram(m) - t) ** 2).sum((1, 2)).mean() / (t**2).sum() for m, t in zip(maps, target)]
    return torch.stack(terms).mean()


def content_loss(maps: Sequence[torch.Tensor], target: Sequence[torch.Tensor]) -> torch.Tensor:
    """Mean over levels of |F - F_content|^2 / |F_content - its mean|^2."""
    terms = [
        ((m - t) ** 2).sum() / ((t - t.mean((2, 3), keepdim=True)) ** 2).sum().clamp_min(1e-6)
        for m, t in zip(maps, target)
    ]
    return torch.stack(terms).mean()


def variation(x: torch.Tensor) -> torch.Tensor:
    """Mean squared difference of neighbours."""
    return ((x[..., 1:, :] - x[..., :-1, :]) ** 2).mean() + ((x[..., :, 1:] - x[..., :, :-1]) ** 2).mean()


def stylise(
    content: Picture,
    styles: Picture | Sequence[Picture],
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
    styles : picture or sequence of pictures
        What to take texture and colour from; a lineage, say, or an invented style's parents.
    weights : sequence of float, optional
        One a style, not negative (default equal).
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
        No styles, weights that do not match, an unknown optimiser or colour mode, a size below 32.
    """
    looks = (
        [styles]
        if isinstance(styles, np.ndarray) or not isinstance(styles, Sequence) or isinstance(styles, str)
        else list(styles)
    )
    shares = [1.0] * len(looks) if weights is None else [float(w) for w in weights]
    if not looks:
        raise StylogenyError("at least one style picture is expected", got="none")
    if len(shares) != len(looks) or min(shares) < 0 or not np.isfinite(shares).all() or sum(shares) <= 0:
        raise StylogenyError("one weight of at least 0 a style, not all 0, is expected", got=shares)
    if optimiser not in ("lbfgs", "adam"):
        raise StylogenyError("no such optimiser", got=optimiser, fix="use lbfgs or adam")
    if colour not in ("style", "content"):
        raise StylogenyError("colour is taken from the style or the content", got=colour, fix="use style or content")
    if size < 32 or steps < 1:
        raise StylogenyError("a size of at least 32 and one step are expected", got=f"size {size}, steps {steps}")
    net = features or RandomFilters(seed=0)
    base, chroma = tensor(content, size), None
    targets = [inside(tensor(s, size)) for s in looks]
    if colour == "content":
        chroma = base - _luma(base)
        targets = [_matched(_luma(t), _luma(base)).expand(-1, 3, -1, -1) for t in targets]
        base = _luma(base).expand(-1, 3, -1, -1).contiguous()
    noise = torch.from_numpy(stream(seed, "stylise").normal(size=base.shape).astype(np.float32))
    x = (base + 0.05 * noise).clamp(0, 1) if start is None else _resized(tensor(start, size), base.shape[-2:])
    scales = [s for s in (4, 2, 1) if min(base.shape[-2:]) // s >= 48] or [1]
    shares_of = {1: [1.0], 2: [0.6, 0.4], 3: [0.4, 0.35, 0.25]}[len(scales)]
    counts = [max(1, round(steps * share)) for share in shares_of]
    plan = iter(progress(range(sum(counts)), "stylise", unit="step", callback=callback))
    for scale, count in zip(scales, counts, strict=True):
        shape = tuple(side // scale for side in base.shape[-2:])
        with torch.no_grad():
            goal = style_target(net, [_resized(t, [s // scale for s in t.shape[-2:]]) for t in targets], shares)
            layout = net.content(_resized(base, shape))
        x, losses = _descend(_resized(x, shape), net, layout, goal, alpha, beta, tv, optimiser, count, plan)
    x = x.clamp(0, 1)
    if chroma is not None:
        x = (_luma(x) + chroma).clamp(0, 1)
    picture = (x[0].permute(1, 2, 0).numpy() * 255).round().astype(np.uint8)
    return Transfer(picture, *losses)


def lineage(style: Style, works: Works, *, most: int = 6) -> tuple[list[Path], list[float]]:
    """The pictures that speak loudest for a resolved style, and how loud: an invented style's parents, say."""
    shown = np.where(works.pictured, style.weights, 0.0)
    heavy = [int(r) for r in np.argsort(-shown, kind="stable")[:most] if shown[r] > 0]
    if not heavy:
        raise StylogenyError("no work that speaks for this style has a picture", got=style.name)
    return [works.picture(r) for r in heavy], [float(shown[r]) for r in heavy]


def _descend(
    x: torch.Tensor, net: Features, layout: list[torch.Tensor], goal: list[torch.Tensor],
    alpha: float, beta: float, tv: float, optimiser: str, count: int, plan: Any,
) -> tuple[torch.Tensor, tuple[float, float]]:  # fmt: skip
    """`count` steps at one resolution; the picture, and its content and style losses."""
    x = x.detach().clone(memory_format=torch.contiguous_format).requires_grad_(True)
    adam = optimiser == "adam"
    search: torch.optim.Optimizer = (
        torch.optim.Adam([x], lr=0.02) if adam else torch.optim.LBFGS([x], lr=1.0, max_iter=1, history_size=12)
    )
    shared = getattr(net, "content_of", None)
    losses = [0.0, 0.0]

    def closure() -> torch.Tensor:
        search.zero_grad()
        maps = net.style(x)
        c = content_loss(shared(maps) if shared else net.content(x), layout)
        s = style_loss(maps, goal)
        outside = ((x - x.clamp(0, 1)) ** 2).mean()
        loss = alpha * c + beta * s + tv * variation(x) * 100 + 10 * outside
        loss.backward()
        losses[:] = [float(c.detach()), float(s.detach())]
        return loss

    for _ in range(count):
        search.step(closure)  # type: ignore[arg-type]
        next(plan, None)
    return x.detach(), (losses[0], losses[1])


def tensor(picture: Picture, size: int) -> torch.Tensor:
    """float[1, 3, H, W] in [0, 1] with longest side `size`."""
    from PIL import Image

    image = Image.fromarray(read(picture))
    scale = size / max(image.size)
    image = image.resize(
        (max(1, round(image.width * scale)), max(1, round(image.height * scale))), Image.Resampling.LANCZOS
    )
    return torch.from_numpy(np.asarray(image, dtype=np.float32) / 255).permute(2, 0, 1)[None]


def inside(x: torch.Tensor, share: float = 0.04) -> torch.Tensor:
    """Without the outermost share of each side: scans often show a frame or paper there, and a frame is texture too."""
    rows, columns = (round(share * side) for side in x.shape[-2:])
    return x[..., rows : x.shape[-2] - rows, columns : x.shape[-1] - columns]


def _resized(x: torch.Tensor, shape: Sequence[int]) -> torch.Tensor:
    if tuple(x.shape[-2:]) == tuple(shape):
        return x
    return F.interpolate(x, tuple(shape), mode="bilinear", antialias=True, align_corners=False)


def _luma(x: torch.Tensor) -> torch.Tensor:
    """Luminance [B, 1, H, W]."""
    return (x * x.new_tensor(LUMA)[:, None, None]).sum(1, keepdim=True)


def _matched(style: torch.Tensor, content: torch.Tensor) -> torch.Tensor:
    """The style's luminance with the content's mean and spread."""
    return (style - style.mean()) / style.std().clamp_min(1e-3) * content.std() + content.mean()
