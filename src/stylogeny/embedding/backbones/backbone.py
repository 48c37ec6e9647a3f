"""Frozen features of pictures, behind one protocol: the built-in eye, its measured part alone, or any Hugging Face
vision model beside them."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Protocol

import numpy as np

from ...errors import StylogenyError
from .blocks import Blocks, MeasuredBlocks, PatchBlocks
from .efficientnet import NetworkBlocks, weights
from .huggingface import ModelBlocks
from .steadiness import SteadyBlocks
from .style_encoder import StyledBlocks

BUILT_IN = "built-in"
STATISTICS = "statistics"
STEADY_SIDE = 144  # longest side in pixels at which the eye measures: what a re-saving takes away is above it


class WeightsWarning(UserWarning):
    """The weights of the built-in network are not there, and pictures are described without it."""


class Backbone(Protocol):
    """Pictures to feature vectors; the same picture gets the same vector whatever stands beside it."""

    name: str  # what names it in provenance and on disk: "built-in", "statistics" or the model's id or path
    edition: str  # changes when the same name begins to give other features
    side: int | None  # longest side in pixels pictures are read at, None: as they are
    blocks: tuple[int, ...]  # widths of the kinds of feature that a vector is made of, in order: they sum to D
    kept: tuple[int, ...]  # the blocks, by number, that measure style so well that vectors hold them as they are

    def features(self, pictures: list[np.ndarray]) -> np.ndarray:
        """float32[n, D] of n pictures, each uint8[H, W, 3]."""
        ...


class CombinedBackbone:
    """Several descriptions of a picture side by side.

    Parameters
    ----------
    name : str
        As in :class:`Backbone`.
    parts : sequence of Blocks
        What describes a picture, in order.
    side : int, optional
        As in :class:`Backbone`.
    kept : sequence of int
        As in :class:`Backbone`.
    """

    def __init__(
        self, name: str, parts: Sequence[Blocks], *, side: int | None = None, kept: Sequence[int] = ()
    ) -> None:
        self.name, self.side, self._parts = name, side, tuple(parts)
        self.edition = " ".join(part.edition for part in parts)
        self.blocks = tuple(width for part in parts for width in part.widths)
        self.kept = tuple(kept)

    def features(self, pictures: list[np.ndarray]) -> np.ndarray:
        """float32[n, D] of n pictures, each uint8[H, W, 3]."""
        return np.concatenate([part.describe(pictures) for part in self._parts], axis=1)


def available(name: str) -> str:
    """The name of what will describe pictures where `name` is asked for: ``statistics`` in place of ``built-in``, with
    a warning, where the network's weights are missing or damaged."""
    if name != BUILT_IN:
        return name
    try:
        weights()
    except StylogenyError as error:
        warnings.warn(f"pictures are described by {STATISTICS!r} alone: {error}", WeightsWarning, stacklevel=2)
        return STATISTICS
    return BUILT_IN


def eye() -> list[Blocks]:
    """What the built-in backbone sees and measures, before it is made steady."""
    return [NetworkBlocks(), MeasuredBlocks(side=STEADY_SIDE)]


def seen() -> Blocks:
    """What the built-in backbone sees and measures, made steady, before style is read from it."""
    return SteadyBlocks(eye())


def backbone(name: str | Backbone) -> Backbone:
    """The backbone of this name: ``built-in``, ``statistics``, or a Hugging Face model id or folder; an object is
    returned as it is. Where the built-in network's weights are missing, see :func:`available`."""
    if not isinstance(name, str):
        return name
    name = available(name)
    if name == BUILT_IN:
        before = seen()
        return CombinedBackbone(name, [StyledBlocks(before)], kept=[len(before.widths)])
    measured: list[Blocks] = [MeasuredBlocks(), PatchBlocks()]
    if name == STATISTICS:
        return CombinedBackbone(name, measured)
    return CombinedBackbone(name, [ModelBlocks(name), *measured], side=ModelBlocks.side)
