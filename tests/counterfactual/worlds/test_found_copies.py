"""Copies are known by their pictures, though the space puts them far from their originals."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from stylogeny.corpus.copies.index import KeypointIndex
from stylogeny.corpus.works import Works
from stylogeny.counterfactual.lightcone import delete
from stylogeny.counterfactual.worlds.copies import copy_degrees
from stylogeny.counterfactual.worlds.found_copies import with_found_copies
from stylogeny.embedding.space import Embedding
from stylogeny.influence.graph import InfluenceGraph
from stylogeny.streams import stream

from ..conftest import graph_of, works_of

NAMES = ("original", "crop", "mirrored", "grey", "half", "another", "earlier")


def painted(seed: int) -> np.ndarray:
    """A picture full of keypoints: blots of many sizes, uint8[128, 160, 3]."""
    rng, (y, x) = stream(seed, "blots"), np.mgrid[:128, :160]
    out = np.full((128, 160, 3), 128.0)
    for _ in range(120):
        cx, cy, size = rng.uniform(0, 160), rng.uniform(0, 128), rng.uniform(3, 14)
        inside = (x - cx) ** 2 + ((y - cy) * rng.uniform(0.5, 2)) ** 2 < size**2
        out[inside] = rng.uniform(0, 255, 3)
    return out.astype(np.uint8)


@pytest.fixture
def graph(tmp_path: Path) -> InfluenceGraph:
    """An original, copies of it of several kinds far from it in the space, another work, and one that came before."""
    original, other = painted(1), painted(2)
    half = np.concatenate([original[:, :80], other[:, 80:]], axis=1)
    grey = np.repeat(original.mean(axis=2, keepdims=True), 3, axis=2).astype(np.uint8)
    pictures = [original, original[9:-9, 12:-12], original[:, ::-1], grey, half, other, original]
    for name, picture in zip(NAMES, pictures):
        Image.fromarray(np.ascontiguousarray(picture)).save(tmp_path / f"{name}.png")
    years = [1500, 1600, 1610, 1620, 1630, 1640, 1400]
    files = [f"{name}.png" for name in NAMES]
    table = works_of(years).table.assign(picture=files)
    works = Works(table, root=tmp_path)
    space = Embedding.from_vectors(works, 5 * np.eye(len(NAMES), dtype=np.float32))
    return graph_of(space, np.zeros((len(NAMES), len(NAMES))))


def kept(graph: InfluenceGraph) -> dict[str, float]:
    change = delete(graph, np.array([0]), deletion="soft")
    loss = dict(zip(change.rows.tolist(), change.loss))
    return {name: 1 - loss.get(k, 0.0) for k, name in enumerate(NAMES)}


@pytest.mark.parametrize("indexed", [False, True])
def test_copies_keep_next_to_nothing_and_others_all_of_themselves(graph: InfluenceGraph, indexed: bool) -> None:
    index = KeypointIndex.of(graph.works) if indexed else None
    left = kept(with_found_copies(graph, np.array([0]), index=index))
    assert max(left[name] for name in ("crop", "mirrored", "grey")) < 0.02
    assert 0.1 < left["half"] < 0.7
    assert left["another"] == left["earlier"] == 1.0


def test_without_pictures_the_graph_is_as_it_was(graph: InfluenceGraph) -> None:
    for file in graph.works.root.glob("*.png"):
        file.unlink()
    assert with_found_copies(graph, np.array([0])) is graph


def test_a_copy_that_a_draw_of_the_dates_puts_first_is_none(graph: InfluenceGraph) -> None:
    seen = with_found_copies(graph, np.array([0]))
    years = seen.years.copy()
    years[1] = 1450.0
    original, degree = copy_degrees(
        InfluenceGraph(seen.embedding, seen.parents, seen.innovation, years, known_copies=seen.known_copies)
    )
    assert original[1] == -1 and degree[1] == 0.0 and original[2] == 0
