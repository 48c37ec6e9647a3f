"""The composition of a picture: which works keep one another company in it, and how they share the canvas.

An anchor is drawn by weight; its companions are works most like it in arrangement, palette and handling, for works that
share nothing meet in mud. Crops of up to three of them are laid over one another along random borders, each time the
one that agrees best with what already lies along the border.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from ..palette import Palette, to_lab
from .crops import Crop

GRID = 6  # cells a side in which arrangements are compared
SMALL = 32  # pixels: borders are laid at this size
BUSY = 1.5  # Lab lightness: a cell whose detail is less is blank
ENOUGH = 0.9  # of a work's cells busy: more than that is no merit
PREFERENCE = 4.0  # nats for a work without blank cells, when the anchor is drawn
MAX_OVERLAID = 3  # works whose crops are laid over one another
STEEP = 8.0  # of the borders between them


@dataclass(frozen=True, eq=False)
class Traits:
    """What a work is compared by.

    Parameters
    ----------
    arrangement, mirrored : ndarray
        float32[3 GRID^2], of length 1: colours of cells less their mean, as they are and left to right.
    handling : ndarray
        float64[5]: mean colour (3), colourfulness, contrast; in steps that count alike.
    busy : float
        Part of the cells where something goes on, at most ENOUGH.
    """

    arrangement: np.ndarray
    mirrored: np.ndarray
    handling: np.ndarray
    busy: float

    @classmethod
    def of(cls, picture: np.ndarray) -> Traits:
        """uint8[h, w, 3]."""
        lab = to_lab(cv2.resize(picture, (64, 64), interpolation=cv2.INTER_AREA))
        cells = cv2.GaussianBlur(cv2.resize(lab, (GRID, GRID), interpolation=cv2.INTER_AREA), (0, 0), 0.6)
        cells = cells - cells.mean(axis=(0, 1))
        cells /= max(float(np.linalg.norm(cells)), 1e-6)
        light, chroma = lab[..., 0], np.linalg.norm(lab[..., 1:], axis=2).mean()
        mean = lab.mean(axis=(0, 1)) / (15, 8, 8)
        handling = np.array([*mean, 2 * np.log(chroma + 2), 2 * np.log(light.std() + 3)])
        fine = np.abs(light - cv2.GaussianBlur(light, (0, 0), 3)).reshape(8, 8, 8, 8).mean(axis=(1, 3))
        return cls(cells.ravel(), cells[:, ::-1].ravel(), handling, min(float((fine > BUSY).mean()), ENOUGH))

    def likeness(self, other: Traits) -> float:
        """How well another work would keep this one company; a mirrored arrangement is as good."""
        arrangement = max(float(self.arrangement @ other.arrangement), float(self.arrangement @ other.mirrored))
        return arrangement - 0.35 * float(np.linalg.norm(self.handling - other.handling)) + other.busy


@dataclass(frozen=True, eq=False)
class Composition:
    """What a picture is made from.

    Parameters
    ----------
    crops : list of Crop
        Of works: first those that share the canvas, the lowest first, then others that patches may come from.
    masks : list of ndarray
        For each that shares the canvas but the first, float32[SMALL, SMALL] in [0, 1]: where it covers those before.
    palette : Palette
        Of all of them.
    """

    crops: list[Crop]
    masks: list[np.ndarray]
    palette: Palette


def choose_companions(
    traits: Sequence[Traits],
    scores: np.ndarray,
    count: int,
    *,
    start: Traits | None = None,
    parts: np.ndarray | None = None,
) -> list[int]:
    """Positions of an anchor and the works most like it, the anchor first.

    Parameters
    ----------
    traits : sequence of Traits
    scores : ndarray
        float64[len(traits)]: log weight of each work, and its random number.
    count : int
        At most this many.
    start : Traits, optional
        Of a picture whose composition is kept: the anchor is then the work most like it.
    parts : ndarray, optional
        int64[len(traits)], of a mixture: the part of each. The parts then take turns, so that each keeps company.
    """
    if start is None:
        anchor = int(np.argmax(scores + PREFERENCE * np.array([t.busy for t in traits])))
    else:
        anchor = int(np.argmax([start.likeness(t) for t in traits]))
    like = np.array([traits[anchor].likeness(t) for t in traits])
    like[anchor] = np.inf
    order = np.argsort(-like, kind="stable")
    if parts is not None:
        turn = np.zeros(len(order), dtype=np.int64)  # of each in its own part
        for part in np.unique(parts):
            turn[parts[order] == part] = np.arange(np.count_nonzero(parts == part))
        order = order[np.argsort(turn, kind="stable")]
    return [int(i) for i in order[:count]]


def lay_borders(
    crops: Sequence[np.ndarray],
    owners: Sequence[int],
    rng: Callable[[int], np.random.Generator],
    *,
    parts: np.ndarray | None = None,
) -> tuple[list[int], list[np.ndarray]]:
    """Which crops share the canvas, and where each lies over those before it.

    Parameters
    ----------
    crops : sequence of ndarray
        uint8[h, w, 3] each; the first is at the bottom.
    owners : sequence of int
        The work of each; no work is taken twice.
    rng : callable
        The random stream of the k-th border.
    parts : ndarray, optional
        int64[len(crops)], of a mixture: the part that each crop is of. Those that are not on the canvas come first.

    Returns
    -------
    (list of int, list of ndarray)
        Positions of the crops taken; for each but the first, float32[SMALL, SMALL] in [0, 1].
    """
    small = [
        cv2.GaussianBlur(to_lab(cv2.resize(c, (SMALL, SMALL), interpolation=cv2.INTER_AREA)), (0, 0), 1.2)
        for c in crops
    ]
    taken, masks, now = [0], [], small[0]
    for part in range(1, MAX_OVERLAID):
        left = [i for i, owner in enumerate(owners) if owner not in {owners[j] for j in taken}]
        if not left:
            break
        if parts is not None:
            present = {int(parts[j]) for j in taken}
            left = [i for i in left if int(parts[i]) not in present] or left
        noise = rng(part).standard_normal((3, 3), dtype=np.float32)
        field = cv2.resize(noise, (SMALL, SMALL), interpolation=cv2.INTER_CUBIC)
        field = (field - np.quantile(field, 0.6)) / max(float(field.std()), 1e-6)
        border = np.exp(-2 * field**2)
        disagreement = [float((np.linalg.norm(now - small[i], axis=2) * border).sum()) for i in left]
        best = left[int(np.argmin(disagreement))]
        mask = (1 / (1 + np.exp(-STEEP * field))).astype(np.float32)
        now = now + mask[..., None] * (small[best] - now)
        taken.append(best)
        masks.append(mask)
    return taken, masks


def overlay(crops: Sequence[np.ndarray], masks: Sequence[np.ndarray]) -> np.ndarray:
    """Crops laid over one another under their masks, uint8[h, w, 3]; the first lies at the bottom."""
    height, width = crops[0].shape[:2]
    out = crops[0].astype(np.float32)
    for crop, mask in zip(crops[1:], masks):
        large = np.clip(cv2.resize(mask, (width, height), interpolation=cv2.INTER_CUBIC), 0, 1)[..., None]
        out += large * (crop - out)
    return np.clip(np.rint(out), 0, 255).astype(np.uint8)
