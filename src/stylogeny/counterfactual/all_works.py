"""Credit for all works at once: no refit, and no model rebuilt for any of them.

`lineage`: column j of A = (I - W)^-1 is what is gone without work j, so the densities of all n counterfactual worlds at
all queries are one product, kernel @ (1 - A).

`net`: children move instead of vanishing. The shifts of each lightcone are a small triangular system, and the densities
at the places that works moved to are evaluated for many worlds in one product.

Both are exact: they agree with :func:`stylogeny.credit` under soft deletion, work by work.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse

from ..errors import StylogenyError
from ..influence.branching.candidates import Candidates
from ..influence.descent import solve
from ..influence.graph import InfluenceGraph
from ..progress import progress
from .denoising_bound import BROAD_SHARE, ClosedFormModel, closed_form
from .lightcone import ESTIMANDS, LEAST, genealogy, substituted, substitutes

BLOCK = 1024  # works whose lightcones are held at once


def credit_all(
    graph: InfluenceGraph,
    *,
    estimand: str = "net",
    candidates: Candidates | None = None,
    queries: int = 256,
    seed: int = 0,
    model: ClosedFormModel | None = None,
) -> np.ndarray:
    """Per cent worse without each work in turn, soft deletion, float64[n]; NaN for works outside the graph.

    Parameters
    ----------
    graph : InfluenceGraph
        n works.
    estimand : str
        ``net`` or ``lineage``, as in :func:`stylogeny.credit`.
    candidates : Candidates, optional
        From :func:`stylogeny.influence.candidates_of`: whom children turn to when the posterior knows nobody else.
    queries : int
        At most this many works are held out in turn.
    model : ClosedFormModel, optional
        From :func:`stylogeny.counterfactual.denoising_bound.closed_form`, when it is already there.
    """
    if estimand not in ESTIMANDS:
        raise StylogenyError(f"an estimand is one of {', '.join(ESTIMANDS)}", got=repr(estimand))
    model = closed_form(graph, queries=queries, seed=seed) if model is None else model
    factual = model.nats(np.ones(len(graph.works))).mean()
    change = _lineage(graph, model) if estimand == "lineage" else _net(graph, model, candidates)
    out = np.full(len(graph.works), np.nan)
    out[model.data] = 100.0 * change / factual
    return out


def _lineage(graph: InfluenceGraph, model: ClosedFormModel) -> np.ndarray:
    """Growth of the mean nats without each work and its soft lightcone, float64[m]."""
    data, n = model.data, len(graph.works)
    descent = genealogy(graph, "soft")
    out = np.empty(len(data))
    base = model.nats(np.ones(n)).mean()
    groups = model.group[model.queries]
    member = sparse.csr_array((np.ones(len(data)), (model.group, np.arange(len(data)))))
    for start in progress(range(0, len(data), BLOCK), "lightcones", unit="block"):
        part = data[start : start + BLOCK]
        seeds = np.zeros((n, len(part)))
        seeds[part, np.arange(len(part))] = 1.0
        left = 1.0 - np.clip(solve(descent, graph.order, seeds), 0.0, 1.0)[data]
        broad = BROAD_SHARE * len(data)
        density = (model.kernel @ left.astype(np.float32)) + broad * model.broad_density[:, None]
        total = broad + left.sum(axis=0)[None, :] - (member @ left)[groups]
        with np.errstate(divide="ignore"):
            nats = np.log(total) - np.log(density) - (model.top + model.noise)[:, None]
        out[start : start + len(part)] = nats.mean(axis=0) - base
    return out


def _net(graph: InfluenceGraph, model: ClosedFormModel, candidates: Candidates | None) -> np.ndarray:
    """Growth of the mean nats when each work is gone and others take its place, float64[m]."""
    data, n = model.data, len(graph.works)
    descent = genealogy(graph, "soft")
    out = np.empty(len(data))
    base = model.nats(np.ones(n)).mean()
    possible = substitutes(graph, candidates)
    for start in progress(range(0, len(data), BLOCK), "lightcones", unit="block"):
        part = data[start : start + BLOCK]
        seeds = np.zeros((n, len(part)))
        seeds[part, np.arange(len(part))] = 1.0
        cones = solve(descent, graph.order, seeds)
        changes = []
        for k, row in enumerate(part):
            changed = np.flatnonzero(cones[:, k] >= LEAST)
            changes.append(substituted(graph, descent, possible, np.array([row]), changed, None))
        out[start : start + len(part)] = model.mean_nats(changes) - base
    return out
