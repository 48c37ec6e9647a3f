"""Bulges: works that stand near many periods at once, more than their contemporaries do.

Most works look like those made shortly before and after. Some look like works of many periods: a timeless formula, a
picture that much was taken from. (A revival is another thing: it is near another period, and far from its own.) For
each work its nearest works by other hands are looked up, corrected for hubs (works that are near to everything,
CSLS), without the time axis; periods hold equal numbers of works, so that a crowded century does not count as
several. How far the neighbours spread is the entropy of their periods, as a number of periods. Chance is another work
of the same period: its neighbours' periods are drawn from a leaning of its own, and the leanings from a Dirichlet
distribution around what the period's works have together, as narrow as their spread is in the mean (a Polya urn).
Without that, works that each lean to another period would make a spread of chance that no single work has.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import false_discovery_control

from ..corpus.works import Works
from ..errors import StylogenyError
from ..streams import stream
from .measure import BLOCK, hubness, unit
from .space import Embedding

NEIGHBOURS = 24  # works by other hands that are looked at
PERIODS = 12  # of equally many works
MIN_PERIOD = 20  # works of a period at least
DRAWS = 20_000  # of chance, for each period
RATE = 0.1  # of false discoveries among what is called a bulge
LEANINGS = np.geomspace(0.5, 500.0, 16)  # concentrations of the Dirichlet distribution that are tried


@dataclass(frozen=True, eq=False)
class Bulges:
    """How many periods each work is near to, against chance.

    Parameters
    ----------
    table : DataFrame
        A row for each dated work, the widest spread beyond chance first: `id`, `year`, `periods` (effective number of
        periods among its neighbours, the exponential of their entropy), `expected` (the mean by chance), `p`
        (one-sided), `q` (the least rate of false discoveries at which it counts, Benjamini & Hochberg 1995); `away`
        (how far its neighbours are from its own time in the mean, in periods) and `away_expected` (the mean of the
        works of its period).
    edges : ndarray
        float64[periods - 1]: years between the periods.
    near : ndarray
        int64[m, k]: for each row of the table the rows of its nearest works by other hands in the works table, the
        nearest first.
    """

    table: pd.DataFrame
    edges: np.ndarray
    near: np.ndarray

    def beyond(self, rate: float = RATE) -> pd.DataFrame:
        """The works that count as bulges at this rate of false discoveries."""
        return self.table[self.table["q"] <= rate]

    def displaced(self) -> pd.DataFrame:
        """The table in another order: works whose neighbours are farthest from their own time come first.

        That is how a revival shows: near another period, not near many.
        """
        far = self.table["away"] - self.table["away_expected"]
        return self.table.iloc[np.argsort(-far.to_numpy(), kind="stable")]

    def groups(self, works: Works, *, by: str = "style", least: int = MIN_PERIOD, rate: float = RATE) -> pd.DataFrame:
        """In which styles (or artists, `by` a column of the works) bulges are frequent, the most frequent first.

        A row for each value that at least `least` works have: its name, `works`, `excess` (mean of `periods` less
        `expected`), `bulges` (how many at this rate of false discoveries).
        """
        rows = pd.DataFrame(
            {
                by: pd.Series(works.column(by), index=works.ids).loc[self.table["id"]].to_numpy(),
                "excess": self.table["periods"] - self.table["expected"],
                "bulge": self.table["q"] <= rate,
            }
        )
        named = rows[rows[by] != ""].groupby(by)
        out = named.agg(works=("bulge", "size"), excess=("excess", "mean"), bulges=("bulge", "sum")).reset_index()
        return out[out["works"] >= least].sort_values("excess", ascending=False, kind="stable").reset_index(drop=True)


def find_bulges(
    space: Embedding, *, neighbours: int = NEIGHBOURS, periods: int = PERIODS, draws: int = DRAWS, seed: int = 0
) -> Bulges:
    """How many periods each dated work is near to, and whether that is more than chance.

    Parameters
    ----------
    space : Embedding
        n works.
    neighbours : int
        Nearest works by other hands that are looked at.
    periods : int
        Of equally many works; fewer where a period would have fewer than twenty.
    draws : int
        Of chance, for each period.
    seed : int
        Of these draws.

    Raises
    ------
    StylogenyError
        With too few dated works for three periods.
    """
    dated = np.flatnonzero(space.works.dated)
    count = min(periods, len(dated) // MIN_PERIOD)
    if count < 3:
        fix = f"a corpus needs {3 * MIN_PERIOD} dated works"
        raise StylogenyError("too few dated works to tell periods apart", got=len(dated), fix=fix)
    works = space.works.select(dated)
    edges = np.quantile(works.year, np.arange(1, count) / count)
    period = np.searchsorted(edges, works.year, side="right")
    near = _neighbours(space.vectors[dated], space.time_axis, works.column("artist"), neighbours)
    counts = np.stack([(period[near] == k).sum(axis=1) for k in range(count)], axis=1)
    spread = _entropy(counts)
    rank = np.argsort(np.argsort(works.year, kind="stable"), kind="stable")
    away = np.abs(rank[near] - rank[:, None]).mean(axis=1) * count / len(rank)
    expected, p = np.empty(len(dated)), np.empty(len(dated))
    for k in np.unique(period):
        own = period == k
        chance = _chance(counts[own], spread[own].mean(), np.bincount(period), draws, stream(seed, "bulges", k))
        expected[own] = chance.mean()
        beyond = draws - np.searchsorted(np.sort(chance), spread[own] - 1e-9, side="left")
        p[own] = (1 + beyond) / (1 + draws)
    table = pd.DataFrame(
        {
            "id": works.ids,
            "year": works.year,
            "periods": np.exp(spread),
            "expected": np.exp(expected),
            "p": p,
            "q": false_discovery_control(p),  # Benjamini & Hochberg 1995
            "away": away,
            "away_expected": (np.bincount(period, away) / np.bincount(period))[period],
        }
    )
    order = np.lexsort((-(spread - expected), p))
    return Bulges(table.iloc[order].reset_index(drop=True), edges, dated[near[order]])


def _chance(counts: np.ndarray, spread: float, sizes: np.ndarray, draws: int, rng: np.random.Generator) -> np.ndarray:
    """Entropies of works drawn by chance from a period, float64[draws], of about this mean, nats.

    `counts` int64[m, periods] are the periods of the neighbours of its works, `sizes` int64[periods] the works of each
    period: a neighbour is drawn once only, which matters in a small corpus.
    """
    together = counts.sum(axis=0) / counts.sum()

    def drawn(concentration: float, many: int) -> np.ndarray:
        leaning = rng.gamma(np.maximum(concentration * together, 1e-9), size=(many, len(together)))
        left = np.maximum(leaning, 1e-300)
        one = left / sizes  # what a work of the period is worth
        out = np.zeros(left.shape, dtype=np.int64)
        for _ in range(int(counts[0].sum())):
            below = left.cumsum(axis=1)
            pick = (below[:, :-1] < rng.random((many, 1)) * below[:, -1:]).sum(axis=1)
            at = (np.arange(many), pick)
            out[at] += 1
            left[at] = np.maximum(left[at] - one[at], 0.0)
        return _entropy(out)

    off = [abs(float(drawn(c, draws // 16).mean()) - spread) for c in LEANINGS]
    return drawn(float(LEANINGS[int(np.argmin(off))]), draws)


def _entropy(counts: np.ndarray) -> np.ndarray:
    """Entropy of the rows, nats."""
    share = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    return -(share * np.log(np.where(share > 0, share, 1.0))).sum(axis=1)


def _neighbours(vectors: np.ndarray, axis: np.ndarray, artist: np.ndarray, count: int) -> np.ndarray:
    """The nearest works by other hands, without the time axis and corrected for hubs, int64[n, count], the nearest
    first."""
    off_time = vectors - np.outer(vectors @ axis, axis)
    u, hub = unit(off_time), hubness(off_time)
    hand = np.unique(artist.astype(str), return_inverse=True)[1]
    hand = np.where(artist.astype(str) == "", len(hand) + np.arange(len(hand)), hand)
    count = min(count, len(u) - 1)
    out = np.empty((len(u), count), dtype=np.int64)
    for start in range(0, len(u), BLOCK):
        rows = slice(start, start + BLOCK)
        score = 2 * (u[rows] @ u.T) - hub[None, :]
        score[hand[rows, None] == hand[None, :]] = -np.inf
        some = np.argpartition(-score, count - 1, axis=1)[:, :count]
        out[rows] = np.take_along_axis(some, np.argsort(-np.take_along_axis(score, some, axis=1), axis=1), axis=1)
    return out
