"""What a question is about, among its like: works among works, an artist among artists, a style among styles."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from ..corpus.lookup import KINDS, Named, Selection, select
from ..corpus.works import Works
from ..influence.graph import InfluenceGraph


@dataclass(frozen=True, eq=False)
class Groups:
    """The works of a graph in groups of one kind.

    Parameters
    ----------
    kind : str
        ``work``, ``artist`` or ``style``.
    names : ndarray
        object[m]: ids, artists or styles; an empty one is nobody's.
    code : ndarray
        int64[n]: the group of each work.
    """

    kind: str
    names: np.ndarray
    code: np.ndarray

    @classmethod
    def of(cls, works: Works, kind: str) -> Groups:
        """The groups of a works table."""
        values = works.ids if kind == "work" else works.column(kind)
        names, code = np.unique(values.astype(str), return_inverse=True)
        return cls(kind, names.astype(object), code.astype(np.int64))

    def shares(self, graph: InfluenceGraph) -> sparse.csr_array:
        """Sums of weights, float64[m, m]: row = source, column = follower."""
        n = len(self.code)
        member = sparse.csr_array((np.ones(n), (np.arange(n), self.code)), shape=(n, len(self.names)))
        return sparse.csr_array((member.T @ graph.parents.astype(np.float64) @ member).T)


def asked_about(graph: InfluenceGraph, name: Named, *, kind: str | None = None) -> Selection:
    """The work, works, artist, style or genre inside the graph that a name stands for."""
    return select(graph.works, name, kind=kind, kinds=("work", "artist", "style", KINDS[-1]), years=graph.years)


def title_of(works: Works, row: int) -> str:
    """A work's title, else its id."""
    return str(works.table["title"].iat[row] or works.ids[row])


def caption_of(works: Works, row: int) -> str:
    """``Title, Artist, date``, as far as they are known."""
    artist = str(works.table["artist"].iat[row])
    return ", ".join(part for part in (title_of(works, row), artist, works.date(row)) if part)
