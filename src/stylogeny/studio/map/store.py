"""The map's data and thumbnails, kept in the run folder under ``studio/``; made when they are first asked for."""

from __future__ import annotations

import logging
import shutil
import threading
from dataclasses import dataclass, field
from pathlib import Path

from ...display.map.atlas import AtlasFolder
from ...display.map.data import NUMBERS, WORDS, MapData
from ...errors import StylogenyError
from ...files import alone
from ...progress import quietly
from ...runs import digest, digest_file
from ..state import Studio

LOG = logging.getLogger("stylogeny.studio")
PREFIX = "map-"  # of the folder of one state of the run


@dataclass(eq=False)
class MapStore:
    """What the map of a studio needs.

    Parameters
    ----------
    studio : Studio
    """

    studio: Studio
    failures: dict[str, str] = field(default_factory=dict)  # mark to why its thumbnails are not being made
    _threads: dict[str, threading.Thread] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

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
    def data(self) -> MapData:
        """All works laid out; read where they were kept, else made and, if the disk allows it, kept."""
        return self.studio.once("map", self._data)

    def _data(self) -> MapData:
        folder = self.folder
        if folder.exists():
            try:
                return MapData.read(folder)
            except StylogenyError as error:
                LOG.warning("the map is made again: %s", error)
        made = self.studio.graph.map_data()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            made.save(folder)
            for other in self.studio.folder.glob(f"{PREFIX}*"):
                if other != folder:
                    shutil.rmtree(other, ignore_errors=True)
        except OSError as error:  # a disk that is full or may only be read: the map is there all the same
            LOG.warning("the map could not be kept: %s", error)
        return made

    @property
    def atlas(self) -> AtlasFolder:
        """The thumbnails, most important works first."""
        return AtlasFolder(self.folder, len(self.data))

    def progress(self) -> dict[str, object]:
        """How far the thumbnails are, which begins their making: ``ready`` sheets by cell, ``done``, ``failed``."""
        atlas, mark = self.atlas, self.mark
        done = atlas.done
        if not done:
            self._start(atlas, mark)
        return {"ready": atlas.ready(), "done": done, "failed": self.failures.get(mark)}

    def wait(self) -> None:
        """Return when no thumbnails are being made any more."""
        for thread in list(self._threads.values()):
            thread.join()

    def _start(self, atlas: AtlasFolder, mark: str) -> None:
        with self._lock:
            if mark in self._threads:
                return
            # sheets are renamed into place, so that an end of the process in the middle of one harms nothing
            thread = threading.Thread(target=self._make, args=(atlas, mark), name="thumbnails", daemon=True)
            self._threads[mark] = thread
            thread.start()

    def _make(self, atlas: AtlasFolder, mark: str) -> None:
        works, order = self.studio.works, self.data.order
        try:
            with alone(atlas.folder), quietly():
                atlas.build(lambda k: works.thumbnail(int(order[k])), stopped=lambda: self.mark != mark)
        except StylogenyError:  # another process makes them: whoever asks again sees how far it is
            with self._lock:
                self._threads.pop(mark, None)
        except OSError as error:
            LOG.warning("no thumbnails: %s", error)
            self.failures[mark] = "the thumbnails could not be kept"
