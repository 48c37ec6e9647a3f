"""A small past with given vectors, traced: 120 works by twelve painters between 1700 and 1900, without pictures."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from stylogeny.corpus.works import Works
from stylogeny.embedding.space import Embedding
from stylogeny.influence.graph import InfluenceGraph
from stylogeny.influence.tracing import trace


def small_past() -> InfluenceGraph:
    n, rng = 120, np.random.default_rng(0)
    years = np.sort(rng.integers(1700, 1900, n))
    table = pd.DataFrame(
        {
            "id": [f"w{i}" for i in range(n)], "title": "", "artist": [f"Painter {i % 12}" for i in range(n)],
            "earliest": years, "latest": years, "date_text": "", "style": "", "genre": "", "medium": "", "picture": "",
            "status": "dated", "group": np.arange(n),
        }
    )  # fmt: skip
    vectors = np.cumsum(rng.normal(size=(n, 6)), axis=0) * 0.2
    return trace(Embedding.from_vectors(Works(table), vectors.astype(np.float32)))


@pytest.fixture(scope="session")
def past() -> InfluenceGraph:
    return small_past()
