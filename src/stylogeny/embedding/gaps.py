"""Missing styles: places of the space where works are likely under a smooth model, and where there are none.

A smooth model (a Gaussian mixture) says where works are likely; a gap is a likely place that is much emptier than
what lies around it: a core without works in a shell that has them. Distances are taken in the principal directions,
since in many dimensions every place between works looks empty.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ..errors import StylogenyError
from ..streams import stream
from .space import Embedding

# principal directions looked at: the more, the fewer of the regions withheld from painted worlds are found
DIRECTIONS = 2
NEIGHBOURS = 16  # works to which distances are typical
STARTS, PER_START = 4000, 20  # works from which places are sought at most, and how many from each
MAX_REACH = 1500  # works: a place lies between two of which neither is further down the other's neighbours
SHELLS = (24, 48, 96)  # works among which a core is told from its shell
MIN_LIKELIHOOD = 0.1  # a gap is likelier, under the smooth model, than this share of real works
SPACING = 1.0  # gaps are at least this many typical neighbour distances apart


@dataclass(frozen=True, eq=False)
class Gaps:
    """Likely places with no works, best first.

    Parameters
    ----------
    table : DataFrame
        k rows: `year` (predicted), `log_density` (nats, smooth model), `sparsity` (standard errors by which
        its core is emptier than the shell around), `neighbours` (ids of the nearest works, comma-separated).
    vectors : ndarray
        float32[k, d].
    """

    table: pd.DataFrame
    vectors: np.ndarray

    def __len__(self) -> int:
        return len(self.vectors)


def find_gaps(space: Embedding, *, count: int = 12, near: np.ndarray | None = None, seed: int = 0) -> Gaps:
    """Find missing styles.

    Parameters
    ----------
    space : Embedding
    count : int
        At most this many.
    near : ndarray, optional
        float32[d]: only places adjacent to this point (the nearer half of all), best first.
    seed : int

    Raises
    ------
    StylogenyError
        Too few works with pictures to tell a gap from luck.
    """
    from sklearn.decomposition import PCA

    rows = np.flatnonzero(space.works.pictured)
    if len(rows) < 3 * NEIGHBOURS:
        raise StylogenyError(f"missing styles need at least {3 * NEIGHBOURS} works with pictures", got=len(rows))
    vectors = space.vectors[rows].astype(np.float64)
    pca = PCA(min(DIRECTIONS, vectors.shape[1]), random_state=0).fit(vectors)
    points = pca.transform(vectors)
    places, origins = candidates(points, stream(seed, "holes"))
    density, emptiness = log_density(points, places, seed=seed), sparsity(points, places)
    floor = np.quantile(log_density(points, points, seed=seed), MIN_LIKELIHOOD)
    score = np.where((density >= floor) & empty(points, places), emptiness, -np.inf)
    if near is not None:
        distance = np.linalg.norm(places - pca.transform(np.asarray(near, np.float64)[None]), axis=1)
        score = np.where(distance <= np.median(distance), score, -np.inf)
    chosen = spaced(places, score, SPACING * typical_distance(points), count)
    # a place between two works keeps what the principal directions leave out: the mean of the two
    between = vectors[origins[chosen]].mean(axis=1)
    between = between + pca.inverse_transform(places[chosen])
    between = between - pca.inverse_transform(points[origins[chosen]].mean(axis=1))
    order = np.argsort(np.linalg.norm(points[None] - places[chosen][:, None], axis=2), axis=1, kind="stable")
    table = pd.DataFrame(
        {
            "year": space.date(between.astype(np.float32)) if len(between) else [],
            "log_density": density[chosen],
            "sparsity": emptiness[chosen],
            "neighbours": [", ".join(map(str, space.works.ids[rows[o[:5]]])) for o in order],
        }
    )
    return Gaps(table, between.astype(np.float32))


def candidates(points: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Places between works that are near but not next to each other: float64[m, q] and the two works, int64[m, 2]."""
    from sklearn.neighbors import NearestNeighbors

    reach = min(max(60, min(len(points) // 6, MAX_REACH)), len(points) - 1)
    first = np.sort(rng.permutation(len(points))[:STARTS])
    near = NearestNeighbors(n_neighbors=reach + 1).fit(points).kneighbors(points[first], return_distance=False)
    picks = rng.integers(NEIGHBOURS // 2, reach, (len(first), PER_START))
    pairs = np.stack([np.repeat(first, PER_START), np.take_along_axis(near, picks, axis=1).ravel()], axis=1)
    share = rng.uniform(0.3, 0.7, (len(pairs), 1))
    return share * points[pairs[:, 0]] + (1 - share) * points[pairs[:, 1]], pairs


def log_density(points: np.ndarray, places: np.ndarray, *, seed: int = 0) -> np.ndarray:
    """Log density at places under a smooth model of the points, in nats."""
    from sklearn.mixture import GaussianMixture

    components = int(np.clip(len(points) // 400, 1, 6))
    smooth = GaussianMixture(components, reg_covar=1e-4 * points.var(), random_state=seed % 2**31).fit(points)
    return smooth.score_samples(places)


def sparsity(points: np.ndarray, places: np.ndarray) -> np.ndarray:
    """How much emptier it is at places than around them, in standard errors.

    The ball that holds a place's k nearest points is halved by volume into a core and a shell; where nothing is
    missing each holds about k / 2. Points that all lie to one side count against it: that is an edge. The largest
    over the numbers in :data:`SHELLS` counts.
    """
    from scipy.spatial import cKDTree

    numbers = [min(k, len(points) - 1) for k in SHELLS]
    distance, nearest = cKDTree(points).query(places, k=max(numbers) + 1)
    direction = (points[nearest] - places[:, None]) / np.maximum(distance[..., None], 1e-12)
    best = np.full(len(places), -np.inf)
    for k in numbers:
        edge = (distance[:, k - 1] + distance[:, k]) / 2
        core = (distance[:, :k] < edge[:, None] / 2 ** (1 / points.shape[1])).sum(axis=1)
        lopsided = np.linalg.norm(direction[:, :k].mean(axis=1), axis=1)
        best = np.maximum(best, (k * (1 - lopsided) - 2 * core) / np.sqrt(k))
    return best


def empty(points: np.ndarray, places: np.ndarray) -> np.ndarray:
    """Whether a place is further from the nearest point than points typically are from theirs, bool."""
    from scipy.spatial import cKDTree

    tree = cKDTree(points)
    return np.asarray(tree.query(places)[0] > np.median(tree.query(points, k=2)[0][:, 1]))


def typical_distance(points: np.ndarray) -> float:
    """The median distance of a point to its NEIGHBOURS-th neighbour."""
    from scipy.spatial import cKDTree

    return float(np.median(cKDTree(points).query(points, k=NEIGHBOURS + 1)[0][:, -1]))


def spaced(places: np.ndarray, score: np.ndarray, spacing: float, count: int) -> np.ndarray:
    """Positions of the best-scored places no two of which are nearer than `spacing`, int64[<= count]."""
    chosen: list[int] = []
    for i in np.argsort(-score, kind="stable"):
        if not np.isfinite(score[i]) or len(chosen) == count:
            break
        if all(np.linalg.norm(places[i] - places[j]) >= spacing for j in chosen):
            chosen.append(int(i))
    return np.asarray(chosen, dtype=np.int64)
