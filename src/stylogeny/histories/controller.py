"""A society under a person's hand: play, pause, step, rewind, fork, save, resume. Safe to call from several threads."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import asdict, replace
from itertools import pairwise
from pathlib import Path

from ..artifacts import Format, read_document, write_document
from ..errors import StylogenyError
from ..influence.graph import InfluenceGraph
from ..movements.communities import DistinctCommunities
from ..progress import Callback
from ..runs import digest
from ..society.engine import step
from ..society.initial import begin
from ..society.parameters import SocietyParameters
from ..society.setting import Setting
from ..society.state import State
from ..text.writer import Writer
from .simulate import PICTURES, assemble
from .simulation import Simulation

FORMAT = Format("society", 2, "simulate again")


class Controller:
    """Holds the states of a society, one per year; a state is never changed, so that any year can be gone back to.

    Parameters
    ----------
    graph : InfluenceGraph
        The past.
    artists, seed, parameters
        As for :func:`stylogeny.histories.simulate.simulate`.
    """

    def __init__(
        self,
        graph: InfluenceGraph,
        *,
        artists: int = 500,
        seed: int = 0,
        parameters: SocietyParameters | None = None,
    ) -> None:
        first, setting = begin(graph, artists=artists, seed=seed, parameters=parameters)
        self._open(graph, setting, [first], [])

    def _open(
        self, graph: InfluenceGraph, setting: Setting, states: list[State], parameters: list[SocietyParameters]
    ) -> None:
        self.graph, self.setting, self._states = graph, setting, states
        # the parameters that led to each state after the first: they may be changed between years
        self._parameters = parameters
        self._communities: dict[str, DistinctCommunities] = {}  # of spans that movements were looked for in
        self._lock = threading.RLock()
        self._paused = threading.Event()

    @property
    def state(self) -> State:
        """The society now."""
        with self._lock:
            return self._states[-1]

    @property
    def year(self) -> int:
        """The year it has come to."""
        return self.state.year

    def step(self, years: int = 1) -> State:
        """Go on by this many years."""
        for _ in range(years):
            with self._lock:
                self._parameters.append(self.setting.parameters)
                self._states.append(step(self._states[-1], self.setting))
        return self.state

    def play(self, until: int, *, on_year: Callable[[State], None] | None = None) -> State:
        """Go on until that year or until :meth:`pause` is called (from `on_year`, or another thread).

        Several threads may play at once: years are made one after the other, and none beyond `until`.
        """
        self._paused.clear()
        while not self._paused.is_set():
            with self._lock:
                if self._states[-1].year >= until:
                    break
                state = self.step()
            if on_year is not None:
                on_year(state)
        return self.state

    def pause(self) -> None:
        """Stop :meth:`play` at the end of the year it is in."""
        self._paused.set()

    def change(self, **parameters: float) -> None:
        """Other parameters of the society from next year on."""
        try:
            new = replace(self.setting.parameters, **parameters)  # type: ignore[arg-type]
        except TypeError:
            known = ", ".join(asdict(SocietyParameters()))
            raise StylogenyError(
                "no such parameter of a society", got=", ".join(parameters), fix=f"one of {known}"
            ) from None
        with self._lock:
            self.setting = replace(self.setting, parameters=new)

    def rewind(self, year: int) -> State:
        """Go back to the end of a year; what came after is forgotten."""
        with self._lock:
            first = self._states[0].year
            if not first <= year <= self._states[-1].year:
                raise StylogenyError(
                    "no such year in this history", got=year, fix=f"{first} to {self._states[-1].year}"
                )
            keep = year - first
            if keep < len(self._parameters):  # the parameters that it had come to that year by
                self.setting = replace(self.setting, parameters=self._parameters[max(keep - 1, 0)])
            del self._states[keep + 1 :], self._parameters[keep:]
            return self._states[-1]

    def fork(self) -> Controller:
        """Another history with the same past: what is done to one does not touch the other."""
        other = Controller.__new__(Controller)
        with self._lock:
            other._open(self.graph, self.setting, list(self._states), list(self._parameters))
            other._communities = dict(self._communities)
        return other

    def simulation(
        self,
        *,
        writer: Writer | None = None,
        pictures: int = PICTURES,
        size: int = 128,
        folder: Path | None = None,
        callback: Callback | None = None,
    ) -> Simulation:
        """What has happened so far; arguments are those of :func:`stylogeny.histories.simulate.simulate`."""
        with self._lock:
            state, setting = self._states[-1], self.setting
        return assemble(
            self.graph,
            state,
            setting,
            writer=writer,
            pictures=pictures,
            size=size,
            folder=folder,
            known=self._communities,
            callback=callback,
        )

    def save(self, path: Path | str) -> None:
        """Write what the history follows from: seed, artists, and the parameters of every year."""
        with self._lock:
            every = [asdict(p) for p in (*self._parameters, self.setting.parameters)]
            artists, seed = len(self.state.artists), self.setting.seed
        write_document(path, FORMAT, past=digest_of_past(self.graph), artists=artists, seed=seed, parameters=every)

    @classmethod
    def resume(cls, path: Path | str, graph: InfluenceGraph) -> Controller:
        """Play a saved history again, to the same state.

        Raises
        ------
        StylogenyError
            When the file is damaged, of another version, or of another past.
        """
        stored = read_document(path, FORMAT)
        with FORMAT.fits(path):
            every = [SocietyParameters(**p) for p in stored["parameters"]]
            if not every:
                raise ValueError("it has no parameters")
            past, artists, seed = stored["past"], int(stored["artists"]), int(stored["seed"])
        if past != digest_of_past(graph):
            raise StylogenyError(
                "this society grew from another past", got=str(path), fix="pass the graph it was saved with"
            )
        controller = cls(graph, artists=artists, seed=seed, parameters=every[0])
        for before, after in pairwise(every):
            controller.setting = replace(controller.setting, parameters=before)
            controller.step()
            controller.setting = replace(controller.setting, parameters=after)
        return controller


def digest_of_past(graph: InfluenceGraph) -> str:
    """A digest of the past that a society grew from."""
    return digest([graph.works.ids.tolist(), float(graph.parents.sum()), float(graph.embedding.vectors.sum())])
