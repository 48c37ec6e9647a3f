"""A new work grafted onto a fitted history: its parents under the fitted model, nobody else's changed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
from scipy import sparse

from ..corpus.works import Works
from ..embedding.space import Embedding
from ..influence.candidates import Candidates, pair_distances
from ..influence.graph import InfluenceGraph
from ..influence.hypotheses import Hypotheses, blends
from ..influence.model import Problem, fit
from ..influence.prior import Labels
from ..influence.tracing import kernels_of

NEAREST = 64


def graft(
    graph: InfluenceGraph,
    vector: np.ndarray,
    year: float,
    *,
    artist: str = "",
    weights: np.ndarray | None = None,
    years: np.ndarray | None = None,
) -> InfluenceGraph:
    """The graph of n works with one more, last, made at `vector` in `year`.

    Parameters
    ----------
    vector : ndarray
        float32[d].
    year : float
        Only strictly earlier works can be its parents.
    weights, years : ndarray, optional
        float64[n]: a bootstrap's, in which case the whole graph is refitted to them; otherwise the fitted model is used
        as it is. The new work weighs nothing, so it teaches the model nothing.
    """
    n = len(graph.works)
    refit = weights is not None or years is not None
    weights = np.ones(n) if weights is None else weights
    years = graph.years if years is None else years
    space = _with(graph.embedding, vector, year, artist)
    table = _hypotheses(graph, space, year, years)
    problem = Problem(
        table, np.append(years, year), _centred(graph, space), Labels(space.works), np.append(weights, 0.0), seed=0
    )
    known = sparse.csr_array(graph.inclusion)
    inclusion = np.zeros(len(table.edges))
    old = table.edges.child < n
    inclusion[old] = np.asarray(known[table.edges.child[old], table.edges.parent[old]]).ravel()
    found = fit(problem, kernels_of(graph), steps=int(graph.params["limit"]) if refit else 1, inclusion=inclusion)
    keep = found.share > 1e-6
    at = (table.edges.child[keep], table.edges.parent[keep])
    parents = sparse.csr_array((found.share[keep], at), shape=(n + 1, n + 1))
    row = np.asarray(parents.sum(axis=1)).ravel() + found.innovation
    parents = sparse.csr_array(sparse.diags_array(1 / row) @ parents)
    return InfluenceGraph(space, parents, found.innovation / row, np.append(years, year), graph.params)


def _with(space: Embedding, vector: np.ndarray, year: float, artist: str) -> Embedding:
    whole = round(float(year))
    line = {c: "" for c in space.works.table.columns} | {
        "id": "\x00new", "artist": artist, "earliest": whole, "latest": whole, "status": "dated", "group": -1,
    }  # fmt: skip
    table = pd.concat([space.works.table, pd.DataFrame([line])], ignore_index=True)
    works = Works(table, space.works.root)
    return replace(space, works=works, vectors=np.vstack([space.vectors, vector[None].astype(np.float32)]))


def _hypotheses(graph: InfluenceGraph, space: Embedding, year: float, years: np.ndarray) -> Hypotheses:
    """The graph's parentage hypotheses, and those of the new work behind them."""
    n, old = len(graph.works), graph.hypotheses
    rows = np.flatnonzero(years < year)
    squared = np.square(graph.embedding.vectors[rows] - space.vectors[n]).sum(axis=1)
    near = rows[np.argsort(squared, kind="stable")[:NEAREST]].astype(np.int32)
    child = np.full(len(near), n, dtype=np.int32)
    mine = Candidates(child, near, pair_distances(space.vectors, child, near), n + 1, old.edges.dims)
    step = kernels_of(graph).step
    new = blends(mine, space.vectors, np.zeros(len(mine)), step=step)
    edges = Candidates(
        np.concatenate([old.edges.child, mine.child]),
        np.concatenate([old.edges.parent, mine.parent]),
        np.concatenate([old.edges.squared, mine.squared]),
        n + 1,
        old.edges.dims,
    )
    member = np.where(new.member >= 0, new.member + len(old.edges), -1)
    return Hypotheses(
        edges,
        np.concatenate([old.child, new.child]),
        np.concatenate([old.member, member]).astype(np.int32),
        np.concatenate([old.share, new.share]),
        np.concatenate([old.squared, new.squared]),
        np.concatenate([old.spread, new.spread]),
    )


def _centred(graph: InfluenceGraph, space: Embedding) -> np.ndarray:
    """Squared distances from the centre of the dated works of the graph, float64[n + 1]."""
    centre = graph.embedding.vectors[graph.works.dated].mean(axis=0, dtype=np.float64)
    return np.square(space.vectors - centre).sum(axis=1)
