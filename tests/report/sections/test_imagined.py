"""Imagined works by generation, with their parents: real ones and imagined ones."""

from __future__ import annotations

from pathlib import Path

import stylogeny as sg
from stylogeny.influence.graph import InfluenceGraph
from stylogeny.report.analysis import Analysis
from stylogeny.report.sections.imagined import imagined_section


def test_works_stand_by_generation_with_their_parents(graph: InfluenceGraph, tmp_path: Path) -> None:
    history = sg.imagine(graph, root="w5", years=30, n=2, pictures=False, seed=1)
    section = imagined_section(history, "w5", Analysis(graph), tmp_path, {})
    ((generation, works),) = section.generations
    assert generation == 1 and [work.title for work in works] == history.table["title"].tolist()
    first = works[0]
    assert first.image is None and 0 <= first.novelty <= 1
    assert [parent.weight for parent in first.parents] == [weight for _, weight in history.parents_of(0)[:3]]
    assert first.parents and all(parent.name and parent.year for parent in first.parents)
