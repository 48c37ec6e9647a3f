"""The artist dimension of a corpus: where each artist works, how each moved, what each medium permits."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..influence.graph import InfluenceGraph

MIN_MEDIUM = 20  # works that must name a medium before it is learned
MIN_DATES = 3  # works from which an artist's movement is read
RIDGE = 100.0  # squared years added to an artist's, which shrinks the movement where they are few


@dataclass(frozen=True, eq=False)
class ArtistSpace:
    """The manners of the artists of a corpus: a normal distribution that a new artist's first manner is drawn from.

    Parameters
    ----------
    names : ndarray
        object[a]: artists with a dated work.
    manner : ndarray
        float32[a, d]: the mean vector of each one's works, shrunk to the centre where works are few.
    career : ndarray
        float32[a, d]: how each one moved, vector units per year (slope on date; zero with fewer than three dates).
    within : float
        Spread of one artist's works round the manner, per dimension.
    media : tuple of str
        The media of the corpus that are named often enough to be learned; first the rest, ``""``.
    common : ndarray
        float64[media]: how common each is.
    reach : ndarray
        float32[media, d]: how far works of a medium vary along each dimension, 1 for works of any: what a medium
        permits.
    """

    names: np.ndarray
    manner: np.ndarray
    career: np.ndarray
    within: float
    media: tuple[str, ...]
    common: np.ndarray
    reach: np.ndarray

    @classmethod
    def fit(cls, graph: InfluenceGraph) -> ArtistSpace:
        """Fit a random-effects model of the artists of a corpus (James & Stein shrinkage of their means)."""
        inside = ~np.isnan(graph.years)
        names, code = np.unique(graph.works.column("artist")[inside].astype(str), return_inverse=True)
        z = graph.embedding.vectors[inside].astype(np.float64)
        years = graph.years[inside]
        count = np.bincount(code)
        mean = np.zeros((len(names), z.shape[1]))
        np.add.at(mean, code, z)
        mean /= count[:, None]
        centre = z.mean(axis=0)
        within = float(np.square(z - mean[code]).sum() / max(len(z) - len(names), 1) / z.shape[1])
        between = max(float(np.square(mean - centre).mean()) - within * float((1 / count).mean()), 1e-6)
        reliability = between / (between + within / count)
        lag = years - (np.bincount(code, years) / count)[code]
        slope = np.zeros_like(mean)
        np.add.at(slope, code, lag[:, None] * (z - mean[code]))
        slope = np.where((count >= MIN_DATES)[:, None], slope / (np.bincount(code, lag**2) + RIDGE)[:, None], 0.0)
        media, common, reach = _media(graph.works.column("medium")[inside].astype(str), z)
        return cls(
            names=names.astype(object),
            manner=(centre + reliability[:, None] * (mean - centre)).astype(np.float32),
            career=slope.astype(np.float32),
            within=float(np.sqrt(within)),
            media=media,
            common=common,
            reach=reach,
        )


def _media(medium: np.ndarray, z: np.ndarray) -> tuple[tuple[str, ...], np.ndarray, np.ndarray]:
    """The media that at least :data:`MIN_MEDIUM` works name, how common each is, and how far its works vary.

    How far they vary is shrunk to 1 where works are few.
    """
    kind = np.char.strip(np.char.lower(medium.astype(str)))
    name, count = np.unique(kind, return_counts=True)
    media = ("", *name[(count >= MIN_MEDIUM) & (name != "")].tolist())
    code = np.array([media.index(k) if k in media else 0 for k in kind.tolist()])
    spread = z.std(axis=0) + 1e-9
    reach = np.ones((len(media), z.shape[1]), dtype=np.float32)
    for k in range(1, len(media)):
        own = z[code == k]
        reliability = len(own) / (len(own) + 2 * MIN_MEDIUM)
        reach[k] = 1 + reliability * (own.std(axis=0) / spread - 1)
    return media, np.bincount(code, minlength=len(media)) / max(len(z), 1), reach
