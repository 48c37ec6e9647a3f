"""Did a picture come through a decoder? Its grid is searched, and the best phase against all others is the evidence.

A picture that an autoencoder's decoder drew is nearly a fixed point of encoding and decoding, but only on the grid of
blocks that it was drawn on: cropped by a pixel it is as any other. So all phases of the grid are tried, and the error
at the best one is compared with the median of all (on the one phase of the file, reconstruction error alone tells
little once a picture has been cropped). Where the best phase lies also says where the crop began.

JPEG has a grid of the same 8 pixels, and the linear part of our own autoencoder is its basis. Its trace is told from
ours by what the learned part of the decoder does: it takes error away where it drew the picture itself, and adds some
where it did not.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...generation.autoencoder import Autoencoder
from .traces import is_flat

SIDE = 112  # pixels of the square that is looked at, a multiple of every usual factor
MARGIN = 8  # pixels at its edges that are not compared: there the decoder sees past the picture
BATCH = 16  # squares at a time


@dataclass(frozen=True)
class DecoderTrace:
    """What a decoder left in a picture.

    Parameters
    ----------
    score : float
        Log of the median over the best error, over the phases of the grid; NaN where nothing can be said.
    phase : (int, int)
        Rows and columns, modulo the autoencoder's factor, at which blocks of the best phase begin.
    false_alarm : float
        How often a picture that came through no decoder scores as high.
    """

    score: float
    phase: tuple[int, int]
    false_alarm: float
