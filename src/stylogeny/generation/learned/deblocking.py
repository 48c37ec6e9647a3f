"""Blocks of latents decoded side by side: what does not meet at their borders is spread over the blocks."""

from __future__ import annotations

import numpy as np

FADE = (1.0, 0.72, 0.45, 0.2)  # of a correction, by distance from the border in pixels


def deblock(picture: np.ndarray, factor: int) -> np.ndarray:
    """A picture without the grid left by a network that has not yet learned how blocks continue one another.

    At each border the step from one block to the next is compared with the steps on either side of it; half of the
    excess is added to each block, fading over four pixels. How much of it is taken away follows from the picture: as
    much as steps at borders are larger, on average, than steps within blocks, so a picture without a grid is left as it
    is.

    Parameters
    ----------
    picture : ndarray
        uint8[H, W, 3].
    factor : int
        Pixels per side of a block.

    Returns
    -------
    ndarray
        uint8[H, W, 3].
    """
    down = _smooth(picture.astype(np.float32), factor)
    across = _smooth(down.swapaxes(0, 1), factor).swapaxes(0, 1)
    return np.clip(np.rint(across), 0, 255).astype(np.uint8)


def _smooth(x: np.ndarray, factor: int) -> np.ndarray:
    """The same for the borders between rows of blocks, float32[H, W, 3]."""
    borders = np.arange(factor, len(x), factor)
    if factor < 2 or not len(borders):
        return x
    steps = np.diff(x, axis=0)
    within = np.abs(np.delete(steps, borders - 1, axis=0)).mean()
    between = np.abs(steps[borders - 1]).mean()
    share = np.sqrt(max(0.0, 1 - within / max(between, 1e-6)))
    excess = steps[borders - 1] - (steps[borders - 2] + steps[np.minimum(borders, len(steps) - 1)]) / 2
    out = x.copy()
    for away, fade in enumerate(FADE[: factor // 2]):
        out[borders - 1 - away] += 0.5 * share * fade * excess
        out[borders + away] -= 0.5 * share * fade * excess
    return out
