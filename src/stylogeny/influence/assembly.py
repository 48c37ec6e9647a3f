"""From fitted edges to the graph."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from ..embedding.space import Embedding
from ..provenance import Provenance
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
    """What a fit says about n works: edges, P(no parent) float64[n], log-likelihood float64[n] (nats), the model."""

    edges: Edges
    innovation: np.ndarray
    log_likelihood: np.ndarray
    model: FittedModel
    parent_sets: ParentSets | None = None


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
    )
