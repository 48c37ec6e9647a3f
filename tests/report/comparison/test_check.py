"""Answers beside the world run again."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import stylogeny as sg
from stylogeny.errors import StylogenyError
from stylogeny.influence.graph import InfluenceGraph
from stylogeny.report.comparison.check import check, read_check
from stylogeny.world.corpus import write
from stylogeny.world.ground_truth import GroundTruth
from stylogeny.world.history import World
from stylogeny.world.impact import spearman


@pytest.fixture(scope="module")
def painted(tmp_path_factory) -> InfluenceGraph:
    """A painted world of 50 works with its impacts, traced at its genomes."""
    folder = tmp_path_factory.mktemp("world")
    world = World.make("neutral", works=50, seed=3)
    write(world, folder, size=48, workers=1)
    works = sg.load(folder)
    row = {i: k for k, i in enumerate(world.ids)}
    return sg.trace(sg.Embedding.from_vectors(works, world.latent[[row[i] for i in works.ids]]))


def test_places_and_correlations_are_those_of_the_truth(painted: InfluenceGraph, tmp_path: Path) -> None:
    names = [str(painted.works.ids[r]) for r in np.argsort(-painted.net)[:2]]
    found = check(painted, names, tmp_path)
    truth = GroundTruth.read(painted.works.root or "")
    assert truth.impacts is not None
    impact = truth.impacts["realised"].reindex(painted.works.ids).to_numpy()
    assert found.credit == pytest.approx(spearman(painted.net, impact))
    assert [w.place for w in found.works] == [1, 2]
    row = painted.works.find(names[0])
    assert found.works[0].true_place == int((impact > impact[row]).sum()) + 1
    assert found.works[0].rank > 0.3  # at the true genomes it is plain
    assert set(found.rivals) == {"the year alone", "counting children"}
    for work in found.works:
        for shown in work.shown:
            assert all((tmp_path / image.src).exists() for image in (shown.was, shown.would_be, shown.truth))
    assert read_check(tmp_path) == found


def test_what_is_no_painted_world_is_refused(painted: InfluenceGraph, tmp_path: Path) -> None:
    works = sg.Works(painted.works.table, tmp_path)
    graph = sg.trace(sg.Embedding.from_vectors(works, painted.embedding.vectors))
    with pytest.raises(StylogenyError, match="no painted world"):
        check(graph, ["w00001"], tmp_path / "truth")
    assert read_check(tmp_path) is None
