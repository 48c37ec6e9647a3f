"""A tree of futures that a person curates: grown, pruned, kept, merged, renamed, undone. Nothing is ever lost.

Every operation makes a new state that remembers the one before it; undoing and operating again starts a new branch of
states. Imagined works own their draws by their place in the tree, so what is pruned elsewhere changes nothing here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from ..corpus.pictures import read as read_picture
from ..errors import StylogenyError, UnknownWork
from ..influence.graph import InfluenceGraph
from ..influence.placement import place
from ..progress import Callback, progress
from ..provenance import Provenance
from ..streams import stream
from .imagined import ImaginedWorks
from .offspring import Offspring, OffspringModel
from .pictures import render
from .roots import Root, RootPictures, ground
from .tree_state import Operation, TreeState

USUAL_YEARS = 30  # at most, between a work and an answer whose year is not said
MAX_WORKS = 5000  # imagined works in one tree


@dataclass(frozen=True, eq=False)
class Futures(TreeState):
    """A tree of futures: a state, what it grows from, and the operations on it, each of which gives a new tree.

    Parameters
    ----------
    model, all_works, operations, at
        As of :class:`.tree_state.TreeState`.
    label, root : str
        What the tree grows from, as a file name and in words.
    rows : tuple of int
        The works it grows from.
    seed : int
        Owns every draw.
    own : RootPictures, optional
        The pictures that it grows from, where it grows from pictures of one's own.
    """

    label: str
    root: str
    rows: tuple[int, ...]
    seed: int
    own: RootPictures | None = None

    def __repr__(self) -> str:
        return f"Futures(after {self.root}: {len(self.alive)} works, {len(self.path)} operations)"

    def grow(
        self,
        *,
        years: int = 30,
        branching: int = 3,
        works: Sequence[str] = (),
        response: str | None = None,
        callback: Callback | None = None,
    ) -> Futures:
        """With answers to the leaves (or to `works`), `branching` each, within `years` of what they answer."""
        if years < 1 or branching < 1:
            raise StylogenyError("years and branching must be at least 1", got=f"years={years}, branching={branching}")
        stems = [self._living(w) for w in works] or list(self.leaves)
        self._check_room(branching * max(len(stems), 1), branching)
        if not stems and not self.alive:
            ids, born = self._first(years, branching, response)
        else:
            ids, born = self._answers(stems, years, branching, response, callback)
        if not born:
            raise StylogenyError("nothing living to grow from", fix="undo an operation, or name works to grow from")
        return self._with(Operation(self.at, "grow", tuple(stems), tuple(ids)), ids, born)

    def prune(self, *works: str) -> Futures:
        """Without these works and all that came of them."""
        return self._with(Operation(self.at, "prune", tuple(self._living(w) for w in works)))

    def keep(self, *works: str) -> Futures:
        """Only these works, what led to them and what came of them."""
        return self._with(Operation(self.at, "keep", tuple(self._living(w) for w in works)))

    def rename(self, work: str, title: str) -> Futures:
        """With a title of one's own for a work."""
        if not title.strip():
            raise StylogenyError("a title must not be empty")
        return self._with(Operation(self.at, "rename", (self._living(work),), title=title.strip()))

    def merge(self, one: str, other: str, *, years: int = 30) -> Futures:
        """With a new work that builds on both of these, later than either."""
        pair = sorted({self._living(one), self._living(other)})
        if len(pair) != 2:
            raise StylogenyError("two different works are needed to merge", got=one)
        n = len(self.model.graph.years)
        rows = [n + self.place[w] for w in pair]
        name = f"imagined-{self.label}-{self.seed}-m{1 + sum(o.kind == 'merge' for o in self.operations)}"
        u = float(stream(self.seed, "imagine", "lag", name, *pair).random())
        year = int(np.floor(self.model.years[rows].max())) + self.model.lag(years=years, u=u)
        born = self.model.cross(rows, year, seed=self.seed, event=("tree", name, *pair))
        return self._with(Operation(self.at, "merge", tuple(pair), (name,)), [name], [born])

    def add(self, work: str, picture: Path | str, *, year: int | None = None, title: str = "") -> Futures:
        """With a picture of one's own as an answer to a work: what grows from it later has it for a parent.

        Parameters
        ----------
        work : str
            The living work that it comes after.
        picture : path
            Placed by the run's eye.
        year : int, optional
            When it was made; by default as long after the work as works usually are answered.
        title : str
            By default the file's name.

        Raises
        ------
        StylogenyError
            When the picture cannot be placed, or the year is not after the work's.
        """
        row = len(self.model.graph.years) + self.place[self._living(work)]
        before = int(self.model.years[row])
        when = before + self.model.lag(years=USUAL_YEARS, u=0.5) if year is None else year
        if when <= before:
            raise StylogenyError(
                "a picture that answers a work is later than it", got=when, fix=f"a year after {before}"
            )
        number = 1 + sum(o.kind == "add" for o in self.operations)
        name = f"imagined-{self.label}-{self.seed}-a{number}"
        lineage = [len(self.model.graph.years) + self.place[w] for w in sorted(self.ancestors([work]))]
        vector = place(picture, self.model.graph.embedding, limit=1)[0].vector
        parents = self.model.likely_parents(vector, when, answers=row, lineage=lineage)
        born = Offspring(vector, when, row, "build on", 0.0, parents)
        operation = Operation(self.at, "add", (work,), (name,), title=title.strip() or Path(picture).stem)
        tree = self._with(operation, [name], [born])
        pictures = {**tree.all_works.pictures, name: read_picture(Path(picture))}
        return replace(tree, all_works=replace(tree.all_works, pictures=pictures))

    def undo(self, steps: int = 1) -> Futures:
        """The state this many operations ago; what was done since stays on record and can be gone to again."""
        path = self.path
        if not 1 <= steps <= len(path):
            fix = f"from here it is 1 to {len(path)}" if path else "this is where the tree began"
            raise StylogenyError("there is no such operation to undo", got=f"{steps} steps back", fix=fix)
        return replace(self, at=path[len(path) - steps].after)

    def goto(self, operation: int) -> Futures:
        """The state after any operation on record (-1: before the first)."""
        if not -1 <= operation < len(self.operations):
            last = len(self.operations) - 1
            raise StylogenyError(
                "no such operation", got=operation, fix=f"operations are -1 (before the first) to {last}"
            )
        return replace(self, at=operation)

    def pictured(self, *, pictures: bool = True, size: int = 128, callback: Callback | None = None) -> Futures:
        """The same state with a picture of every living work that has none yet."""
        wanted = [i for i in self.alive if i not in self.all_works.pictures]
        if not pictures or not wanted:
            return self
        rows = [self.place[i] for i in wanted]
        bare = replace(self.all_works, table=self.all_works.table.iloc[rows], vectors=self.all_works.vectors[rows])
        new = render(bare, self.model.graph, size=size, seed=self.seed, callback=callback).pictures
        return replace(self, all_works=replace(self.all_works, pictures={**self.all_works.pictures, **new}))

    def _living(self, work: str) -> str:
        if work not in self.alive:
            raise UnknownWork(work, self.alive)
        return work

    def _check_room(self, wanted: int, branching: int) -> None:
        room = MAX_WORKS - len(self.all_works)
        if wanted > room:
            raise StylogenyError(
                f"a tree holds at most {MAX_WORKS} works, ever grown and pruned, and there is room for {room}",
                got=f"branching={branching}, which makes {wanted}",
                fix="ask for a smaller branching, or name fewer works",
            )

    def _first(self, years: int, branching: int, response: str | None) -> tuple[list[str], list[Offspring]]:
        """Ids and works of a first generation, answers to the root."""
        before = self._grown_from(None)
        drawn = self.model.draw_parents(np.array(self.rows), years=years, n=before + branching, seed=self.seed)
        ids = [f"imagined-{self.label}-{self.seed}-{k + 1}" for k in range(before, before + branching)]
        return ids, [
            self.model.offspring(*pair, seed=self.seed, event=("tree", name), response=response)
            for name, pair in zip(ids, drawn[before:])
        ]

    def _answers(
        self, stems: Sequence[str], years: int, branching: int, response: str | None, callback: Callback | None
    ) -> tuple[list[str], list[Offspring]]:
        """Ids and works of answers to these works."""
        n, ids, born = len(self.model.graph.years), list[str](), list[Offspring]()
        for stem in progress(stems, "grow", total=len(stems), callback=callback):
            row, before = n + self.place[stem], self._grown_from(stem)
            lineage = [n + self.place[w] for w in sorted(self.ancestors([stem]))]
            for k in range(before, before + branching):
                ids.append(f"{stem}.{k + 1}")
                u = float(stream(self.seed, "imagine", "lag", ids[-1]).random())
                year = int(np.floor(self.model.years[row])) + self.model.lag(years=years, u=u)
                event = ("tree", ids[-1])
                born.append(
                    self.model.offspring(row, year, seed=self.seed, event=event, response=response, lineage=lineage)
                )
        return ids, born

    def _grown_from(self, stem: str | None) -> int:
        """How many works were ever grown from a stem, in any branch of states."""
        grown = [i for o in self.operations if o.kind == "grow" for i in o.created]
        return sum(("." not in i) if stem is None else i.rpartition(".")[0] == stem for i in grown)

    def _with(self, operation: Operation, ids: Sequence[str] = (), born: Sequence[Offspring] = ()) -> Futures:
        """The state after one more operation, which created these works."""
        model = self.model.with_imagined(born)
        all_works = self._described(model, ids, born) if born else self.all_works
        operations = (*self.operations, operation)
        return replace(self, model=model, all_works=all_works, operations=operations, at=len(self.operations))

    def _described(self, model: OffspringModel, ids: Sequence[str], born: Sequence[Offspring]) -> ImaginedWorks:
        """Every work of the tree and these new ones."""
        n, place, earlier = len(model.graph.years), self.place, list(self.all_works.table["id"])
        level = dict(zip(earlier, self.all_works.table["generation"]))
        names = [*earlier, *ids]
        lineages, generations = [], []
        for b in born:
            parents = [names[r - n] for r in [b.answers, *(p for p, _ in b.parents)] if r >= n]
            lineages.append([n + place[w] for w in sorted(self.ancestors(parents))])
            generations.append(1 + max((int(level[p]) for p in parents), default=0))
        fresh = ImaginedWorks.of(
            model, born, ids=ids, root=self.root, generations=generations, lineages=lineages, earlier=earlier
        )
        return replace(
            self.all_works,
            table=pd.concat([self.all_works.table, fresh.table], ignore_index=True)
            if len(self.all_works)
            else fresh.table,
            vectors=np.vstack([self.all_works.vectors, fresh.vectors]).astype(np.float32),
            parents=pd.concat([self.all_works.parents, fresh.parents], ignore_index=True),
        )


def grow(
    graph: InfluenceGraph,
    *,
    root: Root | None = None,
    years: int = 30,
    branching: int = 3,
    generations: int = 2,
    seed: int = 0,
    callback: Callback | None = None,
) -> Futures:
    """A tree of futures: answers to a root, answers to those, and so on.

    Parameters
    ----------
    graph : InfluenceGraph
        The traced past.
    root : str or RootPictures, optional
        A work, an artist or a style; or pictures of one's own and their year; without it, the whole graph.
    years : int
        The most years between a work and its answer.
    branching, generations : int
        Answers to each work, and how many times over.
    seed : int
        Owns every draw, through each work's place in the tree.

    Raises
    ------
    StylogenyError
        When the root is unknown or undated, or a number is not positive.
    """
    if generations < 1:
        raise StylogenyError("generations must be at least 1", got=generations)
    model, target = ground(graph, root)
    asked = {"root": target.name, "seed": seed, "kernel": dict(model.kernel.summary())}
    none = ImaginedWorks.of(model, [], ids=[], root=target.name, provenance=Provenance(asked))
    tree = Futures(
        model=model,
        all_works=none,
        operations=(),
        at=-1,
        label=target.label,
        root=target.name,
        rows=tuple(int(r) for r in target.rows),
        seed=seed,
        own=root if isinstance(root, RootPictures) else None,
    )
    for _ in range(generations):
        tree = tree.grow(years=years, branching=branching, callback=callback)
    return tree
