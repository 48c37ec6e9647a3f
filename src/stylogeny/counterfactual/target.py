"""What a question is about: a work, several, an artist or a style, found by name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..errors import StylogenyError, UnknownWork
from ..influence.graph import InfluenceGraph
from ..runs import readable, slug

KINDS = ("work", "artist", "style")


@dataclass(frozen=True, eq=False)
class Selection:
    """The works a question is about.

    Parameters
    ----------
    kind : str
        ``work``, ``works``, ``artist`` or ``style``.
    name : str
        Its name in a sentence.
    rows : ndarray
        int64[m]: its works in the influence graph.
    subject : str
        What it is called in the works table: an id, the ids a line each, an artist or a style.
    """

    kind: str
    name: str
    rows: np.ndarray
    subject: str

    @property
    def label(self) -> str:
        """Its name as words of ids and of random events."""
        return readable(" ".join(self.subject.split("\n")[:4]))

    @property
    def slug(self) -> str:
        """Its name as a file name, like no other's: an artist's and a style's cannot be a work's."""
        return f"{self.kind}--{slug(self.subject)}" if self.kind in ("artist", "style") else slug(self.subject)


def find(graph: InfluenceGraph, name: str | int | Sequence[str | int], *, kind: str | None = None) -> Selection:
    """The works that a name stands for: a work first, then an artist, then a style, unless `kind` says which.

    Raises
    ------
    UnknownWork
        With the nearest titles, artists and styles suggested.
    StylogenyError
        When a named work, or everything of the artist or style, is outside the influence graph (undated, refused).
    """
    if kind is not None and kind not in KINDS:
        raise StylogenyError(f"a question is about one of {', '.join(KINDS)}", got=repr(kind))
    if not isinstance(name, str | int | np.integer):
        rows = np.unique([_work(graph, one) for one in name])
        if not len(rows):
            raise StylogenyError("no works are named", fix="name at least one")
        _inside(graph, rows, all_of=True)
        title = _title(graph, int(rows[0])) if len(rows) == 1 else f"{len(rows)} named works"
        return Selection("work" if len(rows) == 1 else "works", title, rows, "\n".join(graph.works.ids[rows]))
    if not isinstance(name, str) or kind == "work":
        return _one(graph, _work(graph, name))
    works = graph.works
    if kind is None:
        try:
            return _one(graph, works.find(name))
        except UnknownWork:
            pass
    for column in ("artist", "style"):
        if kind in (None, column):
            values = works.column(column)
            rows = np.flatnonzero([str(v).casefold() == name.casefold() for v in values])
            if len(rows):
                kept = rows[np.isfinite(graph.years[rows])]
                _inside(graph, kept if len(kept) else rows)
                return Selection(column, str(values[rows[0]]), kept, str(values[rows[0]]))
    columns = [kind] if kind else ["title", "id", "artist", "style"]
    raise UnknownWork(name, [str(v) for c in columns for v in dict.fromkeys(works.column(c))])


def _work(graph: InfluenceGraph, name: str | int) -> int:
    if isinstance(name, str):
        return graph.works.find(name)
    if not 0 <= int(name) < len(graph.works):
        raise StylogenyError("no such row of the works table", got=name, fix=f"rows are 0 to {len(graph.works) - 1}")
    return int(name)


def _one(graph: InfluenceGraph, row: int) -> Selection:
    rows = np.array([row], dtype=np.int64)
    _inside(graph, rows)
    return Selection("work", _title(graph, row), rows, str(graph.works.ids[row]))


def _inside(graph: InfluenceGraph, rows: np.ndarray, *, all_of: bool = False) -> None:
    outside = ~np.isfinite(graph.years[rows])
    if outside.any() if all_of else outside.all():
        row = int(rows[outside][0])
        status = graph.works.table["status"].iat[row]
        raise StylogenyError(
            f"{graph.works.ids[row]!r} is outside the influence graph", got=status, fix="ask for a dated work"
        )


def _title(graph: InfluenceGraph, row: int) -> str:
    table = graph.works.table
    title, artist, year = (str(table[c].iat[row]) for c in ("title", "artist", "date_text"))
    title, year = title or str(table["id"].iat[row]), year or f"{graph.years[row]:.0f}"
    by = ", ".join(v for v in (artist, year) if v)
    return f'"{title}" ({by})'
