"""Who is likely to be looked at: the prior over the works earlier than each work, before their vectors are compared.

    p(j | i) ∝ s_j g(t_i - t_j) exp(covariates_ij · beta)        over all works earlier than i

g is a step function of the lag on log-spaced bins. The covariates are fame (log of one more than the expected offspring
so far, so that its coefficient is the exponent of preferential attachment), the same artist, and how often the child's
artist turns to the parent's artist elsewhere. Style labels are left out on purpose: they are historians' conclusions
about descent. The normaliser over all earlier works is estimated from works sampled within each lag bin, so it is
linear in the number of works.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...corpus.works import Works
from ...streams import uniforms
from ..dates import dated_order

# years, edges of the bins of g: five to a tenfold above a year, two below it, down to five minutes
LAGS = np.concatenate([[0.0], np.geomspace(1e-5, 1.0, 11)[:-1], np.geomspace(1.0, 1000.0, 16), [np.inf]])
BINS = len(LAGS) - 1
COVARIATES = ("fame", "career", "habit")
DIRICHLET = 4.0  # pseudo-works by which an artist's habit of turning to another is shrunk to the base rate


@dataclass(frozen=True)
class Preference:
    """Fitted prior: log g on the bins of :data:`LAGS`, and one coefficient for each of :data:`COVARIATES`."""

    log_lag: tuple[float, ...] = (0.0,) * BINS
    coefficients: tuple[float, ...] = (0.0,) * len(COVARIATES)


def lag_bin(lag: np.ndarray | float, edges: np.ndarray = LAGS) -> np.ndarray:
    """The bin of `edges` (years) that a lag in years falls into, int64, like `lag` in shape: (low, high] years."""
    return np.clip(np.searchsorted(edges, lag, side="left") - 1, 0, len(edges) - 2)


def codes(values: np.ndarray) -> np.ndarray:
    """Labels as int64 codes; every empty label is a code of its own."""
    values = values.astype(str)
    code = np.unique(values, return_inverse=True)[1].astype(np.int64)
    blank = values == ""
    code[blank] = code.max(initial=-1) + 1 + np.arange(int(blank.sum()))
    return code


class Labels:
    """Artists as codes, and the couples of them that occur."""

    def __init__(self, works: Works) -> None:
        self.artist = codes(works.column("artist"))
        self.artists = int(self.artist.max(initial=0)) + 1
        works_of_each = np.bincount(self.artist, minlength=self.artists)
        # habits are learned only where somebody has two works at least
        self.habits = bool((works_of_each > 1).any())
        self.share = works_of_each / max(len(works), 1)

    def couple(self, child: np.ndarray, parent: np.ndarray) -> np.ndarray:
        """One int64 for each ordered couple of artists."""
        return self.artist[child] * self.artists + self.artist[parent]


class Pairs:
    """(child, parent) pairs and what the prior sees of them; fixed for one draw of the dates."""

    def __init__(self, child: np.ndarray, parent: np.ndarray, years: np.ndarray, labels: Labels) -> None:
        self.child, self.parent = child, parent
        self.bin = lag_bin(years[child] - years[parent])
        self.same_artist = labels.artist[child] == labels.artist[parent]
        self.couple = labels.couple(child, parent)


class Normaliser:
    """The support of the normaliser: every candidate edge, and works sampled from the rest of each lag bin.

    A sampled work stands for exp(`log_count`) works of its bin. Works of the same artist are always among the
    candidates (up to the career limit of candidates.py), so they are not sampled.

    Parameters
    ----------
    edges : Pairs
        The e candidate edges.
    allowed : ndarray
        bool[e]: edges that the dates and weights allow.
    years : ndarray
        float64[n], NaN where undated.
    available : ndarray
        bool[n]: works that may be parents.
    labels : Labels
        The works' artists.
    per_bin : int
        Works sampled per child and lag bin.
    seed : int
        Of the sample.
    children : ndarray, optional
        bool[n]: the works whose normaliser is needed (default: the dated ones).
    """

    def __init__(
        self,
        edges: Pairs,
        allowed: np.ndarray,
        years: np.ndarray,
        available: np.ndarray,
        labels: Labels,
        *,
        per_bin: int,
        seed: int,
        children: np.ndarray | None = None,
    ) -> None:
        n = len(years)
        inside = np.flatnonzero(~np.isnan(years) if children is None else children)
        source = dated_order(np.where(available, years, np.nan))
        t = years[source]
        # positions in `source` between which the works of each lag bin lie
        cut = np.stack([np.searchsorted(t, years[inside] - lag, side="left") for lag in LAGS[:-1]], axis=1)
        low = np.concatenate([cut[:, 1:], np.zeros((len(inside), 1), dtype=cut.dtype)], axis=1)
        count = cut - low
        take = np.minimum(count, per_bin)
        row, b = np.nonzero(take)
        times = take[row, b]
        row, b = np.repeat(row, times), np.repeat(b, times)
        slot = np.arange(len(row)) - np.repeat(np.cumsum(times) - times, times)
        u = uniforms(seed, "background", index=inside[row] * (BINS * per_bin) + b * per_bin + slot)[:, 0]
        # one work from each of `take` equal stretches of the bin
        at = low[row, b] + np.floor((slot + u) * count[row, b] / take[row, b]).astype(np.int64)
        child, parent = inside[row], source[np.minimum(at, cut[row, b] - 1)]
        candidate = np.sort(edges.child.astype(np.int64) * n + edges.parent)
        key = child * n + parent
        nearest = np.minimum(np.searchsorted(candidate, key), max(len(candidate) - 1, 0))
        new = labels.artist[child] != labels.artist[parent]
        if len(candidate):
            new &= candidate[nearest] != key
        child, parent, b = child[new], parent[new], b[new]
        whole = np.zeros(n * BINS)
        whole[(inside[:, None] * BINS + np.arange(BINS)).ravel()] = count.ravel()
        cell = edges.child[allowed].astype(np.int64) * BINS + edges.bin[allowed]
        rest = np.maximum(whole - np.bincount(cell, minlength=n * BINS), 0.0)
        sampled = np.bincount(child * BINS + b, minlength=n * BINS)
        stands = rest[child * BINS + b] / sampled[child * BINS + b]
        ok = stands > 0
        self.child, self.parent, self.log_count = child[ok], parent[ok], np.log(stands[ok])
