"""What is most alike in the space: works to a work, artists to an artist, styles to a style."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from ..corpus.lookup import Named, Selection, select
from ..display import axes, html
from ..embedding.space import Embedding
from .asked import whole
from .groups import Groups, title_of

LEAST = 3  # works from which an artist or a style has a place of its own
COLUMNS = ("name", "artist", "date", "distance", "nearer", "works", "id")


@dataclass(frozen=True, eq=False)
class SimilarTo:
    """What is nearest.

    Parameters
    ----------
    about : Selection
    table : DataFrame
        One row each, nearest first: ``name`` (a title, an artist or a style), ``artist`` and ``date`` of a work,
        ``distance`` in the space, ``nearer`` (share of all its like that are farther), ``works`` of the name, ``id`` of
        the work, or of the one of them that is nearest.
    space : Embedding
    """

    about: Selection
    table: pd.DataFrame
    space: Embedding = field(repr=False)

    def __repr__(self) -> str:
        return f"SimilarTo({self.about.name}: {len(self.table)} nearest)"

    def _repr_html_(self) -> str:
        works = self.space.works
        items = []
        for row in self.table.head(8).to_dict("records"):
            at = works.find(str(row["id"]))
            line = " ".join(str(row[c]) for c in ("artist", "date") if row[c])
            items.append((works.picture(at) if works.pictured[at] else None, (str(row["name"]), line)))
        return html.block(f"Most like {self.about.name}", html.strip(items))

    def plot(self, ax: axes.Axes | None = None) -> axes.Axes:
        """Where it lies among all works, in the two directions in which these differ most."""
        works = self.space.works
        shown = np.flatnonzero(works.pictured & works.dated)
        at = np.searchsorted(shown, self.about.rows[np.isin(self.about.rows, shown)])
        place = axes.principal_plane(self.space.vectors[shown])
        return axes.cloud(place, works.year[shown], marked=at[np.argsort(works.year[shown][at])], ax=ax)


def similar(space: Embedding, name: Named, *, kind: str | None = None, n: int = 12) -> SimilarTo:
    """The n works, artists or styles nearest to the one that is named, by the distance of (mean) vectors.

    Parameters
    ----------
    space : Embedding
    name, kind
        See :func:`stylogeny.corpus.lookup.select`.
    n : int
    """
    works = space.works
    about = select(works, name, kind=kind)
    n = whole(n)
    shown = np.flatnonzero(works.pictured)
    centre = space.vectors[about.rows].mean(axis=0, dtype=np.float64)
    to_centre = np.linalg.norm(space.vectors - centre, axis=1)
    if about.kind in ("artist", "style"):
        rows = _groups(space, about, shown, centre, to_centre)
    else:
        order = shown[np.argsort(to_centre[shown], kind="stable")]
        order = order[~np.isin(order, about.rows)]
        rows = [
            (title_of(works, r), works.table["artist"].iat[r], works.date(r), to_centre[r], 1, works.ids[r])
            for r in map(int, order)
        ]
    table = pd.DataFrame(
        [(*row[:4], 1 - k / max(len(rows), 1), *row[4:]) for k, row in enumerate(rows[:n])], columns=list(COLUMNS)
    )
    return SimilarTo(about, table, space)


def _groups(
    space: Embedding, about: Selection, shown: np.ndarray, centre: np.ndarray, to_centre: np.ndarray
) -> list[tuple[object, ...]]:
    """Groups of at least :data:`LEAST` works by the distance of their means, nearest first."""
    groups = Groups.of(space.works, about.kind)
    out: list[tuple[float, tuple[object, ...]]] = []
    for g, name in enumerate(groups.names):
        mine = shown[groups.code[shown] == g]
        if not name or name == about.subject or len(mine) < LEAST:
            continue
        distance = float(np.linalg.norm(space.vectors[mine].mean(axis=0, dtype=np.float64) - centre))
        best = int(mine[np.argmin(to_centre[mine])])
        out.append((distance, (str(name), "", "", distance, len(mine), space.works.ids[best])))
    return [row for _, row in sorted(out, key=lambda e: (e[0], str(e[1][0])))]
