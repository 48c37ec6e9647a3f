"""Did a picture come through a decoder? Its grid is searched, and the best phase against all others is the evidence.

A picture that an autoencoder's decoder drew is nearly a fixed point of encoding and decoding, but only on the grid of
blocks that it was drawn on: cropped by a pixel it is as any other. So all phases of the grid are tried, and the error
at the best one is compared with the median of all. (On the one phase that a file happens to have, reconstruction error
tells little once a picture has been cropped.) Where the best phase lies also says where the crop began.

JPEG has a grid of the same 8 pixels, and the linear part of our own autoencoder is its basis, so a compressed picture
too is best on one phase. It is told from ours by the learned part of the decoder, which takes more error away where it
drew the picture itself: the score of our own autoencoder is that gain, where it is largest, over the usual one.

How high real pictures score with the built-in autoencoder was measured on real pictures saved plain and as JPEG 90, 75
and 50, cropped, and saved again (``python verification/detection.py trace FOLDER --pictures 24 --calibrate``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ...errors import StylogenyError
from ...generation.autoencoder import Autoencoder, BlockAutoencoder, load
from .traces import is_flat

SIDE = 112  # pixels of the square that is looked at
EDGE = 8  # pixels at its edges that are not compared: there the decoder sees past the picture
BATCH = 16  # squares at a time
RATES = (0.5, 0.2, 0.1, 0.05, 0.02, 0.01)
REAL_SCORES = (0.035, 0.054, 0.068, 0.084, 0.094, 0.098)  # that real pictures reach at these rates


@dataclass(frozen=True)
class DecoderTrace:
    """What a decoder left in a picture.

    Parameters
    ----------
    score : float
        Logarithm of the error's median over its least, over the phases; for our own autoencoder, of what its learned
        part gains at the best phase, where it gains most, over what it gains at the usual one. NaN where nothing can be
        said.
    phase : (int, int)
        Rows and columns, modulo the autoencoder's factor, at which blocks begin at the best phase. A picture that was
        never cropped has (0, 0).
    false_alarm : float
        How often a picture that came through no decoder scores as high. At least 0.01 where it was measured
        beforehand; NaN where it was not: of another autoencoder, or a picture under 120 pixels, without scores to
        compare with.
    """

    score: float
    phase: tuple[int, int]
    false_alarm: float


def decoder_trace(
    picture: np.ndarray,
    autoencoder: Autoencoder | None = None,
    *,
    side: int = SIDE,
    null: Sequence[float] | None = None,
) -> DecoderTrace:
    """Search the grid of a decoder in a picture.

    Parameters
    ----------
    picture : ndarray
        uint8[H, W, 3], neither made larger nor smaller since it was drawn.
    autoencoder : Autoencoder, optional
        The one that is suspected; by default the built-in one.
    side : int
        Of the square in the middle that is looked at, pixels.
    null : sequence of float, optional
        Scores of pictures that came through no decoder; the false-alarm rate is then the rank among them.

    Returns
    -------
    DecoderTrace
        With a false-alarm rate of 1 where the picture is too small or of one colour.

    Raises
    ------
    StylogenyError
        When `picture` is no picture.
    """
    if picture.ndim != 3 or picture.shape[-1] != 3 or picture.dtype != np.uint8:
        raise StylogenyError("a picture is uint8[height, width, 3]", got=f"{picture.dtype}{list(picture.shape)}")
    model = load() if autoencoder is None else autoencoder
    if is_flat(picture) or min(picture.shape[:2]) < 4 * EDGE + 2 * model.factor:
        return DecoderTrace(np.nan, (0, 0), 1.0)
    error = phase_errors(picture, model, side=side)
    best = np.unravel_index(int(error.argmin()), error.shape)
    score, measured = float(np.log(np.median(error) / error[best])), False
    if isinstance(model, BlockAutoencoder) and model.refiner is not None:
        gain = np.log(phase_errors(picture, load("linear"), side=side) / error)
        best = np.unravel_index(int(gain.argmax()), gain.shape)
        score, measured = float(gain[best] - np.median(gain)), min(picture.shape[:2]) >= SIDE + model.factor
    alarm = _false_alarm(score, None if null is None else np.asarray(null), measured)
    return DecoderTrace(score, (int(best[0]), int(best[1])), alarm)


def phase_errors(picture: np.ndarray, autoencoder: Autoencoder, *, side: int = SIDE) -> np.ndarray:
    """Mean squared error of encoding and decoding the middle of a picture on every phase of the grid.

    Parameters
    ----------
    picture : ndarray
        uint8[H, W, 3].
    autoencoder : Autoencoder
    side : int
        Of the square that is looked at, pixels; as much of it as the picture has.

    Returns
    -------
    ndarray
        float64[factor, factor]: at [y, x] the blocks begin at rows y and columns x modulo the factor.
    """
    factor = autoencoder.factor
    side = min(side, *(long - factor for long in picture.shape[:2])) // factor * factor
    top, left = ((long - side - factor) // 2 for long in picture.shape[:2])
    error = np.zeros((factor, factor))
    for y in range(factor):
        starts = [(top + y, left + x) for x in range(factor)]
        for first in range(0, factor, BATCH):
            own = starts[first : first + BATCH]
            squares = np.stack([picture[a : a + side, b : b + side] for a, b in own])
            back = autoencoder.decode(autoencoder.encode(squares))
            gap = np.square(back.astype(np.float64) - squares)[:, EDGE:-EDGE, EDGE:-EDGE].mean(axis=(1, 2, 3))
            for (a, b), value in zip(own, gap):
                error[a % factor, b % factor] = value + 1e-3  # rounding to bytes leaves as much
    return error


def _false_alarm(score: float, null: np.ndarray | None, measured: bool) -> float:
    """By rank among scores that were given; else between the rates that were measured, on their logarithm."""
    if null is not None:
        return float((1 + (null >= score).sum()) / (1 + len(null)))
    if not measured:
        return np.nan
    return 1.0 if score < REAL_SCORES[0] else float(np.exp(np.interp(score, REAL_SCORES, np.log(RATES))))
