"""A society played for some years: from a past, without a work where asked, with what audiences said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from ..errors import StylogenyError
from ..futures.roots import Root
from ..influence.graph import InfluenceGraph
from ..progress import Callback, progress
from ..society.engine import step
from ..society.eye import Eye
from ..society.initial import begin
from ..society.parameters import SocietyParameters
from ..society.public.fandom import Fandom
from ..society.setting import HORIZON, Setting
from ..society.state import State


def play(
    graph: InfluenceGraph,
    *,
    years: int,
    artists: int,
    seed: int = 0,
    parameters: SocietyParameters | None = None,
    without: str | None = None,
    events: Sequence[Mapping[str, Any]] = (),
    root: Root | None = None,
    eye: Eye | None = None,
    fandom: Fandom | None = None,
    callback: Callback | None = None,
) -> tuple[State, Setting]:
    """The society after some years, and what its history never changed.

    Arguments and errors are those of :func:`stylogeny.histories.simulate.simulate`. Where everyone has died, fewer
    years are played.
    """
    if not 1 <= years < HORIZON:
        raise StylogenyError(
            f"a future has between 1 and {HORIZON - 1} years",
            got=years,
            fix="pass years after the corpus ends, --years 60",
        )
    state, setting = begin(
        graph, artists=artists, seed=seed, parameters=parameters, without=work_number(without), root=root
    )
    setting = replace(setting, audience_events=audience_events(events), eye=eye, fandom=fandom)
    left_out = setting.without < 0
    for _ in progress(range(years), "simulate", unit="year", callback=callback):
        if not left_out and _year_of(setting.without, setting) == state.year + 1:
            with_it = step(state, replace(setting, without=-1))
            left_out = setting.without in with_it.records[-1].number
        state = step(state, setting)
        if not state.size:
            break
    if not left_out:
        raise StylogenyError(
            "no such work is made in this history, so it cannot be left out",
            got=without,
            fix="name one of the same simulation without this, as its history.parquet lists them",
        )
    return state, setting


def _year_of(number: int, setting: Setting) -> int:
    """The year that the number of a work names."""
    return (number - setting.past_works) % HORIZON + setting.start


def audience_events(events: Sequence[Mapping[str, Any]]) -> tuple[tuple[int, int, float], ...]:
    """Audience events (:func:`stylogeny.society.events.read_events`) as a society takes them; remarks weigh nothing.

    Raises
    ------
    StylogenyError
        When an event is of no simulated artist.
    """
    for event in events:
        if not (str(event["artist"])[:1] == "a" and _decimal(str(event["artist"])[1:])):
            raise StylogenyError(
                "an audience event names a simulated artist by id", got=repr(event["artist"]), fix="such as a17"
            )
    return tuple((int(e["artist"][1:]), int(e["year"]), float(e["weight"])) for e in events if e["weight"])


def work_number(work: str | None) -> int:
    """The number of a simulated work by its id, -1 for none."""
    if work is None:
        return -1
    if not work.startswith("s") or not _decimal(work[1:]):
        raise StylogenyError("not the id of a simulated work", got=repr(work), fix="ids look like s123040017")
    return int(work[1:])


def _decimal(digits: str) -> bool:
    return digits.isascii() and digits.isdecimal()
