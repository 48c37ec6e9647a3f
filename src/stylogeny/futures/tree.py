"""A tree of futures that a person curates: grown, pruned, chosen, merged, renamed, gone back on. Nothing is ever lost.

Every act makes a new state that remembers the one before it; going back and acting again starts a new branch of states.
Imagined works own their luck by their place in the tree, so what is pruned elsewhere changes nothing here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from ..errors import StylogenyError, UnknownWork
from ..influence.graph import InfluenceGraph
from ..progress import Callback, progress
from ..streams import stream
from .imagine import describe, edges, find_root
from .imagined import ImaginedWorks
from .kernel import OffspringKernel
from .offspring import Offspring, OffspringModel
from .titles import Namer

MOST = 5000  # imagined works in one tree


@dataclass(frozen=True)
class Operation:
    """One decision: the act it follows (-1: none), what was done, to which works, and which were born of it."""

    before: int
    kind: str
    works: tuple[str, ...] = ()
    born: tuple[str, ...] = ()
    title: str = ""


@dataclass(frozen=True, eq=False)
class Futures:
    """Imagined works and the acts that made them; immutable.

    Parameters
    ----------
    ground : OffspringModel
        The past, and every work imagined in any branch.
    everything : ImaginedWorks
        The same works described; those pruned or left behind by going back are in it too.
    acts : tuple of Operation
        All acts ever done.
    at : int
        The act whose state this is; -1 before the first.
    label, root : str
        What the tree grows from, as a file name and in words.
    rows : tuple of int
        The works it grows from.
    seed : int
    """

    ground: OffspringModel
    everything: ImaginedWorks
    acts: tuple[Operation, ...]
    at: int
    label: str
    root: str
    rows: tuple[int, ...]
    seed: int

    def __repr__(self) -> str:
        return f"Futures(after {self.root}: {len(self.alive)} works, {len(self.past)} acts)"

    # the state

    @property
    def past(self) -> tuple[Operation, ...]:
        """The acts that led here, first to last."""
        out, at = [], self.at
        while at >= 0:
            out.append(self.acts[at])
            at = self.acts[at].before
        return tuple(out[::-1])

    @property
    def alive(self) -> tuple[str, ...]:
        """Ids of the works of this state, in the order they were born."""
        kept: dict[str, None] = {}
        for act in self.past:
            if act.kind == "prune":
                gone = self._descendants(act.works)
                kept = {i: None for i in kept if i not in gone}
            elif act.kind == "choose":
                wanted = self._descendants(act.works) | self._lineage(act.works)
                kept = {i: None for i in kept if i in wanted}
            kept |= dict.fromkeys(act.born)
        return tuple(kept)

    @property
    def leaves(self) -> tuple[str, ...]:
        """Living works that nothing living answers yet."""
        answered = {a for i in self.alive for a in self._elders(i)}
        return tuple(i for i in self.alive if i not in answered)

    @property
    def history(self) -> ImaginedWorks:
        """The living works as a history, with the titles given to them."""
        place = self._place
        rows = [place[i] for i in self.alive]
        given = {act.works[0]: act.title for act in self.past if act.kind == "rename"}
        table = self.everything.table.iloc[rows].copy()
        table["title"] = [given.get(i, "") for i in table["id"]]
        parents = self.everything.parents[self.everything.parents["child"].isin(set(self.alive))]
        pictures = {i: p for i, p in self.everything.pictures.items() if i in set(self.alive)}
        params = {**self.everything.params, "acts": len(self.past)}
        bare = ImaginedWorks(table, self.everything.vectors[rows], parents.reset_index(drop=True), pictures, params)
        return Namer(self.ground.graph).name(bare)

    @property
    def _place(self) -> dict[str, int]:
        return {i: k for k, i in enumerate(self.everything.table["id"])}

    def _elders(self, work: str) -> list[str]:
        """The imagined works that one answers or has for parents."""
        n, k = len(self.ground.graph.years), self._place[work]
        born = self.ground.imagined[k]
        ids = self.everything.table["id"]
        return [str(ids.iat[r - n]) for r in dict.fromkeys([born.answers, *(p for p, _ in born.parents)]) if r >= n]

    def _lineage(self, works: Iterable[str]) -> set[str]:
        """These works and every imagined work they come from."""
        out, front = set(works), list(works)
        while front:
            more = [e for e in self._elders(front.pop()) if e not in out]
            out |= set(more)
            front += more
        return out

    def _descendants(self, works: Iterable[str]) -> set[str]:
        """These works and every imagined work that comes from them."""
        out = set(works)
        for i in self.everything.table["id"]:  # elders are always before their offspring
            if i not in out and any(e in out for e in self._elders(i)):
                out.add(i)
        return out

    # the acts

    def grow(
        self,
        *,
        years: int = 30,
        branching: int = 3,
        works: Sequence[str] = (),
        response: str | None = None,
        callback: Callback | None = None,
    ) -> Futures:
        """Answers to the leaves (or to `works`), `branching` each, within `years` of what they answer."""
        if years < 1 or branching < 1:
            raise StylogenyError("years and branching must be at least 1", got=f"years={years}, branching={branching}")
        stems = [self._living(w) for w in works] or list(self.leaves)
        room, wanted = MOST - len(self.everything), branching * max(len(stems), 1)
        if wanted > room:
            raise StylogenyError(
                f"a tree holds at most {MOST} works, ever grown and pruned, and there is room for {room}",
                got=f"branching={branching}, which makes {wanted}", fix="ask for a lesser branching, or of fewer works",
            )  # fmt: skip
        ids: list[str] = []
        born: list[Offspring] = []
        start = not stems and not self.alive
        if start:
            taken = self._children_of(None)
            drawn = self.ground.draw_parents(np.array(self.rows), years=years, n=taken + branching, seed=self.seed)
            for k in range(taken, taken + branching):
                ids.append(f"imagined-{self.label}-{self.seed}-{k + 1}")
                born.append(
                    self.ground.offspring(*drawn[k], seed=self.seed, event=("tree", ids[-1]), response=response)
                )
        n = len(self.ground.graph.years)
        for stem in progress(stems, "grow", total=len(stems), callback=callback):
            row, taken = n + self._place[stem], self._children_of(stem)
            also = [n + self._place[w] for w in sorted(self._lineage([stem]))]
            for k in range(taken, taken + branching):
                name = f"{stem}.{k + 1}"
                luck = float(stream(self.seed, "imagine", "lag", name).random())
                year = int(self.ground.years[row]) + self.ground.lag(years=years, luck=luck)
                ids.append(name)
                born.append(
                    self.ground.offspring(row, year, seed=self.seed, event=("tree", name), response=response, also=also)
                )
        if not born:
            raise StylogenyError("nothing living to grow from", fix="go back, or name works to grow from")
        return self._with(Operation(self.at, "grow", tuple(stems), tuple(ids)), ids, born)

    def prune(self, *works: str) -> Futures:
        """Without these works and all that came of them."""
        return self._with(Operation(self.at, "prune", tuple(self._living(w) for w in works)))

    def choose(self, *works: str) -> Futures:
        """Only these works, what led to them and what came of them."""
        return self._with(Operation(self.at, "choose", tuple(self._living(w) for w in works)))

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
        n = len(self.ground.graph.years)
        rows = [n + self._place[w] for w in pair]
        name = f"imagined-{self.label}-{self.seed}-m{1 + sum(a.kind == 'merge' for a in self.acts)}"
        luck = float(stream(self.seed, "imagine", "lag", name, *pair).random())
        year = int(max(self.ground.years[rows])) + self.ground.lag(years=years, luck=luck)
        born = self.ground.cross(rows, year, seed=self.seed, event=("tree", name, *pair))
        return self._with(Operation(self.at, "merge", tuple(pair), (name,)), [name], [born])

    def back(self, acts: int = 1) -> Futures:
        """The state so many acts ago; what was done since stays on record and can be gone to again."""
        most = len(self.past)
        if not 1 <= acts <= most:
            fix = f"from here it is 1 to {most} acts back" if most else "this is where the tree began"
            raise StylogenyError("there is nothing to go back to", got=f"{acts} acts", fix=fix)
        return replace(self, at=self.past[most - acts].before)

    def to(self, act: int) -> Futures:
        """The state after any act on record (-1: before the first)."""
        if not -1 <= act < len(self.acts):
            raise StylogenyError("no such act", got=act, fix=f"acts are -1 (before the first) to {len(self.acts) - 1}")
        return replace(self, at=act)

    def pictured(self, *, pictures: bool = True, size: int = 128, callback: Callback | None = None) -> Futures:
        """The same state with a picture of every living work that has none yet."""
        from .pictures import render

        wanted = [i for i in self.alive if i not in self.everything.pictures]
        if not pictures or not wanted:
            return self
        rows = [self._place[i] for i in wanted]
        bare = replace(self.everything, table=self.everything.table.iloc[rows], vectors=self.everything.vectors[rows])
        made = render(bare, self.ground.graph, size=size, seed=self.seed, callback=callback).pictures
        return replace(self, everything=replace(self.everything, pictures={**self.everything.pictures, **made}))

    # choosing among the living

    def plausible(self, n: int = 5) -> list[str]:
        """Leaves of the most plausible futures: highest mean log density along the line that leads to each."""
        density = dict(zip(self.everything.table["id"], self.everything.table["log_density"]))
        mean = {i: float(np.mean([density[w] for w in self._lineage([i])])) for i in self.leaves}
        return sorted(mean, key=lambda i: (-mean[i], i))[:n]

    def novel(self, n: int = 5, *, floor: float = 0.2) -> list[str]:
        """New but not too new: of the living works at least `floor` plausible, the newest, and then those farthest from it.

        Each next one is the farthest in style from those already taken (greedy k-centre), so they differ among themselves.
        """
        place = self._place
        plausible, new = (self.everything.table[c].to_numpy(dtype=float) for c in ("plausibility", "novelty"))
        able = [i for i in self.alive if plausible[place[i]] >= floor]
        able.sort(key=lambda i: (-new[place[i]], i))
        taken = able[:1]
        vectors = self.everything.vectors
        while able and len(taken) < min(n, len(able)):
            near = [min(float(np.linalg.norm(vectors[place[i]] - vectors[place[t]])) for t in taken) for i in able]
            taken.append(able[int(np.argmax(near))])
        return taken

    # inside

    def _living(self, work: str) -> str:
        if work not in self.alive:
            raise UnknownWork(work, self.alive)
        return work

    def _children_of(self, stem: str | None) -> int:
        """How many works were ever grown from a stem, in any branch of states."""
        grown = [i for act in self.acts if act.kind == "grow" for i in act.born]
        return sum(("." not in i) if stem is None else i.rpartition(".")[0] == stem for i in grown)

    def _with(self, act: Operation, ids: Sequence[str] = (), born: Sequence[Offspring] = ()) -> Futures:
        ground, everything = self.ground.with_imagined(born), self.everything
        if born:
            n, place = len(self.ground.graph.years), self._place
            level = dict(zip(everything.table["id"], everything.table["generation"]))
            names = [*everything.table["id"], *ids]
            lines, generations = [], []
            for b in born:
                elders = [names[r - n] for r in [b.answers, *(p for p, _ in b.parents)] if r >= n]
                line = self._lineage(elders)
                lines.append([n + place[w] for w in sorted(line)])
                generations.append(1 + max((int(level[e]) for e in elders), default=0))
            known = list(everything.table["id"])
            table = describe(ground, born, ids=ids, root=self.root, generations=generations, also=lines, earlier=known)
            everything = replace(
                everything,
                table=pd.concat([everything.table, table], ignore_index=True) if len(everything) else table,
                vectors=np.vstack([everything.vectors, *(b.vector for b in born)]).astype(np.float32),
                parents=pd.concat([everything.parents, edges(ground, born, ids, known)], ignore_index=True),
            )
        return replace(self, ground=ground, everything=everything, acts=(*self.acts, act), at=len(self.acts))


def grow(
    graph: InfluenceGraph,
    *,
    root: str | None = None,
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
    root : str, optional
        A work, an artist or a style; without it, the whole graph.
    years : int
        At most so many years between a work and its answer.
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
    target = find_root(graph, root)
    ground = OffspringModel(graph, OffspringKernel.fit(graph))
    params = {"root": target.name, "seed": seed, "steps": dict(ground.steps.summary())}
    none = describe(ground, [], ids=[], root=target.name)
    width = graph.embedding.vectors.shape[1]
    empty = ImaginedWorks(none, np.zeros((0, width), np.float32), edges(ground, [], []), {}, params)
    tree = Futures(ground, empty, (), -1, target.label, target.name, tuple(int(r) for r in target.rows), seed)
    for _ in range(generations):
        tree = tree.grow(years=years, branching=branching, callback=callback)
    return tree
