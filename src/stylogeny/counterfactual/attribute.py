"""What one picture owes to whom: copies, pieces, style, and what is its own.

Two kinds of evidence are one account. Pieces of works in the picture, however bent, mirrored or recoloured, are found
by keypoints in the whole corpus (:mod:`.attribution.pieces`). What no piece explains is owed by descent: to the
picture's likely parents under the fitted model and to theirs in turn, and the rest is its own
(:mod:`.attribution.lineage`). The posterior over parents is also the prior over pieces: of two works that a piece may
come from, the likelier parent is the likelier source.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..corpus import pictures as reader
from ..corpus.calendar import end_of, middle_of
from ..corpus.copies.index import KeypointIndex
from ..errors import StylogenyError
from ..influence.graph import InfluenceGraph
from ..influence.placement import place
from ..progress import progress
from ..provenance import Provenance
from ..streams import stream
from .attribution.account import Attribution, Owed, PixelEvidence, tables
from .attribution.lineage import look_alikes, shares
from .attribution.pieces import FoundPieces
from .bootstrap import fingerprint, resampled_weights
from .intervals import LEVEL

NINETY = 3.29  # standard deviations across the middle 90 % of a normal
EVIDENCE = 8  # works whose evidence is told
PARENTAGE = 8.0  # pseudo-places that the posterior over parents is worth


def attribute(
    picture: Path | str,
    graph: InfluenceGraph,
    *,
    index: KeypointIndex | None = None,
    year: float | None = None,
    vector: np.ndarray | None = None,
    bootstraps: int = 20,
    min_share: float = 1e-3,
    seed: int = 0,
) -> Attribution:
    """Shares of a picture over the works and artists of a graph, summing to one with its own innovation.

    Parameters
    ----------
    picture : path
        A picture file.
    graph : InfluenceGraph
        Traced in a space that was made from pictures, unless the picture's `year` and `vector` are given.
    index : KeypointIndex, optional
        Of the graph's works, as :meth:`.KeypointIndex.open` keeps it in a run; otherwise it is made here.
    year : float, optional
        When it was made, and then no later work can be its source; otherwise it is read from the picture, and its
        uncertainty is in the intervals.
    vector : ndarray, optional
        float32[d]: its place in the space, for spaces of your own vectors.
    bootstraps : int
        Resampled histories, keypoints and places behind the intervals; fewer than 10 give none. The fitted hypotheses
        are weighted anew, not fitted anew.
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
    works = graph.works
    later = None if year is None else np.flatnonzero(np.nan_to_num(works.earliest, nan=-np.inf) >= end_of(year))
    pieces = FoundPieces.of(pixels, works, index or KeypointIndex.of(works), skip=later)
    at = _located(picture, graph, year, vector, pieces.work)
    lookalikes = np.setdiff1d(look_alikes(graph, at.vector, at.latest), pieces.sources)
    point = _owed(graph, pieces, at, lookalikes)
    draws = [
        _owed(graph, pieces, at, lookalikes, draw=(seed, shard)) for shard in progress(range(bootstraps), "bootstraps")
    ]
    table, artists = tables(graph, point, draws, lookalikes, min_share)
    parameters = {"year": year, "seed": seed, "bootstraps": bootstraps, "level": LEVEL}
    return Attribution(
        str(picture),
        at.year,
        table,
        artists,
        _evidence(pieces, works.ids),
        work="" if pieces.work is None else str(works.ids[pieces.work]),
        provenance=Provenance(parameters, inputs={"influence": fingerprint(graph)}),
    )


@dataclass(frozen=True, eq=False)
class _Located:
    """Where a picture lies, float32[d], and when it was made, with the standard deviation of that year.

    `latest` is the end of the middle 90 % of its years, or of the year that was given.
    """

    vector: np.ndarray
    year: float
    latest: float
    spread: float = 0.0


def _located(
    picture: Path | str, graph: InfluenceGraph, year: float | None, vector: np.ndarray | None, work: int | None
) -> _Located:
    """By the year and vector that were given, by the work that it is, or by the picture."""
    given = None if vector is None else np.asarray(vector, dtype=np.float32)
    if given is not None and (given.shape != graph.embedding.vectors.shape[1:] or not np.isfinite(given).all()):
        raise StylogenyError(
            "a picture's vector must be finite and as long as the works'",
            got=f"shape {given.shape} for {graph.embedding.vectors.shape[1]} dimensions",
        )
    if work is not None and np.isfinite(graph.years[work]):
        given = graph.embedding.vectors[work] if given is None else given
        year = float(graph.years[work]) if year is None else year
    if given is not None and year is not None:
        return _Located(given, middle_of(year), end_of(year))
    placed = place(picture, graph.embedding)[0]
    where = placed.vector if given is None else given
    if year is not None:
        return _Located(where, middle_of(year), end_of(year))
    wide = placed.interval[1] - placed.interval[0]
    return _Located(where, placed.year, placed.year + wide / 2, wide / NINETY)


def _owed(
    graph: InfluenceGraph,
    pieces: FoundPieces,
    at: _Located,
    lookalikes: np.ndarray,
    *,
    draw: tuple[int, int] | None = None,
) -> Owed:
    """The account of the picture as it is, or of one resampled history, (seed, shard)."""
    year, history, keypoints, places = at.year, None, None, None
    if draw is not None:
        seed, shard = draw
        year += at.spread * stream(seed, "year of the picture", shard).normal()
        weights = resampled_weights(graph, seed=seed, shard=shard)
        history = np.append(weights, stream(seed, "no parent", shard).exponential())
        keypoints, places = pieces.resampled(seed, shard)
    descent = shares(graph, at.vector, year, lookalikes=lookalikes, weights=history)
    copied, mixed = pieces.totals(pieces.regions(prior=_prior(descent, pieces), weights=keypoints), places)
    direct_copy, piece = (np.zeros(len(graph.works)) for _ in range(2))
    direct_copy[pieces.sources] = copied
    piece[pieces.sources] = mixed[:-1]
    return Owed(direct_copy, piece, mixed[-1] * descent[:-1], float(mixed[-1] * descent[-1]))


def _prior(descent: np.ndarray, pieces: FoundPieces) -> np.ndarray:
    """Pseudo-places of each source and of none: one each, and more for the likelier parents."""
    return np.append(1.0 + PARENTAGE * descent[pieces.sources], 1.0)


def _evidence(pieces: FoundPieces, ids: np.ndarray) -> tuple[PixelEvidence, ...]:
    """What is told of the works laid over the picture."""
    work, count = pieces.matches.borne_out(1).works()
    counts = dict(zip(work.tolist(), count.tolist()))
    return tuple(
        PixelEvidence(str(ids[c.row]), c.hash_bits, counts.get(c.row, 0), round(c.coverage, 4), c.mirrored)
        for c in pieces.copies[:EVIDENCE]
    )
