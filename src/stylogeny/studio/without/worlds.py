"""Worlds without something, as rooms look at them: worked out once, the last few kept, their pictures as files."""

from __future__ import annotations

import asyncio
import io
import os
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from threading import BoundedSemaphore, Lock
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image
from starlette.concurrency import run_in_threadpool

from ...corpus.lookup import Selection
from ...counterfactual.worlds.files import would_have_looked
from ...counterfactual.worlds.other_world import OtherWorld, without
from ...files import replacing
from ...influence.branching.candidates import Candidates
from ...influence.tracing import parent_sets_of
from ...runs import digest
from ..refused import Refused

if TYPE_CHECKING:
    from ..state import Studio

KEPT = 6
MOST_WAITING = 16  # who may wait for a world
QUALITY = 88


@dataclass(eq=False)
class SeenWorld:
    """A world without something, and who paints in it."""

    world: OtherWorld
    painting: Lock = field(default_factory=Lock)

    @cached_property
    def painter(self) -> Callable[[int], np.ndarray]:
        """Gives the picture that a work would have had."""
        return would_have_looked(self.world)


class WorldShelf:
    """The worlds of a run that were asked for last; they are worked out one at a time, and few may wait for theirs.

    Parameters
    ----------
    studio : Studio
    """

    def __init__(self, studio: Studio) -> None:
        self.studio = studio
        self._worlds: OrderedDict[tuple[str, str, str], SeenWorld] = OrderedDict()
        self._lock, self._making = Lock(), Lock()
        self._waiting = BoundedSemaphore(MOST_WAITING)
        self._begun: dict[tuple[str, str, str], asyncio.Future[SeenWorld]] = {}

    @classmethod
    def of(cls, studio: Studio) -> WorldShelf:
        """That of the run as it is now."""
        return studio.once("worlds", lambda: cls(studio))

    def has(self, selection: Selection, estimand: str) -> bool:
        """Whether this world is worked out."""
        with self._lock:
            return (selection.kind, selection.subject, estimand) in self._worlds

    def get(self, selection: Selection, estimand: str) -> SeenWorld:
        """The world without what was selected.

        Raises
        ------
        StylogenyError
            When next to nothing is left, or too many wait for a world already.
        """
        name = (selection.kind, selection.subject, estimand)
        if (known := self._known(name)) is not None:
            return known
        with self.turn(), self._making:
            if (known := self._known(name)) is not None:  # made while this one waited
                return known
            graph = self.studio.graph
            candidates = self._candidates if estimand == "net" and graph.model is not None else None
            rows = [int(row) for row in selection.rows]
            kind = None if len(rows) == 1 or selection.kind == "works" else selection.kind
            asked = rows[0] if len(rows) == 1 else selection.subject if kind else rows
            seen = SeenWorld(without(graph, asked, kind=kind, estimand=estimand, candidates=candidates))
            with self._lock:
                self._worlds[name] = seen
                while len(self._worlds) > KEPT:
                    self._worlds.popitem(last=False)
            return seen

    async def wait(self, selection: Selection, estimand: str) -> SeenWorld:
        """The same, awaited: whoever asks for a world that is being worked out waits with the first who did.

        They hold no thread meanwhile, so that any number may wait for one world.

        Raises
        ------
        StylogenyError
            As :meth:`get` does.
        """
        name = (selection.kind, selection.subject, estimand)
        begun = self._begun.get(name)
        if begun is None or begun.get_loop() is not asyncio.get_running_loop():
            begun = asyncio.ensure_future(run_in_threadpool(self.get, selection, estimand))
            self._begun[name] = begun
            begun.add_done_callback(lambda done: self._begun.pop(name) if self._begun.get(name) is done else None)
        return await asyncio.shield(begun)  # one that goes away takes the world from nobody

    def _known(self, name: tuple[str, str, str]) -> SeenWorld | None:
        """A world that is worked out, which was asked for just now."""
        with self._lock:
            if name in self._worlds:
                self._worlds.move_to_end(name)
            return self._worlds.get(name)

    @contextmanager
    def turn(self) -> Iterator[None]:
        """A place among those that wait: threads that wait are threads that answer nobody else."""
        if not self._waiting.acquire(blocking=False):
            raise Refused("too many worlds are asked for at once", fix="try again in a moment", status=503)
        try:
            yield
        finally:
            self._waiting.release()

    @property
    def _candidates(self) -> Candidates:
        """Whom children may turn to: the same for every world."""
        return self.studio.once("candidates", lambda: parent_sets_of(self.studio.graph).edges)

    def picture(self, selection: Selection, row: int) -> Path | None:
        """Where the picture lies that a work would have had without what was selected; None until it is painted."""
        file = self._file(selection, row)
        return file if file.is_file() else None

    def paint(self, selection: Selection, row: int) -> bytes:
        """That picture, as the bytes of a JPEG; painted once and kept, as far as there is room.

        Raises
        ------
        StylogenyError
            When the work's own picture cannot be read.
        """
        file = self._file(selection, row)
        if not file.is_file():
            seen = self.get(selection, "net")
            with seen.painting:
                out = io.BytesIO()
                Image.fromarray(seen.painter(row)).save(out, format="JPEG", quality=QUALITY)
            with suppress(OSError), replacing(file) as part:
                part.write_bytes(out.getvalue())
            return out.getvalue()
        return file.read_bytes()

    def _file(self, selection: Selection, row: int) -> Path:
        """Named by all that it depends on: the run as it is, what is gone, and the work."""
        graph = self.studio.path / "influence.parquet"
        stat = os.stat(graph)
        name = digest([selection.kind, selection.subject, str(self.studio.works.ids[row]), stat.st_size])
        return self.studio.folder / "would-have-been" / f"{stat.st_mtime_ns:x}" / f"{name}.jpg"
