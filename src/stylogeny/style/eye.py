"""The built-in backbone as an encoder of styles: nothing is downloaded, and any run of the same backbone knows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from ..embedding.backbones.backbone import BUILT_IN, Backbone, backbone
from ..progress import progress
from ..runs import digest
from .encoders import Picture, read
from .steering.aesthetic_embedding import OWN_EYE


def eye_name(edition: str) -> str:
    """What style files call the built-in eye of this edition."""
    return f"{OWN_EYE}:{digest(edition)}"


@dataclass(frozen=True, eq=False)
class BuiltInEye:
    """The features of the built-in backbone as the space of a style."""

    body: Backbone = field(default_factory=lambda: backbone(BUILT_IN), repr=False)

    @property
    def name(self) -> str:
        """What files made with it declare."""
        return eye_name(self.body.edition)

    @property
    def width(self) -> int:
        """D."""
        return sum(self.body.blocks)

    def pictures(self, pictures: Sequence[Picture], *, batch: int = 16) -> np.ndarray:
        """float32[n, D], one row per picture, not normalised."""
        starts = progress(range(0, len(pictures), batch), "looking", unit="batch")
        rows = [self.body.features([read(p) for p in pictures[s : s + batch]]) for s in starts]
        return np.concatenate(rows).astype(np.float32)
