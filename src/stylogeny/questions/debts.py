"""What artists owe one another: worked out once for a run, and kept beside its pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from ..artifacts import Format, kept_tensors, write_tensors
from ..influence.artists import PSEUDO_WORKS, artist_matrix, artist_sources, works_per_artist
from ..influence.graph import InfluenceGraph
from ..runs import Run, digest

FOLDER = "questions"  # in a run: pages that answer questions, and these debts
FILE = "debts.safetensors"
FORMAT = Format("debts", 1, "remove it: it is made again")
MADE_FROM = ("works.parquet", "embedding.safetensors", "influence.parquet", "lineage.parquet")


@dataclass(frozen=True, eq=False)
class Debts:
    """What m artists, in the order of names of :func:`stylogeny.influence.artists.artists_of`, owe one another.

    Parameters
    ----------
    share : ndarray
        float64[m, m]: of each artist's (column) debts to others, the share that lies with each other (row).
    works : ndarray
        float64[m]: the works that each column rests on.
    """

    share: np.ndarray
    works: np.ndarray


FindDebts = Callable[[InfluenceGraph], Debts]


@lru_cache(maxsize=1)  # sources and followers are asked one after the other, and all works are compared for them
def artist_debts(graph: InfluenceGraph) -> Debts:
    """The debts of the artists of a graph (:func:`stylogeny.influence.artists.artist_sources`)."""
    traced = artist_matrix(graph) * works_per_artist(graph)[None, :]
    np.fill_diagonal(traced, 0.0)
    return Debts(artist_sources(graph), traced.sum(axis=0) + PSEUDO_WORKS)


def debts_in(run: Run) -> FindDebts:
    """As :func:`artist_debts`, of the graph of a run: kept in it, and found again only once it is another graph.

    To compare all works of 7,500 takes a second, of 75,000 a minute or two.
    """

    def debts(graph: InfluenceGraph) -> Debts:
        path, stamp = run.path / FOLDER / FILE, _stamp(run)
        if kept := kept_tensors(path, FORMAT, stamp=stamp):
            return Debts(**kept[0])
        found = artist_debts(graph)
        write_tensors(path, {"share": found.share, "works": found.works}, FORMAT, stamp=stamp)
        return found

    return debts


def _stamp(run: Run) -> str:
    """What the debts rest on: the digests of the files that a graph is read from, as their steps wrote them."""
    steps = run.manifest["steps"].values()
    return digest({name: mark for step in steps for name, mark in step["outputs"].items() if name in MADE_FROM})
