"""The genes of a painted style, as they are read from other features of any picture: a block taught where style is
known.

Painted worlds (stylogeny.world.painting) give pictures whose style is 33 recorded genes, drawn apart from what is
depicted. ``python training/style_encoder.py`` learns, by ridge regression in closed form, to read from the eye's
features the genes and how they show, whatever the motif, the scene, the hand, the size and the file have been; no work
of any artist is in it. Each column is an expectation: what cannot be read in a picture hardly varies, what can be read
varies as the gene does. So the columns are of one scale as they are, and are not to be standardised one by one.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import numpy as np

from ...artifacts import Format, read_tensors
from .blocks import Blocks

WEIGHTS = Path(__file__).parent / "weights" / "style_encoder.safetensors"
FORMAT = Format("style-encoder", 1, "install stylogeny again")
WIDTH = 59  # of the code: the genes, then how they show (training/painted_styles.py)
CLIP = 6.0  # standard deviations beyond which a feature is an outlier and says no more


@cache
def shipped() -> Mapping[str, np.ndarray]:
    """``mean, scale`` float32[D] of the features, ``weight`` float16[WIDTH, D] and ``bias`` float32[WIDTH]."""
    return read_tensors(WEIGHTS, FORMAT)[0]


def read_style(features: np.ndarray, encoder: Mapping[str, np.ndarray] | None = None) -> np.ndarray:
    """The code of pictures by their features.

    Parameters
    ----------
    features : ndarray
        float32[n, D], those that the encoder was taught on.
    encoder : mapping of ndarray, optional
        As :func:`shipped`, which is the default.

    Returns
    -------
    ndarray
        float32[n, WIDTH]. Row by row, and summed by NumPy: the same bytes whatever stands beside a picture.
    """
    t = shipped() if encoder is None else encoder
    weight, out = t["weight"].astype(np.float32), np.empty((len(features), len(t["bias"])), np.float32)
    for row, own in zip(out, features):
        row[:] = (weight * np.clip((own - t["mean"]) / t["scale"], -CLIP, CLIP)).sum(1) + t["bias"]
    return out


class StyledBlocks:
    """Other blocks, and the style that is read from them all as the last block.

    Parameters
    ----------
    part : Blocks
        What the encoder was taught on.
    """

    def __init__(self, part: Blocks) -> None:
        self._part = part
        self.widths: tuple[int, ...] = (*part.widths, WIDTH)
        self.edition = f"{part.edition} style-encoder/1"

    def describe(self, pictures: list[np.ndarray]) -> np.ndarray:
        """float32[n, D + WIDTH] of n pictures, each uint8[H, W, 3]."""
        found = self._part.describe(pictures)
        return np.concatenate([found, read_style(found)], axis=1)
