"""The map's data and thumbnails, kept in the run folder under ``studio/``; made when they are first asked for.

Many works take a while to be put in order of likeness. Meanwhile there is a draft, which takes no neighbours: all but
the places is as it will be. The places are worked out in a process of their own, so that nobody waits.
"""

from __future__ import annotations

import logging
import shutil
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import ParamSpec

import numpy as np

from ...display.map.atlas import AtlasFolder
from ...display.map.data import NUMBERS, NUMBERS_FILE, WORDS, MapData
from ...errors import StylogenyError
from ...files import alone
from ...progress import quietly
from ...runs import digest, digest_file
from ..state import Studio
from ..warm import Warm

P = ParamSpec("P")
LOG = logging.getLogger("stylogeny.studio")
PREFIX = "map-"  # of the folder of one state of the run
AT_ONCE = 4000  # works that are laid out while the page waits: under a second


@dataclass(eq=False)
class Layout:
    """The map as it is now.

    Parameters
    ----------
    data : MapData
    settled : bool
        Whether works stand where they will stay; otherwise it is a draft.
    failed : str, optional
        Why a draft will stay one.
    """

    data: MapData
    settled: bool = True
    failed: str | None = None


@dataclass(eq=False)
class MapStore:
    """What the map of a studio needs.

    Parameters
    ----------
    studio : Studio
    at_once : int
        Works up to which nobody is shown a draft.
    """

    studio: Studio
    at_once: int = AT_ONCE
    failures: dict[str, str] = field(default_factory=dict)  # mark to why its thumbnails are not being made
    _threads: dict[tuple[str, str], threading.Thread] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @classmethod
    def of(cls, studio: Studio) -> MapStore:
        """That of the run as it is now."""
        return studio.once("map store", lambda: cls(studio))

    @property
    def mark(self) -> str:
        """A name for the run as it is: data of this name never change."""
        return self.studio.once("map mark", self._mark)

    def _mark(self) -> str:
        run = self.studio.path
        files = [digest_file(run / name) for name in ("works.parquet", "influence.parquet") if (run / name).exists()]
        return digest([*files, str(NUMBERS), str(WORDS)])

    @property
    def folder(self) -> Path:
        """Where they are kept."""
        return self.studio.folder / f"{PREFIX}{self.mark}"

    @property
    def layout(self) -> Layout:
        """All works laid out: read where they were kept, else made and, if the disk allows it, kept."""
        return self.studio.once("map", self._layout)

    @property
    def data(self) -> MapData:
        """That of the layout as it is now."""
        return self.layout.data

    def _layout(self) -> Layout:
        folder = self.folder
        if (folder / NUMBERS_FILE).exists():
            try:
                return Layout(MapData.read(folder))
            except StylogenyError as error:
                LOG.warning("the map is made again: %s", error)
        graph = self.studio.graph
        if len(graph.works) <= self.at_once:
            made = graph.map_data()
            self._keep(made, folder)
            return Layout(made)
        draft = Layout(graph.map_data(quickly=True), settled=False)
        self._start("places", self.mark, self._settle, draft, self.mark)
        return draft

    def _settle(self, draft: Layout, mark: str) -> None:
        """Put the works of a draft where they belong, and keep the map."""
        worker = Warm(self.studio.path, max_waiting=1)
        try:
            of, x, down = worker.ask(places)
        except StylogenyError as error:
            LOG.warning("the map stays a draft: %s", error)
            draft.failed = "the works could not be put in order of likeness"
            return
        finally:
            worker.close()
        if of == self.mark == mark:  # else the run has changed meanwhile, and has a map of its own
            draft.data = replace(draft.data, x=x, down=down)
            draft.settled = True
            self._keep(draft.data, self.folder)

    def _keep(self, made: MapData, folder: Path) -> None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            made.save(folder)
            for other in self.studio.folder.glob(f"{PREFIX}*"):
                if other != folder:
                    shutil.rmtree(other, ignore_errors=True)
        except OSError as error:  # a disk that is full or may only be read: the map is there all the same
            LOG.warning("the map could not be kept: %s", error)

    @property
    def atlas(self) -> AtlasFolder:
        """The thumbnails, most important works first."""
        return AtlasFolder(self.folder, len(self.data))

    def progress(self) -> dict[str, object]:
        """How far the map is, which begins the making of its thumbnails.

        ``ready`` sheets by cell, ``done``, ``failed`` (thumbnails); ``settled``, ``unsettled`` (why it stays a draft).
        """
        layout, atlas, mark = self.layout, self.atlas, self.mark
        done = atlas.done
        if not done:
            self._start("thumbnails", mark, self._make, atlas, mark)
        places = {"settled": layout.settled, "unsettled": layout.failed}
        return {"ready": atlas.ready(), "done": done, "failed": self.failures.get(mark), **places}

    def wait(self) -> None:
        """Return when no places and no thumbnails are being made any more."""
        for thread in list(self._threads.values()):
            thread.join()

    def _start(self, what: str, mark: str, task: Callable[P, None], *arguments: P.args, **named: P.kwargs) -> None:
        with self._lock:
            if (what, mark) in self._threads:
                return
            # files are renamed into place, so that an end of the process in the middle of one harms nothing
            thread = threading.Thread(target=task, args=arguments, kwargs=named, name=what, daemon=True)
            self._threads[what, mark] = thread
            thread.start()

    def _make(self, atlas: AtlasFolder, mark: str) -> None:
        works, order = self.studio.works, self.data.order
        try:
            atlas.folder.mkdir(parents=True, exist_ok=True)
            with alone(atlas.folder), quietly():
                atlas.build(lambda k: works.thumbnail(int(order[k])), stopped=lambda: self.mark != mark)
        except StylogenyError:  # another process makes them: whoever asks again sees how far it is
            with self._lock:
                self._threads.pop(("thumbnails", mark), None)
        except OSError as error:
            LOG.warning("no thumbnails: %s", error)
            self.failures[mark] = "the thumbnails could not be kept"


def places(studio: Studio) -> tuple[str, np.ndarray, np.ndarray]:
    """Where works stand on the map, worked out in a process of its own: the run's mark, x and down float32[n]."""
    made = studio.graph.map_data()
    return MapStore(studio).mark, made.x, made.down
