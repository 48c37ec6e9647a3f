"""Likely parents of a picture the graph has never seen: the fitted model asked about one more vector and year."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..errors import StylogenyError
from .branching.candidates import Candidates
from .branching.model import log_background, log_evidence
from .branching.parent_sets import blends, singles
from .branching.prior import lag_bin
from .tracing import TRUST

if TYPE_CHECKING:
    from .graph import InfluenceGraph

NEAREST = 64


def posterior(
    graph: InfluenceGraph, vector: np.ndarray, year: float, *, skip: np.ndarray | None = None
) -> tuple[np.ndarray, np.ndarray, float]:
    """Parents of one new vector; see :meth:`InfluenceGraph.posterior`."""
    vector = np.asarray(vector, dtype=np.float32)
    d = graph.embedding.vectors.shape[1]
    if vector.shape != (d,) or not np.isfinite(vector).all():
        raise StylogenyError(f"one finite vector of {d} numbers is expected", got=f"shape {vector.shape}")
    if not np.isfinite(year):
        raise StylogenyError("a year is expected", got=year)
    allowed = graph.years < year
    if skip is not None:
        allowed[np.asarray(skip)] = False
    rows = np.flatnonzero(allowed)
    if not len(rows):
        return np.zeros(0, dtype=np.int64), np.zeros(0), 1.0
    kernels, places = graph.kernels, graph.places
    place = graph.metric.measure(vector)
    squared = np.square(places[rows] - place).sum(axis=1, dtype=np.float64)
    lag = lag_bin(year - graph.years[rows])
    fame = np.asarray(graph.inclusion[graph.years < year].sum(axis=0)).ravel()[rows]
    raw = np.asarray(kernels.preference.time)[lag] + kernels.preference.ties[0] * np.log1p(fame)
    log_prior = raw - np.logaddexp.reduce(raw)
    best = np.argsort(0.5 * squared / kernels.step**2 - log_prior, kind="stable")[:NEAREST]
    count = len(best)
    local = Candidates(
        np.full(count, count, dtype=np.int32),
        np.arange(count, dtype=np.int32),
        squared[best].astype(np.float32),
        count + 1,
        np.concatenate([places[rows[best]], place[None]]),
        kernels.dims,
    )
    several = count > 1 and graph.params.get("parents", 1) > 1
    table = blends(local, log_prior[best], step=kernels.step) if several else singles(local)
    log_h = log_evidence(kernels, log_prior[best], table.member, table.squared, table.spread)
    strange = np.square(place - graph.fashion.at(np.array([year]))).sum(axis=1)
    q = log_background(strange, kernels)[0] + np.log(kernels.immigrant)
    total = np.logaddexp(np.logaddexp.reduce(log_h), q)
    chance = np.exp(log_h - total)
    share = np.zeros(count)
    for slot in range(table.member.shape[1]):
        has = table.member[:, slot] >= 0
        np.add.at(share, table.member[has, slot], chance[has] * table.share[has, slot])
    order = np.argsort(-share, kind="stable")
    order = order[share[order] > 1e-4]
    follows = float(share[order].sum() / (share[order].sum() + np.exp(q - total)))
    others = 1.0 - graph.innovation[np.diff(graph.parents.indptr) > 0]
    if len(others) and len(order):
        follows = TRUST * follows + (1 - TRUST) * float(others.mean(dtype=np.float64))
    return rows[best[order]], share[order] * (follows / max(share[order].sum(), 1e-300)), 1.0 - follows
