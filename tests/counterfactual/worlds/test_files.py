"""The run folder of a world without something: every step of the chain reads it, and what is gone is nowhere in it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import stylogeny as sg
from helpers.traced_run import traced_run
from stylogeny.corpus.pictures import read
from stylogeny.corpus.works import Works
from stylogeny.counterfactual.worlds.files import WorldQuestion, features_of, origin, tables, write
from stylogeny.embedding.backbones.backbone import backbone
from stylogeny.embedding.backbones.features import features
from stylogeny.errors import StylogenyError
from stylogeny.generation.autoencoder import load
from stylogeny.generation.canvas import crop_to
from stylogeny.generation.fit import fit
from stylogeny.generation.learned.data import prepare
from stylogeny.generation.styles import Corpus
from stylogeny.influence.graph import InfluenceGraph
from stylogeny.runs import Run


def made(tmp_path: Path, graph: InfluenceGraph, row: int, **how: str) -> tuple[Run, Run]:
    source, other = traced_run(tmp_path / "run", graph), Run(tmp_path / "other", create=True)
    write(sg.without(graph, row, **how), other, source=source)
    return source, other


@pytest.fixture(scope="module")
def net(tmp_path_factory, painted):
    """A painted world and the world without its most missed work, others having taken its place."""
    _, _, graph = painted
    row = int(np.argmax(graph.net))
    return graph, row, *made(tmp_path_factory.mktemp("net"), graph, row)


def test_a_generator_cannot_draw_what_is_gone(net) -> None:
    graph, row, _, other = net
    works = Works.read(other.path / "works.parquet")
    assert graph.works.ids[row] not in set(works.ids)
    gone = graph.works.picture(row)
    generator = fit(Corpus(works, origin(other, works)))
    drawn = generator.draw(generator.corpus.space.vectors[0], n=3, size=64, seed=1)
    assert all(works.picture(int(r)) != gone for rows in drawn.rows for r in rows)
    with pytest.raises(StylogenyError, match="no such work"):
        generator.draw(str(graph.works.ids[row]))
    # a picture of the missing work itself is laid to others
    found = generator.sources(crop_to(read(gone), (64, 64)))
    assert all(works.picture(int(r)) != gone for r in found.rows[0])


def test_a_network_never_sees_what_is_gone(tmp_path: Path, painted) -> None:
    _, _, graph = painted
    row = int(np.argmax(graph.importance))
    _, other = made(tmp_path, graph, row, estimand="lineage", deletion="soft")
    works = Works.read(other.path / "works.parquet")
    data = prepare(Corpus(works, origin(other, works)), works.weight, load())
    assert graph.works.ids[row] not in {str(works.ids[r]) for r in data.rows}
    # and what is left in part is shown in proportion
    assert data.chances == pytest.approx(works.weight / works.weight.max()) and data.chances.min() < 0.99
    assert fit(works).weights == pytest.approx(works.weight)  # the closed form counts alike


def test_works_that_moved_have_the_picture_they_would_have_had(net) -> None:
    graph, _, _, other = net
    works = Works.read(other.path / "works.parquet")
    changes, substitutes = tables(other)
    row_of = {i: k for k, i in enumerate(graph.works.ids)}
    painted = {i for i, p in zip(works.ids, works.column("picture")) if "pictures" in p}
    far = set(changes.loc[changes["distance"] >= 0.05, "id"]) & set(works.ids)
    assert painted == far and painted
    for name in sorted(painted)[:3]:
        there, was = read(works.picture(works.find(name))), read(graph.works.picture(row_of[name]))
        assert there.shape == was.shape and (there != was).any()  # its own composition, other colours
    assert set(substitutes["substitute"]) <= set(works.ids)


def test_a_run_that_has_changed_since_is_told_from_the_one_that_was_asked(tmp_path: Path, painted) -> None:
    _, _, graph = painted
    source, other = made(tmp_path, graph, int(np.argmax(graph.net)))
    question = WorldQuestion.read(other)
    question.check(source)
    assert question.source_of(other) == source.path.resolve()
    graph.works.select(np.arange(20)).save(source.path / "works.parquet")
    with pytest.raises(StylogenyError, match="has changed since"):
        question.check(source)
    with pytest.raises(StylogenyError, match="not the run of a world without something"):
        WorldQuestion.read(source)


def test_a_new_space_is_trained_on_displaced_features(tmp_path: Path, painted) -> None:
    """Of a space with a way back, features move by what the space decodes the displacement to."""
    _, _, plain = painted
    works = plain.works.select(np.arange(60))
    space = sg.embed(works, backbone="statistics")
    graph = sg.trace(space)
    row = int(np.argmax(graph.net))
    source, other = made(tmp_path, graph, row)
    there = Works.read(other.path / "works.parquet")
    body = backbone("statistics")
    values = features_of(other, there, body)
    world = sg.without(graph, row)
    before = features(works, body)
    moved = np.searchsorted(world.kept, world.moved)
    shift = values[moved] - before[world.moved]
    decoded = space.decode(space.vectors[world.moved] + world.shift[world.moved]) - space.decode(
        space.vectors[world.moved]
    )
    assert shift == pytest.approx(decoded, abs=1e-3 * float(np.abs(values).max()))
    still = np.setdiff1d(np.arange(len(there)), moved)
    assert np.array_equal(values[still], before[world.kept[still]])
    new = sg.embed(there, backbone="statistics", known=values)
    assert len(new.vectors) == len(there) and new.head is not None
    assert source.path.exists()
