"""From fitted edges to the graph."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from ..embedding.space import Embedding
from ..provenance import Provenance
from .branching.em import EMResult
from .branching.fitted_model import FittedModel
from .branching.parent_sets import ParentSets
from .graph import InfluenceGraph

MIN_SHARE = 1e-3  # shares below this are spread over the rest of the row


@dataclass(frozen=True, eq=False)
class Edges:
    """Fitted edges: `child` and `parent` are rows, int[e].

    Parameters
    ----------
    share, inclusion : ndarray
        float64[e]: expected share of the child, and P(the edge is there).
    displacement : ndarray
        float64[e]: how far the works are that the child would turn to without this parent (displacement.py).
    """

    child: np.ndarray
    parent: np.ndarray
    share: np.ndarray
    inclusion: np.ndarray
    displacement: np.ndarray


@dataclass(frozen=True, eq=False)
class Parentage:
    """What fits say about n works: edges, P(no parent) float64[n], log-likelihood float64[n] (nats), the model.

    And, of several fits, how they differ: as in :class:`FitAverage`.
    """

    edges: Edges
    innovation: np.ndarray
    log_likelihood: np.ndarray
    model: FittedModel
    parent_sets: ParentSets | None = None
    innovation_spread: np.ndarray = None  # type: ignore[assignment]
    agreement: np.ndarray = None  # type: ignore[assignment]


@dataclass(frozen=True, eq=False)
class FitAverage:
    """Several fits of one set of e edges and n works, each with dates drawn anew, averaged.

    Parameters
    ----------
    share, inclusion : ndarray
        float64[e]: means over the fits whose dates allow the edge, 0 where those of the first do not; the shares of a
        work sum to 1 with its innovation.
    innovation, log_likelihood : ndarray
        float64[n]: means.
    innovation_spread : ndarray
        float64[n]: standard deviation over the fits.
    agreement : ndarray
        float64[n]: in what share of the fits a work's heaviest parent is that of the mean; 1 for a work without any.
    mean_spread : float
        Standard deviation over the fits of the mean innovation of all works with candidates.
    """

    share: np.ndarray
    inclusion: np.ndarray
    innovation: np.ndarray
    log_likelihood: np.ndarray
    innovation_spread: np.ndarray
    agreement: np.ndarray
    mean_spread: float

    @classmethod
    def of(cls, results: Sequence[EMResult], child: np.ndarray) -> FitAverage:
        """The mean of fits; `child` int[e], sorted. The order that the works have is that of the first."""
        n = len(results[0].innovation)
        allowed = np.isfinite(results[0].log_prior)
        times = np.maximum(sum(np.isfinite(r.log_prior).astype(np.float64) for r in results), 1.0)
        share, inclusion = (
            np.where(allowed, sum(getattr(r, name) for r in results) / times, 0.0) for name in ("share", "inclusion")
        )
        innovations = np.stack([r.innovation for r in results])
        innovation = innovations.mean(axis=0)
        row = np.bincount(child, share, minlength=n)
        innovation = np.where(row > 0, innovation, 1.0)
        share = share * ((1.0 - innovation) / np.maximum(row, 1e-300))[child]
        has = row > 0
        same = np.ones(n)
        if len(results) > 1:  # a single fit agrees with itself
            best = _heaviest(share, child, n)
            same = np.mean([_heaviest(r.share, child, n) == best for r in results], axis=0)
        return cls(
            share=share,
            inclusion=inclusion,
            innovation=innovation,
            log_likelihood=np.mean([r.log_likelihood for r in results], axis=0),
            innovation_spread=innovations.std(axis=0),
            agreement=np.where(has, same, 1.0),
            mean_spread=float(innovations[:, has].mean(axis=1).std()) if has.any() else 0.0,
        )


def _heaviest(share: np.ndarray, child: np.ndarray, n: int) -> np.ndarray:
    """Each child's heaviest edge, int64[n]; -1 for none."""
    order = np.lexsort((-share, child))
    first = order[np.diff(child[order], prepend=-1) > 0]
    out = np.full(n, -1, dtype=np.int64)
    out[child[first]] = np.where(share[first] > 0, first, -1)
    return out


def assemble(space: Embedding, years: np.ndarray, parentage: Parentage, provenance: Provenance) -> InfluenceGraph:
    """The graph: single works' innovation shrunk to the mean of all, and what children would lose in units of the mean.

    Parameters
    ----------
    years : ndarray
        float64[n], NaN where undated.
    """
    n, edges, shrinkage = len(space.works), parentage.edges, parentage.model.innovation_shrinkage
    row = np.bincount(edges.child, edges.share, minlength=n)
    follows = np.where(row > 0, row / np.maximum(row + parentage.innovation, 1e-300), 0.0)
    mean = float(follows[row > 0].mean()) if len(edges.share) else 0.0
    follows = np.where(row > 0, (1 - shrinkage) * follows + shrinkage * mean, 0.0)
    share = edges.share * (follows / np.maximum(row, 1e-300))[edges.child]
    lost = share * edges.displacement
    unit = lost.sum() / max(float(share.sum()), 1e-300)

    def matrix(values: np.ndarray) -> sparse.csr_array:
        return sparse.csr_array((values, (edges.child, edges.parent)), shape=(n, n))

    return InfluenceGraph(
        space,
        matrix(share),
        1.0 - follows,
        years,
        parentage.model,
        provenance=provenance,
        inclusion=matrix(edges.inclusion),
        net_weights=matrix(lost / max(unit, 1e-300)),
        surprise=-parentage.log_likelihood,
        parent_sets=parentage.parent_sets,
        innovation_spread=parentage.innovation_spread,
        agreement=parentage.agreement,
    )
