"""From chosen patches to pixels without seams: overlapping pieces averaged, broad tones over wide windows and detail
over narrow ones (multi-band blending, Burt & Adelson 1983). Where pieces disagree their mean is faint; detail is given back
the energy that they have."""

from __future__ import annotations

import cv2
import numpy as np

# (half width in latents, standard deviation in latents) of the windows for broad tones and for detail
BANDS = ((2.0, 0.5), (1.25, 0.3))
TONE_BLUR = 0.6  # latents
GROUND_BLUR = 0.25  # latents: where tones are given and carry what is drawn too
AROUND = 0.75  # latents: over which energies are compared
MOST = 1.6  # detail is strengthened by no more than this


def quilt(
    chosen: np.ndarray,
    shapes: list[tuple[int, int]],
    pictures: list[np.ndarray],
    *,
    factor: int,
    ground: np.ndarray | None = None,
    blur: float = GROUND_BLUR,
) -> np.ndarray:
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
    ground : ndarray, optional
        uint8[H * factor, W * factor, 3]: broad tones are taken from it, and from the pieces detail alone.
    blur : float
        Standard deviation, in latents, beyond which tones of the ground count as broad.

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
    soft = (TONE_BLUR if ground is None else blur) * factor
    tones = {n: cv2.GaussianBlur(pictures[n].astype(np.float32), (0, 0), soft) for n in used}
    out = np.zeros((height * factor, width * factor, 3), dtype=np.float32)
    if ground is not None:
        out += cv2.GaussianBlur(ground.astype(np.float32), (0, 0), soft)
    for band, (reach, softness) in enumerate(BANDS):
        if band == 0 and ground is not None:
            continue
        half = round(reach * factor)
        t = (np.arange(-half, half) + 0.5) / (softness * factor)
        bell = np.exp(-0.5 * (t[:, None] ** 2 + t**2)).astype(np.float32)[..., None]
        layers = {n: tones[n] if band == 0 else pictures[n] - tones[n] for n in used}
        framed = {n: cv2.copyMakeBorder(v, half, half, half, half, cv2.BORDER_REFLECT) for n, v in layers.items()}
        total = np.zeros((height * factor + 2 * half, width * factor + 2 * half, 3), dtype=np.float32)
        weight = np.zeros((*total.shape[:2], 1), dtype=np.float32)
        energy = np.zeros_like(weight)
        for y in range(height):
            for x in range(width):
                top, left = ky[y, x] * factor + factor // 2, kx[y, x] * factor + factor // 2
                piece = framed[source[y, x]][top : top + 2 * half, left : left + 2 * half]
                here = (slice(y * factor + factor // 2, y * factor + factor // 2 + 2 * half),
                        slice(x * factor + factor // 2, x * factor + factor // 2 + 2 * half))  # fmt: skip
                total[here] += piece * bell
                weight[here] += bell
                energy[here] += np.square(piece).sum(axis=2, keepdims=True) * bell
        inside = (slice(half, -half), slice(half, -half))
        blend = total[inside] / weight[inside]
        if band == 1:
            wanted = cv2.GaussianBlur(energy[inside] / weight[inside], (0, 0), AROUND * factor)
            found = cv2.GaussianBlur(np.square(blend).sum(axis=2), (0, 0), AROUND * factor)
            blend *= np.clip(np.sqrt(wanted / (found + 1e-3)), 1, MOST)[..., None]
        out += blend
    return out
