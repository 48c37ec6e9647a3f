"""Which part of a picture comes from which work, as its keypoints say.

A picture is a mixture over places: each comes from one of the works that its keypoints were found in, or from none of
them. Where a place comes from a work, a share of the keypoints around it is found there; where it does not, hardly any.
That share is the picture's own, and is estimated with the mixture: nearly all in a crop, one in eight in a picture that
was quilted from small bent pieces. So keypoints that were not found speak against a work only as far as they should
have been, and a place without keypoints follows the rest of the picture.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...corpus.copies.alignment import PATCH
from ...corpus.copies.matching import Matches

SUPPORT = 2  # of a match that counts
COUNTED, DISTINCT = 4, 3  # matches, and of them such as are no part of a pattern, below which a work is not a source
AROUND = 28.0  # pixels: standard deviation of the weight of keypoints around a place
CHANCE = 0.003  # share of keypoints found in a work from which the place does not come
LEAST, MOST = 0.03, 0.9  # share found in one from which it does
STEPS = 40  # of EM, which settles sooner


@dataclass(frozen=True, eq=False)
class Regions:
    """Where a picture comes from.

    Parameters
    ----------
    works : ndarray
        int64[s]: the works that something may come from.
    shares : ndarray
        float64[h, w, s + 1]: the probability that each place comes from each of them and, last, from none.
    """

    works: np.ndarray
    shares: np.ndarray


def sources_of(matches: Matches, *, counted: int = COUNTED, distinct: int = DISTINCT) -> tuple[np.ndarray, np.ndarray]:
    """Works int64[s] that a picture has pieces of, and how many of its keypoints were found in each int64[s]."""
    work, count = matches.borne_out(SUPPORT).works()
    own = dict(zip(*matches.distinctive().borne_out(SUPPORT).works()))
    kept = np.array([c >= counted and own.get(w, 0) >= distinct for w, c in zip(work, count)], dtype=bool)
    return work[kept], count[kept]


def regions_of(
    matches: Matches,
    works: np.ndarray,
    *,
    prior: np.ndarray | None = None,
    weights: np.ndarray | None = None,
) -> Regions:
    """The mixture over places (see the module).

    Parameters
    ----------
    matches : Matches
    works : ndarray
        int64[s]: the sources.
    prior : ndarray, optional
        float64[s + 1]: pseudo-places for each source and none; by default one each.
    weights : ndarray, optional
        float64[k]: how much each keypoint counts.
    """
    grid = tuple(max(1, side // PATCH) for side in matches.keypoints.shape)
    s = len(works)
    near, every = _around(matches, works, grid, weights)
    alpha = np.ones(s + 1) if prior is None else prior
    rate = np.clip(2 * s * near.sum(axis=0) / max(every.sum(), 1e-9), LEAST, MOST)
    mix = (alpha + len(every) / (s + 1)) / (alpha.sum() + len(every))
    share = np.ones((len(every), s + 1)) / (s + 1)
    for _ in range(STEPS):
        log = np.log(mix) + np.zeros((len(every), 1))
        log[:, :s] += near * np.log(rate / CHANCE) + (every[:, None] - near) * np.log((1 - rate) / (1 - CHANCE))
        share = np.exp(log - log.max(axis=1, keepdims=True))
        share /= share.sum(axis=1, keepdims=True)
        mix = (alpha + share.sum(axis=0)) / (alpha.sum() + len(every))
        rate = np.clip((share[:, :s] * near).sum(axis=0) / np.maximum(share[:, :s].T @ every, 1e-9), LEAST, MOST)
    return Regions(works, share.reshape(*grid, s + 1))


def _around(
    matches: Matches, works: np.ndarray, grid: tuple[int, ...], weights: np.ndarray | None
) -> tuple[np.ndarray, np.ndarray]:
    """Around each place how many keypoints were found in each work, float64[places, s], and how many there are."""
    y, x = ((np.arange(g) + 0.5) * PATCH for g in grid)
    frames = matches.keypoints.frames
    across = np.exp(-0.5 * np.square((frames[:, 0] - x[:, None]) / AROUND))
    down = np.exp(-0.5 * np.square((frames[:, 1] - y[:, None]) / AROUND))
    weigh = (down[:, None] * across[None]).reshape(grid[0] * grid[1], len(frames))
    if weights is not None:
        weigh = weigh * weights
    borne = matches.borne_out(1)
    found = np.zeros((len(frames), len(works)))
    for k, work in enumerate(works):
        found[borne.keypoint[borne.work == work], k] = 1
    return weigh @ found, weigh.sum(axis=1)
