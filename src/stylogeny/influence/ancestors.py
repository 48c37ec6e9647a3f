"""What is not in the corpus and what nobody wrote down: reconstructed missing ancestors, and hidden influences.

A lost work shows in its children: contemporaries that are nearer to one another than to anything earlier, which the
fitted model can only call immigrants or give to distant parents. Put one work at their centre, pay for its own place,
and ask whether the model then explains them better; the gain in log likelihood ranks the reconstructions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from ..corpus.calendar import lag_text
from ..errors import StylogenyError
from .branching.model import log_background, log_mutation
from .branching.prior import BINS, lag_bin
from .graph import InfluenceGraph

WINDOW = 40.0  # years within which the children of one lost work are looked for
MAX_CHILDREN = 8  # of one lost work
COLUMNS = [
    "child", "parent", "probability", "weight", "lag", "unlikely", "instead", "instead_probability", "why",
]  # fmt: skip
# nats by which the catalogue must speak against an edge that is called hidden: odder than nine in ten
HIDDEN_THRESHOLD = float(np.log(10.0))


@dataclass(frozen=True, eq=False)
class MissingAncestor:
    """A work that is probably missing.

    Parameters
    ----------
    vector : ndarray
        float32[d]: where it stood in the embedding.
    year, earliest, latest : float
        Likeliest date and 90 % interval, years.
    children : ndarray
        int64[c]: rows of the works that would descend from it.
    gain : float
        Nats of log likelihood that it explains, its own place paid for.
    """

    vector: np.ndarray
    year: float
    earliest: float
    latest: float
    children: np.ndarray
    gain: float


def missing_ancestors(graph: InfluenceGraph, *, limit: int = 20, near: int = 12) -> list[MissingAncestor]:
    """Lost works the surviving ones point to, greatest gain first; no work is the child of two of them.

    Parameters
    ----------
    graph : InfluenceGraph
        Of n works.
    limit : int
        At most this many.
    near : int
        Contemporaries looked at around each work.
    """
    places = graph.places.astype(np.float64)
    inside = graph.dated
    if len(inside) < 3 or not graph.parents.nnz:
        return []
    clusters: list[tuple[float, np.ndarray]] = []
    t = graph.years[inside]
    surprise = graph.surprise
    for row in inside[np.argsort(-surprise[inside], kind="stable")][: max(10 * limit, 200)]:
        low, high = np.searchsorted(t, [graph.years[row], graph.years[row] + WINDOW])
        peers = inside[low:high]
        distance = np.square(places[peers] - places[row]).sum(axis=1)
        peers = peers[np.argsort(distance, kind="stable")][: near + 1]
        best = _cluster(graph, places, row, peers[peers != row])
        if best is not None:
            clusters.append(best)
    clusters.sort(key=lambda cluster: -cluster[0])
    taken: set[int] = set()
    out: list[MissingAncestor] = []
    for gain, children in clusters:
        if taken & set(children.tolist()) or len(out) == limit:
            continue
        taken |= set(children.tolist())
        out.append(reconstruct(graph, children, gain=gain))
    return out


def reconstruct(graph: InfluenceGraph, children: np.ndarray, *, gain: float = np.nan) -> MissingAncestor:
    """The missing work that these works would descend from: where it stood, and when it was made.

    Parameters
    ----------
    graph : InfluenceGraph
        Of n works.
    children : ndarray
        int64[c]: rows of works that are thought to come from one missing work.
    gain : float
        Nats it explains, where that is known.

    Raises
    ------
    StylogenyError
        When there are no children, or undated ones.
    """
    children = np.sort(np.asarray(children, dtype=np.int64))
    years, vectors = graph.years, graph.embedding.vectors.astype(np.float64)
    if not len(children) or np.isnan(years[children]).any():
        raise StylogenyError(
            "a missing work is reconstructed from dated works that descend from it", got=children.tolist()
        )
    first = float(years[children].min())
    # it is older than its first child by the least of as many lags as it has children
    soon, middle, late = _lag_quantiles(graph, 1 - (1 - np.array([0.05, 0.5, 0.95])) ** (1 / len(children)))
    place = vectors[children].mean(axis=0)
    otherwise = [graph.parents[[child]].tocoo() for child in children]
    parent = np.concatenate([edge.col for edge in otherwise])
    share = np.concatenate([edge.data for edge in otherwise]) * (years[parent] < first)
    if share.sum() > 0 and len(children) > 1:
        # the works they are otherwise traced to count like one child more, less so the farther they are than a child is
        before = share @ vectors[parent] / share.sum()
        child = float(np.square(vectors[children] - place).sum() / (len(children) - 1))
        weight = child / max(float(np.square(before - place).sum()), child, 1e-12)
        place = (len(children) * place + weight * before) / (len(children) + weight)
    vector = place.astype(np.float32)
    return MissingAncestor(vector, first - middle, first - late, first - soon, children, gain)


def _lag_quantiles(graph: InfluenceGraph, levels: np.ndarray) -> np.ndarray:
    """Quantiles of the lag from parent to child over the traced edges, by their weight, years."""
    order = np.argsort(graph.lag, kind="stable")
    reached = np.cumsum(graph.parents.data[order], dtype=np.float64)
    at = np.searchsorted(reached / reached[-1], levels).clip(max=len(order) - 1)
    return graph.lag[order][at]


def _cluster(graph: InfluenceGraph, places: np.ndarray, row: int, peers: np.ndarray) -> tuple[float, np.ndarray] | None:
    """The children of one lost work that gain most: nearest peers are added while the gain grows."""
    kernels = graph.require_model().kernels
    children = [row]
    background = graph.background.at(graph.years[[row]])[0]
    best: tuple[float, np.ndarray] | None = None
    for peer in peers:
        trial = np.array([*children, peer])
        place = places[trial].mean(axis=0)
        count = len(trial)
        squared = np.square(places[trial] - place).sum(axis=1)
        prior = np.log1p(-kernels.immigrant) + _offer(graph, trial)
        explained = (prior + log_mutation(squared, kernels) + graph.surprise[trial]).sum()
        # as many works are lost as survive, each as unlikely a stranger;
        # integrated over where the children leave it (Laplace)
        stranger = log_background(np.square(place - background).sum(keepdims=True), kernels)
        own = np.log(len(graph)) + float(stranger[0])
        volume = 0.5 * kernels.dims * np.log(2 * np.pi * kernels.step**2 / count)
        gain = float(explained + own + volume)
        if best is None or gain > best[0]:
            best, children = (gain, trial), [*children, int(peer)]
        if len(children) == MAX_CHILDREN:
            break
    return best if best is not None and best[0] > 0 else None


def _offer(graph: InfluenceGraph, rows: np.ndarray) -> np.ndarray:
    """Log prior that each work turns to one nameless work made just before the first of them, among all there were."""
    log_lag = np.asarray(graph.require_model().kernels.preference.log_lag)
    lag = graph.years[rows] - graph.years[rows].min() + 1.0
    out = np.empty(len(rows))
    for k, row in enumerate(rows):
        before = graph.years[graph.years < graph.years[row]]
        bins = lag_bin(graph.years[row] - before)
        nameless = log_lag[lag_bin(lag[k])]
        out[k] = nameless - np.logaddexp.reduce(np.append(log_lag[bins], nameless))
    return out


def hidden_influences(
    graph: InfluenceGraph,
    *,
    limit: int = 50,
    min_probability: float = 0.2,
    min_lag: float = 0.0,
    hidden_threshold: float = HIDDEN_THRESHOLD,
) -> pd.DataFrame:
    """Likely edges that the catalogue makes unlikely: hypotheses to look into, or errors to mend.

    Parameters
    ----------
    graph : InfluenceGraph
        Of n works.
    limit : int
        Rows at most.
    min_probability : float
        Least posterior probability of an edge.
    min_lag : float
        Only works at least this many years apart: for revivals.
    hidden_threshold : float
        Nats by which the catalogue must speak against an edge.

    Returns
    -------
    DataFrame
        ``child, parent`` (ids), ``probability``, ``weight``, ``lag`` (years), ``unlikely`` (nats: minus log of how
        usual edges between such artists, styles and lags are), ``instead`` and ``instead_probability``: the likeliest
        other parent, and ``why`` in words. Rows fall in probability: what is odd is chosen by the catalogue, what is
        true by the pictures.
    """
    probability = graph.inclusion.data
    odd = _oddness(graph)
    keep = (probability >= min_probability) & (odd.unlikely >= hidden_threshold) & (graph.lag >= min_lag)
    at = np.flatnonzero(keep)
    at = at[np.argsort(-probability[at], kind="stable")][:limit]
    return pd.DataFrame([_hidden_row(graph, odd, int(k)) for k in at], columns=COLUMNS)


@dataclass(frozen=True, eq=False)
class _Oddness:
    """Of every edge: bool[e] between two artists, bool[e] between two styles, and float64[e] nats against it."""

    foreign: np.ndarray
    across: np.ndarray
    unlikely: np.ndarray


def _oddness(graph: InfluenceGraph) -> _Oddness:
    """How usual edges are between such artists, styles and lags, by the weight of all edges."""
    works, edge = graph.works, graph.parents.tocoo()
    artist, style = works.column("artist").astype(str), works.column("style").astype(str)
    child, parent = edge.row, edge.col
    foreign = (artist[child] != artist[parent]) | (artist[child] == "")
    across = (style[child] != style[parent]) & (style[child] != "") & (style[parent] != "")
    kind = (foreign * 2 + across) * BINS + lag_bin(graph.lag)
    # at least as odd: the same crossings, and this lag or a longer one
    usual = np.bincount(kind, edge.data, minlength=4 * BINS).reshape(4, BINS)
    usual = (usual[:, ::-1].cumsum(axis=1)[:, ::-1] / max(usual.sum(), 1e-12)).ravel()
    return _Oddness(foreign, across, -np.log(np.maximum(usual[kind], 1e-12)))


def _hidden_row(graph: InfluenceGraph, odd: _Oddness, at: int) -> dict[str, Any]:
    """The row of the edge at a position among all edges, with its likeliest alternative."""
    ids, inclusion = graph.works.ids, graph.inclusion
    child = int(np.searchsorted(inclusion.indptr, at, side="right")) - 1
    siblings = np.arange(inclusion.indptr[child], inclusion.indptr[child + 1])
    others = siblings[siblings != at]
    other = int(others[np.argmax(inclusion.data[others])]) if len(others) else -1
    crossings = (("another artist", odd.foreign[at]), ("another style", odd.across[at]))
    return {
        "child": ids[child],
        "parent": ids[inclusion.indices[at]],
        "probability": float(inclusion.data[at]),
        "weight": float(graph.parents.data[at]),
        "lag": float(graph.lag[at]),
        "unlikely": float(odd.unlikely[at]),
        "instead": ids[inclusion.indices[other]] if other >= 0 else "",
        "instead_probability": float(inclusion.data[other]) if other >= 0 else 0.0,
        "why": ", ".join([*(words for words, yes in crossings if yes), f"{lag_text(graph.lag[at])} apart"]),
    }
