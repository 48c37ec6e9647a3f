"""What the report says about a graph: intervals that hold, ties between artists, no film grain across the centuries."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from stylogeny.corpus.works import Works
from stylogeny.influence.graph import InfluenceGraph
from stylogeny.report.analysis import Analysis


def test_intervals_of_descendants_hold_the_expectation(graph: InfluenceGraph) -> None:
    analysis = Analysis(graph, seed=1)
    assert analysis.offspring_interval(38) == (0, 0)
    low, high = analysis.descendants_interval(0)
    assert low <= graph.importance[0] <= high
    mean = analysis.genealogy_counts[0].mean(axis=0)
    assert np.allclose(mean, graph.importance, atol=1.5)


def test_long_ties_are_between_artists_and_ranked_by_weight(graph: InfluenceGraph) -> None:
    ties = Analysis(graph).long_ties(5)
    assert len(ties) == 1  # all long ties lead to the first work, which is shown once
    assert ties[0].parent == 0 and ties[0].lag >= 80 and ties[0].weight == pytest.approx(0.3)


def test_colourless_reproductions_are_not_paired_over_the_centuries(graph: InfluenceGraph, tmp_path: Path) -> None:
    analysis = Analysis(graph)
    tie = analysis.long_ties(1)[0]
    assert not analysis.grey(tie.parent)  # a coloured picture, or none to look at
    shade = np.linspace(0, 255, 32 * 32).reshape(32, 32, 1).astype(np.uint8).repeat(3, axis=2)
    sepia = np.clip(shade * [1.0, 1.0, 1.0] + [20, 5, 0], 0, 255).astype(np.uint8)
    files = {}
    for name, picture in (("parent", shade), ("child", sepia)):
        Image.fromarray(picture).save(tmp_path / f"{name}.png")
        files[name] = str(tmp_path / f"{name}.png")
    table = graph.works.table.copy()
    places = [tie.parent, *np.flatnonzero(graph.parents[:, [tie.parent]].toarray().ravel())]
    table.loc[table.index[places], "picture"] = [files["parent"], *[files["child"]] * (len(places) - 1)]
    space = replace(graph.embedding, works=Works(table))
    assert Analysis(replace(graph, embedding=space)).long_ties(5) == []


def test_a_work_has_ancestors_above_and_descendants_below(graph: InfluenceGraph) -> None:
    relatives = Analysis(graph).relatives(20)
    assert relatives.generation[20] == 0 and relatives.generation[19] == -1 and relatives.generation[21] == 1
    by_ends = {(e.parent, e.child): e for e in relatives.edges}
    assert by_ends[19, 20].weight == pytest.approx(0.6) and by_ends[19, 20].lag == 5
    assert len(relatives.edges) > 2 and all(e.lag > 0 for e in relatives.edges)


def test_artists_stand_in_the_order_of_their_years(graph: InfluenceGraph) -> None:
    artists = Analysis(graph).artists(4)
    assert len(artists.names) == 4 and artists.years == sorted(artists.years)
    assert artists.shares.shape == (4, 4) and artists.names[0] == "Artist 0 <b>"
    assert artists.shares[1:, 0].max() == 0  # nobody later is a source of the first


def test_periods_hold_their_mean(graph: InfluenceGraph) -> None:
    (period,) = Analysis(graph).innovation_over_time()
    assert period.low < period.innovation < period.high and period.works == 39
