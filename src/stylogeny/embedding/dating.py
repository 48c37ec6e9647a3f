"""Years with intervals that cover: heads that never saw the artist, and a conformal calibration on their own errors.

The works are split into folds by artist; each fold's head is trained without its artists. A new picture is dated by all of
them together. The interval comes from distributional conformal prediction (Chernozhukov, Wuethrich & Zhu 2021): where the
posterior's own 5 % and 95 % should stand is read from the positions that the true years of held-out artists took in the
posteriors of heads that had not seen them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from ..corpus.works import Works
from ..progress import Callback
from ..streams import key
from .head import Head
from .train import Recipe, fit

FOLDS = 4


def folds_by(groups: np.ndarray, *, folds: int = FOLDS) -> np.ndarray:
    """Fold of every row, int64[n]: groups stay whole, largest first into the emptiest fold; an empty name is a group of its own."""
    names = np.array([str(g) or f"\x00{i}" for i, g in enumerate(groups)])
    unique, code, size = np.unique(names, return_inverse=True, return_counts=True)
    load = np.zeros(folds)
    home = np.empty(len(unique), np.int64)
    for g in np.argsort(-size, kind="stable"):
        home[g] = load.argmin()
        load[home[g]] += size[g]
    return home[code]


def quantiles(posterior: np.ndarray, years: np.ndarray, level: np.ndarray | float) -> np.ndarray:
    """Quantile of each row of P(year), float64[n], with the mass of a bin spread evenly over it."""
    step = np.diff(years).mean() if len(years) > 1 else 1.0
    edges = np.r_[years - step / 2, years[-1] + step / 2]
    cumulative = np.c_[np.zeros(len(posterior)), posterior.cumsum(axis=1)]
    cumulative /= cumulative[:, -1:]
    levels = np.broadcast_to(level, len(posterior))
    return np.array([np.interp(q, row, edges) for q, row in zip(levels, cumulative)])


def position(posterior: np.ndarray, years: np.ndarray, truth: np.ndarray) -> np.ndarray:
    """Share of the posterior before the true year, float64[n] in [0, 1]: uniform when the posterior is honest."""
    step = np.diff(years).mean() if len(years) > 1 else 1.0
    edges = np.r_[years - step / 2, years[-1] + step / 2]
    cumulative = np.c_[np.zeros(len(posterior)), posterior.cumsum(axis=1)]
    return np.array([np.interp(t, edges, row / row[-1]) for t, row in zip(truth, cumulative)])


@dataclass(frozen=True, eq=False)
class Dating:
    """Dates pictures never seen, with intervals.

    Parameters
    ----------
    heads : tuple of Head
        One a fold, each trained without the fold's artists.
    positions : ndarray
        float64[n], sorted: where true years fell in the posteriors of heads that had not seen the artist.
    """

    heads: tuple[Head, ...]
    positions: np.ndarray

    @property
    def years(self) -> np.ndarray:
        """The years posteriors are over, float64[m]."""
        return self.heads[0].years

    def posterior(self, features: np.ndarray) -> np.ndarray:
        """P(year) of pictures with these backbone features, float64[k, m]: the heads' mean."""
        return np.mean([h.posterior(h.vectors(features)) for h in self.heads], axis=0)

    def date(self, features: np.ndarray) -> np.ndarray:
        """The posterior's median year, float64[k]."""
        return quantiles(self.posterior(features), self.years, 0.5)

    def interval(self, features: np.ndarray, *, coverage: float = 0.9) -> tuple[np.ndarray, np.ndarray]:
        """Lower and upper year, each float64[k]: covers the true year of a new artist's work with this probability."""
        p = self.posterior(features)
        n = len(self.positions)
        tail = (1 - coverage) / 2
        # the finite-sample ranks of split conformal prediction, a tail each
        low = self.positions[max(int(np.floor(tail * (n + 1))) - 1, 0)] if tail * (n + 1) >= 1 else 0.0
        high = self.positions[min(int(np.ceil((1 - tail) * (n + 1))) - 1, n - 1)] if (1 - tail) * (n + 1) <= n else 1.0
        return quantiles(p, self.years, low), quantiles(p, self.years, high)

    def tensors(self) -> dict[str, np.ndarray]:
        """Flat tensors, for :meth:`read`."""
        out = {
            f"{k}.{name}": np.ascontiguousarray(v) for k, h in enumerate(self.heads) for name, v in h.tensors.items()
        }
        return {**out, "positions": self.positions}

    @classmethod
    def read(cls, tensors: Mapping[str, np.ndarray]) -> Dating:
        """From what :meth:`tensors` gave."""
        parts: dict[int, dict[str, np.ndarray]] = {}
        for name, value in tensors.items():
            if name != "positions":
                fold, key = name.split(".", 1)
                parts.setdefault(int(fold), {})[key] = value
        return cls(tuple(Head(parts[k]) for k in sorted(parts)), tensors["positions"])


@dataclass(frozen=True, eq=False)
class HeldOut:
    """Every work as dated by a head that never saw its artist.

    Parameters
    ----------
    fold : ndarray
        int64[n].
    posterior : ndarray
        float64[n, m] over `years` float64[m].
    """

    fold: np.ndarray
    posterior: np.ndarray
    years: np.ndarray

    def date(self) -> np.ndarray:
        """Median year, float64[n]."""
        return quantiles(self.posterior, self.years, 0.5)


def cross_fit(
    features: np.ndarray,
    works: Works,
    *,
    recipe: Recipe | None = None,
    folds: int = FOLDS,
    seed: int = 0,
    callback: Callback | None = None,
) -> tuple[Dating, HeldOut]:
    """Train a head a fold without the fold's artists, and calibrate on what each says of them.

    Parameters
    ----------
    features : ndarray
        float32[n, D], a row a work.
    works : Works
        n dated works.

    Returns
    -------
    (Dating, HeldOut)
    """
    recipe = replace(recipe or Recipe(), contrast=0.0, inverse=0.0)
    fold = folds_by(works.column("artist"), folds=folds)
    years = recipe.years(works)
    posterior = np.zeros((len(works), len(years)))
    heads = []
    for k in range(folds):
        out = fold == k
        seen = ~out if 4 <= (~out).sum() < len(works) else np.ones(len(works), bool)
        head = fit(
            features[seen],
            works.select(seen),
            recipe=recipe,
            years=years,
            seed=key(seed, "fold", k) % 2**31,
            callback=callback,
        )
        posterior[out] = head.posterior(head.vectors(features[out]))
        heads.append(head)
    positions = np.sort(position(posterior, years, works.year))
    return Dating(tuple(heads), positions), HeldOut(fold, posterior, years)
