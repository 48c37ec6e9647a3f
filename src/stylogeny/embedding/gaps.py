"""Missing styles: places of the space where works are likely under a smooth model, and where there are none.

A smooth model (a Gaussian mixture) says where works are likely; a gap is a likely place that is much emptier than
what lies around it: a core without works in a shell that has them. In many dimensions every place between works looks
empty, so works are looked at in planes, each of two principal directions: where a plane has a hole, the space has one.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ..errors import StylogenyError
from ..streams import stream
from .space import Embedding

if TYPE_CHECKING:
    from sklearn.mixture import GaussianMixture

# principal directions whose planes are looked at; with more, fewer withheld regions are found (verification/gaps.py)
DIRECTIONS = 3
NEIGHBOURS = 16  # works to which distances are typical
STARTS, PLACES = 4000, 24  # works from which places are sought at most, and how many from each, over all planes
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
        k rows: `year` (predicted), `log_density` (nats, smooth model of its plane), `sparsity` (standard errors by
        which its core is emptier than the shell around), `directions` (the two of its plane, "1 and 3"), `neighbours`
        (ids of the nearest works, comma-separated).
    vectors : ndarray
        float32[k, d].
    """

    table: pd.DataFrame
    vectors: np.ndarray

    def __len__(self) -> int:
        return len(self.vectors)


def find_gaps(
    space: Embedding,
    *,
    count: int = 12,
    near: np.ndarray | None = None,
    directions: int = DIRECTIONS,
    seed: int = 0,
) -> Gaps:
    """Find missing styles.

    Parameters
    ----------
    space : Embedding
    count : int
        At most this many.
    near : ndarray, optional
        float32[d]: only places adjacent to this point (the nearer half of all), best first.
    directions : int
        Principal directions, every two of which are looked at together.
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
    pca = PCA(min(directions, vectors.shape[1]), random_state=0).fit(vectors)
    points = pca.transform(vectors)
    planes: list[tuple[int, ...]] = [*combinations(range(points.shape[1]), 2)] or [(0,)]
    holes = [_holes(points, plane, max(2, PLACES // len(planes)), seed) for plane in planes]
    places, origins, density, score = (np.concatenate(parts) for parts in zip(*holes, strict=True))
    own = np.repeat(np.arange(len(planes)), [len(hole[0]) for hole in holes])
    if near is not None:
        distance = np.linalg.norm(places - pca.transform(np.asarray(near, np.float64)[None]), axis=1)
        score = np.where(distance <= np.median(distance), score, -np.inf)
    chosen = spaced(places, score, SPACING * typical_distance(points), count)
    # a place between two works keeps what the principal directions leave out: the mean of the two
    between = vectors[origins[chosen]].mean(axis=1)
    between = between + (places[chosen] - points[origins[chosen]].mean(axis=1)) @ pca.components_
    order = np.argsort(np.linalg.norm(points[None] - places[chosen][:, None], axis=2), axis=1, kind="stable")
    table = pd.DataFrame(
        {
            "year": space.date(between.astype(np.float32)) if len(between) else [],
            "log_density": density[chosen],
            "sparsity": score[chosen],
            "directions": [" and ".join(str(axis + 1) for axis in planes[k]) for k in own[chosen]],
            "neighbours": [", ".join(map(str, space.works.ids[rows[o[:5]]])) for o in order],
        }
    )
    return Gaps(table, between.astype(np.float32))


def _holes(
    points: np.ndarray, plane: tuple[int, ...], each: int, seed: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Likely, empty places of a plane: where they lie float64[m, q], the two works they lie between int64[m, 2], their
    log density and their sparsity in the plane."""
    flat = points[:, plane]
    places, origins = candidates(flat, stream(seed, "holes", *plane), each=each)
    smooth = smooth_model(flat, seed=seed)
    density = smooth.score_samples(places)
    likely = density >= np.quantile(smooth.score_samples(flat), MIN_LIKELIHOOD)
    kept = np.flatnonzero(likely & empty(flat, places))
    where = points[origins[kept]].mean(axis=1)
    where[:, plane] = places[kept]
    return where, origins[kept], density[kept], sparsity(flat, places[kept])


def candidates(points: np.ndarray, rng: np.random.Generator, *, each: int = PLACES) -> tuple[np.ndarray, np.ndarray]:
    """Places between works that are near but not next to each other, `each` from every work: float64[m, q] and the two
    works, int64[m, 2]."""
    from sklearn.neighbors import NearestNeighbors

    reach = min(max(60, min(len(points) // 6, MAX_REACH)), len(points) - 1)
    first = np.sort(rng.permutation(len(points))[:STARTS])
    near = NearestNeighbors(n_neighbors=reach + 1).fit(points).kneighbors(points[first], return_distance=False)
    picks = rng.integers(NEIGHBOURS // 2, reach, (len(first), each))
    pairs = np.stack([np.repeat(first, each), np.take_along_axis(near, picks, axis=1).ravel()], axis=1)
    share = rng.uniform(0.3, 0.7, (len(pairs), 1))
    return share * points[pairs[:, 0]] + (1 - share) * points[pairs[:, 1]], pairs


def smooth_model(points: np.ndarray, *, seed: int = 0) -> GaussianMixture:
    """A Gaussian mixture of few components."""
    from sklearn.mixture import GaussianMixture

    components = int(np.clip(len(points) // 400, 1, 6))
    return GaussianMixture(components, reg_covar=1e-4 * points.var(), random_state=seed % 2**31).fit(points)


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
