"""What a tree of futures holds: every work ever imagined in it, the operations, and which works are alive."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ..display import axes, html
from .imagined import ImaginedWorks
from .offspring import OffspringModel
from .titles import Namer


@dataclass(frozen=True)
class Operation:
    """One decision.

    Parameters
    ----------
    after : int
        The operation it follows, -1 for none.
    kind : str
        ``grow``, ``prune``, ``keep``, ``merge``, ``rename`` or ``add``.
    works : tuple of str
        The works it was about.
    created : tuple of str
        The works that came of it.
    title : str
        What a work was renamed to, or an added one is called.
    """

    after: int
    kind: str
    works: tuple[str, ...] = ()
    created: tuple[str, ...] = ()
    title: str = ""


@dataclass(frozen=True, eq=False)
class TreeState:
    """Imagined works, the operations that made them, and where among these the tree stands; immutable.

    Parameters
    ----------
    model : OffspringModel
        The past, and every work imagined in any branch.
    all_works : ImaginedWorks
        The same works described; those pruned or left behind by undoing are in it too.
    operations : tuple of Operation
        All operations ever done.
    at : int
        The operation whose state this is; -1 before the first.
    """

    model: OffspringModel
    all_works: ImaginedWorks
    operations: tuple[Operation, ...]
    at: int

    @property
    def path(self) -> tuple[Operation, ...]:
        """The operations that led here, first to last."""
        out, at = [], self.at
        while at >= 0:
            out.append(self.operations[at])
            at = self.operations[at].after
        return tuple(out[::-1])

    @property
    def alive(self) -> tuple[str, ...]:
        """Ids of the works of this state, in the order in which they were created."""
        kept: dict[str, None] = {}
        for operation in self.path:
            if operation.kind == "prune":
                gone = self.descendants(operation.works)
                kept = {i: None for i in kept if i not in gone}
            elif operation.kind == "keep":
                wanted = self.descendants(operation.works) | self.ancestors(operation.works)
                kept = {i: None for i in kept if i in wanted}
            kept |= dict.fromkeys(operation.created)
        return tuple(kept)

    @property
    def leaves(self) -> tuple[str, ...]:
        """Living works that nothing living answers yet."""
        answered = {p for i in self.alive for p in self.parents(i)}
        return tuple(i for i in self.alive if i not in answered)

    @property
    def works(self) -> ImaginedWorks:
        """The living works, with the titles given to them."""
        place, alive = self.place, self.alive
        rows = [place[i] for i in alive]
        given = {(o.created or o.works)[0]: o.title for o in self.path if o.kind in ("rename", "add")}
        table = self.all_works.table.iloc[rows].copy()
        table["title"] = [given.get(i, "") for i in table["id"]]
        parents = self.all_works.parents[self.all_works.parents["child"].isin(set(alive))]
        untitled = ImaginedWorks(
            table=table,
            vectors=self.all_works.vectors[rows],
            parents=parents.reset_index(drop=True),
            pictures={i: p for i, p in self.all_works.pictures.items() if i in set(alive)},
            provenance=self.all_works.provenance.with_parameters(operations=len(self.path)),
        )
        return Namer(self.model.graph).name(untitled)

    def _repr_html_(self) -> str:
        return html.block(repr(self), self.works._repr_html_())

    def plot(self, *, n: int = 24, ax: axes.Axes | None = None) -> axes.Axes:
        """The first n living works by generation, each joined to its heaviest parent, on matplotlib axes."""
        return self.works.plot(n=n, ax=ax)

    def parents(self, work: str) -> list[str]:
        """Imagined works that a work comes from: what it answers, and its parents; none for what answers the past."""
        n, born = len(self.model.graph.years), self.model.imagined[self.place[work]]
        rows = [born.answers, *(p for p, _ in born.parents)]
        ids = self.all_works.table["id"]
        return list(dict.fromkeys(str(ids.iat[r - n]) for r in rows if r >= n))

    @cached_property
    def place(self) -> dict[str, int]:
        """The row of each work in :attr:`all_works`."""
        return {i: k for k, i in enumerate(self.all_works.table["id"])}

    def ancestors(self, works: Iterable[str]) -> set[str]:
        """These works and every imagined work they come from."""
        out, front = set(works), list(works)
        while front:
            more = [p for p in self.parents(front.pop()) if p not in out]
            out |= set(more)
            front += more
        return out

    def descendants(self, works: Iterable[str]) -> set[str]:
        """These works and every imagined work that comes from them."""
        out = set(works)
        for i in self.all_works.table["id"]:  # parents are always before their offspring
            if i not in out and any(p in out for p in self.parents(i)):
                out.add(i)
        return out

    def plausible(self, n: int = 5) -> list[str]:
        """Leaves of the most plausible futures: highest mean log density along the line that leads to each."""
        density = dict(zip(self.all_works.table["id"], self.all_works.table["log_density"]))
        mean = {i: float(np.mean([density[w] for w in self.ancestors([i])])) for i in self.leaves}
        return sorted(mean, key=lambda i: (-mean[i], i))[:n]

    def novel(self, n: int = 5, *, floor: float = 0.2) -> list[str]:
        """New but not too new: the newest of the living works at least `floor` plausible, and works unlike it.

        Each next one is the farthest in style from those already taken (greedy k-centre), so they differ among
        themselves.
        """
        place, vectors = self.place, self.all_works.vectors
        plausible, new = (self.all_works.table[c].to_numpy(dtype=float) for c in ("plausibility", "novelty"))
        able = [i for i in self.alive if plausible[place[i]] >= floor]
        able.sort(key=lambda i: (-new[place[i]], i))
        chosen = able[:1]
        while able and len(chosen) < min(n, len(able)):
            near = [min(float(np.linalg.norm(vectors[place[i]] - vectors[place[t]])) for t in chosen) for i in able]
            chosen.append(able[int(np.argmax(near))])
        return chosen
