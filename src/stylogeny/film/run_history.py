"""A run as a history that words, films and music can be made of: its works by year, its styles as movements.

A style of the works table is a movement where enough works bear its name. It is born with the first tenth of them,
ends with the last tenth, descends from the style whose works are its works' heaviest parents, and is founded by whoever
painted the first of them that others followed. None of that is more than a reading of the table and of the graph.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from ..errors import StylogenyError
from ..influence.graph import InfluenceGraph
from ..provenance import Provenance

LEAST = 6  # works of a movement
MOST = 40  # movements, the largest
HEIR = 1.0  # work's worth of parents, from which a movement is said to come from another
EDGE = 0.1  # of its works before its birth and after its end


@dataclass(frozen=True, eq=False)
class RunHistory:
    """What :class:`..text.facts.index.Simulated` asks for, of a run."""

    works: pd.DataFrame
    vectors: np.ndarray
    parents: pd.DataFrame
    artists: pd.DataFrame
    movements: pd.DataFrame
    pictures: Mapping[str, np.ndarray | Path]
    start: int
    provenance: Provenance

    @classmethod
    def of(cls, graph: InfluenceGraph, *, first: float | None = None, last: float | None = None) -> RunHistory:
        """Of the dated works of a graph, those from `first` to `last` (years) where these are given.

        Raises
        ------
        StylogenyError
            When no work is left.
        """
        table, years = graph.works.table, graph.years
        inside = np.isfinite(years)
        inside &= (years >= (-np.inf if first is None else first)) & (years < (np.inf if last is None else last + 1))
        rows = np.flatnonzero(inside)
        if not len(rows):
            raise StylogenyError("a history without works has no film", got="0 works in these years")
        rows = rows[np.argsort(years[rows], kind="stable")]
        inner = graph.parents[rows][:, rows]
        edges, fame = inner.tocoo(), np.asarray(inner.sum(axis=0)).ravel()
        text = {c: table[c].iloc[rows].fillna("").astype(str).to_numpy() for c in ("id", "title", "artist", "style")}
        year = np.floor(years[rows]).astype(int)
        movement = _movement_ids(text["style"])
        works = pd.DataFrame(
            {
                "id": text["id"], "title": text["title"], "artist": text["artist"], "year": year, "movement": movement,
                "fame": fame, "response": "", "jump": graph.innovation[rows] > 0.9, "advocates": 0, "opponents": 0,
            }
        )  # fmt: skip
        parents = pd.DataFrame(
            {"child": text["id"][edges.row], "parent": text["id"][edges.col], "weight": edges.data.astype(float)}
        )
        pictured = graph.works.pictured[rows]
        pictures = {i: graph.works.picture(int(r)) for i, r, p in zip(text["id"], rows, pictured) if p}
        return cls(
            works=works, vectors=graph.embedding.vectors[rows], parents=parents, artists=_artists(works),
            movements=_movements(works, parents), pictures=pictures, start=int(year.min()) - 1,
            provenance=Provenance({"seed": 0}),
        )  # fmt: skip


def _movement_ids(styles: np.ndarray) -> np.ndarray:
    """The movement of each work: its style where that has enough works, else none."""
    names, counts = np.unique(styles[styles != ""], return_counts=True)
    largest = np.argsort(-counts, kind="stable")[:MOST]
    kept = {str(names[k]) for k in largest if counts[k] >= LEAST}
    return np.array([s if s in kept else "" for s in styles], dtype=object)


def _artists(works: pd.DataFrame) -> pd.DataFrame:
    """Whoever painted, and the movement of most of their works."""
    rows: list[tuple[object, ...]] = []
    for artist, own in works[works["artist"] != ""].groupby("artist"):
        homes = own["movement"][own["movement"] != ""]
        home = str(homes.mode().iat[0]) if len(homes) else ""
        rows.append((artist, artist, int(own["year"].min()), pd.NA, "", [], 0.0, home))
    return pd.DataFrame(rows, columns=["id", "name", "born", "died", "teacher", "rivals", "ambition", "movement"])


def _movements(works: pd.DataFrame, parents: pd.DataFrame) -> pd.DataFrame:
    """The movements, in order of birth."""
    of = dict(zip(works["id"], works["movement"]))
    ties = pd.DataFrame({"to": parents["child"].map(of), "of": parents["parent"].map(of), "weight": parents["weight"]})
    ties = ties[(ties["to"] != ties["of"]) & (ties["of"] != "") & (ties["to"] != "")]
    taken = ties.groupby(["to", "of"], as_index=False)["weight"].sum()
    groups = {str(name): own for name, own in works[works["movement"] != ""].groupby("movement")}
    born = {name: int(np.quantile(own["year"], EDGE)) for name, own in groups.items()}
    rows: list[tuple[object, ...]] = []
    for name, own in groups.items():
        ended = int(np.quantile(own["year"], 1 - EDGE))
        early = own[own["year"] <= np.quantile(own["year"], 0.35)]
        founder = early.loc[early["fame"].idxmax(), "artist"]
        own_ties = taken[taken["to"] == name]
        given = {of: w for of, w in zip(own_ties["of"], own_ties["weight"]) if born[of] < born[name]}
        parent = max(given, key=lambda of: (given[of], of), default="")
        if given.get(parent, 0.0) < HEIR:
            parent = ""
        died = ended + 1 if ended < works["year"].max() - 5 else pd.NA
        rows.append((name, name, born[name], born[name], died, founder, parent))
    table = pd.DataFrame(rows, columns=["id", "name", "born", "declared", "died", "founder", "parent"])
    table = table.assign(
        recognisability=0.0, variation=0.0, advocates=0, opponents=0, opposed=0.0, stale_from=None
    )  # what only a simulated history knows
    return table.sort_values(["born", "id"], kind="stable", ignore_index=True)
