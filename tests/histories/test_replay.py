"""Replaying: what is like a style, what shuffling leaves of it, and where a movement comes from."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from stylogeny.corpus.works import Works
from stylogeny.embedding.space import Embedding
from stylogeny.errors import StylogenyError
from stylogeny.histories.replay import Replay, real_styles, replay, summary
from stylogeny.influence.graph import InfluenceGraph


def labelled(past: InfluenceGraph) -> InfluenceGraph:
    """The same works, of two styles that differ along the second axis, later ones far out."""
    table, vectors = past.works.table.copy(), past.embedding.vectors.copy()
    one = np.arange(len(table)) % 2 == 0
    table["style"] = np.where(table["earliest"] < 1830, "Old", np.where(one, "New A", "New B"))
    vectors[(table["style"] == "New A").to_numpy(), 1] += 6.0
    return replace(past, embedding=Embedding(Works(table), vectors, past.embedding.time_axis))


@pytest.fixture(scope="module")
def whole(past: InfluenceGraph) -> InfluenceGraph:
    return labelled(past)


@pytest.fixture(scope="module")
def early(past: InfluenceGraph) -> InfluenceGraph:
    rows = np.flatnonzero(past.years < 1830)
    keep = np.isin(np.arange(len(past)), rows)
    space = Embedding(past.works.select(keep), past.embedding.vectors[rows], past.embedding.time_axis)
    return InfluenceGraph(space, past.parents[rows][:, rows], past.innovation[rows], past.years[rows])


@pytest.fixture(scope="module")
def played(early: InfluenceGraph, whole: InfluenceGraph) -> Replay:
    return replay(early, whole, since=1829, runs=2, artists=40, seed=1)


def test_real_styles_are_those_that_began_after_the_year(whole: InfluenceGraph) -> None:
    axis = np.eye(6)[0]
    styles = real_styles(whole, 1829, 1899, axis)
    assert {s.name for s in styles} == {"New A", "New B"} and styles[0].born <= styles[1].born
    for style in styles:
        sign = 1 if style.name == "New A" else -1
        assert sign * style.apart[1] > 0.9 and abs(style.apart @ axis) < 1e-9
        assert np.linalg.norm(style.apart) == pytest.approx(1.0)


def test_movements_of_every_run_are_held_against_them(played: Replay) -> None:
    assert played.runs == 2 and played.until == 1899 and set(played.table["style"]) == {"New A", "New B"}
    assert played.likeness.shape == (len(played.movements), 2)
    assert (np.abs(played.likeness) <= 1 + 1e-6).all()
    assert played.table["by_chance"].max() <= 0.05 + 1e-9
    assert (played.movements["born"] > 1829).all() and played.movements["run"].isin([0, 1]).all()
    painters = {f"Painter {k}" for k in range(12)}
    assert all(set(names) <= painters for names in played.movements["sources"])
    assert summary(played)["runs"] == 2


def test_the_same_seed_is_the_same_replay(early: InfluenceGraph, whole: InfluenceGraph, played: Replay) -> None:
    again = replay(early, whole, since=1829, runs=2, artists=40, seed=1)
    np.testing.assert_array_equal(again.likeness, played.likeness)
    assert again.table.equals(played.table)


def test_nothing_to_replay_is_one_clear_line(early: InfluenceGraph, whole: InfluenceGraph) -> None:
    with pytest.raises(StylogenyError, match="nothing came after"):
        replay(early, whole, since=1900)
    with pytest.raises(StylogenyError, match="at least one run"):
        replay(early, whole, since=1829, runs=0)
