"""Causal shares of one picture: which works it owes how much to, what is its own, and what is plain copying.

A work's content is its own innovation plus its parents', and theirs in turn: share of work j in picture x = A_xj times
the innovation of j. The shares of all works and the picture's own innovation sum to one, because (I - W) 1 =
innovation. The shares follow the fitted lineage: a work that is no earlier than the picture earns nothing however like
it is, and one that is earlier earns what the fitted model believes. Two people with one idea would fool it; they are
told apart by being too like each other, without a copied patch between them (:func:`look_alikes`). Copying is found in
the pixels (:mod:`.copy_detection`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ..artifacts import replacing
from ..corpus import pictures as reader
from ..corpus.calendar import end_of, middle_of
from ..corpus.joining import harmless
from ..errors import StylogenyError
from ..influence.descent import solve
from ..influence.graph import InfluenceGraph
from ..influence.placement import place
from ..influence.posterior import posterior
from ..progress import progress
from ..provenance import Provenance
from ..streams import stream
from .bootstrap import fingerprint, question, refit, resample
from .copy_detection import Copy, compare
from .intervals import LEVEL, MIN_DRAWS, interval

LIKELY = 24  # works whose pixels are compared
NINETY = 3.29  # standard deviations across the middle 90 % of a normal
COPIED = 0.15  # coverage below this is chance
TOO_LIKE = 3.0  # standard deviations below the usual log step from parent to child


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
        Keypoints that agree on one transform.
    coverage : float
        Share of the picture's patches copied from it.
    """

    id: str
    hash_bits: int
    keypoints: int
    coverage: float


@dataclass(frozen=True, eq=False)
class Attribution:
    """What a picture owes to whom.

    Parameters
    ----------
    picture : str
        Its file.
    year : float
        Its year, given or read from the picture.
    table : DataFrame
        One row per share, largest first: kind (``work``, ``direct copy``, ``innovation``, or ``look-alike`` for an
        earlier work that is too like the picture to be its source), id, title, artist, year, share, low, high. The
        shares sum to one.
    evidence : tuple of PixelEvidence
        What the pixels say about the likeliest sources.
    provenance : Provenance
        What was asked of which graph.
    """

    picture: str
    year: float
    table: pd.DataFrame
    evidence: tuple[PixelEvidence, ...]
    provenance: Provenance = field(default_factory=Provenance)

    @property
    def innovation(self) -> float:
        """The share that is the picture's own."""
        return float(self.table.loc[self.table["kind"].eq("innovation"), "share"].sum())

    @property
    def direct_copy(self) -> float:
        """The share copied outright."""
        return float(self.table.loc[self.table["kind"].eq("direct copy"), "share"].sum())

    @property
    def artists(self) -> pd.DataFrame:
        """Shares summed over each artist's works: artist, share, direct_copy (the part that is copied outright)."""
        owed = self.table[self.table["kind"].ne("innovation")]
        owed = owed.assign(direct_copy=np.where(owed["kind"].eq("direct copy"), owed["share"], 0.0))
        total = owed.groupby("artist", sort=False)[["share", "direct_copy"]].sum().reset_index()
        return total.sort_values(["share", "artist"], ascending=[False, True], ignore_index=True)

    def to_json(self) -> dict[str, Any]:
        """As JSON-able values."""
        rows = self.table.astype(object).where(self.table.notna(), None).to_dict("records")
        return {
            "picture": self.picture,
            "year": self.year,
            "shares": rows,
            "artists": self.artists.to_dict("records"),
            "innovation": self.innovation,
            "direct_copy": self.direct_copy,
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


def attribute(
    picture: Path | str,
    graph: InfluenceGraph,
    *,
    year: float | None = None,
    vector: np.ndarray | None = None,
    bootstraps: int = 20,
    min_share: float = 1e-3,
    seed: int = 0,
) -> Attribution:
    """Causal shares of a picture over the works of a graph, summing to one with its own innovation.

    Parameters
    ----------
    picture : path
        A picture file.
    graph : InfluenceGraph
        Traced in a space that was made from pictures, unless the picture's `year` and `vector` are given.
    year : float, optional
        When it was made; otherwise it is read from the picture, and its uncertainty is in the intervals.
    vector : ndarray, optional
        float32[d]: its place in the space, for spaces of your own vectors.
    bootstraps : int
        Resampled and refitted histories behind the intervals; fewer than 10 give none.
    min_share : float
        Smaller shares are gathered in one row, ``others``.

    Raises
    ------
    StylogenyError
        When the picture cannot be read or placed, or its year or vector is not finite.
    """
    if year is not None and not np.isfinite(year):
        raise StylogenyError("a year must be a number", got=year)
    pixels = reader.read(picture)
    at = _located(picture, graph, year, vector)
    copies = _copies(pixels, at.vector, graph, at.latest)
    copied = [c.row for c in copies if c.coverage >= COPIED]
    lookalikes = np.setdiff1d(look_alikes(graph, at.vector, at.latest), copied)
    point = shares(graph, at.vector, at.year, lookalikes=lookalikes)
    q = question(graph, np.zeros(0, dtype=np.int64), estimand="lineage", deletion="soft", scores=[])
    draws = []
    for shard in progress(range(bootstraps), "bootstraps"):
        weights, years = resample(graph, seed=seed, shard=shard)
        luck = stream(seed, "year of the picture", shard).normal()
        draws.append(shares(refit(q, weights, years), at.vector, at.year + at.spread * luck, lookalikes=lookalikes))
    table = _table(graph, point, draws, copies, lookalikes, min_share)
    evidence = tuple(
        PixelEvidence(str(graph.works.ids[c.row]), c.hash_bits, c.inliers, round(c.coverage, 4))
        for c in sorted(copies, key=lambda c: -c.coverage)[:5]
    )
    parameters = {"year": year, "seed": seed, "bootstraps": bootstraps, "level": LEVEL}
    provenance = Provenance(parameters, inputs={"influence": fingerprint(graph)})
    return Attribution(str(picture), at.year, table, evidence, provenance)


@dataclass(frozen=True, eq=False)
class _Located:
    """Where a picture lies, float32[d], and when it was made, with the standard deviation of that year.

    `latest` is the end of the middle 90 % of its years, or of the year that was given.
    """

    vector: np.ndarray
    year: float
    latest: float
    spread: float = 0.0


def _located(picture: Path | str, graph: InfluenceGraph, year: float | None, vector: np.ndarray | None) -> _Located:
    """By the year and vector that were given, and by the picture where one was not."""
    given = None if vector is None else np.asarray(vector, dtype=np.float32)
    if given is not None and year is not None:
        if given.shape != graph.embedding.vectors.shape[1:] or not np.isfinite(given).all():
            raise StylogenyError(
                "a picture's vector must be finite and as long as the works'",
                got=f"shape {given.shape} for {graph.embedding.vectors.shape[1]} dimensions",
            )
        return _Located(given, middle_of(year), end_of(year))
    placed = place(picture, graph.embedding)[0]
    where = placed.vector if given is None else given
    if year is not None:
        return _Located(where, middle_of(year), end_of(year))
    wide = placed.interval[1] - placed.interval[0]
    return _Located(where, placed.year, placed.year + wide / 2, wide / NINETY)


def shares(
    graph: InfluenceGraph, vector: np.ndarray, year: float, *, lookalikes: np.ndarray | None = None
) -> np.ndarray:
    """Shares of the n works and, last, of innovation, float64[n + 1]; they sum to one.

    Parameters
    ----------
    vector : ndarray
        float32[d].
    year : float
        Only earlier works earn anything.
    lookalikes : ndarray, optional
        int64[k]: works that have the same idea and are not its source. The picture then owes what the earliest of them
        owes: the same works, in the same shares, and the rest is its own. (Being near that one's offspring says no more
        than being near that one.)
    """
    direct = np.zeros(len(graph.works))
    if lookalikes is not None and len(lookalikes):
        first = int(lookalikes[np.argmin(graph.years[lookalikes])])
        direct, innovation = graph.parents[[first]].toarray().ravel().astype(np.float64), float(graph.innovation[first])
    else:
        rows, weights, innovation = posterior(graph, vector, year)
        direct[rows] = weights
    owed = solve(graph.parents, graph.order, direct, transposed=True) * graph.innovation
    owed = np.append(np.maximum(owed, 0.0), innovation)
    return owed / owed.sum()


def look_alikes(graph: InfluenceGraph, vector: np.ndarray, year: float) -> np.ndarray:
    """Earlier works that are too like a picture to be its source, int64[k].

    A density is highest at the parent itself, so the fitted model prefers the likest work. But a maker who follows a
    work takes a step away from it, and in many dimensions hardly any step is short: works much nearer than the graph's
    children are to their parents have the same idea, not the one from the other. A copy is as near; the pixels know it.

    The usual step is the weighted median over all edges of the graph of the log distance in its metric; too like is
    :data:`TOO_LIKE` standard deviations below it, as the step's lower side shows them (from the median down to the 16th
    percentile: leaps and mistaken edges make the upper side wide).
    """
    edge = graph.parents.tocoo()
    if not edge.nnz or graph.model is None:
        return np.zeros(0, dtype=np.int64)
    step = np.linalg.norm(graph.places[edge.row].astype(np.float64) - graph.places[edge.col], axis=1)
    moved = step > 0
    log, weight = np.log(step[moved]), edge.data[moved].astype(np.float64)
    usual, short = _quantile(log, weight, 0.5), _quantile(log, weight, 0.16)
    place_of = graph.model.projection.project(np.asarray(vector, dtype=np.float32))
    far = np.linalg.norm(graph.places.astype(np.float64) - place_of, axis=1)
    return np.flatnonzero((graph.years < year) & (far < np.exp(usual - TOO_LIKE * (usual - short))))


def _quantile(values: np.ndarray, weights: np.ndarray, level: float) -> float:
    order = np.argsort(values, kind="stable")
    total = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(total, level * total[-1])])


def _copies(pixels: np.ndarray, vector: np.ndarray, graph: InfluenceGraph, latest: float) -> list[Copy]:
    works = graph.works
    rows = np.flatnonzero(works.pictured & (np.nan_to_num(works.earliest, nan=-np.inf) < latest))
    near = rows[np.argsort(np.square(graph.embedding.vectors[rows] - vector).sum(axis=1), kind="stable")[:LIKELY]]
    return [compare(pixels, reader.read(works.picture(int(row))), row=int(row)) for row in near]


def _copied(copies: list[Copy]) -> list[tuple[int, float]]:
    """Works and the share copied from each: every patch is given to the source that explains most, greedily."""
    out: list[tuple[int, float]] = []
    left = list(copies)
    free = np.ones(len(left[0].mask), dtype=bool) if left else np.zeros(0, dtype=bool)
    while left and free.any():
        best = max(left, key=lambda c: int((c.mask & free).sum()))
        share = float((best.mask & free).mean())
        if share < COPIED:
            break
        out.append((best.row, share))
        free &= ~best.mask
        left.remove(best)
    return out


def _table(
    graph: InfluenceGraph,
    point: np.ndarray,
    draws: list[np.ndarray],
    copies: list[Copy],
    lookalikes: np.ndarray,
    min_share: float,
) -> pd.DataFrame:
    copied = _copied(copies)
    rest = 1.0 - sum(share for _, share in copied)
    owed = rest * point
    spread = np.full((len(point), 2), np.nan)
    if len(draws) >= MIN_DRAWS:
        spread = np.array([interval(column) for column in rest * np.stack(draws, axis=1)])
    n, table = len(graph.works), graph.works.table
    lines = [_line("direct copy", table, row, share, (np.nan, np.nan), graph.years[row]) for row, share in copied]
    kept = np.flatnonzero(owed[:n] >= min_share)
    lines += [_line("work", table, int(r), owed[r], spread[r], graph.years[r]) for r in kept]
    named = np.setdiff1d(
        lookalikes, kept
    )  # one that the picture's sources descend from may have earned its share by them
    lines += [_line("look-alike", table, int(r), owed[r], spread[r], graph.years[r]) for r in named]
    small = float(owed[:n].sum() - owed[kept].sum() - owed[named].sum())
    if small > 0:
        lines.append({"kind": "work", "id": "", "title": "others", "artist": "", "share": small})
    own = {"kind": "innovation", "id": "", "title": "its own", "artist": "", "share": owed[n]}
    lines.append({**own, "low": spread[n, 0], "high": spread[n, 1]})
    columns = ["kind", "id", "title", "artist", "year", "share", "low", "high"]
    frame = pd.DataFrame(lines, columns=columns)
    return frame.sort_values(["share", "id"], ascending=[False, True], ignore_index=True)


def _line(
    kind: str, table: pd.DataFrame, row: int, share: float, ends: Sequence[float] | np.ndarray, year: float
) -> dict[str, Any]:
    named = {c: str(table[c].iat[row]) for c in ("id", "title", "artist")}
    return {"kind": kind, **named, "year": float(year), "share": float(share), "low": ends[0], "high": ends[1]}
