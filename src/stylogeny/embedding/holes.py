"""Missing styles: places of the space where works are likely under a smooth model, and where there are none.

A smooth model (a Gaussian mixture) says how dense works should be, the nearest works say how dense they are; a hole is a
likely place where the second falls far below the first. Distances are taken in the principal directions, since in many
dimensions every place between works looks empty.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ..errors import StylogenyError
from ..streams import stream
from .space import Embedding

DIRECTIONS = 2  # principal directions looked at: in three, regions withheld from painted worlds were no longer found
NEIGHBOURS = 16  # works that tell the local density
FLOOR = 0.1  # a hole is likelier, under the smooth model, than this share of real works
SPACING = 1.0  # holes are at least this many typical neighbour distances apart


@dataclass(frozen=True, eq=False)
class Holes:
    """Likely places with no works, best first.

    Parameters
    ----------
    table : DataFrame
        k rows: `year` (predicted), `log_density` (nats, smooth model), `sparsity` (nats, how far the local density falls
        below it), `neighbours` (ids of the nearest works, comma-separated).
    vectors : ndarray
        float32[k, d].
    """

    table: pd.DataFrame
    vectors: np.ndarray

    def __len__(self) -> int:
        return len(self.vectors)


def missing(space: Embedding, *, count: int = 12, near: np.ndarray | None = None, seed: int = 0) -> Holes:
    """Find missing styles.

    Parameters
    ----------
    space : Embedding
    count : int
        How many at most.
    near : ndarray, optional
        float32[d]: only places adjacent to this point (the nearer half of all), best first.
    seed : int

    Raises
    ------
    StylogenyError
        Too few works with pictures to tell a hole from luck.
    """
    from sklearn.decomposition import PCA

    rows = np.flatnonzero(space.works.pictured)
    if len(rows) < 3 * NEIGHBOURS:
        raise StylogenyError(f"missing styles need at least {3 * NEIGHBOURS} works with pictures", got=len(rows))
    vectors = space.vectors[rows].astype(np.float64)
    pca = PCA(min(DIRECTIONS, vectors.shape[1]), random_state=0).fit(vectors)
    points = pca.transform(vectors)
    places, origins = candidates(points, stream(seed, "holes"))
    expected, sparsity, typical = densities(points, places, seed=seed)
    score = np.where(expected >= np.quantile(densities(points, points, seed=seed)[0], FLOOR), sparsity, -np.inf)
    if near is not None:
        away = np.linalg.norm(places - pca.transform(np.asarray(near, np.float64)[None]), axis=1)
        score = np.where(away <= np.median(away), score, -np.inf)
    chosen = apart(places, score, SPACING * typical, count)
    # a place between two works keeps what the principal directions leave out: the mean of the two
    found = vectors[origins[chosen]].mean(axis=1)
    found = found + pca.inverse_transform(places[chosen]) - pca.inverse_transform(points[origins[chosen]].mean(axis=1))
    order = np.argsort(np.linalg.norm(points[None] - places[chosen][:, None], axis=2), axis=1, kind="stable")
    names = [", ".join(map(str, space.works.ids[rows[o[:5]]])) for o in order]
    table = pd.DataFrame(
        {"year": space.date(found.astype(np.float32)) if len(found) else [], "log_density": expected[chosen],
         "sparsity": sparsity[chosen], "neighbours": names}
    )  # fmt: skip
    return Holes(table, found.astype(np.float32))


def candidates(points: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Places between works that are near but not next to each other: float64[m, q] and the two works, int64[m, 2]."""
    from sklearn.neighbors import NearestNeighbors

    reach = min(60, len(points) - 1)
    near = NearestNeighbors(n_neighbors=reach + 1).fit(points).kneighbors(return_distance=False)
    picks = rng.integers(NEIGHBOURS // 2, reach, (len(points), 12))
    pairs = np.stack([np.repeat(np.arange(len(points)), 12), np.take_along_axis(near, picks, axis=1).ravel()], axis=1)
    share = rng.uniform(0.3, 0.7, (len(pairs), 1))
    return share * points[pairs[:, 0]] + (1 - share) * points[pairs[:, 1]], pairs


def densities(points: np.ndarray, places: np.ndarray, *, seed: int = 0) -> tuple[np.ndarray, np.ndarray, float]:
    """Smooth log density at places, how far the local one falls below it (both nats), and a typical neighbour distance."""
    from scipy.spatial import cKDTree
    from scipy.special import gammaln
    from sklearn.mixture import GaussianMixture

    q = points.shape[1]
    kinds = int(np.clip(len(points) // 400, 1, 6))
    smooth = GaussianMixture(kinds, reg_covar=1e-4 * points.var(), random_state=seed % 2**31).fit(points)
    tree = cKDTree(points)
    distance = tree.query(places, k=NEIGHBOURS + 1)[0]
    radius = np.maximum(distance[:, NEIGHBOURS - 1], 1e-9)
    ball = 0.5 * q * np.log(np.pi) - gammaln(0.5 * q + 1)
    local = np.log(NEIGHBOURS / len(points)) - ball - q * np.log(radius)
    expected = smooth.score_samples(places)
    typical = float(np.median(tree.query(points, k=NEIGHBOURS + 1)[0][:, -1]))
    return expected, expected - local, typical


def apart(places: np.ndarray, score: np.ndarray, spacing: float, count: int) -> np.ndarray:
    """Positions of the best-scored places no two of which are nearer than `spacing`, int64[<= count]."""
    chosen: list[int] = []
    for i in np.argsort(-score, kind="stable"):
        if not np.isfinite(score[i]) or len(chosen) == count:
            break
        if all(np.linalg.norm(places[i] - places[j]) >= spacing for j in chosen):
            chosen.append(int(i))
    return np.asarray(chosen, dtype=np.int64)
