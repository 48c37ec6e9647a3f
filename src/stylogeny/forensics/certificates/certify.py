"""Certified shares: what artists are owed of a picture, and by how much an attacker can have moved each.

Two answers that cannot be moved far. Against a *repaint* of the picture: every window of it is placed and followed up
the lineage on its own, and the shares are the mean over windows. Against *planted works*: the run is dealt into
disjoint parts, each with heads and a graph of its own, and the shares are the mean over parts. Both are of descent
(:mod:`...counterfactual.attribution.lineage`), not of copied pieces, and neither is the answer of
:func:`stylogeny.attribute`, which sees the whole picture and the whole run, and promises nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ...corpus.calendar import middle_of
from ...corpus.pictures import pixels
from ...counterfactual.attribution.lineage import look_alikes, shares
from ...embedding.backbones.backbone import backbone
from ...embedding.heads.dating import quantiles
from ...errors import StylogenyError
from ...influence.graph import InfluenceGraph
from ...progress import Callback, progress
from .bounds import MoveBounds, median_bounds, planting_bounds, repaint_bounds
from .sub_corpora import SubCorpora
from .windows import REPAINT, SIDE, STRIDE, Windows

OWN = "its own"  # the share that nobody is owed


@dataclass(frozen=True, eq=False)
class Certificate:
    """Shares of artists in a picture that an attacker can move only so far.

    Parameters
    ----------
    attack : str
        What the attacker may do: ``a repaint of 46 x 46 pixels``, ``1 planted work``.
    voters : str
        What the shares are the mean over: ``121 windows``, ``5 disjoint parts of the corpus``.
    table : DataFrame
        artist, share, low, high, largest share first: an attack can move the share to between `low` and `high`; and if
        this is what an attacked picture or corpus says, what it said before lay between them too. One row is the
        picture's own.
    most : float
        The most that any share can be moved by, and what an artist can get who is in no row.
    year, years : float, (float, float)
        The median year that the voters read, and between which years it lies without the attacker; of a year that was
        given, that year.
    """

    attack: str
    voters: str
    table: pd.DataFrame
    most: float
    year: float
    years: tuple[float, float]

    def to_json(self) -> dict[str, Any]:
        """As JSON-able values; an end that is not known is None."""
        rows = [{str(k): v for k, v in row.items()} for row in self.table.to_dict("records")]
        ends = [round(y, 1) if np.isfinite(y) else None for y in self.years]
        return {
            "attack": self.attack, "voters": self.voters, "most": self.most, "year": round(self.year, 1),
            "years": ends, "shares": rows,
        }  # fmt: skip


def certify_repaint(
    picture: Path | str | np.ndarray,
    graph: InfluenceGraph,
    *,
    year: float | None = None,
    repaint: int = REPAINT,
    side: int = SIDE,
    stride: int = STRIDE,
    callback: Callback | None = None,
) -> Certificate:
    """Shares by windows, and how far a square repaint anywhere in the picture can have moved them.

    Parameters
    ----------
    picture : path or uint8[H, W, 3]
    graph : InfluenceGraph
        Traced in a space that was made from pictures.
    year : float, optional
        When the picture was made; otherwise every window is dated by itself.
    repaint, side, stride : int
        Of the repaint, of a window, and from one window to the next, in 224ths of the picture's longer side.

    Raises
    ------
    StylogenyError
        When the picture cannot be read or is too small, or the graph's space was not made from pictures.
    """
    seen = pixels(picture)
    windows = Windows.over((seen.shape[0], seen.shape[1]), side=side, stride=stride)
    square = windows.pixels(repaint)
    reach = windows.reached(square)
    voter = _Voter(graph)
    votes, years = _gather(progress(windows.cut(seen), "windows", total=len(windows), callback=callback), voter, year)
    bounds = repaint_bounds(votes.reshape(len(windows.top), len(windows.left), -1), reach)
    owned = max((r.stop - r.start) * (c.stop - c.start) for r, c in reach)
    span = (float(year), float(year)) if year is not None else median_bounds(years, owned)
    return Certificate(
        f"a repaint of {square} x {square} pixels", f"{len(windows)} windows", _table(voter.names, bounds),
        bounds.newcomer, _median(years), span,
    )  # fmt: skip


def certify_planting(
    picture: Path | str | np.ndarray, parts: SubCorpora, *, planted: int = 1, year: float | None = None
) -> Certificate:
    """Shares by disjoint parts of the corpus, and how far `planted` works can have moved them.

    Planted are works that were added, altered or taken away by the attacker, whatever they show and whenever they are
    said to be from.

    Raises
    ------
    StylogenyError
        When the picture cannot be read, or `planted` is less than 1.
    """
    if planted < 1:
        raise StylogenyError("at least one planted work is certified against", got=planted)
    seen = pixels(picture)
    voters = [_Voter(graph) for graph in parts.graphs]
    names = sorted({name for voter in voters for name in voter.names[:-1]})
    at = {name: k for k, name in enumerate(names)}
    votes, years = np.zeros((len(voters), len(names) + 1)), np.zeros(len(voters))
    for k, voter in enumerate(voters):
        own, read = _gather([seen], voter, year)
        votes[k, [at[name] for name in voter.names[:-1]]] = own[0, :-1]
        votes[k, -1], years[k] = own[0, -1], read[0]
    bounds = planting_bounds(votes, planted)
    span = (float(year), float(year)) if year is not None else median_bounds(years, planted)
    attack = f"{planted} planted work{'s' if planted > 1 else ''}"
    table = _table([*names, OWN], bounds)
    return Certificate(
        attack, f"{len(voters)} disjoint parts of the corpus", table, bounds.newcomer, _median(years), span
    )


class _Voter:
    """What one graph says of pictures: shares of artists, and last of nobody."""

    def __init__(self, graph: InfluenceGraph) -> None:
        if graph.embedding.head is None:
            raise StylogenyError("this run's space was not made from pictures", fix="embed the run with a backbone")
        self.graph, self.head = graph, graph.embedding.head
        self.eye = backbone(graph.embedding.backbone)
        names, self.artist = np.unique(graph.works.column("artist").astype(str), return_inverse=True)
        self.names = [*map(str, names), OWN]

    def vote(self, picture: np.ndarray, year: float | None) -> tuple[np.ndarray, float]:
        """Shares float64[artists + 1] of a picture uint8[H, W, 3], and the year that was read or given."""
        seen = self.eye.features([picture])
        if year is None:
            year = float(quantiles(self.head.posterior(seen), self.head.years, 0.5)[0])
        vector, at = self.head.vectors(seen)[0], middle_of(year)
        owed = shares(self.graph, vector, at, lookalikes=look_alikes(self.graph, vector, at))
        return np.append(np.bincount(self.artist, owed[:-1], minlength=len(self.names) - 1), owed[-1]), year


def _gather(pictures: Iterable[np.ndarray], voter: _Voter, year: float | None) -> tuple[np.ndarray, np.ndarray]:
    """The votes float64[m, artists + 1] and years float64[m] of m pictures."""
    said = [voter.vote(picture, year) for picture in pictures]
    return np.array([votes for votes, _ in said]), np.array([read for _, read in said])


def _median(years: np.ndarray) -> float:
    """The lower one of two medians, as :func:`.median_bounds` has it."""
    return float(np.sort(years)[(len(years) - 1) // 2])


def _table(names: list[str], bounds: MoveBounds) -> pd.DataFrame:
    """Rows of the artists who get anything, and of the picture itself, last."""
    frame = pd.DataFrame({
        "artist": names, "share": bounds.mean,
        "low": np.maximum(bounds.mean - bounds.down, 0.0), "high": np.minimum(bounds.mean + bounds.up, 1.0),
    })  # fmt: skip
    own = frame["artist"].eq(OWN)
    kept = frame[own | frame["share"].gt(1e-6)]
    return kept.sort_values(["share", "artist"], ascending=[False, True], ignore_index=True)
