"""Small histories whose every parent is known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from stylogeny.corpus.works import Works
from stylogeny.embedding.space import Embedding
from stylogeny.influence.graph import InfluenceGraph
from stylogeny.influence.tracing import trace
from stylogeny.world.corpus import render
from stylogeny.world.history import World


def works_of(years, *, artist=None, style=None, spread=0, status=None) -> Works:
    """Works dated to a moment, so that of those of one year none has seen another, or to the years around it."""
    n = len(years)
    years = np.asarray(years, dtype=int) + 0.5
    return Works(
        pd.DataFrame(
            {
                "id": [f"w{i}" for i in range(n)],
                "title": [f"Work {i}" for i in range(n)],
                "artist": artist if artist is not None else [f"Artist {i % 7}" for i in range(n)],
                "earliest": years - spread,
                "latest": years + spread,
                "date_text": "",
                "style": style if style is not None else [f"Style {i * 4 // n}" for i in range(n)],
                "genre": "",
                "medium": "",
                "picture": "",
                "status": status if status is not None else "dated",
                "group": np.arange(n),
            }
        )
    )


def branching(n: int = 120, *, d: int = 6, seed: int = 0, spread: int = 0, step: float = 0.4):
    """A branching history: each work copies one earlier work with a step, or is an immigrant. Space and parent rows."""
    rng = np.random.default_rng(seed)
    years = np.sort(rng.integers(1400, 1900, n)) + np.arange(n)
    vectors, parent = np.zeros((n, d)), np.full(n, -1)
    for i in range(n):
        if i < 4 or rng.random() < 0.1:
            vectors[i] = 2 * rng.normal(size=d)
        else:
            parent[i] = rng.integers(max(0, i - 40), i)
            vectors[i] = vectors[parent[i]] + step * rng.normal(size=d)
    return Embedding.from_vectors(works_of(years, spread=spread), vectors.astype(np.float32)), parent


def graph_of(space: Embedding, weights: np.ndarray) -> InfluenceGraph:
    """A graph with exactly these parent weights, float[n, n]."""
    years = np.where(space.works.dated, space.works.year, np.nan)
    innovation = np.where(space.works.dated, 1 - weights.sum(axis=1), 1.0)
    return InfluenceGraph(space, sparse.csr_array(weights), innovation, years)


def true_graph(space: Embedding, parent: np.ndarray) -> InfluenceGraph:
    """The graph of a known genealogy."""
    weights = np.zeros((len(parent), len(parent)))
    child = np.flatnonzero(parent >= 0)
    weights[child, parent[child]] = 1.0
    return graph_of(space, weights)


@dataclass(frozen=True, eq=False)
class History:
    """A history in a space, the true parent of every work (-1 for none), and the graph that was fitted to it."""

    space: Embedding
    parent: np.ndarray
    graph: InfluenceGraph


@pytest.fixture(scope="session")
def history() -> History:
    """A branching history of 120 works, traced."""
    space, parent = branching()
    return History(space, parent, trace(space))


@pytest.fixture()
def chain():
    """Five works: 0 -> 1 (0.8) -> 2 (0.5); 2 also from 0 (0.25); 3 from nobody; 4 from 3 (0.5) and 1 (0.5)."""
    vectors = np.array([[0, 0], [1, 0], [2, 0], [0, 5], [1, 5]], dtype=np.float32)
    weights = np.zeros((5, 5))
    weights[1, 0], weights[2, 1], weights[2, 0], weights[4, 3], weights[4, 1] = 0.8, 0.5, 0.25, 0.5, 0.5
    return graph_of(Embedding.from_vectors(works_of([1500, 1510, 1520, 1530, 1540]), vectors), weights)


@pytest.fixture(scope="session")
def painted(tmp_path_factory):
    """A painted world of 90 works with its genomes as space: folder, world, graph."""
    folder = tmp_path_factory.mktemp("painted")
    world = World.make("neutral", works=90, seed=2)
    render(world, np.arange(90), folder, size=128, workers=1)
    year = world.calendar.year
    table = pd.DataFrame(
        {
            "id": world.ids, "title": [f"Work {k}" for k in range(90)],
            "artist": [f"Artist {a}" for a in world.calendar.artist], "earliest": year + 0.5, "latest": year + 0.5,
            "date_text": "",
            "style": "", "genre": "", "medium": "", "picture": [f"{i}.png" for i in world.ids], "status": "dated",
            "group": np.arange(90),
        }
    )  # fmt: skip
    space = Embedding.from_vectors(Works(table, folder), world.latent)
    return folder, world, trace(space)
