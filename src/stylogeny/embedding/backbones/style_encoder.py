"""The genes of a painted style, as an encoder reads them in any picture: a block that was taught where style is known.

Painted worlds give pictures whose style is 33 recorded genes, drawn apart from what is depicted. ``python
training/style_encoder.py`` teaches the encoder to read the genes from the statistics of the network's layers, whatever
motif, scene, hand or ill treatment; no work of any artist is in it. What it gives is the expected gene, so a gene that
cannot be read in a picture varies little, and one that can varies much: its columns are commensurable as they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import torch

WEIGHTS = Path(__file__).parent / "weights" / "style_encoder.safetensors"
EDITION = "style-encoder/1"
WIDTH = 33  # of the code, one column per gene of stylogeny.world.painting.genome
CLIP = 6.0  # standard deviations beyond which a statistic is an outlier and says no more


class StyleEncoder:
    """A linear map and a network of two hidden layers beside it, both from standardised statistics to the code.

    Parameters
    ----------
    tensors : mapping of ndarray
        ``mean, scale`` [D] of the statistics; ``linear`` [WIDTH, D]; ``w1, b1, w2, b2`` the hidden layers; ``w3, b3``
        to the code.
    """

    def __init__(self, tensors: Mapping[str, np.ndarray]) -> None:
        import torch

        self._tensors = {name: torch.tensor(value, dtype=torch.float32) for name, value in tensors.items()}

    def read(self, statistics: torch.Tensor) -> torch.Tensor:
        """The code float32[n, WIDTH] of float32[n, D]: mean and deviation of each channel after the stem and each block
        of the built-in network, as :mod:`.efficientnet` gives them."""
        from torch.nn import functional as F

        t = self._tensors
        x = ((statistics - t["mean"]) / t["scale"]).clamp(-CLIP, CLIP)
        y = F.gelu(F.linear(x, t["w1"], t["b1"]))
        y = F.gelu(F.linear(y, t["w2"], t["b2"]))
        return F.linear(x, t["linear"]) + F.linear(y, t["w3"], t["b3"])


@cache
def style_encoder() -> StyleEncoder:
    """The encoder that ships with the package."""
    from safetensors.numpy import load_file

    return StyleEncoder(load_file(WEIGHTS))
