"""Worlds without something: worked out once, painted once, and never of another run's works."""

from __future__ import annotations

import os
import shutil
from contextlib import ExitStack
from pathlib import Path

import numpy as np
import pytest

from stylogeny.corpus.lookup import select
from stylogeny.counterfactual.worlds.other_world import without
from stylogeny.errors import StylogenyError
from stylogeny.studio.state import Studio
from stylogeny.studio.without.worlds import KEPT, MOST_WAITING, WorldShelf


@pytest.fixture
def studio(run: Path) -> Studio:
    return Studio(run)


def test_a_world_is_that_of_the_verb_and_is_worked_out_once(studio: Studio) -> None:
    shelf = WorldShelf.of(studio)
    for kind, name, estimand in (("work", 5, "lineage"), ("artist", "Artist 2 <b>", "lineage"), ("work", 5, "net")):
        selection = select(studio.works, name, kind=kind, years=studio.graph.years)
        assert not shelf.has(selection, estimand)
        world = shelf.get(selection, estimand).world
        assert shelf.has(selection, estimand) and shelf.get(selection, estimand).world is world
        truth = without(studio.graph, name, kind=kind, estimand=estimand)
        assert np.allclose(world.weight, truth.weight) and world.sentence == truth.sentence


def test_the_worlds_that_were_asked_for_long_ago_are_let_go(studio: Studio) -> None:
    shelf = WorldShelf.of(studio)
    selections = [select(studio.works, k, years=studio.graph.years) for k in range(2, 4 + KEPT)]
    for selection in selections:
        shelf.get(selection, "lineage")
    assert [shelf.has(selection, "lineage") for selection in selections] == [False] * 2 + [True] * KEPT


def test_a_picture_is_painted_once_and_kept_for_this_run_alone(studio: Studio) -> None:
    shutil.copy(studio.works.picture(2), studio.works.picture(3))  # the one that is missing
    shelf = WorldShelf.of(studio)
    selection = select(studio.works, 5, years=studio.graph.years)
    assert shelf.picture(selection, 8) is None
    data = shelf.paint(selection, 8)
    kept = shelf.picture(selection, 8)
    assert data[:2] == b"\xff\xd8" and kept is not None and kept.read_bytes() == data == shelf.paint(selection, 8)
    os.utime(studio.path / "influence.parquet", ns=(5, 5))
    assert WorldShelf.of(studio).picture(selection, 8) is None


def test_a_crowd_is_partly_sent_away_and_holds_up_nobody(studio: Studio) -> None:
    shelf = WorldShelf.of(studio)
    selection = select(studio.works, 5, years=studio.graph.years)
    with ExitStack() as crowd:
        for _ in range(MOST_WAITING):
            crowd.enter_context(shelf.turn())
        with pytest.raises(StylogenyError, match="too many worlds"):
            shelf.get(selection, "lineage")
    assert shelf.get(selection, "lineage").world.sentence
