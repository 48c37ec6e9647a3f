"""How far a mean of votes can move when an attacker owns some of them.

Each voter gives a distribution: numbers from 0 to 1. An attacker who owns a set S of the m voters makes them say what
he likes, and of any one share he can add the sum over S of (1 - vote) / m, or take the sum over S of vote / m; nothing
he does reaches the others. So the largest such sum over the sets that he may own bounds every attack, whatever the
voters compute and whatever he knows, and an attacker who owns the voters attains it. No noise is drawn, and there is no
probability in it (compare Levine & Feizi 2020 for windows of a picture and 2021 for parts of a training set, where
votes are classes).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class MoveBounds:
    """How far each of s shares can be moved.

    Parameters
    ----------
    mean : ndarray
        float64[s]: the shares as they are.
    down, up : ndarray
        float64[s]: by how much each can fall, and rise, at most.
    newcomer : float
        The most that a share can rise which no voter gives anything.
    """

    mean: np.ndarray
    down: np.ndarray
    up: np.ndarray
    newcomer: float


def repaint_bounds(votes: np.ndarray, reach: Iterable[tuple[slice, slice]]) -> MoveBounds:
    """Bounds where the attacker owns all voters of one rectangle of a grid.

    Parameters
    ----------
    votes : ndarray
        float64[rows, columns, s] in [0, 1].
    reach : iterable of (slice, slice)
        The rectangles that he may choose among, as rows and columns.
    """
    voters = votes.shape[0] * votes.shape[1]
    total = np.zeros((votes.shape[0] + 1, votes.shape[1] + 1, votes.shape[2]))
    total[1:, 1:] = votes.cumsum(0).cumsum(1)
    down, up, most = np.zeros(votes.shape[2]), np.zeros(votes.shape[2]), 0
    for rows, columns in reach:
        own = (rows.stop - rows.start) * (columns.stop - columns.start)
        held = (
            total[rows.stop, columns.stop]
            - total[rows.start, columns.stop]
            - total[rows.stop, columns.start]
            + total[rows.start, columns.start]
        )
        down, up, most = np.maximum(down, held), np.maximum(up, own - held), max(most, own)
    return MoveBounds(votes.mean(axis=(0, 1)), down / voters, up / voters, most / voters)


def planting_bounds(votes: np.ndarray, owned: int) -> MoveBounds:
    """Bounds where the attacker owns any `owned` of the voters.

    Parameters
    ----------
    votes : ndarray
        float64[k, s] in [0, 1].
    owned : int
        At least 0; more than k counts as k.
    """
    count = len(votes)
    owned = min(owned, count)
    ordered = np.sort(votes, axis=0)
    down = ordered[count - owned :].sum(axis=0) / count
    up = (1 - ordered[:owned]).sum(axis=0) / count
    return MoveBounds(votes.mean(axis=0), down, up, owned / count)


def median_bounds(values: np.ndarray, owned: int) -> tuple[float, float]:
    """Between which values the median of float64[m] lies, whatever `owned` of them are changed to.

    The median is the lower one of two. Where half of the values are owned it is anywhere.
    """
    ordered = np.sort(np.asarray(values, dtype=np.float64).ravel())
    middle = (len(ordered) - 1) // 2
    low, high = middle - owned, middle + owned
    return (
        float(ordered[low]) if low >= 0 else -np.inf,
        float(ordered[high]) if high < len(ordered) else np.inf,
    )
