"""Societies played from a past, every state kept."""

from __future__ import annotations

from stylogeny.influence.graph import InfluenceGraph
from stylogeny.society.engine import step
from stylogeny.society.initial import begin
from stylogeny.society.parameters import SocietyParameters
from stylogeny.society.setting import Setting
from stylogeny.society.state import State


def played(
    graph: InfluenceGraph, years: int = 30, artists: int = 120, **parameters: float
) -> tuple[list[State], Setting]:
    state, setting = begin(graph, artists=artists, seed=5, parameters=SocietyParameters(**parameters))  # type: ignore[arg-type]
    states = [state]
    for _ in range(years):
        states.append(step(states[-1], setting))
    return states, setting
