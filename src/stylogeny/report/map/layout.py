"""Where each work stands on the timeline map: across by date, down by style. Deterministic."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...display.map.layout import running_mean, time_scale
from ...influence.graph import InfluenceGraph


@dataclass(frozen=True, eq=False)
class MapLayout:
    """The map's coordinates.

    Parameters
    ----------
    rows : ndarray
        int64[m]: the works shown, from earliest to latest.
    x, y : ndarray
        float64[m] in [0, 1].
    knots : ndarray
        float64[k, 2]: years and their x, the time scale to draw an axis with.
    """

    rows: np.ndarray
    x: np.ndarray
    y: np.ndarray
    knots: np.ndarray


def lay_out(graph: InfluenceGraph, *, only: np.ndarray | None = None) -> MapLayout:
    """Coordinates of all works inside the graph, or of `only` these rows among them.

    The time scale is half linear, half by count, so that thin centuries stay visible and crowded decades readable.
    Down the page, works are ranked among their contemporaries along the main axis of style that is left when each
    period's mean is taken away; a work is drawn half-way towards its parents, so that lines of descent run level.
    """
    rows = graph.dated
    if not len(rows):
        return MapLayout(rows, graph.years[rows], graph.years[rows], np.zeros((0, 2)))
    score = _style_score(graph, rows)
    if only is not None:
        kept = np.isin(rows, only)
        rows, score = rows[kept], score[kept]
    years = graph.years[rows]
    knots = time_scale(years)
    return MapLayout(rows, np.interp(years, knots[:, 0], knots[:, 1]), _contemporary_rank(score), knots)


def _style_score(graph: InfluenceGraph, rows: np.ndarray) -> np.ndarray:
    """Position on the main axis of contemporaneous difference, drawn towards the parents, float64[m]."""
    vectors = graph.embedding.vectors[rows].astype(np.float64)
    residual = vectors - running_mean(vectors, max(len(rows) // 20, 5))
    _, way = np.linalg.eigh(residual.T @ residual)
    main = way[:, -1] * np.sign(way[np.abs(way[:, -1]).argmax(), -1])
    score = residual @ main
    full = np.zeros(len(graph.years))
    full[rows] = score
    start, index, weight = graph.parents.indptr, graph.parents.indices, graph.parents.data
    for row in rows:  # from earliest to latest: parents are placed before their children
        span = slice(start[row], start[row + 1])
        share = 0.5 * float(weight[span].sum())
        if share > 0:
            full[row] = (1 - share) * full[row] + 0.5 * float(weight[span] @ full[index[span]])
    return np.asarray(full[rows])


def _contemporary_rank(score: np.ndarray) -> np.ndarray:
    """Rank of each work among its neighbours in time, in (0, 1)."""
    m = len(score)
    half = max(min(90, m // 4), 1)
    y = np.empty(m)
    for at in range(m):
        window = score[max(at - half, 0) : at + half + 1]
        y[at] = ((window < score[at]).sum() + 0.5 * (window == score[at]).sum()) / len(window)
    return y
