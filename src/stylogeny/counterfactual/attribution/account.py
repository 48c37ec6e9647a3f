"""The account of a picture: one table of who is owed what, by artist and by work."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ...artifacts import replacing
from ...corpus.joining import harmless
from ...influence.graph import InfluenceGraph
from ...provenance import Provenance
from ..intervals import MIN_DRAWS, widened_interval

COLUMNS = ["kind", "id", "title", "artist", "year", "share", "low", "high"]
KINDS = ("direct copy", "piece", "style")  # what is owed to works, besides innovation


@dataclass(frozen=True)
class PixelEvidence:
    """What the pixels say about one work as a source of a picture.

    Parameters
    ----------
    id : str
        The work.
    hash_bits : int
        Bits of 256 in which the perceptual hashes differ.
    keypoints : int
        Keypoints of the picture that were found in it, bearing one another out.
    coverage : float
        Share of the picture's patches copied from it outright.
    mirrored : bool
        Whether left to right.
    """

    id: str
    hash_bits: int
    keypoints: int
    coverage: float
    mirrored: bool = False


@dataclass(frozen=True, eq=False)
class Attribution:
    """What a picture owes to whom.

    Parameters
    ----------
    picture : str
        Its file.
    year : float
        Its year: given, that of the work it is, or read from the picture.
    table : DataFrame
        One row per share, largest first: kind, id, title, artist, year, share, low, high. The shares sum to one. Kinds
        are ``direct copy`` (patches that agree with a work laid over them), ``piece`` (regions whose keypoints lie in
        a work), ``style`` (what is owed by descent, as the fitted lineage believes, without a piece of the work),
        ``innovation`` (its own), and ``look-alike`` for an earlier work that is too like the picture to be its source.
    artists : DataFrame
        The same summed over each artist's works, largest first: artist, share, low, high, and the parts of the share
        that are owed for direct copies, pieces and style.
    evidence : tuple of PixelEvidence
        What the pixels say about its sources.
    work : str
        The id of the work of which it is a picture, empty where it is of none.
    provenance : Provenance
        What was asked of which graph.
    """

    picture: str
    year: float
    table: pd.DataFrame
    artists: pd.DataFrame
    evidence: tuple[PixelEvidence, ...]
    work: str = ""
    provenance: Provenance = field(default_factory=Provenance)

    def _kind(self, kind: str) -> float:
        return float(self.table.loc[self.table["kind"].eq(kind), "share"].sum())

    @property
    def innovation(self) -> float:
        """The share that is the picture's own."""
        return self._kind("innovation")

    @property
    def direct_copy(self) -> float:
        """The share copied outright."""
        return self._kind("direct copy")

    @property
    def pieces(self) -> float:
        """The share that is laid from pieces of works, bent or recoloured."""
        return self._kind("piece")

    @property
    def style(self) -> float:
        """The share that is owed by descent alone."""
        return self._kind("style")

    def to_json(self) -> dict[str, Any]:
        """As JSON-able values."""
        return {
            "picture": self.picture,
            "year": self.year,
            "work": self.work,
            "artists": _records(self.artists),
            "shares": _records(self.table),
            "innovation": self.innovation,
            "direct_copy": self.direct_copy,
            "pieces": self.pieces,
            "style": self.style,
            "evidence": [vars(e) for e in self.evidence],
            "provenance": self.provenance.document(),
        }

    def royalties(self, path: Path | str, *, amount: float = 100.0) -> None:
        """A CSV of who is owed what of `amount`: kind, id, title, artist, share, low, high, amount.

        No cell of it is a formula to a spreadsheet.
        """
        owed = self.table.assign(amount=(self.table["share"] * amount).round(4))
        texts = owed.select_dtypes(include=["object", "string"]).columns
        owed[texts] = owed[texts].map(lambda cell: harmless(cell) if isinstance(cell, str) else cell)
        with replacing(path) as part:
            owed.to_csv(part, index=False)


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    rows = frame.astype(object).where(frame.notna(), None).to_dict("records")
    return [{str(name): value for name, value in row.items()} for row in rows]


@dataclass(frozen=True, eq=False)
class Owed:
    """Shares of one picture in one history, all together summing to one.

    Parameters
    ----------
    direct_copy, piece, style : ndarray
        float64[n]: what is owed to each work.
    innovation : float
    """

    direct_copy: np.ndarray
    piece: np.ndarray
    style: np.ndarray
    innovation: float

    def by_work(self) -> np.ndarray:
        """float64[3, n], in the order of :data:`KINDS`."""
        return np.stack([self.direct_copy, self.piece, self.style])


def tables(
    graph: InfluenceGraph, point: Owed, draws: list[Owed], lookalikes: np.ndarray, min_share: float
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The table of works and that of artists (see :class:`Attribution`); fewer than ten draws give no intervals."""
    lines = []
    every = point.by_work()
    resampled = np.array([d.by_work() for d in draws]).reshape(len(draws), *every.shape)
    for k, kind in enumerate(KINDS):
        for row in np.flatnonzero(every[k] >= min_share):
            name = "look-alike" if row in lookalikes and kind == "style" else kind
            lines.append(_line(graph, name, int(row), every[k, row], resampled[:, k, row]))
    named = {(line["kind"], line["id"]) for line in lines}
    for row in lookalikes:
        if ("look-alike", graph.works.ids[row]) not in named and every[:2, row].sum() < min_share:
            lines.append(_line(graph, "look-alike", int(row), every[2, row], resampled[:, 2, row]))
    small = float(every.sum() - sum(line["share"] for line in lines))
    if small > 1e-12:
        lines.append({"kind": "style", "id": "", "title": "others", "artist": "", "share": small})
    own = _spread(point.innovation, np.array([d.innovation for d in draws]))
    lines.append({"kind": "innovation", "id": "", "title": "its own", "artist": "", "share": point.innovation, **own})
    frame = pd.DataFrame(lines, columns=COLUMNS)
    return (
        frame.sort_values(["share", "id"], ascending=[False, True], ignore_index=True),
        _artists(graph, every, resampled, min_share),
    )


def _artists(graph: InfluenceGraph, every: np.ndarray, resampled: np.ndarray, min_share: float) -> pd.DataFrame:
    """Shares of artists, float64[3, n] and float64[draws, 3, n] by work, largest first; small ones in one row."""
    names, artist = np.unique(graph.works.column("artist").astype(str), return_inverse=True)
    total = np.stack([np.bincount(artist, kind, minlength=len(names)) for kind in every])
    lines, small = [], np.zeros(len(KINDS))
    for a in range(len(names)):
        share = float(total[:, a].sum())
        if share < min_share or not names[a]:
            small += total[:, a]
            continue
        spread = _spread(share, resampled[:, :, artist == a].sum(axis=(1, 2)))
        parts = dict(zip(("direct_copy", "pieces", "style"), map(float, total[:, a])))
        lines.append({"artist": names[a], "share": share, **spread, **parts})
    if small.sum() > 1e-12:
        parts = dict(zip(("direct_copy", "pieces", "style"), map(float, small)))
        lines.append({"artist": "", "share": float(small.sum()), **parts})
    columns = ["artist", "share", "low", "high", "direct_copy", "pieces", "style"]
    frame = pd.DataFrame(lines, columns=columns)
    return frame.sort_values(["share", "artist"], ascending=[False, True], ignore_index=True)


def _line(graph: InfluenceGraph, kind: str, row: int, share: float, draws: np.ndarray) -> dict[str, Any]:
    named = {c: str(graph.works.table[c].iat[row]) for c in ("id", "title", "artist")}
    year = graph.years[row] if np.isfinite(graph.years[row]) else graph.works.year[row]
    return {"kind": kind, **named, "year": float(year), "share": float(share), **_spread(share, draws)}


def _spread(point: float, draws: np.ndarray) -> dict[str, float]:
    """The ends of an interval that holds the point, within what a share can be."""
    if len(draws) < MIN_DRAWS:
        return {"low": np.nan, "high": np.nan}
    low, high = widened_interval(draws, float(point))
    return {"low": max(low, 0.0), "high": min(high, 1.0)}
