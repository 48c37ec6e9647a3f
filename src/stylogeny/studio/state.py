"""The studio's state: a run folder, opened when first looked at and again when a command has written to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Lock, RLock
from typing import Protocol, TypeVar, cast

import jinja2

from .. import __version__
from ..corpus.works import Works
from ..errors import UnknownWork
from ..influence.graph import InfluenceGraph
from ..questions.opened import OpenRun
from ..questions.opened import open as open_run
from ..report.analysis import Analysis
from ..report.environment import environment
from ..report.inputs import corpus_name
from ..runs import Run
from .jobs import Jobs

T = TypeVar("T")
FOLDER = "studio"  # in the run folder: all that the studio keeps
FILES = ("works.parquet", "embedding.safetensors", "influence.parquet")  # when these change, the run is opened again


class Listed(Protocol):
    """What the navigation knows of a room (:class:`.room.Room`)."""

    @property
    def name(self) -> str: ...

    @property
    def title(self) -> str: ...

    @property
    def address(self) -> str: ...

    @property
    def listed(self) -> bool: ...


class Studio:
    """A run folder and the rooms through which it is seen. Any number of threads may ask at once.

    Parameters
    ----------
    path : Path or str
        A run folder.
    rooms : sequence of Room
        In the order of the navigation.
    read_only : bool
        Whether nothing may be changed: an exhibition.

    Raises
    ------
    StylogenyError
        When `path` is no run folder.
    """

    def __init__(self, path: Path | str, *, rooms: Sequence[Listed] = (), read_only: bool = False) -> None:
        self._run = open_run(path)
        self.path, self.rooms, self.read_only = self._run.path, tuple(rooms), read_only
        self._lock, self._kept, self._locks = RLock(), dict[object, object](), dict[object, Lock]()
        self._marks = self._written()
        self.environment = _templates()
        self.jobs = Jobs(self.path, self.folder)

    @property
    def folder(self) -> Path:
        """Where the studio keeps what is its own: stories, jobs, atlases."""
        return self.path / FOLDER

    @property
    def run(self) -> OpenRun:
        """The run as it is now."""
        with self._lock:
            marks = self._written()
            if marks != self._marks:
                self._run, self._marks = open_run(self.path), marks
                self._kept.clear()
                self._locks.clear()
            return self._run

    def _written(self) -> list[tuple[int, int]]:
        stats = [(self.path / name).stat() for name in FILES if (self.path / name).exists()]
        return [(stat.st_mtime_ns, stat.st_size) for stat in stats]

    def once(self, key: object, make: Callable[[], T]) -> T:
        """What `make` gives, made once for the run as it is: two that ask at once wait for one making."""
        with self._lock:
            _ = self.run  # what was kept of an older state of the run is forgotten
            if key in self._kept:
                return cast(T, self._kept[key])
            lock = self._locks.setdefault(key, Lock())
        with lock:
            if key not in self._kept:
                value = make()
                with self._lock:
                    self._kept[key] = value
                return value
            return cast(T, self._kept[key])

    @property
    def name(self) -> str:
        """What the corpus is called."""
        return self.once("name", lambda: corpus_name(Run(self.path)))

    @property
    def works(self) -> Works:
        """The works, dated or not."""
        return self.once("works", lambda: self.run.works)

    @property
    def graph(self) -> InfluenceGraph:
        """Who descends from whom."""
        return self.once("graph", lambda: self.run.graph)

    @property
    def analysis(self) -> Analysis:
        """What the report says of the graph."""
        return self.once("analysis", lambda: Analysis(self.graph))

    def row(self, name: str) -> int:
        """The row of a work by its id.

        Raises
        ------
        UnknownWork
        """
        rows = self.once("rows", lambda: {str(each): row for row, each in enumerate(self.works.ids)})
        if name not in rows:
            raise UnknownWork(name, rows)
        return rows[name]


def _templates() -> jinja2.Environment:
    """The studio's templates, and behind them the parts of the report's."""
    env = environment()
    assert env.loader is not None
    env.loader = jinja2.ChoiceLoader([jinja2.PackageLoader("stylogeny.studio", "templates"), env.loader])
    env.globals["version"] = __version__
    return env
