"""From chosen patches to pixels: overlapping pieces averaged, broad tones over wide windows and detail over narrow ones
(multi-band blending, Burt & Adelson 1983). Where pieces disagree their mean is faint; detail is given back the energy
that they have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import cv2
import numpy as np

TONE_BLUR = 0.6  # latents: what is broader is a tone, what is finer is detail
GROUND_BLUR = 0.25  # latents: the same where tones are given and carry what is drawn too
AROUND = 0.75  # latents: over which energies are compared
MOST = 1.6  # detail is strengthened by no more than this


@dataclass(frozen=True)
class Window:
    """The window under which a piece is laid: half width and standard deviation, in latents."""

    half_width: float
    std: float


TONES, DETAIL = Window(2.0, 0.5), Window(1.25, 0.3)


@dataclass(frozen=True, eq=False)
class Pieces:
    """Which piece of which source lies at every place.

    Parameters
    ----------
    source, row, column : ndarray
        int64[H, W]: the source of each place, and the place in it that is copied.
    factor : int
        Pixels a side of a latent.
    """

    source: np.ndarray
    row: np.ndarray
    column: np.ndarray
    factor: int

    @classmethod
    def of(cls, chosen: np.ndarray, shapes: list[tuple[int, int]], factor: int) -> Pieces:
        """From indices int64[H, W] into all patches of all sources, whose latent shapes are `shapes`."""
        starts = np.cumsum([0] + [h * w for h, w in shapes])
        source = np.searchsorted(starts, chosen, side="right") - 1
        within = chosen - starts[source]
        widths = np.array([w for _, w in shapes])[source]
        return cls(source, within // widths, within % widths, factor)

    @property
    def used(self) -> list[int]:
        """The sources that lie anywhere."""
        return [int(n) for n in np.unique(self.source)]

    def lay(self, layers: Mapping[int, np.ndarray], window: Window) -> tuple[np.ndarray, np.ndarray]:
        """The mean of overlapping pieces float32[H * factor, W * factor, 3], and the mean of their energies [..., 1].

        `layers` float32[h * factor, w * factor, 3] are the sources that pieces are cut from.
        """
        factor, (height, width) = self.factor, self.source.shape
        half = round(window.half_width * factor)
        t = (np.arange(-half, half) + 0.5) / (window.std * factor)
        bell = np.exp(-0.5 * (t[:, None] ** 2 + t**2)).astype(np.float32)[..., None]
        framed = {n: cv2.copyMakeBorder(v, half, half, half, half, cv2.BORDER_REFLECT) for n, v in layers.items()}
        total = np.zeros((height * factor + 2 * half, width * factor + 2 * half, 3), dtype=np.float32)
        weight = np.zeros((*total.shape[:2], 1), dtype=np.float32)
        energy = np.zeros_like(weight)
        for y in range(height):
            for x in range(width):
                piece = framed[self.source[y, x]][self._square(self.row[y, x], self.column[y, x], half)]
                here = self._square(y, x, half)
                total[here] += piece * bell
                weight[here] += bell
                energy[here] += np.square(piece).sum(axis=2, keepdims=True) * bell
        inside = (slice(half, -half), slice(half, -half))
        return total[inside] / weight[inside], energy[inside] / weight[inside]

    def _square(self, row: int, column: int, half: int) -> tuple[slice, slice]:
        """The pixels around a place, in a picture framed by `half` pixels."""
        top, left = (k * self.factor + self.factor // 2 for k in (row, column))
        return slice(top, top + 2 * half), slice(left, left + 2 * half)


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
        Pixels a side of a latent.
    ground : ndarray, optional
        uint8[H * factor, W * factor, 3]: broad tones are taken from it, and from the pieces detail alone.
    blur : float
        Standard deviation, in latents, beyond which tones of the ground count as broad.

    Returns
    -------
    ndarray
        float32[H * factor, W * factor, 3] in [0, 255].
    """
    pieces = Pieces.of(chosen, shapes, factor)
    std = (TONE_BLUR if ground is None else blur) * factor
    tones = {n: cv2.GaussianBlur(pictures[n].astype(np.float32), (0, 0), std) for n in pieces.used}
    if ground is None:
        out, _ = pieces.lay(tones, TONES)
    else:
        out = cv2.GaussianBlur(ground.astype(np.float32), (0, 0), std)
    detail, energy = pieces.lay({n: pictures[n] - tones[n] for n in pieces.used}, DETAIL)
    wanted = cv2.GaussianBlur(energy, (0, 0), AROUND * factor)
    left = cv2.GaussianBlur(np.square(detail).sum(axis=2), (0, 0), AROUND * factor)
    return out + detail * np.clip(np.sqrt(wanted / (left + 1e-3)), 1, MOST)[..., None]
