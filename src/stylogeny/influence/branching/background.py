"""The background: what a work looks like that follows nobody in particular, which drifts with the years.

Styles drift together, so that works of one year are alike though none descends from another. A background density
around the mean of *all* works takes every such likeness for descent: painted worlds that drift without any influence
were then read as .995 influence, and as .000 around the mean of the time (genomes; `verification/background.py`). The
mean is that of the works made nearest in time on either side, since what comes after a work of no influence is as much
like it as what came before; an artist's own works are left out.
"""

from __future__ import annotations

import numpy as np

from ..dates import dated_order

NEAREST = 0.1  # of the works, made nearest in time
MIN_WORKS = 40  # that the mean is taken of
SHRINK = 8.0  # pseudo-works at the mean of all


class Background:
    """The drifting mean of n works.

    Parameters
    ----------
    places : ndarray
        float[n, p].
    years : ndarray
        float64[n], NaN where undated: such works are not looked at.
    weight : ndarray
        float64[n]: how much each work counts.
    artist : ndarray
        int64[n]: codes.
    min_works : int
        The mean is of at least this many works; with all of them it does not drift.
    """

    def __init__(
        self,
        places: np.ndarray,
        years: np.ndarray,
        weight: np.ndarray,
        artist: np.ndarray,
        *,
        min_works: int = MIN_WORKS,
    ) -> None:
        self.order = dated_order(years)
        self.places, self.time = places, years[self.order]
        self.weight, self.artist = np.asarray(weight, dtype=np.float64), artist
        self.width = min(max(min_works, int(NEAREST * len(self.order))), len(self.order))
        total = max(float(self.weight[self.order].sum()), 1e-12)
        self.middle = self.weight[self.order] @ places[self.order].astype(np.float64) / total

    def at(self, years: np.ndarray) -> np.ndarray:
        """The mean around these years, float64[m, p]."""
        low = self._window(np.asarray(years, dtype=np.float64))
        mass = _running(self.weight[self.order])
        out = np.empty((len(low), self.places.shape[1]))
        for k in range(self.places.shape[1]):
            moment = _running(self.weight[self.order] * self.places[self.order, k])
            out[:, k] = moment[low + self.width] - moment[low] + SHRINK * self.middle[k]
        return out / (mass[low + self.width] - mass[low] + SHRINK)[:, None]

    def squared_distance(self) -> np.ndarray:
        """Squared distance of every work from the mean of the others of its time, float64[n]; 0 where undated."""
        n, count = len(self.places), len(self.order)
        out = np.zeros(n)
        if not count:
            return out
        rank = np.arange(count)
        low = self._window(self.time)
        # an artist's works within the window are a stretch of the works in order of artist and date
        artist = self.artist[self.order]
        by_artist = np.argsort(artist, kind="stable")
        key = artist[by_artist].astype(np.int64) * (count + 1) + rank[by_artist]
        first = np.searchsorted(key, artist.astype(np.int64) * (count + 1) + low)
        last = np.searchsorted(key, artist.astype(np.int64) * (count + 1) + low + self.width)
        weight = self.weight[self.order]

        def others(values: np.ndarray) -> np.ndarray:
            every, own = _running(values), _running(values[by_artist])
            return every[low + self.width] - every[low] - (own[last] - own[first])

        total = np.maximum(others(weight), 0.0) + SHRINK
        squared = np.zeros(count)
        for k in range(self.places.shape[1]):
            x = self.places[self.order, k].astype(np.float64)
            squared += np.square(x - (others(weight * x) + SHRINK * self.middle[k]) / total)
        out[self.order] = squared
        return out

    def _window(self, years: np.ndarray) -> np.ndarray:
        """Where the works nearest to these years begin in order of date, int64[m]."""
        return np.clip(np.searchsorted(self.time, years) - self.width // 2, 0, len(self.order) - self.width)


def _running(values: np.ndarray) -> np.ndarray:
    """Running sums from 0, float64[len + 1]."""
    return np.concatenate([[0.0], np.cumsum(values, dtype=np.float64)])
