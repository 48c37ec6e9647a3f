"""The record of a work of a run: what a text about it may claim."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ...corpus.works import Works
from ...influence.graph import InfluenceGraph
from ..appearance import Appearance, common_appearance
from ..facts.types.quantities import LaterWorkCount, Maker, Title, Years
from ..facts.types.works import WorkFacts
from .examples import SOON

SURE = 0.5  # weight from which a parent is the source, and a child an answer


def work_record(works: Works, row: int, graph: InfluenceGraph | None = None) -> WorkFacts:
    """Facts about one work of a corpus; its source and what answered it only with a graph, and where the graph is sure.

    Parameters
    ----------
    works : Works
    row : int
    graph : InfluenceGraph, optional
        Of these works.
    """
    title, artist, year = (works.column(c)[row] for c in ("title", "artist", "earliest"))
    look = common_appearance([Appearance.of(works.picture(row))]) if works.pictured[row] else None
    facts = WorkFacts(
        title=Title(title) if title else None,
        year=int(year) if np.isfinite(year) else None,
        artist=str(artist or ""),
        appearance=look,
    )
    if graph is None or facts.year is None:
        return facts
    return _answers(_source(facts, works, row, graph), works, row, graph)


def _source(facts: WorkFacts, works: Works, row: int, graph: InfluenceGraph) -> WorkFacts:
    """With the likeliest parent, where it has a title."""
    weights = graph.parents[[row]].toarray().ravel()
    parent = int(weights.argmax()) if len(weights) else row
    title, year = str(works.column("title")[parent] or ""), float(works.column("earliest")[parent])
    if weights[parent] < SURE or not title or facts.year is None or not np.isfinite(year):
        return facts
    gap = Years(max(0, facts.year - int(year)))
    if str(works.column("artist")[parent]) == facts.artist and facts.artist:
        return replace(facts, own_source=Title(title), gap=gap or None)
    maker = Maker(works.column("artist")[parent] or "")
    return replace(facts, source=Title(title), gap=gap or None, source_artist=maker)


def _answers(facts: WorkFacts, works: Works, row: int, graph: InfluenceGraph) -> WorkFacts:
    """With how many works of other hands it is the likeliest parent of, and when the first came."""
    weights = graph.parents[:, [row]].toarray().ravel()
    artists, years = works.column("artist"), works.column("earliest").astype(float)
    children = np.flatnonzero((weights >= SURE) & (artists != artists[row]) & np.isfinite(years))
    if not len(children) or facts.year is None:
        return facts
    wait = Years(max(1, int(years[children].min()) - facts.year))
    count = LaterWorkCount(len(children))
    facts = replace(facts, soon=wait) if wait <= SOON else replace(facts, wait=wait)
    return replace(facts, answered_once=count) if count == 1 else replace(facts, answered=count)
