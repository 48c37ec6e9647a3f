"""Few works that stand for many: principal points (Flury 1990, https://doi.org/10.1093/biomet/77.1.33).

A forecast that may show 200 works should not roll dice for them: of independent draws some fall together and some where
next to nothing is to be expected. Its principal points are the works that come nearest, in the mean square, to what it
expects itself; they are the centres of the clusters of many draws.
"""

from __future__ import annotations

import warnings

import numpy as np

ROUNDS = 12


def principal_points(draws: np.ndarray, *, n: int, seed: int) -> np.ndarray:
    """n points, float64[n, p] (or all distinct draws, where there are no more), which stand for draws float64[m, p]."""
    from sklearn.cluster import KMeans
    from sklearn.exceptions import ConvergenceWarning

    distinct, count = np.unique(draws, axis=0, return_counts=True)
    if len(distinct) <= n:
        return distinct
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        fitted = KMeans(n, init="random", n_init=1, max_iter=ROUNDS, random_state=seed % 2**32).fit(
            distinct, sample_weight=count.astype(np.float64)
        )
    return np.asarray(fitted.cluster_centers_)


def evenly(chance: np.ndarray, *, n: int, rng: np.random.Generator) -> np.ndarray:
    """n places drawn in proportion to float64[m] by systematic resampling, int64[n].

    Each is drawn as often as it should be, within one.
    """
    total = np.cumsum(chance)
    return np.searchsorted(total, (np.arange(n) + rng.random()) / n * total[-1]).clip(max=len(chance) - 1)
