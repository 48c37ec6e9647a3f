"""One style held over a list of prompts, or over the frames of a clip, and how consistent it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import numpy as np

from ...errors import StylogenyError
from ...generation.pretrained.protocol import Pipeline
from ...progress import Callback, progress
from ..encoders import EncoderLike, Picture, as_encoder, cosine, read
from .aesthetic_embedding import AestheticEmbedding


@dataclass(frozen=True, eq=False)
class ConsistentSet:
    """Pictures uint8[n, H, W, 3] and their consistency: mean pairwise style similarity, -1 to 1 (1: one style)."""

    pictures: np.ndarray
    consistency: float


def textures(pictures: Sequence[Picture]) -> np.ndarray:
    """Texture statistics of pictures, centred, float32[n, d]: features that need no weights."""
    from ..transfer.style_code import texture_code

    codes = np.stack([texture_code(p) for p in pictures])
    return codes - codes.mean(axis=1, keepdims=True)


def consistency(pictures: Sequence[Picture], *, encoder: EncoderLike | None = None) -> float:
    """Mean cosine between every two pictures' style features (texture statistics, or an encoder's features)."""
    if len(pictures) < 2:
        raise StylogenyError("consistency is between at least two pictures", got=len(pictures))
    features = textures(pictures) if encoder is None else as_encoder(encoder).pictures(pictures)
    between = cosine(features, features)
    return float(between[np.triu_indices(len(between), 1)].mean())


def consistent_set(
    pipeline: Pipeline,
    prompts: Sequence[str],
    *,
    e: AestheticEmbedding | Sequence[AestheticEmbedding] = (),
    share: float = 0.0,
    encoder: EncoderLike | None = None,
    seed: int = 0,
    steering: dict[str, Any] | None = None,
    **call: object,
) -> ConsistentSet:
    """A picture of each prompt, all in one style.

    Parameters
    ----------
    pipeline : DiffusionPipeline
    prompts : sequence of str
    e : AestheticEmbedding or several
        The style (:func:`stylogeny.style.steer`); none leaves the prompts as they are.
    share : float
        Scale of shared attention (0: off); all prompts then go in one call.
    encoder : optional
        Measures consistency: not the encoder of `e`. Default texture statistics.
    seed : int
        All pictures start from the same noise.
    steering : dict, optional
        Keyword arguments of ``steer``.
    call
        Keyword arguments of the pipeline.
    """
    import torch

    from ..evaluation import independent_encoder
    from .shared_attention import shared_attention
    from .steer import several, steer

    styles = several(e)
    if len(prompts) < 2:
        raise StylogenyError("a consistent set has at least two prompts", got=len(prompts))
    if encoder is not None:
        encoder = independent_encoder(encoder, styles)
    with ExitStack() as stack:
        if styles:
            stack.enter_context(steer(pipeline, styles, **(steering or {})))
        if share:
            stack.enter_context(shared_attention(pipeline, scale=share))
        together = [list(prompts)] if share else [[p] for p in prompts]
        images = []
        for group in together:
            noise = [torch.Generator().manual_seed(seed) for _ in group]
            images.append(pipeline(group, generator=noise, output_type="np", **call).images)
    pictures = (np.concatenate(images).clip(0, 1) * 255).round().astype(np.uint8)
    return ConsistentSet(pictures, consistency(list(pictures), encoder=encoder))


@dataclass(frozen=True, eq=False)
class Clip:
    """Stylised frames uint8[n, H, W, 3].

    `flicker` is the mean change along the motion (0 to 255), `source` the clip's own, and `consistency` as for a
    :class:`ConsistentSet` (1 for a single frame).
    """

    frames: np.ndarray
    flicker: float
    source: float
    consistency: float


def restyle(
    frames: Sequence[Picture],
    paint: Callable[[np.ndarray, np.ndarray | None], np.ndarray],
    *,
    callback: Callback | None = None,
) -> Clip:
    """Every frame of a clip in one style, each started from the last one carried along the motion.

    Parameters
    ----------
    frames : sequence of pictures
        All of one size.
    paint : callable
        ``paint(frame, start)`` -> uint8[H, W, 3]; `start` is the last result moved by the optical flow (None at first),
        which an optimiser can start from (``stylise(frame, style, start=start)``) and others may ignore.
    """
    shots = [read(f) for f in frames]
    if not shots or len({s.shape for s in shots}) != 1:
        raise StylogenyError("frames of one size are expected", got=sorted({s.shape[:2] for s in shots}))
    painted: list[np.ndarray] = []
    changes, own = [], []
    for k, shot in enumerate(progress(shots, "frames", unit="frame", callback=callback)):
        start = None
        if k:
            start = warp(painted[-1], shots[k - 1], shot)
            own.append(np.abs(shot.astype(float) - warp(shots[k - 1], shots[k - 1], shot)).mean())
        painted.append(paint(shot, start))
        if start is not None:
            changes.append(np.abs(painted[-1].astype(float) - start).mean())
    score = consistency(painted) if len(painted) > 1 else 1.0
    return Clip(np.stack(painted), float(np.mean(changes or [0])), float(np.mean(own or [0])), score)


def warp(picture: np.ndarray, before: np.ndarray, after: np.ndarray) -> np.ndarray:
    """A picture carried along the motion between two frames (Farneback's dense optical flow)."""
    import cv2

    grey = [cv2.resize(cv2.cvtColor(f, cv2.COLOR_RGB2GRAY), picture.shape[1::-1]) for f in (before, after)]
    flow = cv2.calcOpticalFlowFarneback(grey[1], grey[0], None, 0.5, 3, 15, 3, 5, 1.1, 0)  # type: ignore[call-overload]
    rows, columns = np.mgrid[: picture.shape[0], : picture.shape[1]].astype(np.float32)
    return cv2.remap(
        picture, columns + flow[..., 0], rows + flow[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
