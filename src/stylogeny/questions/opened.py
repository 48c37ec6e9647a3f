"""A run folder as one object: works, space, graph, answers and futures, each read when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from ..corpus.lookup import Named
from ..corpus.works import Works
from ..counterfactual.answer import Credit
from ..display import html
from ..embedding.space import Embedding
from ..futures.imagined import ImaginedWorks
from ..futures.storage import A_HISTORY, A_TREE, occupant
from ..futures.tree import Futures
from ..futures.tree_io import read as read_tree
from ..histories.simulation import Simulation
from ..influence.graph import InfluenceGraph
from ..runs import MANIFEST, Run
from .artist import ArtistSummary, artist
from .period import PeriodSummary, period
from .relations import Relations, followers, sources
from .similar import SimilarTo, similar
from .timeline import Timeline, timeline

T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class ByName(Mapping[str, T]):
    """Things of a run by name, each read when it is asked for.

    Parameters
    ----------
    names : tuple of str
    """

    names: tuple[str, ...]
    reader: Callable[[str], T] = field(repr=False)
    read: dict[str, T] = field(default_factory=dict, repr=False)

    def __getitem__(self, name: str) -> T:
        if name not in self.names:
            raise KeyError(name)
        if name not in self.read:
            self.read[name] = self.reader(name)
        return self.read[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def __len__(self) -> int:
        return len(self.names)

    def __repr__(self) -> str:
        return f"ByName({', '.join(self.names) or 'nothing yet'})"


@dataclass(frozen=True, eq=False)
class OpenRun:
    """A run folder; see :func:`open`."""

    path: Path

    def __repr__(self) -> str:
        steps = Run(self.path).manifest["steps"]
        done = ", ".join(dict.fromkeys(name.split("/")[0] for name in steps)) or "nothing done yet"
        return f"OpenRun({self.path}: {done})"

    def __fspath__(self) -> str:
        return str(self.path)

    @cached_property
    def works(self) -> Works:
        """The works, dated or not."""
        return Works.read(Run(self.path).file("works.parquet", needs="load"))

    @cached_property
    def space(self) -> Embedding:
        """The works as vectors."""
        return Embedding.read(Run(self.path).file("embedding.safetensors", needs="embed"), self.works)

    @cached_property
    def graph(self) -> InfluenceGraph:
        """Who descends from whom."""
        return InfluenceGraph.read(Run(self.path), embedding=self.space)

    @cached_property
    def credits(self) -> ByName[Credit]:
        """Answers to "what would the world lack?", by file name."""
        names = sorted(file.stem for file in (self.path / "credit").glob("*.json"))
        return ByName(tuple(names), lambda name: Credit.read(self.path, name))

    @cached_property
    def futures(self) -> ByName[ImaginedWorks | Futures | Simulation]:
        """Imagined works, trees of futures and simulated histories, by name."""
        folders = sorted(f for f in (self.path / "futures").glob("*") if f.is_dir() and occupant(f))
        return ByName(tuple(folder.name for folder in folders), self._future)

    def _future(self, name: str) -> ImaginedWorks | Futures | Simulation:
        folder = self.path / "futures" / name
        content = occupant(folder)
        if content == A_TREE:
            return read_tree(folder, self.graph)
        return Simulation.read(folder) if content == A_HISTORY else ImaginedWorks.read(folder)

    def sources(self, name: Named, *, n: int = 10) -> Relations:
        """Where a work, an artist or a style came from (:func:`.relations.sources`)."""
        return sources(self.graph, name, n=n)

    def followers(self, name: Named, *, n: int = 10) -> Relations:
        """What came directly of a work, an artist or a style (:func:`.relations.followers`)."""
        return followers(self.graph, name, n=n)

    def similar(self, name: Named, *, n: int = 12) -> SimilarTo:
        """What is most alike (:func:`.similar.similar`)."""
        return similar(self.space, name, n=n)

    def artist(self, name: str) -> ArtistSummary:
        """An artist's life among the works (:func:`.artist.artist`)."""
        return artist(self.graph, name, credits=tuple(self.credits.values()))

    def period(self, first: float, last: float) -> PeriodSummary:
        """What happened between two years (:func:`.period.period`)."""
        return period(self.graph, first, last)

    def timeline(self, *, first: float | None = None, last: float | None = None) -> Timeline:
        """The works in time (:func:`.timeline.timeline`)."""
        return timeline(self.graph, first=first, last=last)

    def _repr_html_(self) -> str:
        if not (self.path / "works.parquet").exists():
            return html.block(repr(self))
        return html.block(repr(self), self.works._repr_html_())


def open(path: Path | str) -> OpenRun:
    """Open a run folder.

    ``run = open("run")`` reads nothing yet: ``run.works``, ``run.space``, ``run.graph``, ``run.credits`` and
    ``run.futures`` are read when they are first asked for, and questions (``run.sources("Monet")``) are answered from
    them.

    Raises
    ------
    StylogenyError
        When it is no run folder.
    """
    path = Path(path)
    return OpenRun(Run(path.parent if path.name == MANIFEST else path).path)
