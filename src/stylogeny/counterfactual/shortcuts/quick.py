"""Quick credit: what the graph alone says would be lacking without a work, and an estimate for a picture in no graph.

For a work of the run it is the graph's `net`: no history is resampled, so there is no interval. For a new picture it is
distilled: ridge regression from where a picture stands (its vector, its year, how near earlier and later works of other
artists are) to where its `net` would stand among all works. Its error is that on works of artists it was not shown,
which is how it is asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.stats import norm, rankdata, spearmanr

from ...artifacts import Format, kept_tensors, write_tensors
from ...errors import StylogenyError
from ...influence.branching.prior import codes
from ...influence.graph import InfluenceGraph
from ...streams import stream
from ..denoising_bound import squared_distances
from ..worlds.copies import usual_step

FORMAT = Format("quick-credit", 1, "delete it; the next question makes it again")
FILE = "quick.safetensors"  # in RUN/credit/
FOLDS = 5
RIDGES = (1.0, 10.0, 100.0, 1000.0)
SPAN = 100.0  # years before and after a work in which the works around it are counted
NEAREST = (1, 5, 20)  # works whose distance tells how near earlier and later ones are
MIN_WORKS = 100
BLOCK = 1024


@dataclass(frozen=True, eq=False)
class QuickCredit:
    """All works' `net`, and what is needed to estimate one more.

    Parameters
    ----------
    net : ndarray
        float64[n]: later works that would be lacking without each (:attr:`.InfluenceGraph.net`); NaN outside the graph.
    held_out : ndarray
        float64[n]: the percentile that regressions give which were not shown the artist; NaN likewise.
    middle, width, slope : ndarray
        float64[f]: of the features, and the regression on them.
    level : float
        Its constant.
    step : float
        The usual step of the graph, in units of its space.
    """

    net: np.ndarray
    held_out: np.ndarray
    middle: np.ndarray
    width: np.ndarray
    slope: np.ndarray
    level: float
    step: float

    @property
    def percentile(self) -> np.ndarray:
        """Per cent of all works without which less would be lacking, float64[n]; NaN outside the graph."""
        inside = np.flatnonzero(np.isfinite(self.net))
        out = np.full(len(self.net), np.nan)
        out[inside] = 100.0 * (rankdata(self.net[inside], "ordinal") - 0.5) / max(len(inside), 1)
        return out

    @property
    def error(self) -> float:
        """Half of the works of artists that were not shown are within so many percentiles (25 for a guess)."""
        return float(np.nanmedian(np.abs(self.held_out - self.percentile)))

    @property
    def rank_correlation(self) -> float:
        """Of the estimate and the graph's `net`, over works of artists that were not shown."""
        inside = np.isfinite(self.net)
        return float(spearmanr(self.held_out[inside], self.net[inside]).statistic)

    def sentence(self, percentile: float) -> str:
        """An estimate in words, with its error."""
        return (
            f"an estimate: had it been seen as its like were, more would be lacking without it than without "
            f"{percentile:.0f} % of the works (half of the works of artists that the estimate was not shown are within "
            f"{self.error:.0f}, where a guess is within 25; rank correlation {self.rank_correlation:.2f})"
        )

    def estimate(self, graph: InfluenceGraph, vector: np.ndarray, year: float) -> float:
        """The percentile at which a new picture's `net` would stand, had it been made in `year` and been seen.

        Parameters
        ----------
        graph : InfluenceGraph
            The one it was distilled from.
        vector : ndarray
            float32[d], in the graph's space.
        """
        if not np.isfinite(year):
            raise StylogenyError("a year is expected", got=year)
        x = features(graph, vector[None], np.array([year]), np.array([-1]), step=self.step)
        return float(100 * norm.cdf(((x - self.middle) / self.width) @ self.slope + self.level)[0])

    @classmethod
    def of(cls, graph: InfluenceGraph, *, seed: int = 0) -> QuickCredit:
        """Distil a traced graph.

        Parameters
        ----------
        graph : InfluenceGraph
            Of n works.
        seed : int
            Of the folds of artists.

        Raises
        ------
        StylogenyError
            With fewer than a hundred dated works.
        """
        from sklearn.linear_model import Ridge

        inside = np.flatnonzero(np.isfinite(graph.years))
        if len(inside) < MIN_WORKS:
            raise StylogenyError("too few dated works for an estimate", got=len(inside), fix=f"it takes {MIN_WORKS}")
        net = np.where(np.isfinite(graph.years), graph.net, np.nan)
        step = usual_step(graph)
        artist = codes(graph.works.column("artist"))
        x = features(graph, graph.embedding.vectors[inside], graph.years[inside], artist[inside], step=step)
        middle, width = x.mean(axis=0), np.maximum(x.std(axis=0), 1e-9)
        x = (x - middle) / width
        y = norm.ppf((rankdata(net[inside], "ordinal") - 0.5) / len(inside))
        fold = stream(seed, "artists").permutation(int(artist.max()) + 1)[artist[inside]] % FOLDS
        guesses = [np.empty(len(inside)) for _ in RIDGES]
        for k in range(FOLDS):
            shown, rest = fold != k, fold == k
            for guess, ridge in zip(guesses, RIDGES):
                guess[rest] = Ridge(ridge).fit(x[shown], y[shown]).predict(x[rest])
        best = int(np.argmin([np.square(guess - y).mean() for guess in guesses]))
        fitted = Ridge(RIDGES[best]).fit(x, y)
        held_out = np.full(len(graph), np.nan)
        held_out[inside] = 100 * norm.cdf(guesses[best])
        return cls(
            net=net, held_out=held_out, middle=middle, width=width, slope=fitted.coef_, level=float(fitted.intercept_),
            step=step,
        )  # fmt: skip

    @classmethod
    def open(cls, folder: Path, graph: InfluenceGraph, *, key: str) -> QuickCredit:
        """Of a run: from ``credit/quick.safetensors`` in its folder where it is of the graph of `key`, or made now."""
        file = folder / "credit" / FILE
        kept = cls.kept(folder, key=key)
        if kept is not None:
            return kept
        made = cls.of(graph)
        file.parent.mkdir(parents=True, exist_ok=True)
        names = ("net", "held_out", "middle", "width", "slope")
        tensors = {name: getattr(made, name) for name in names}
        write_tensors(file, tensors, FORMAT, key=key, level=made.level, step=made.step)
        return made

    @classmethod
    def kept(cls, folder: Path, *, key: str) -> QuickCredit | None:
        """What :meth:`open` kept of the graph of `key`; None where there is none, or it is damaged."""
        kept = kept_tensors(folder / "credit" / FILE, FORMAT, key=key)
        return None if kept is None else cls(**kept[0], level=float(kept[1]["level"]), step=float(kept[1]["step"]))


def features(
    graph: InfluenceGraph, vectors: np.ndarray, years: np.ndarray, artist: np.ndarray, *, step: float
) -> np.ndarray:
    """Where pictures stand, float64[m, f].

    Parameters
    ----------
    vectors, years : ndarray
        float32[m, d] and float64[m].
    artist : ndarray
        int64[m]: codes of the artists, whose own works do not count; -1 for one that is not in the graph.
    step : float
        The unit of distances.
    """
    rows = np.flatnonzero(np.isfinite(graph.years))
    theirs, when = codes(graph.works.column("artist"))[rows], graph.years[rows]
    parts = []
    for start in range(0, len(vectors), BLOCK):
        part = slice(start, start + BLOCK)
        squared = squared_distances(vectors[part], graph.embedding.vectors[rows]) / step**2
        other = artist[part, None] != theirs[None, :]
        lag = when[None, :] - years[part, None]
        columns = [years[part], np.square(years[part] / 100)]
        for side in ((lag < 0) & other, (lag > 0) & other):
            near = np.where(side, squared, np.inf)
            at = [min(k, len(rows)) - 1 for k in NEAREST]
            columns += list(np.log(np.minimum(np.partition(near, at, axis=1)[:, at], 1e3) + 1e-3).T)
            around = side & (np.abs(lag) < SPAN)
            columns += [np.log1p(around.sum(axis=1)), np.log1p((around * np.exp(-0.5 * squared)).sum(axis=1))]
        parts.append(np.column_stack([*columns, vectors[part]]))
    return np.concatenate(parts).astype(np.float64)
