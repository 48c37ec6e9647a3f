"""A world without a work, an artist or a style: what is left of the works, where they stand, and how often they count.

A counterfactual history as data, from which everything else can be made again: a space, a graph, generators, futures.
Works that are gone are not in it. What is left in part (a lineage deleted by path weights) keeps the part as its
weight. Under the net estimand what stays is displaced to where it would be: in the space of the factual world, and in
its features, by the way that the space decodes the displacement.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import pandas as pd

from ...corpus.copies.index import KeypointIndex
from ...corpus.lookup import Selection, pronouns, select
from ...corpus.works import WEIGHT, Works
from ...embedding.space import Embedding
from ...errors import StylogenyError
from ...influence.branching.candidates import Candidates
from ...influence.graph import InfluenceGraph
from ...influence.tracing import parent_sets_of
from ..lightcone import Change, delete, genealogy, lightcone
from .copies import usual_step
from .found_copies import with_found_copies

GONE = 0.01  # a work of which less is left is gone
MOVED = 1e-3  # in usual steps: a shorter way is none
# Of the way that soft deletion works out, the part that is expected: some of its parents are not the true ones, and the
# whole way would overshoot. Chosen on painted worlds of seeds 1 and 2, where 0.6 comes nearest to worlds run again.
EXPECTED_PART = 0.6
LEFT = 5  # dated works below which no world is left to embed


@dataclass(frozen=True, eq=False, kw_only=True)
class OtherWorld:
    """The world without something.

    Parameters
    ----------
    graph : InfluenceGraph
        The factual world, of n works.
    selection : Selection
        What never was.
    change : Change
        What that does to the works.
    estimand, deletion, seed
        As in :func:`without`.
    weight : ndarray
        float64[n]: how often each work counts; 0 for what is gone.
    notes : tuple of str
        What the reader must know beside it.
    """

    graph: InfluenceGraph
    selection: Selection
    change: Change
    estimand: str
    deletion: str
    seed: int = 0
    weight: np.ndarray
    notes: tuple[str, ...] = field(default=())

    def __repr__(self) -> str:
        return f"OtherWorld({self.sentence})"

    @cached_property
    def kept(self) -> np.ndarray:
        """Rows of the factual world that this one has, int64[m]."""
        return np.flatnonzero(self.weight > 0)

    @cached_property
    def gone(self) -> np.ndarray:
        """Rows of the factual world that it lacks, int64[n - m]."""
        return np.flatnonzero(self.weight <= 0)

    @cached_property
    def unit(self) -> float:
        """The usual step from a work to its nearest parent, in units of the space."""
        return usual_step(self.graph)

    @cached_property
    def shift(self) -> np.ndarray:
        """How far each work is from where it was, float32[n, d]; zero for what is gone."""
        shift = np.zeros_like(self.graph.embedding.vectors)
        if self.change.shift is not None:
            part = EXPECTED_PART if self.deletion == "soft" else 1.0  # a drawn history is one that might have been
            shift[self.change.rows] = np.float32(part) * self.change.shift
        shift[self.weight <= 0] = 0.0
        return shift

    @cached_property
    def distance(self) -> np.ndarray:
        """The length of that, float64[n], in usual steps from a work to its parent."""
        return np.linalg.norm(self.shift.astype(np.float64), axis=1) / self.unit

    @cached_property
    def owed(self) -> np.ndarray:
        """The share of each work that came through what never was, float64[n]."""
        several = self.estimand == "net"
        descent = genealogy(self.graph, self.deletion, several=several, seed=self.seed)
        return lightcone(descent, self.graph.order, self.selection.rows)

    @cached_property
    def moved(self) -> np.ndarray:
        """Rows of the works that are elsewhere, int64[k], the farthest first."""
        rows = np.flatnonzero(self.distance > MOVED)
        return rows[np.argsort(-self.distance[rows], kind="stable")]

    @cached_property
    def works(self) -> Works:
        """The works of this world; their weights are a column of it where any is not 1."""
        table = self.graph.works.table.iloc[self.kept].copy()
        if (self.weight[self.kept] != 1).any():
            table[WEIGHT] = self.weight[self.kept]
        return Works(table, self.graph.works.root)

    @cached_property
    def space(self) -> Embedding:
        """They in the space of the factual world, displaced."""
        old = self.graph.embedding
        return replace(old, works=self.works, vectors=(old.vectors + self.shift)[self.kept])

    @property
    def sentence(self) -> str:
        """What has changed, in one sentence."""
        gone, moved = len(self.gone), len(self.moved)
        partly = int((self.weight[self.kept] < self.graph.works.weight[self.kept]).sum())
        parts = [f"{gone:,} work{' is' if gone == 1 else 's are'} gone"]
        if partly:
            parts.append(f"{partly:,} {'is' if partly == 1 else 'are'} there in part")
        if moved:
            mean = float(self.distance[self.moved].mean())
            parts.append(
                f"{moved:,} other{' is' if moved == 1 else 's are'} elsewhere, by {mean:.2f} of a usual step on average"
            )
        return f"Without {self.selection.name}: {', '.join(parts)}."

    def changes(self) -> pd.DataFrame:
        """A row for each work that changes: id, title, artist, style, year; loss, the share that is gone; owed, the
        share that came through what never was; distance, in usual steps."""
        rows = np.unique(np.concatenate([self.change.rows, self.gone]))
        table = self.graph.works.table.iloc[rows]
        loss = 1.0 - self.weight[rows] / self.graph.works.weight[rows]
        out = pd.DataFrame({name: table[name].to_numpy() for name in ("id", "title", "artist", "style")})
        out["year"], out["loss"], out["owed"] = self.graph.years[rows], loss, self.owed[rows]
        return out.assign(distance=self.distance[rows])

    def substitutes(self) -> pd.DataFrame:
        """Who takes the place: child, substitute, share (of the child), by the largest share."""
        ids = self.graph.works.ids
        nobody = np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0)
        child, other, share = self.change.substitutes or nobody
        order = np.lexsort((other, child, -share))
        return pd.DataFrame({"child": ids[child[order]], "substitute": ids[other[order]], "share": share[order]})

    def features(self, factual: np.ndarray) -> np.ndarray:
        """Backbone features of the works that moved, float32[k, D], from theirs in the factual world.

        `factual` is float32[k, D] for the rows :attr:`moved`, in that order; the space decodes the displacement.
        """
        old, rows = self.graph.embedding, self.moved
        there = old.decode(old.vectors[rows] + self.shift[rows]) - old.decode(old.vectors[rows])
        return (factual + there).astype(np.float32)


def without(
    graph: InfluenceGraph,
    work: str | int | Sequence[str | int],
    *,
    kind: str | None = None,
    estimand: str = "net",
    deletion: str = "soft",
    candidates: Candidates | None = None,
    index: KeypointIndex | None = None,
    seed: int = 0,
) -> OtherWorld:
    """The world in which a work, several, an artist or a style never was.

    Parameters
    ----------
    graph : InfluenceGraph
        From :func:`stylogeny.trace`, of n works.
    work, kind
        What never was, as in :func:`stylogeny.credit`.
    estimand : str
        ``net``: others took its place; what followed it is displaced to where it would be. ``lineage``: what descends
        from it is gone with it.
    deletion : str
        ``soft`` (by exact path weights: every work in proportion to what it owes), ``sampled`` (one history: a
        genealogy is drawn) or ``hard`` (the likeliest genealogy).
    candidates : Candidates, optional
        Possible parents of every work; by default those that the graph was fitted on.
    index : KeypointIndex, optional
        Of all works, in which copies are looked for.
    seed : int
        Of the genealogy that is drawn.

    Returns
    -------
    OtherWorld

    Raises
    ------
    StylogenyError
        For an unknown or undated work, an unknown option, or when next to nothing is left.
    """
    selection = select(graph.works, work, kind=kind, years=graph.years)
    if candidates is None and estimand == "net" and graph.model is not None:
        candidates = parent_sets_of(graph).edges
    graph = with_found_copies(graph, selection.rows, index=index)
    change = delete(graph, selection.rows, estimand=estimand, deletion=deletion, candidates=candidates, seed=seed)
    weight = graph.works.weight.copy()
    weight[change.rows] *= 1.0 - change.loss
    copies = _undated_copies(graph, selection.rows)
    weight[copies] = 0.0
    weight[weight < GONE * graph.works.weight] = 0.0
    left = int((weight[np.isfinite(graph.years)] > 0).sum())
    if left < LEFT:
        raise StylogenyError(
            f"next to nothing is left of a world without {selection.name}",
            got=f"{left} dated works",
            fix="leave out less" if estimand == "net" else "leave out less, or use --estimand net",
        )
    notes = _notes(graph, selection, change, len(copies))
    return OtherWorld(
        graph=graph, selection=selection, change=change, estimand=estimand, deletion=deletion, seed=seed,
        weight=weight, notes=notes,
    )  # fmt: skip


def _undated_copies(graph: InfluenceGraph, rows: np.ndarray) -> np.ndarray:
    """Works outside the graph whose picture is a near-duplicate of a deleted one's, int64[k]: they are it."""
    group = graph.works.table["group"].to_numpy()
    return np.flatnonzero(np.isin(group, group[rows]) & ~np.isfinite(graph.years))


def _notes(graph: InfluenceGraph, selection: Selection, change: Change, copies: int) -> tuple[str, ...]:
    notes = []
    it, _ = pronouns(selection.kind)
    if np.isin(change.rows, selection.rows).all():
        notes.append(f"No work descends from {it}: the world is the same but for that.")
    outside = int((~np.isfinite(graph.years) & graph.works.pictured).sum()) - copies
    if outside > 0:
        notes.append(
            f"{outside:,} undated work{' stays as it is' if outside == 1 else 's stay as they are'}: whether "
            f"{'it' if outside == 1 else 'they'} came after is not known."
        )
    if copies:
        notes.append(f"{copies:,} undated near-duplicate{' is' if copies == 1 else 's are'} gone too.")
    evidence = None if graph.model is None else graph.model.evidence
    if evidence is not None and not evidence.speaks:
        notes.append(f"{evidence.sentence[0].upper()}{evidence.sentence[1:]}. Read this world as a question.")
    return tuple(notes)
