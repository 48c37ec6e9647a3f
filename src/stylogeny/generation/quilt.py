"""From chosen patches to pixels without seams: overlapping pieces averaged, broad tones over wide windows and detail
over narrow ones (multi-band blending, Burt & Adelson 1983)."""

from __future__ import annotations

import cv2
import numpy as np

# (half width in latents, standard deviation in latents) of the windows for broad tones and for detail
BANDS = ((2.0, 0.7), (1.25, 0.5))
TONE_BLUR = 0.4  # latents


def quilt(chosen: np.ndarray, shapes: list[tuple[int, int]], pictures: list[np.ndarray], *, factor: int) -> np.ndarray:
    """Lay the chosen patch of every place over its neighbours.

    Parameters
    ----------
    chosen : ndarray
        int64[H, W]: for every place, the index of a patch among all patches of all sources, as in the posterior.
    shapes : list of (h, w)
        Latent shapes of the sources.
    pictures : list of ndarray
        uint8[h * factor, w * factor, 3] each.
    factor : int
        Pixels a latent.

    Returns
    -------
    ndarray
        float32[H * factor, W * factor, 3] in [0, 255].
    """
    starts = np.cumsum([0] + [h * w for h, w in shapes])
    source = np.searchsorted(starts, chosen, side="right") - 1
    within = chosen - starts[source]
    wides = np.array([w for _, w in shapes])[source]
    ky, kx = within // wides, within % wides
    height, width = chosen.shape
    used = np.unique(source)
    tones = {n: cv2.GaussianBlur(pictures[n].astype(np.float32), (0, 0), TONE_BLUR * factor) for n in used}
    out = np.zeros((height * factor, width * factor, 3), dtype=np.float32)
    for band, (reach, softness) in enumerate(BANDS):
        half = round(reach * factor)
        t = (np.arange(-half, half) + 0.5) / (softness * factor)
        bell = np.exp(-0.5 * (t[:, None] ** 2 + t**2)).astype(np.float32)[..., None]
        layers = {n: tones[n] if band == 0 else pictures[n] - tones[n] for n in used}
        framed = {n: cv2.copyMakeBorder(v, half, half, half, half, cv2.BORDER_REFLECT) for n, v in layers.items()}
        total = np.zeros((height * factor + 2 * half, width * factor + 2 * half, 3), dtype=np.float32)
        weight = np.zeros((*total.shape[:2], 1), dtype=np.float32)
        for y in range(height):
            for x in range(width):
                top, left = ky[y, x] * factor + factor // 2, kx[y, x] * factor + factor // 2
                piece = framed[source[y, x]][top : top + 2 * half, left : left + 2 * half]
                here = (slice(y * factor + factor // 2, y * factor + factor // 2 + 2 * half),
                        slice(x * factor + factor // 2, x * factor + factor // 2 + 2 * half))  # fmt: skip
                total[here] += piece * bell
                weight[here] += bell
        inside = (slice(half, -half), slice(half, -half))
        out += total[inside] / weight[inside]
    return out
