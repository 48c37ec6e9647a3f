"""A simulated history as it is looked things up in: names, who made what, who answered whom, what pictures share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol, TypeVar

import numpy as np
import pandas as pd

from ...corpus.names.index import NameIndex, nearest
from ...corpus.works import Works
from ...errors import StylogenyError
from ...provenance import Provenance
from ..appearance import Appearance, common_appearance
from .types.works import AppearanceFacts

T = TypeVar("T")
# columns that every simulated history has (histories/simulation.py) and that words are found in
COLUMNS = {
    "works": (
        "id", "title", "artist", "year", "movement", "fame", "response", "jump", "advocates", "opponents",
    ),
    "parents": ("child", "parent", "weight"),
    "artists": ("id", "name", "born", "died", "teacher", "rivals", "ambition", "movement"),
    "movements": (
        "id", "name", "born", "declared", "died", "founder", "parent", "recognisability", "variation", "advocates",
        "opponents", "opposed", "stale_from",
    ),
}  # fmt: skip
SAMPLE = 6  # pictures of a movement or an artist that its appearance is measured on


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
    def pictures(self) -> Mapping[str, np.ndarray | Path]: ...
    @property
    def start(self) -> int: ...
    @property
    def provenance(self) -> Provenance: ...


class HistoryIndex:
    """A simulated history and the ways into it.

    Parameters
    ----------
    simulation : Simulated
    past : Works, optional
        The works that it grew from, so that those among the parents can be named.

    Raises
    ------
    StylogenyError
        When a table lacks one of :data:`COLUMNS`; all that are missing are named.
    """

    def __init__(self, simulation: Simulated, *, past: Works | None = None) -> None:
        _check_columns(simulation)
        self.past = {} if past is None else _by_id(past.table[["id", "title", "artist", "earliest"]])
        self.start: int = simulation.start  # the last year of the past
        self.seed: int | None = simulation.provenance.parameters.get("seed")
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
        self.row_of = {i: k for k, i in enumerate(self.ids)}
        self.artist_of = _by_id(self.artists)
        self.movement_of = _by_id(self.movements)
        self.all_edges = simulation.parents  # from works of the past too
        inside = self.all_edges["child"].isin(self.row_of) & self.all_edges["parent"].isin(self.row_of)
        self.edges = self.all_edges[inside]
        self._appearances: dict[str, Appearance] = {}

    # names

    def artist_name(self, artist: str) -> str:
        """An artist's name."""
        return str(self.artists["name"].get(artist, artist))

    def movement_name(self, movement: str) -> str:
        """A movement's name, empty when it has none."""
        name = self.movements["name"].get(movement, "") if movement else ""
        return "" if is_missing(name) else str(name)

    def title(self, row: int) -> str:
        """A work's title, or its id when it has none."""
        return str(self.works["title"].to_numpy(dtype=object)[row] or self.ids[row])

    def find_artist(self, name: str) -> str:
        """The id of an artist by id or name, however it is spelt (:class:`...corpus.names.index.NameIndex`).

        Raises
        ------
        StylogenyError
            When no artist, or more than one, answers to the name.
        """
        if name in self.artists.index:
            return name
        names = {str(i): self.artist_name(str(i)) for i in self.artists.index}
        known_names = NameIndex(list(names.values()), personal=True)
        meant = next((found for stage in known_names.stages if (found := stage(name))), [])
        matches = [i for i, n in names.items() if n in meant]
        if len(matches) == 1:
            return matches[0]
        if matches:
            several = ", ".join(names[i] for i in matches[:6])
            raise StylogenyError(
                "several artists answer to this name", got=repr(name), fix=f"name one in full: {several}"
            )
        known = nearest(name, [known_names]) or [names[i] for i in list(names)[:5]]
        raise StylogenyError("no such artist in this future", got=repr(name), fix=f"known are {', '.join(known)}")

    # works

    @property
    def first(self) -> int:
        """The first year."""
        return int(self.works["year"].min()) if len(self.works) else 0

    @property
    def last(self) -> int:
        """The last year."""
        return int(self.works["year"].max()) if len(self.works) else 0

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
        """Per work: its direct descendants, in all and by other hands, and the year of the first of those."""
        artist, year = self.works["artist"].to_numpy(), self.works["year"].to_numpy()
        child = self.edges["child"].map(self.row_of).to_numpy(dtype=int)
        parent = self.edges["parent"].map(self.row_of).to_numpy(dtype=int)
        other = artist[child] != artist[parent]
        n = len(self.works)
        first = np.full(n, np.inf)
        np.minimum.at(first, parent[other], year[child[other]])
        return pd.DataFrame(
            {"all": np.bincount(parent, minlength=n), "others": np.bincount(parent[other], minlength=n), "first": first}
        )

    @cached_property
    def heaviest_parent(self) -> tuple[np.ndarray, np.ndarray]:
        """The row of each work's heaviest parent inside the history, -1 for none, and its weight."""
        rows, weights = np.full(len(self.works), -1), np.zeros(len(self.works))
        edges = self.edges.sort_values(["weight", "parent"], kind="stable")
        for child, parent, weight in edges[["child", "parent", "weight"]].itertuples(index=False):
            k = self.row_of[str(child)]
            rows[k], weights[k] = self.row_of[str(parent)], weight
        return rows, weights

    def parents_of(self, work: str) -> list[tuple[str, float]]:
        """Ids and weights of a work's parents, those of the past too, heaviest first."""
        return self._parents.get(work, [])

    @cached_property
    def _parents(self) -> dict[str, list[tuple[str, float]]]:
        edges = self.all_edges.sort_values(["weight", "parent"], ascending=[False, True])
        out: dict[str, list[tuple[str, float]]] = {}
        for child, parent, weight in zip(edges["child"], edges["parent"].astype(str), edges["weight"].astype(float)):
            out.setdefault(child, []).append((parent, weight))
        return out

    def centre(self, movement: str) -> int:
        """The row of the work of a movement that other hands answered most often; of those the best followed."""
        rows = self.by_movement[movement]
        answered, fame = self.answers["others"].to_numpy()[rows], self.works["fame"].to_numpy()[rows]
        return int(rows[np.lexsort((-rows, fame, answered))[-1]])

    def appearance(self, rows: Iterable[int], *, least: float = 0.0) -> AppearanceFacts | None:
        """What the pictured ones of these works share (at most :data:`SAMPLE`, spread evenly over them).

        What fewer than the share `least` of them have is not said.
        """
        ids = evenly([i for i in self.works["id"].iloc[list(rows)] if i in self.pictures])
        for i in ids:
            if i not in self._appearances:
                self._appearances[i] = Appearance.of(self.pictures[i])
        return common_appearance([self._appearances[i] for i in ids], least=least)

    def told_apart(self, movement: str, rows: Sequence[int]) -> float:
        """The share of works of a movement that lie nearer to its mean than to that of others of its years."""
        own = self.by_movement[movement]
        years = self.works["year"].to_numpy()
        around = np.flatnonzero((years >= years[own].min()) & (years <= years[own].max()))
        around = np.setdiff1d(around, own)
        if len(own) < 2 or not len(around) or not len(rows):
            return 1.0
        x, other = self.vectors[list(rows)], self.vectors[around].mean(axis=0)
        centre = self.vectors[own].mean(axis=0)
        # without itself a work's own mean lies n / (n - 1) as far away
        mine = np.square(x - centre).sum(axis=1) * (len(own) / (len(own) - 1)) ** 2
        return float((mine < np.square(x - other).sum(axis=1)).mean())

    # movements

    @cached_property
    def named_movements(self) -> list[str]:
        """Ids of the movements that have a name and works."""
        return [m for m in self.by_movement if self.movement_name(m)]

    def born(self, movement: str) -> int:
        """The year in which a movement began."""
        return int(self.movement_of[movement]["born"])

    def died(self, movement: str) -> int | None:
        """The year in which a movement ended; None when it had not by the last year."""
        died = whole_number(self.movement_of[movement]["died"])
        return died if died is not None and died < self.last else None

    def stale_from(self, movement: str) -> int | None:
        """The year from which a movement repeats itself; None when it never does."""
        return whole_number(self.movement_of[movement]["stale_from"])

    def founder(self, movement: str) -> str:
        """The id of a movement's founder, empty for none."""
        founder = self.movement_of[movement]["founder"]
        return "" if is_missing(founder) else str(founder)

    # artists

    @cached_property
    def artist_fame(self) -> pd.Series[float]:
        """Summed fame of each artist's works."""
        return self.works.groupby("artist")["fame"].sum()

    def teacher(self, artist: str) -> str:
        """The id of an artist's teacher, empty for none."""
        return str(self.artist_of[artist]["teacher"] or "")

    def home(self, artist: str) -> str:
        """The id of an artist's movement, empty for none."""
        return str(self.artist_of[artist]["movement"] or "")

    def pupils(self, artist: str) -> list[str]:
        """Ids of an artist's pupils."""
        return [i for i in self.artist_of if self.teacher(i) == artist]

    def rivals(self, artist: str) -> list[str]:
        """Ids of those from whom an artist turned away."""
        return ids_in(self.artist_of[artist]["rivals"])

    def ties(self, artist: str, *, forward: bool) -> list[tuple[str, float]]:
        """Other artists by the weight of what this one took from them, or (forward) gave them; heaviest first."""
        maker = self.works["artist"].to_numpy()
        child = maker[self.edges["child"].map(self.row_of).to_numpy(dtype=int)]
        parent = maker[self.edges["parent"].map(self.row_of).to_numpy(dtype=int)]
        own, other = (parent, child) if forward else (child, parent)
        rows = (own == artist) & (other != artist)
        total: dict[str, float] = {}
        for name, weight in zip(other[rows], self.edges["weight"].to_numpy()[rows]):
            total[name] = total.get(name, 0.0) + float(weight)
        return sorted(total.items(), key=lambda e: (-e[1], e[0]))


def _check_columns(simulation: Simulated) -> None:
    """Raise unless every table has its columns: without them less would be known, and nobody told."""
    tables = {
        "works": simulation.works,
        "parents": simulation.parents,
        "artists": simulation.artists,
        "movements": simulation.movements,
    }
    for name, table in tables.items():
        missing = [column for column in COLUMNS[name] if column not in table]
        if missing:
            raise StylogenyError(
                f"the {name} of this simulated history have no column {', '.join(missing)}",
                got=", ".join(map(str, table.columns)) or "no columns",
                fix="run `stylogeny simulate` again",
            )


def evenly(items: list[T], most: int = SAMPLE) -> list[T]:
    """At most `most` of some things, spread evenly over them."""
    return items if len(items) <= most else [items[k] for k in np.linspace(0, len(items) - 1, most).astype(int)]


def ids_in(value: object) -> list[str]:
    """Ids in a cell: a list, an array, or text with commas or spaces between; none for an empty cell."""
    if is_missing(value):
        return []
    if isinstance(value, str):
        return [v for v in value.replace(";", ",").replace(" ", ",").split(",") if v]
    return [str(v) for v in value] if isinstance(value, Iterable) else [str(value)]


def is_missing(value: object) -> bool:
    """Whether a cell of a table is empty: None, a missing value, an empty text or list."""
    if value is None or isinstance(value, str):
        return value is None or value in ("", "nan", "None", "<NA>")
    if isinstance(value, list | tuple | np.ndarray):
        return len(value) == 0
    return bool(pd.isna(value))  # type: ignore[call-overload]


def whole_number(value: object) -> int | None:
    """The whole number in a cell, None for an empty one."""
    return None if is_missing(value) else int(value)  # type: ignore[call-overload]


def _by_id(table: pd.DataFrame) -> dict[str, dict[str, Any]]:
    return {str(row["id"]): {str(name): value for name, value in row.items()} for row in table.to_dict("records")}


def _grouped(works: pd.DataFrame, column: str) -> dict[str, np.ndarray]:
    order = works.sort_values("year", kind="stable")
    return {str(k): v.to_numpy() for k, v in order.groupby(column).groups.items() if k} if len(works) else {}
