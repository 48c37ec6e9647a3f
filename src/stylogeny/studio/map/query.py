"""Which works an address of the map means; the script in the page reads the same addresses in the same way."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import cached_property

import numpy as np

from ...display.map.data import MapData
from ..pages import Refused


def fold(text: str) -> str:
    """Letters without case and accents."""
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.category(c).startswith("M")).lower()


class MapQuery:
    """Searches and filters over a map.

    Parameters
    ----------
    data : MapData
    """

    def __init__(self, data: MapData) -> None:
        self.data = data
        self.rows = {name: row for row, name in enumerate(data.words["ids"])}

    @cached_property
    def _text(self) -> list[str]:
        words = self.data.words
        artists, styles = ([fold(name) for name in words[kind]] for kind in ("artists", "styles"))
        return [
            f"{fold(title)} {artists[artist]} {styles[style]} {date}"
            for title, artist, style, date in zip(words["titles"], self.data.artist, self.data.style, words["dates"])
        ]

    def matching(self, asked: Mapping[str, str]) -> np.ndarray:
        """Works that every part of a query means, bool[n].

        Parameters
        ----------
        asked : mapping
            ``artist`` and ``style`` by name, ``century`` by its first year, ``q`` words of titles, names and dates,
            ``region`` as ``x0,y0,x1,y1``; empty ones mean all works.

        Raises
        ------
        Refused
            When a century is no number or a region not four.
        """
        data = self.data
        found = np.ones(len(data), dtype=bool)
        for kind, codes in (("artist", data.artist), ("style", data.style)):
            if name := asked.get(kind):
                names = data.words[f"{kind}s"]
                found &= codes == names.index(name) if name in names else False
        if asked.get("century"):
            (century,) = _numbers("century", asked["century"], 1)
            found &= np.floor(data.year / 100) * 100 == century
        if asked.get("region"):
            x0, y0, x1, y1 = _numbers("region", asked["region"], 4)
            found &= (data.x >= x0) & (data.x <= x1) & (data.down >= y0) & (data.down <= y1)
        for word in fold(asked.get("q", "")).split():
            found &= np.array([word in text for text in self._text], dtype=bool)
        return found

    def row(self, name: str) -> int | None:
        """The row of a work's id; None for an unknown one."""
        return self.rows.get(name)

    def parents(self, row: int) -> dict[str, int]:
        """A work's heaviest parents: id to per cent."""
        data, ids = self.data, self.data.words["ids"]
        span = slice(int(data.start[row]), int(data.start[row + 1]))
        return {ids[p]: int(share) for p, share in zip(data.parent[span], data.share[span])}

    def children(self, row: int) -> dict[str, int]:
        """Works of which it is one of the heaviest parents: id to per cent, heaviest first."""
        data, ids = self.data, self.data.words["ids"]
        edges = np.flatnonzero(data.parent == row)
        edges = edges[np.argsort(-data.share[edges].astype(int), kind="stable")]
        child = np.searchsorted(data.start, edges, side="right") - 1
        return {ids[c]: int(share) for c, share in zip(child, data.share[edges])}


def _numbers(name: str, text: str, count: int) -> list[float]:
    try:
        values = [float(part) for part in text.split(",")]
    except ValueError:
        values = []
    if len(values) != count or not np.isfinite(values).all():
        raise Refused(f"{name} is {'a number' if count == 1 else f'{count} numbers'}", got=text[:60])
    return values
