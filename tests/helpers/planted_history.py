"""A planted history: two schools drift forward in time; who descends from whom is known, nothing is fitted."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from stylogeny.corpus.works import Works
from stylogeny.embedding.space import Embedding
from stylogeny.influence.graph import InfluenceGraph

N, D = 240, 6


def planted(seed: int = 0) -> InfluenceGraph:
    """N works, one a year from 1600; works of even rows are School A, odd ones School B; each has one or two parents.

    Axis 0 is time and grows by 0.01 a year. Steps across it have length 0.1 a dimension, and 1.0 in one work of twenty.
    """
    rng = np.random.default_rng(seed)
    vectors = np.zeros((N, D))
    parents = sparse.lil_array((N, N))
    for k in range(N):
        if k < 4:
            vectors[k, 1:] = rng.normal(0, 0.1, D - 1) + (2 if k % 2 else -2) * np.eye(D)[1][1:]
        else:
            near = k - 2 * int(rng.integers(1, 3))
            other = max(near - 2, k % 2)
            share = 0.7 if other != near else 1.0
            parents[k, near] = 0.9 * share
            if other != near:
                parents[k, other] = 0.9 * (1 - share)
            scale = 1.0 if k % 20 == 0 else 0.1
            vectors[k] = share * vectors[near] + (1 - share) * vectors[other] + rng.normal(0, scale, D)
        vectors[k, 0] = 0.01 * k
    works = Works(
        pd.DataFrame(
            {
                "id": [f"w{k}" for k in range(N)],
                "title": [f"Work {k}" for k in range(N)],
                "artist": [f"Artist {k % 7}" for k in range(N)],
                "earliest": 1600 + np.arange(N),
                "latest": 1600 + np.arange(N),
                "date_text": "",
                "style": ["School B" if k % 2 else "School A" for k in range(N)],
                "genre": "",
                "medium": "",
                "picture": "",
                "status": "dated",
                "group": np.arange(N),
            }
        )
    )
    table = parents.tocsr()
    innovation = 1 - np.asarray(table.sum(axis=1)).ravel()
    space = Embedding(works, vectors, np.eye(D)[0])
    return InfluenceGraph(space, table, innovation, 1600.0 + np.arange(N))


@pytest.fixture(scope="session")
def graph() -> InfluenceGraph:
    return planted()
