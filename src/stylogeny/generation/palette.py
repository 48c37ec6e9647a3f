"""The part of a style that no parent has: colours and texture moved to where the style's point says they should be.

How colour moves through the space is read off the works around the point by ridge regression. The move itself is the
optimal transport between the Gaussians of the lineage's colours and of the predicted ones (Monge-Kantorovich colour
transfer, Pitie & Kokaram 2007); texture is strengthened or calmed by the predicted ratio of fine detail.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np

from ..corpus.pictures import read
from ..errors import StylogenyError
from .styles import Corpus, Style

NEIGHBOURHOOD = 300  # works the regression looks at
REGULARISATION = 10.0  # ridge, in works
FARTHEST = 2.5  # no quantity moves further than this many standard deviations of the neighbourhood
STRETCH = 1.7
OWN = 0.15  # of its own palette that a work keeps in company
MOST = 1.6  # detail is strengthened or calmed by no more than this
MEASURES = 10  # of a picture
FLOOR = 4.0  # smallest variance of a colour axis, in Lab units squared


@dataclass(frozen=True)
class Shift:
    """A change of a picture's colours in Lab, ``matrix @ (colour - mean) + mean + offset``, and its detail's gain."""

    matrix: np.ndarray
    offset: np.ndarray
    gain: float

    def __call__(self, picture: np.ndarray) -> np.ndarray:
        """uint8[H, W, 3] to uint8[H, W, 3]."""
        lab = to_lab(picture)
        soft = cv2.GaussianBlur(lab, (0, 0), 2.0)
        lab[..., 0] = soft[..., 0] + self.gain * (lab[..., 0] - soft[..., 0])
        mean = lab.reshape(-1, 3).mean(axis=0)
        shifted = (lab - mean) @ self.matrix.T.astype(np.float32) + (mean + self.offset).astype(np.float32)
        return from_lab(shifted.astype(np.float32))


@dataclass(frozen=True, eq=False)
class Palette:
    """The Gaussian of a picture's colours in Lab: float64[3] and float64[3, 3]."""

    mean: np.ndarray
    covariance: np.ndarray

    @classmethod
    def of(cls, picture: np.ndarray) -> Palette:
        """uint8[H, W, 3]."""
        colours = to_lab(picture).reshape(-1, 3).astype(np.float64)
        return cls(colours.mean(axis=0), np.cov(colours.T) + FLOOR * np.eye(3))

    @classmethod
    def between(cls, palettes: Sequence[Palette], weights: np.ndarray) -> Palette:
        """What lies between palettes: the mean of their means, and of their spreads."""
        shares = np.asarray(weights, dtype=np.float64) / np.sum(weights)
        spread = sum(s * _power(p.covariance, 0.5) for s, p in zip(shares, palettes, strict=True))
        return cls(np.einsum("i,ij->j", shares, np.stack([p.mean for p in palettes])), spread @ spread)

    def towards(self, other: Palette, picture: np.ndarray) -> np.ndarray:
        """A picture that has this palette, in another one, up to OWN of its own; uint8[H, W, 3].

        No direction of colour is stretched or shrunk by more than STRETCH.
        """
        left, gains, right = np.linalg.svd(transport(self.covariance, other.covariance))
        matrix = (left * np.clip(gains, 1 / STRETCH, STRETCH)) @ right
        matrix, offset = (1 - OWN) * matrix + OWN * np.eye(3), (1 - OWN) * (other.mean - self.mean)
        mean = self.mean.astype(np.float32)
        return from_lab((to_lab(picture) - mean) @ matrix.T.astype(np.float32) + mean + offset.astype(np.float32))


@dataclass(frozen=True, eq=False)
class Palettes:
    """Colours and texture of works, measured when first asked for.

    Parameters
    ----------
    corpus : Corpus
    weights : ndarray
        float64[n]: what each work counts for; a work of weight 0 counts for nothing.
    """

    corpus: Corpus
    weights: np.ndarray
    _measured: dict[int, np.ndarray] = field(default_factory=dict, repr=False)

    def measures(self, rows: np.ndarray) -> np.ndarray:
        """float64[len(rows), 10]: mean colour (3), log covariance (6), log fine detail (1).

        NaN for a work whose picture cannot be read.
        """
        for row in map(int, rows):
            if row not in self._measured:
                try:
                    self._measured[row] = measure(read(self.corpus.works.picture(row), 64))
                except StylogenyError:
                    self._measured[row] = np.full(MEASURES, np.nan)
        return np.stack([self._measured[int(row)] for row in rows])

    def _readable(self, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Those of some works whose pictures can be read, and their measures."""
        measured = self.measures(rows)
        good = np.isfinite(measured).all(axis=1)
        return rows[good], measured[good]

    def shift(self, style: Style) -> Shift | None:
        """From the colours of a style's lineage to those its point stands for; None without a point."""
        space = self.corpus.space
        if style.vector is None or space is None:
            return None
        datum = style.weights * self.weights
        lineage = np.flatnonzero(datum)
        away = style.vector - style.weights @ space.vectors  # from the lineage as it was asked for
        if not np.any(np.abs(away) > 1e-6):
            return None
        pictured = np.flatnonzero(self.corpus.works.pictured & (self.weights > 0))
        order = np.argsort(((space.vectors[pictured] - style.vector) ** 2).sum(axis=1), kind="stable")
        near = pictured[order[:NEIGHBOURHOOD]]
        near, y = self._readable(near)
        lineage, old = self._readable(lineage)
        if not len(near) or not len(lineage):
            return None
        share = datum[lineage] / datum[lineage].sum()
        x = space.vectors[near].astype(np.float64)
        scale = x.std(axis=0).mean() + 1e-9
        x, std = (x - x.mean(axis=0)) / scale, y.std(axis=0) + 1e-9
        slope = np.linalg.solve(x.T @ x + REGULARISATION * np.eye(x.shape[1]), x.T @ (y - y.mean(axis=0)))
        delta = np.clip((away / scale) @ slope, -FARTHEST * std, FARTHEST * std)
        old = share @ old
        matrix = transport(_covariance(old[3:9]), _covariance(old[3:9] + delta[3:9]))
        return Shift(matrix, delta[:3], float(np.clip(np.exp(delta[9]), 0.5, 2.0)))


def measure(picture: np.ndarray) -> np.ndarray:
    """float64[10]; see :meth:`Palettes.measures`."""
    lab = to_lab(picture)
    pixels = lab.reshape(-1, 3).astype(np.float64)
    values, vectors = np.linalg.eigh(np.cov(pixels.T) + FLOOR * np.eye(3))
    log = vectors @ np.diag(np.log(values)) @ vectors.T
    detail = lab[..., 0] - cv2.GaussianBlur(lab[..., 0], (0, 0), 1.5)
    return np.concatenate([pixels.mean(axis=0), log[np.triu_indices(3)], [np.log(detail.std() + 0.5)]])


def match_detail(picture: np.ndarray, like: np.ndarray) -> np.ndarray:
    """A picture whose detail is as strong, from its calmest places to its busiest, as another's; uint8[H, W, 3].

    Every place keeps its rank among the others. Detail is strengthened or calmed by no more than MOST, and measured in
    parts of the side, so that the two may differ in size.
    """
    lab, (fine, energy), (_, wanted) = to_lab(picture), _detail(picture), _detail(like)
    rank = np.argsort(np.argsort(energy, axis=None, kind="stable"), kind="stable").reshape(energy.shape)
    place = (rank + 0.5) / rank.size * (wanted.size - 1)
    gain = np.interp(place, np.arange(wanted.size), np.sort(wanted, axis=None)) / energy
    lab[..., 0] += (np.clip(gain, 1 / MOST, MOST) - 1) * fine
    return from_lab(lab)


def _detail(picture: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Fine detail of the lightness, and how strong it is around each place, float32[H, W] both."""
    light = to_lab(picture)[..., 0]
    unit = np.sqrt(light.size) / 64
    fine = light - cv2.GaussianBlur(light, (0, 0), unit)
    return fine, np.sqrt(cv2.GaussianBlur(fine**2, (0, 0), 3 * unit) + 0.25)


def transport(old: np.ndarray, new: np.ndarray) -> np.ndarray:
    """The linear optimal transport between centred Gaussians of these covariances, float64[3, 3]."""
    root = _power(old, 0.5)
    back = _power(old, -0.5)
    return back @ _power(root @ new @ root, 0.5) @ back


def _power(matrix: np.ndarray, exponent: float) -> np.ndarray:
    values, vectors = np.linalg.eigh((matrix + matrix.T) / 2)
    return vectors @ np.diag(np.maximum(values, 1e-12) ** exponent) @ vectors.T


def _covariance(log: np.ndarray) -> np.ndarray:
    full = np.zeros((3, 3))
    full[np.triu_indices(3)] = log
    values, vectors = np.linalg.eigh(full + np.triu(full, 1).T)
    return vectors @ np.diag(np.exp(values)) @ vectors.T


def to_lab(picture: np.ndarray) -> np.ndarray:
    """CIE Lab of sRGB, uint8[..., 3] to float32[..., 3]."""
    return cv2.cvtColor(np.asarray(picture, np.float32) / 255, cv2.COLOR_RGB2LAB)


def from_lab(lab: np.ndarray) -> np.ndarray:
    """sRGB of CIE Lab, lightness kept between black and white, float32[..., 3] to uint8[..., 3]."""
    light = np.clip(lab[..., :1], 0, 100)
    rgb = cv2.cvtColor(np.concatenate([light, lab[..., 1:]], axis=-1), cv2.COLOR_LAB2RGB)
    return np.clip(np.rint(rgb * 255), 0, 255).astype(np.uint8)
