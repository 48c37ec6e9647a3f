"""The built-in eye and a run's head once more in torch, so that an attacker's gradients flow through them.

The network, the directions that steadiness takes out, the style that is read, the principal axes, the regression and
the places of a vector are all there. What is measured in a picture by formulas (histograms, ranks) has no gradient: it
is given as it was at the last look, and an attack looks again as it goes. The year in a vector is the regression's
mean, where the head has the median of networks and regression.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import torch
from torch.nn import functional as F

from ...embedding.backbones import steadiness, style_encoder
from ...embedding.backbones.backbone import STEADY_SIDE
from ...embedding.backbones.blocks import MeasuredBlocks
from ...embedding.backbones.efficientnet import (
    CENTRE,
    SCALE,
    SIDE,
    EfficientNetLite,
    NetworkBlocks,
    statistics,
    weights,
)
from ...embedding.heads.head import CLIP, Head


@cache
def _network() -> EfficientNetLite:
    """One of its own: the tensors of the eye's were made where no gradient is kept."""
    return EfficientNetLite(torch.load(weights(), weights_only=True))


def measured(picture: np.ndarray) -> torch.Tensor:
    """What is measured in a picture uint8[H, W, 3], float32[974], without a gradient."""
    return torch.from_numpy(MeasuredBlocks(side=STEADY_SIDE).describe([picture])[0])


def eye_features(pixels: torch.Tensor, fixed: torch.Tensor) -> torch.Tensor:
    """Features of the built-in backbone, float32[D].

    Parameters
    ----------
    pixels : Tensor
        float32[1, 3, H, W] in [0, 255].
    fixed : Tensor
        float32[974]: of :func:`measured`.
    """
    *layers, last = _network().maps(_view(pixels))
    seen = torch.cat([*map(statistics, layers), last.mean((2, 3))], 1)[0]
    plain = torch.cat([seen, fixed])
    steady = _steadied(plain)
    t = style_encoder.shipped()
    z = ((steady - torch.from_numpy(t["mean"])) / torch.from_numpy(t["scale"])).clamp(
        -style_encoder.CLIP, style_encoder.CLIP
    )
    return torch.cat([steady, torch.from_numpy(t["weight"].astype(np.float32)) @ z + torch.from_numpy(t["bias"])])


def head_vector(head: Head, features: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """The vector float32[d] of features float32[D], and the year that the regression reads."""
    t = {name: torch.from_numpy(np.asarray(v, dtype=np.float32)) for name, v in head.tensors.items() if _used(name)}
    places = ((features - t["mean"]) / t["scale"]).clamp(-CLIP, CLIP) @ t["axes"]
    like = torch.exp(-(places - t["kernel.points"]).square().sum(1) / t["kernel.scale"][0])
    raw = (like @ _mean(t, "date_coef") + _mean(t, "date_intercept")).clamp(min=1e-6)
    year = (raw * torch.from_numpy(head.years.astype(np.float32))).sum() / raw.sum()
    learned = like @ _mean(t, "learned_coef") + _mean(t, "learned_intercept")
    centre, spread = t["year_mean_std"]
    columns = torch.from_numpy(head.tensors["kept_columns"].astype(np.int64))
    kept = (features[columns] - t["mean"][columns]) * t["kept_weight"]
    first = places[: len(t["pca_weight"])] * t["pca_weight"]
    return torch.cat([((year - centre) / spread)[None], learned, first, kept]) @ t["output_weight"], year


def _view(pixels: torch.Tensor) -> torch.Tensor:
    """The middle square at the network's size and scale."""
    tall, wide = pixels.shape[2:]
    short = min(tall, wide)
    top, left = (tall - short) // 2, (wide - short) // 2
    square = pixels[..., top : top + short, left : left + short]
    if short > SIDE:
        square = F.interpolate(square, size=(SIDE, SIDE), mode="area")
    elif short < SIDE:
        square = F.interpolate(square, size=(SIDE, SIDE), mode="bicubic", align_corners=False)
    return (square.clamp(0, 255) - CENTRE) / SCALE


def _steadied(plain: torch.Tensor) -> torch.Tensor:
    """Without the directions in which re-saving shifts each block."""
    t, out, start = steadiness.shipped(), [], 0
    for block, width in enumerate((*NetworkBlocks.widths, *MeasuredBlocks.widths)):
        scale = torch.from_numpy(t["scale"][start : start + width])
        directions = torch.from_numpy(t[f"directions.{block}"].astype(np.float32))
        row = plain[start : start + width] / scale
        out.append((row - directions.T @ (directions @ row)) * scale)
        start += width
    return torch.cat(out)


def _used(name: str) -> bool:
    plain = ("mean", "scale", "axes", "pca_weight", "kept_weight", "output_weight", "year_mean_std")
    return name in plain or name.startswith("kernel.") or name.endswith(("_coef", "_intercept"))


def _mean(tensors: dict[str, torch.Tensor], what: str) -> torch.Tensor:
    """The mean over folds, by which a picture that no fold has seen is described."""
    return torch.stack([v for name, v in tensors.items() if name.endswith(f".{what}")]).mean(0)
