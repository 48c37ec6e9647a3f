"""Who is likely to be looked at: the prior over the works earlier than each work, before their vectors are compared.

    p(j | i) ∝ s_j g(t_i - t_j) exp(covariates_ij · beta)        over all works earlier than i

g is a step function of the lag on log-spaced bins, one for works of the same artist and one for those of others:
artists turn to what they made last year and to what others made a generation ago, and one function for both would date
every tie by careers. The covariates are fame (log of one more than the expected offspring so far, so that its
coefficient is the exponent of preferential attachment) and habit, how often the child's artist is likely to look at the
parent's elsewhere. Habit is made of dense likeness and not of the posterior, which is too sparse to say whom an artist
looks at and would feed on itself. Style labels are left out on purpose: they are historians' conclusions
about descent. The normaliser over all earlier works is estimated from works sampled within each lag bin, so it is
linear in the number of works.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...corpus.works import Works
from ...streams import uniforms
from ..dates import dated_order
from .candidates import Candidates

# years, edges of the bins of g: five to a tenfold above a year, two below it, down to five minutes
LAGS = np.concatenate([[0.0], np.geomspace(1e-5, 1.0, 11)[:-1], np.geomspace(1.0, 1000.0, 16), [np.inf]])
BINS = len(LAGS) - 1
COVARIATES = ("fame", "habit")
DIRICHLET = 4.0  # pseudo-works by which an artist's habit of turning to another is shrunk to the base rate
CROWD = 10  # neighbours that tell a hub
SOURCES = 10  # works that each work is taken to have looked at
STEPS = (
    2.0  # squared steps to the nearest work that a likeness reaches, since most of what is alike came through others
)


@dataclass(frozen=True)
class Preference:
    """Fitted prior.

    Parameters
    ----------
    log_lag, log_own : tuple of float
        log g on the bins of :data:`LAGS`, of others' works and of the artist's own.
    coefficients : tuple of float
        One for each of :data:`COVARIATES`.
    """

    log_lag: tuple[float, ...] = (0.0,) * BINS
    log_own: tuple[float, ...] = (0.0,) * BINS
    coefficients: tuple[float, ...] = (0.0,) * len(COVARIATES)

    @property
    def log_g(self) -> np.ndarray:
        """log g of others' works, then of own ones, float64[2 BINS], as :attr:`Pairs.bin` counts."""
        return np.array(self.log_lag + self.log_own)


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
    """Artists as codes, and the share of the works that each made."""

    def __init__(self, works: Works) -> None:
        self.artist = codes(works.column("artist"))
        self.artists = int(self.artist.max(initial=0)) + 1
        works_of_each = np.bincount(self.artist, minlength=self.artists)
        # habits are learned only where somebody has two works at least
        self.habits = bool((works_of_each > 1).any())
        self.share = works_of_each / max(len(works), 1)


class Pairs:
    """(child, parent) pairs and what the prior sees of them; fixed for one draw of the dates.

    `bin` int64[e] is the bin of the lag, plus BINS where both works are by one artist.
    """

    def __init__(self, child: np.ndarray, parent: np.ndarray, years: np.ndarray, labels: Labels) -> None:
        self.child, self.parent = child, parent
        self.same_artist = labels.artist[child] == labels.artist[parent]
        self.bin = lag_bin(years[child] - years[parent]) + BINS * self.same_artist


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
        cell = edges.child[allowed].astype(np.int64) * BINS + edges.bin[allowed] % BINS
        rest = np.maximum(whole - np.bincount(cell, minlength=n * BINS), 0.0)
        sampled = np.bincount(child * BINS + b, minlength=n * BINS)
        stands = rest[child * BINS + b] / sampled[child * BINS + b]
        ok = stands > 0
        self.child, self.parent, self.log_count = child[ok], parent[ok], np.log(stands[ok])


def likeness(candidates: Candidates, use: np.ndarray) -> np.ndarray:
    """Each candidate's share of a work's likeness to all of its candidates that count, float64[e].

    Parameters
    ----------
    candidates : Candidates
        e edges.
    use : ndarray
        bool[e]: the edges that count. The shares of a work that has any sum to 1; others are 0.
    """
    at, n = np.flatnonzero(use), candidates.size
    child, parent, squared = candidates.child[at], candidates.parent[at], candidates.squared[at].astype(np.float64)
    out = np.zeros(len(candidates))
    if not len(at):
        return out
    first = np.diff(child, prepend=-1) > 0
    reach = STEPS * max(float(squared[first].mean()), 1e-12) / candidates.dims
    log = 0.5 * (crowding(child, parent, squared, n)[parent] - squared) / reach
    top = np.full(n, -np.inf)
    np.maximum.at(top, child, log)
    value = np.exp(log - top[child])
    out[at] = value / np.bincount(child, value, minlength=n)[child]
    return out


def crowding(child: np.ndarray, parent: np.ndarray, squared: np.ndarray, n: int) -> np.ndarray:
    """Mean squared distance of each work to its nearest neighbours on these edges, float64[n]: small for a hub.

    What cross-domain similarity local scaling takes off a distance (Conneau et al. 2018).
    """
    work, squared = np.concatenate([child, parent]), np.concatenate([squared, squared])
    order = np.lexsort((squared, work))
    work, squared = work[order], squared[order]
    near = np.arange(len(work)) - np.searchsorted(work, work, side="left") < CROWD
    total = np.bincount(work[near], squared[near], minlength=n)
    return total / np.maximum(np.bincount(work[near], minlength=n), 1)


def looked_at(share: np.ndarray) -> np.ndarray:
    """The chance that an artist with these shares of a work's likeness made one of its :data:`SOURCES`."""
    return -np.expm1(SOURCES * np.log1p(-np.minimum(share, 1 - 1e-12)))
