"""A simulated history as it is looked things up in: names, who made what, who answered whom, what pictures share.

It finds; what may be said of what it finds is for :mod:`.chronicle`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any, Protocol

import numpy as np
import pandas as pd

from ...corpus.works import Works
from ..appearance import Appearance, together

SEEN = 6  # pictures of a movement or an artist that its look is measured on
NUMBERS = (
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen",
    "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_PARTS = (
    (1 / 20, "a twentieth"), (1 / 10, "a tenth"), (1 / 8, "an eighth"), (1 / 6, "a sixth"), (1 / 5, "a fifth"), (1 / 4, "a quarter"), (1 / 3, "a third"),
    (2 / 5, "two fifths"), (1 / 2, "half"), (3 / 5, "three fifths"), (2 / 3, "two thirds"), (3 / 4, "three quarters"), (4 / 5, "four fifths"),
    (5 / 6, "five sixths"), (9 / 10, "nine tenths"),
)  # fmt: skip
_ODDS = (
    (1 / 10, "one in ten"), (1 / 5, "one in five"), (1 / 4, "one in four"), (1 / 3, "one in three"), (2 / 5, "two in five"), (1 / 2, "half"),
    (3 / 5, "three in five"), (2 / 3, "two in three"), (3 / 4, "three in four"), (4 / 5, "four in five"), (5 / 6, "five in six"), (9 / 10, "nine in ten"),
)  # fmt: skip


class Simulated(Protocol):
    """A simulated history, as :class:`stylogeny.histories.simulation.Simulation` keeps it."""

    @property
    def works(self) -> pd.DataFrame: ...
    @property
    def vectors(self) -> np.ndarray: ...
    @property
    def parents(self) -> pd.DataFrame: ...
    @property
    def artists(self) -> pd.DataFrame: ...
    @property
    def movements(self) -> pd.DataFrame: ...
    @property
    def pictures(self) -> Mapping[str, Any]: ...


def count(number: int, noun: str, plural: str = "") -> str:
    """A number of things in words: ``one work``, ``forty-two works``, ``140 works``."""
    return f"{spelt(number)} {noun if number == 1 else plural or noun + 's'}"


def spelt(number: int) -> str:
    """A number as it is written in a sentence: ``twelve``, ``ninety-nine``, ``140``."""
    if not 0 <= number < 100:
        return f"{number:,}"
    tens, ones = divmod(number, 10)
    return NUMBERS[number] if number < 20 else TENS[tens] + (f"-{NUMBERS[ones]}" if ones else "")


def part(share: float) -> str:
    """A share in words, as the nearest plain fraction says it: ``a fifth``, ``nine tenths``."""
    if not 0.03 <= share <= 0.97:
        return "almost nothing" if share < 0.5 else "nearly all"
    return min(_PARTS, key=lambda p: abs(p[0] - share))[1]


def odds(share: float) -> str:
    """A share of things in words: ``four in five``, ``nearly all``."""
    if not 0.05 <= share <= 0.96:
        return "hardly any" if share < 0.5 else "nearly all"
    return min(_ODDS, key=lambda p: abs(p[0] - share))[1]


def some(items: list[Any]) -> list[Any]:
    """At most :data:`SEEN` of some things, spread evenly over them."""
    return items if len(items) <= SEEN else [items[k] for k in np.linspace(0, len(items) - 1, SEEN).astype(int)]


def listed(names: Iterable[str]) -> str:
    """Names in a sentence: ``A``, ``A and B``, ``A, B and C``."""
    each = list(names)
    return each[0] if len(each) == 1 else f"{', '.join(each[:-1])} and {each[-1]}" if each else ""


class HistoryIndex:
    """A simulated history and the ways into it."""

    def __init__(self, simulation: Simulated, *, past: Works | None = None) -> None:
        """`past` are the works that it grew from, so that those among the parents can be named."""
        self.past = {} if past is None else _rows(past.table[["id", "title", "artist", "earliest"]])
        provenance = getattr(simulation, "provenance", None)
        self.params: Mapping[str, Any] = {} if provenance is None else provenance.parameters
        works = simulation.works.reset_index(drop=True).copy()
        works["year"] = works["year"].astype(int)
        for column in ("artist", "movement", "title", "id"):
            works[column] = works[column].fillna("").astype(str)
        works["fame"] = works["fame"].fillna(0.0).astype(float)
        self.works = works
        self.vectors, self.pictures = simulation.vectors, simulation.pictures
        self.artists = simulation.artists.assign(id=simulation.artists["id"].astype(str)).set_index("id", drop=False)
        self.movements = simulation.movements.assign(id=simulation.movements["id"].astype(str)).set_index(
            "id", drop=False
        )
        self.ids: list[str] = works["id"].tolist()
        self.row = {i: k for k, i in enumerate(self.ids)}
        self.artist_of: dict[Any, dict[str, Any]] = _rows(self.artists)
        self.movement_of: dict[Any, dict[str, Any]] = _rows(self.movements)
        edges = simulation.parents
        self.all_edges = edges
        self.edges = edges[edges["child"].isin(self.row) & edges["parent"].isin(self.row)]
        self._looks: dict[str, Appearance] = {}

    # names

    def name(self, artist: str) -> str:
        """An artist's name."""
        return str(self.artists["name"].get(artist, artist))

    def called(self, movement: str) -> str:
        """A movement's name, empty when it has none."""
        found = self.movements["name"].get(movement, "") if movement else ""
        return str(found) if found is not None and not pd.isna(found) else ""

    def titled(self, work: str) -> str:
        """A work's title in quotation marks."""
        return f"“{self.works['title'].to_numpy(dtype=object)[self.row[work]] or work}”"

    # works

    @cached_property
    def by_artist(self) -> dict[str, np.ndarray]:
        """Rows of each artist's works from first to last."""
        return _grouped(self.works, "artist")

    @cached_property
    def by_movement(self) -> dict[str, np.ndarray]:
        """Rows of each movement's works from first to last."""
        return _grouped(self.works, "movement")

    @cached_property
    def answers(self) -> pd.DataFrame:
        """Per work: how many works descend directly from it, in all and from other hands, and the year of the first of those."""
        artist, year = self.works["artist"].to_numpy(), self.works["year"].to_numpy()
        child = self.edges["child"].map(self.row).to_numpy(dtype=int)
        parent = self.edges["parent"].map(self.row).to_numpy(dtype=int)
        other = artist[child] != artist[parent]
        n = len(self.works)
        first = np.full(n, np.inf)
        np.minimum.at(first, parent[other], year[child[other]])
        return pd.DataFrame(
            {"all": np.bincount(parent, minlength=n), "others": np.bincount(parent[other], minlength=n), "first": first}
        )

    @cached_property
    def fame_of_artists(self) -> pd.Series[float]:
        """Summed fame of each artist's works."""
        return self.works.groupby("artist")["fame"].sum()

    def look(self, rows: Iterable[int]) -> dict[str, Any]:
        """What the pictured ones of these works share (at most :data:`SEEN`, spread evenly over them)."""
        ids = some([i for i in self.works["id"].iloc[list(rows)] if i in self.pictures])
        for i in ids:
            if i not in self._looks:
                self._looks[i] = Appearance.of(self.pictures[i])
        return together([self._looks[i] for i in ids])

    def tie(self, artist: str, *, forward: bool) -> list[tuple[str, float]]:
        """Other artists by the weight of what this one took from them, or (forward) gave them; heaviest first."""
        maker = self.works["artist"].to_numpy()
        child = maker[self.edges["child"].map(self.row).to_numpy(dtype=int)]
        parent = maker[self.edges["parent"].map(self.row).to_numpy(dtype=int)]
        mine, other = (parent, child) if forward else (child, parent)
        rows = (mine == artist) & (other != artist)
        total: dict[str, float] = {}
        for name, weight in zip(other[rows], self.edges["weight"].to_numpy()[rows]):
            total[name] = total.get(name, 0.0) + float(weight)
        return sorted(total.items(), key=lambda e: (-e[1], e[0]))

    def relations(self, artist: str, kind: str) -> list[str]:
        """Names of an artist's ``pupils`` or ``rivals``."""
        if kind == "pupils":
            return [self.name(i) for i, a in self.artist_of.items() if str(a.get("teacher") or "") == artist]
        return [self.name(r) for r in several(self.artist_of[artist].get("rivals")) if r in self.artist_of]

    @property
    def last(self) -> int:
        """The last year."""
        return int(self.works["year"].max()) if len(self.works) else 0

    @property
    def first(self) -> int:
        """The first year."""
        return int(self.works["year"].min()) if len(self.works) else 0


def _rows(table: pd.DataFrame) -> dict[Any, dict[str, Any]]:
    return {r["id"]: {str(k): v for k, v in r.items()} for r in table.to_dict("records")}


def several(value: Any) -> list[str]:
    """Ids in a cell: a list, an array, or text with commas or spaces between; none for an empty cell."""
    if none(value):
        return []
    if isinstance(value, str):
        return [v for v in value.replace(";", ",").replace(" ", ",").split(",") if v]
    return [str(v) for v in value] if isinstance(value, Iterable) else [str(value)]


def none(value: Any) -> bool:
    if value is None or isinstance(value, str):
        return value is None or value in ("", "nan", "None", "<NA>")
    return bool(pd.isna(value)) if not isinstance(value, list | tuple | np.ndarray) else len(value) == 0


def _grouped(works: pd.DataFrame, column: str) -> dict[str, np.ndarray]:
    order = works.sort_values("year", kind="stable")
    return {str(k): v.to_numpy() for k, v in order.groupby(column).groups.items() if k} if len(works) else {}
