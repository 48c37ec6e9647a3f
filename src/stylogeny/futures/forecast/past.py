"""What a forecaster knows: the works up to the present, and what it says of those to come."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from ...errors import StylogenyError

MIN_WORKS = 20
CENTRES = 1500  # points per year of a sampled forecast
RECENT = 25  # years from which the pace of production is taken


@dataclass(frozen=True, eq=False)
class Past:
    """Works up to the present, in coordinates where their standard deviation is 1 along every axis.

    Parameters
    ----------
    vectors, years : ndarray
        float64[n, p] and float64[n].
    movement : ndarray
        object[n]: the name of each work's movement, empty for none.
    centre, projection : ndarray
        float64[d] and float64[d, p]: from the space of the graph to these coordinates.
    """

    vectors: np.ndarray
    years: np.ndarray
    movement: np.ndarray
    centre: np.ndarray
    projection: np.ndarray

    @classmethod
    def of(
        cls,
        vectors: np.ndarray,
        years: np.ndarray,
        movement: np.ndarray,
        *,
        variance: float = 0.95,
        max_dims: int = 40,
    ) -> Past:
        """Principal axes that hold this share of the `variance` (at most `max_dims`), scaled to unit variance.

        Raises
        ------
        StylogenyError
            When there are fewer than twenty works.
        """
        if len(vectors) < MIN_WORKS:
            raise StylogenyError(f"a forecast needs at least {MIN_WORKS} earlier works", got=len(vectors))
        x = np.asarray(vectors, dtype=np.float64)
        centre = x.mean(axis=0)
        value, axes = np.linalg.eigh(np.cov((x - centre).T))
        value, axes = value[::-1], axes[:, ::-1]
        enough = int(np.searchsorted(np.cumsum(value) / value.sum(), variance)) + 1
        p = min(enough, max_dims, int((value > 1e-9 * value[0]).sum()))
        projection = axes[:, :p] / np.sqrt(value[:p])
        return cls(
            vectors=(x - centre) @ projection,
            years=np.asarray(years, dtype=np.float64),
            movement=np.asarray(movement, dtype=object),
            centre=centre,
            projection=projection,
        )

    def place(self, vectors: np.ndarray) -> np.ndarray:
        """Other works in the same coordinates, float64[k, p]."""
        return (np.asarray(vectors, dtype=np.float64) - self.centre) @ self.projection

    def before(self, year: float) -> Past:
        """The same coordinates, works up to a year only."""
        rows = self.years <= year
        return replace(self, vectors=self.vectors[rows], years=self.years[rows], movement=self.movement[rows])

    @property
    def present(self) -> float:
        """The date of the last work, years."""
        return float(self.years.max())


class Forecaster(Protocol):
    """Says where works of a year will be."""

    @property
    def shape(self) -> np.ndarray:
        """Covariance of the scatter round a point, float64[p, p], of mean variance 1."""
        ...

    def points(self, year: float) -> tuple[np.ndarray, np.ndarray]:
        """Points float64[m, p] round which works of a year scatter, and their log probabilities float64[m]."""
        ...


def scatter_shape(differences: np.ndarray) -> np.ndarray:
    """The covariance of differences float64[m, p], scaled to mean variance 1, float64[p, p].

    It is shrunk a tenth towards a sphere.
    """
    p = differences.shape[1]
    cov = differences.T @ differences / max(len(differences), 1)
    cov = 0.9 * cov + 0.1 * np.trace(cov) / p * np.eye(p)
    return np.asarray(cov * p / max(float(np.trace(cov)), 1e-12))


def scatter_root(shape: np.ndarray) -> np.ndarray:
    """Lower triangular square root of a covariance, float64[p, p]."""
    return np.linalg.cholesky(shape + 1e-9 * np.eye(len(shape)))


def squared_distances(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Squared distances, float64[m, k]."""
    return np.asarray(np.maximum((a**2).sum(axis=1)[:, None] + (b**2).sum(axis=1)[None, :] - 2 * a @ b.T, 0.0))


def log_uniform(count: int) -> np.ndarray:
    """Log probabilities of points that are all as likely, float64[count]."""
    return np.full(count, -np.log(count))
