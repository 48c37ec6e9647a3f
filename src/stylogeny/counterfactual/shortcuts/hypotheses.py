"""The hypotheses of parentage that a refit needs to look at, found once and kept on disk.

A traced graph weighs over a hundred sets of parents for each work, and gives nearly all of the posterior to a few. A
refit under other weights and dates moves the posterior among those that are near it. So a few *pilot* histories are
resampled and looked at once, in full; the sets that no more than a trace of any work's descent goes to are left out,
and each that stays stands for its share of those. Whom a work looks at is told by all its candidates, before that.

Small graphs keep every hypothesis: theirs cost nothing.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from ...artifacts import Format, kept_tensors, write_tensors
from ...influence.branching.candidates import Candidates, Looks
from ...influence.branching.e_step import e_step
from ...influence.branching.fitting import FitOptions, em_data
from ...influence.branching.parent_sets import MAX_PARENTS, ParentSets
from ...influence.dates import draw_years
from ...influence.graph import InfluenceGraph
from ...influence.tracing import inclusion_of, parent_sets_of
from ...progress import progress
from ...streams import int_seed, uniforms

FORMAT = Format("hypotheses", 1, "delete it; the next question finds them again")
LARGE = 300_000  # hypotheses: a refit of as many takes a third of a second, and none is left out
PILOTS = 6  # resampled histories that are looked at in full
LEAST = 3e-4  # of what a work owes its parents, in the mean of the pilots: less is left out
NEAREST = 8  # candidates of each work that stay, for those who turn to another when their parents are gone


def likely_hypotheses(
    graph: InfluenceGraph, *, large: int = LARGE, pilots: int = PILOTS, least: float = LEAST, seed: int = 0
) -> ParentSets:
    """The parent sets of a traced graph, without those that hardly any resampled history makes use of.

    Parameters
    ----------
    graph : InfluenceGraph
        With a fitted model.
    large : int
        A graph of at most this many parent sets keeps them all.
    pilots : int
        Histories that are resampled to tell.
    least : float
        Sets stay that have more than this share of what their child owes to parents, in the mean of the pilots.
    seed : int
        Of the pilots.
    """
    sets = parent_sets_of(graph)
    if len(sets) <= large or sets.edges.looks is not None:
        return sets
    n, edges = len(graph), sets.edges
    kernels, inclusion = graph.require_model().kernels, inclusion_of(graph, sets)
    first = em_data(sets, graph.embedding, graph.years, graph.works.weight, FitOptions())
    looking = replace(edges, looks=first.looks())
    sets, own = replace(sets, edges=looking), first.pairs.same_artist
    mean = np.zeros(len(sets))
    for pilot in progress(range(pilots), "hypotheses", unit="pilot"):
        years = np.where(
            graph.works.dated, draw_years(graph.works, seed=int_seed(seed, "pilot", pilot, bits=62)), np.nan
        )
        luck = uniforms(seed, "pilot", pilot, index=np.arange(n))[:, 0]
        data = em_data(sets, graph.embedding, years, -np.log(luck) * graph.works.weight, FitOptions(seed=pilot))
        found = e_step(data, kernels, inclusion).responsibilities
        owed = data.by_child.total(found)
        mean[data.live] += found / np.maximum(owed, 1e-300)[data.by_child.child] / pilots
    return _kept(sets, mean, least, own)


def _kept(sets: ParentSets, mean: np.ndarray, least: float, own: np.ndarray) -> ParentSets:
    """The sets with a share over `least`, each standing for those of its child and size that are left out.

    `mean` float64[h] are the shares; the edges of `own` bool[e], by one artist, all stay, since the prior knows no
    others of these.
    """
    edges, keep = sets.edges, np.flatnonzero(mean > least)
    cell = sets.child.astype(np.int64) * MAX_PARENTS + sets.size - 1
    every = np.bincount(cell, mean, minlength=edges.size * MAX_PARENTS)
    left = np.bincount(cell[keep], mean[keep], minlength=edges.size * MAX_PARENTS)
    stands_for = np.log(every[cell[keep]] / left[cell[keep]])
    member = sets.member[keep]
    used = own | (np.arange(len(edges)) - edges.start[edges.child] < NEAREST)
    used[member[member >= 0]] = True
    at = np.cumsum(used) - 1
    return ParentSets(
        edges.where(used),
        sets.child[keep],
        np.where(member >= 0, at[np.maximum(member, 0)], -1).astype(np.int32),
        sets.share[keep],
        sets.squared[keep],
        (sets.log_det[keep] - 2 * stands_for).astype(np.float32),
    )


def kept_hypotheses(graph: InfluenceGraph, file: Path, *, key: str, large: int = LARGE) -> InfluenceGraph:
    """The graph with its likely hypotheses, from `file` where they are those of `key`, and written there otherwise.

    A graph that is not `large`, or that has no model, is given back as it is.
    """
    if graph.model is None or (graph.parent_sets is not None and len(graph.parent_sets) <= large):
        return graph
    key = f"{key} {PILOTS} {LEAST}"
    sets = _read(graph, file, key)
    if sets is None:
        sets = likely_hypotheses(graph, large=large)
        if sets.edges.looks is not None:
            file.parent.mkdir(parents=True, exist_ok=True)
            _write(sets, file, key)
    return replace(graph, parent_sets=sets)


def _write(sets: ParentSets, file: Path, key: str) -> None:
    edges, looks = sets.edges, sets.edges.looks
    assert looks is not None
    own = {name: getattr(sets, name) for name in ("child", "member", "share", "squared", "log_det")}
    of_edges = {f"edge_{name}": getattr(edges, name) for name in ("child", "parent", "squared")}
    tensors = {**own, **of_edges, "looks_key": looks.key, "looks_chance": looks.chance.astype(np.float32)}
    write_tensors(file, tensors, FORMAT, key=key, dims=edges.dims)


def _read(graph: InfluenceGraph, file: Path, key: str) -> ParentSets | None:
    """The parent sets that were written; None where there are none of this graph."""
    kept = kept_tensors(file, FORMAT, key=key)
    if kept is None:
        return None
    tensors, said = kept
    projection = graph.require_model().projection
    edges = Candidates(
        tensors["edge_child"],
        tensors["edge_parent"],
        tensors["edge_squared"],
        size=len(graph),
        vectors=projection.project(graph.embedding.vectors),
        dims=float(said["dims"]),
        projection=projection,
        regression=projection.regression,
        looks=Looks(tensors["looks_key"], tensors["looks_chance"].astype(np.float64)),
    )
    return ParentSets(edges, *(tensors[name] for name in ("child", "member", "share", "squared", "log_det")))
