"""Two worlds with their works beside one another, read from the run folders of both."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from ...corpus.lookup import Selection, select
from ...corpus.works import Works
from ...counterfactual.worlds.files import WorldQuestion, origin, tables
from ...counterfactual.worlds.other_world import OtherWorld
from ...errors import StylogenyError
from ...generation.styles import Corpus
from ...influence.graph import InfluenceGraph
from ...influence.open_graph import open_graph
from ...runs import Run
from ...world.corpus import world_of
from ...world.history import World


@dataclass(frozen=True, eq=False)
class TwoWorlds:
    """The factual world, of n works, and the one without something, work by work.

    Parameters
    ----------
    graph : InfluenceGraph
        The factual world.
    question : WorldQuestion
        What the other is without.
    works : Works
        n works with the pictures of the other world; what is gone keeps its own.
    weight : ndarray
        float64[n]: how often each work counts there, 0 for what is gone.
    vectors : ndarray
        float32[n, d]: where each work stands there, in the factual space.
    loss, owed, distance : ndarray
        float64[n]: the share of each work that is gone, the share that came through what never was, and the way it is
        from where it was, in usual steps.
    substitutes : DataFrame
        child, substitute, share.
    world : World, optional
        The painted world behind the corpus, which can be run again.
    """

    graph: InfluenceGraph
    question: WorldQuestion
    works: Works
    weight: np.ndarray
    vectors: np.ndarray
    loss: np.ndarray
    owed: np.ndarray
    distance: np.ndarray
    substitutes: pd.DataFrame
    world: World | None = None

    @classmethod
    def read(cls, run: Run, other: Run) -> TwoWorlds:
        """From the two run folders.

        Raises
        ------
        StylogenyError
            When the second is not a world without something, or the first has changed since it was made.
        """
        question = WorldQuestion.read(other)
        question.check(run)
        graph = open_graph(run)
        there = Works.read(other.file("works.parquet", needs="without"))
        space = origin(other, there)
        row = {str(i): k for k, i in enumerate(graph.works.ids)}
        at = np.array([row[str(i)] for i in there.ids])
        n = len(graph)
        weight, vectors = np.zeros(n), graph.embedding.vectors.copy()
        weight[at], vectors[at] = there.weight, space.vectors
        table = graph.works.table.copy()
        table.loc[at, "picture"] = there.table["picture"].to_numpy()
        changes, substitutes = tables(other)
        values = {}
        changed = [row[str(i)] for i in changes["id"]]
        for name in ("loss", "owed", "distance"):
            values[name] = np.zeros(n)
            values[name][changed] = changes[name]
        world = world_of(graph.works.root) if len(question.works) == 1 else None
        return cls(
            graph=graph,
            question=question,
            works=Works(table, graph.works.root),
            weight=weight,
            vectors=vectors,
            substitutes=substitutes,
            world=world,
            **values,
        )

    @classmethod
    def of(cls, other: OtherWorld, world: World | None = None) -> TwoWorlds:
        """From a world that was not written down; its works keep the pictures that they have."""
        graph, selection = other.graph, other.selection
        question = WorldQuestion(
            name=selection.name,
            kind=selection.kind,
            works=tuple(str(i) for i in graph.works.ids[selection.rows]),
            estimand=other.estimand,
            deletion=other.deletion,
            seed=other.seed,
            sentence=other.sentence,
            notes=other.notes,
            source="",
            inputs={},
            unit=other.unit,
        )
        return cls(
            graph=graph,
            question=question,
            works=graph.works,
            weight=other.weight,
            vectors=graph.embedding.vectors + other.shift,
            loss=1.0 - other.weight / graph.works.weight,
            owed=other.owed,
            distance=other.distance,
            substitutes=other.substitutes(),
            world=world,
        )

    @cached_property
    def selection(self) -> Selection:
        """What never was."""
        return select(self.graph.works, list(self.question.works), years=self.graph.years)

    @cached_property
    def corpus(self) -> Corpus:
        """The other world as a generator sees it, with the rows of the factual one."""
        return Corpus(self.works, replace(self.graph.embedding, works=self.works, vectors=self.vectors))

    @cached_property
    def affected(self) -> np.ndarray:
        """Works that are still there and not what they were, int64[k], the most affected first."""
        changed = np.maximum(self.distance, self.loss)
        rows = np.flatnonzero((self.weight > 0) & (changed > 1e-3))
        return rows[np.lexsort((rows, -changed[rows]))]

    @cached_property
    def change(self) -> np.ndarray:
        """By how much each work is affected, float64[n]: where others took the place its way, else the share lost."""
        return self.distance if self.question.estimand == "net" else self.loss

    @cached_property
    def truth(self) -> World | None:
        """The painted world run again without the work; None for any other corpus, and for several works."""
        if self.world is None:
            return None
        row = self.world_rows[int(self.selection.rows[0])]
        return self.world.rerun(without=row) if row >= 0 else None

    @cached_property
    def world_rows(self) -> np.ndarray:
        """Row of each work in the painted world, int64[n]; -1 for one that is not in it."""
        if self.world is None:
            raise StylogenyError("this corpus is no painted world", got=self.graph.works.root)
        row = {str(i): k for k, i in enumerate(self.world.ids)}
        return np.array([row.get(str(i), -1) for i in self.graph.works.ids])

    @cached_property
    def true_distance(self) -> np.ndarray:
        """How far each work truly is from where it was in the world run again, float64[n], in genes of unit spread."""
        if self.world is None or self.truth is None:
            raise StylogenyError("this world cannot be run again", got=self.graph.works.root)
        moved = np.linalg.norm(self.truth.latent - self.world.latent, axis=1)
        moved = np.where(self.world_rows >= 0, moved[self.world_rows], 0.0)
        moved[self.selection.rows] = 0.0
        return moved
