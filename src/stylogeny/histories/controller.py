"""A society under a person's hand: play, pause, step, rewind, fork, save, resume. Safe to call from several threads."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import asdict, replace
from itertools import pairwise
from pathlib import Path

from ..artifacts import write_json
from ..errors import StylogenyError
from ..influence.graph import InfluenceGraph
from ..runs import digest
from ..society.engine import step
from ..society.initial import begin
from ..society.parameters import SocietyParameters
from ..society.state import State
from .simulate import chronicle
from .simulation import Simulation

ENCODING = "society/1"


class Controller:
    """Holds the states of a society, a year each; a state is never changed, so that any year can be gone back to.

    Parameters
    ----------
    graph : InfluenceGraph
        The past.
    artists, seed, customs
        As for :func:`stylogeny.simulate`.
    """

    def __init__(
        self, graph: InfluenceGraph, *, artists: int = 500, seed: int = 0, customs: SocietyParameters | None = None
    ) -> None:
        self.graph = graph
        first, self.setting = begin(graph, artists=artists, seed=seed, customs=customs)
        self._states: list[State] = [first]
        # the customs that led to each state after the first: they may be changed between years
        self._customs: list[SocietyParameters] = []
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
        """Go on by so many years."""
        for _ in range(years):
            with self._lock:
                self._customs.append(self.setting.customs)
                self._states.append(step(self._states[-1], self.setting))
        return self.state

    def play(self, until: int, *, seen: Callable[[State], None] | None = None) -> State:
        """Go on until that year or until :meth:`pause` is called (from `seen`, or another thread).

        Several threads may play at once: years are made one after the other, and none beyond `until`.
        """
        self._paused.clear()
        while not self._paused.is_set():
            with self._lock:
                if self._states[-1].year >= until:
                    break
                state = self.step()
            if seen is not None:
                seen(state)
        return self.state

    def pause(self) -> None:
        """Stop :meth:`play` at the end of the year it is in."""
        self._paused.set()

    def change(self, **customs: float) -> None:
        """Other customs from next year on."""
        try:
            new = replace(self.setting.customs, **customs)  # type: ignore[arg-type]
        except TypeError:
            known = ", ".join(asdict(SocietyParameters()))
            raise StylogenyError("no such custom", got=", ".join(customs), fix=f"one of {known}") from None
        with self._lock:
            self.setting = replace(self.setting, customs=new)

    def rewind(self, year: int) -> State:
        """Go back to the end of a year; what came after is forgotten."""
        with self._lock:
            first = self._states[0].year
            if not first <= year <= self._states[-1].year:
                raise StylogenyError(
                    "no such year in this history", got=year, fix=f"{first} to {self._states[-1].year}"
                )
            keep = year - first
            if keep < len(self._customs):  # the customs that it had come to that year by
                self.setting = replace(self.setting, customs=self._customs[max(keep - 1, 0)])
            del self._states[keep + 1 :], self._customs[keep:]
            return self._states[-1]

    def fork(self) -> Controller:
        """Another history with the same past: what is done to one does not touch the other."""
        with self._lock:
            other = Controller.__new__(Controller)
            other.graph, other.setting = self.graph, self.setting
            other._states, other._customs = list(self._states), list(self._customs)
            other._lock, other._paused = threading.RLock(), threading.Event()
            return other

    def simulation(self, **options: int) -> Simulation:
        """What has happened so far (options as for :func:`stylogeny.histories.simulate.chronicle`)."""
        with self._lock:
            state, setting = self._states[-1], self.setting
        return chronicle(self.graph, state, setting, **options)  # type: ignore[arg-type]

    def save(self, path: Path | str) -> None:
        """Write what the history follows from: seed, artists, and the customs of every year."""
        with self._lock:
            write_json(
                path,
                {
                    "encoding": ENCODING, "past": _past(self.graph), "artists": len(self.state.artists),
                    "seed": self.setting.seed, "customs": [asdict(c) for c in (*self._customs, self.setting.customs)],
                },
            )  # fmt: skip

    @classmethod
    def resume(cls, path: Path | str, graph: InfluenceGraph) -> Controller:
        """Play a saved history again, to the same state.

        Raises
        ------
        StylogenyError
            When the file is damaged, of another version, or of another past.
        """
        try:
            stored = json.loads(Path(path).read_text(encoding="utf-8"))
            customs = [SocietyParameters(**c) for c in stored["customs"]]
            if not customs:
                raise ValueError("it has no customs")
            past, artists, seed = stored["past"], int(stored["artists"]), int(stored["seed"])
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise StylogenyError("not a readable society", got=f"{path}: {error}", fix="simulate again") from error
        if stored.get("encoding") != ENCODING:
            raise StylogenyError("a society of another version", got=stored.get("encoding"), fix="simulate again")
        if past != _past(graph):
            raise StylogenyError(
                "this society grew from another past", got=str(path), fix="pass the graph it was saved with"
            )
        made = cls(graph, artists=artists, seed=seed, customs=customs[0])
        for was, then in pairwise(customs):
            made.setting = replace(made.setting, customs=was)
            made.step()
            made.setting = replace(made.setting, customs=then)
        return made


def _past(graph: InfluenceGraph) -> str:
    return digest([graph.works.ids.tolist(), float(graph.parents.sum()), float(graph.embedding.vectors.sum())])
