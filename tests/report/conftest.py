"""A small corpus with a hostile title, traced by hand: truth is known, nothing is fitted."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PIL import Image
from scipy import sparse

from helpers.small_history import fitted_model
from stylogeny.corpus.works import Works
from stylogeny.embedding.space import Embedding
from stylogeny.influence.graph import InfluenceGraph

HOSTILE = "<script>alert('x')</script>\"><img src=x onerror=alert(1)> & </title>\u2028"


def small_graph(folder: Path, n: int = 40) -> InfluenceGraph:
    """n works, one every five years; each descends from the one before it (0.6) and from the first (0.3)."""
    rng = np.random.default_rng(0)
    (folder / "images").mkdir(parents=True, exist_ok=True)
    rows = []
    for k in range(n):
        tint = rng.integers(0, 256, 3)
        picture = np.clip(tint + rng.normal(0, 20, (60 + k, 80, 3)), 0, 255).astype(np.uint8)
        Image.fromarray(picture).save(folder / "images" / f"w{k}.png")
        rows.append(
            {
                "id": f"w{k}",
                "title": HOSTILE if k == 0 else f"Work {k}",
                "artist": "" if k == 1 else f"Artist {k // 5} <b>",
                "earliest": 1500 + 5 * k,
                "latest": 1500 + 5 * k,
                "date_text": "",
                "style": "School <i>" if k % 2 else "Other",
                "genre": "",
                "medium": "",
                "picture": f"images/w{k}.png" if k != 3 else "images/missing.png",
                "status": "dated" if k < n - 1 else "undated: no date",
                "group": k,
            }
        )
    works = Works(pd.DataFrame(rows), folder)
    years = np.where(works.dated, works.year, np.nan)
    parents = sparse.lil_array((n, n))
    for k in range(1, n - 1):
        parents[k, k - 1] = 0.6 if k > 1 else 0.9
        if k > 1:
            parents[k, 0] += 0.3
    innovation = np.where(np.arange(n) % (n - 1) == 0, 1.0, 0.1)
    vectors = np.column_stack([np.arange(n) / n, rng.normal(0, 1, (n, 5))]).astype(np.float32)
    space = Embedding(works, vectors, np.eye(6)[0], {"backbone": "by hand", "date_mae": 12.3})
    return InfluenceGraph(space, parents.tocsr(), innovation, years, fitted_model(6, log_likelihood=-1.5))


@pytest.fixture(scope="session")
def graph(tmp_path_factory: pytest.TempPathFactory) -> InfluenceGraph:
    return small_graph(tmp_path_factory.mktemp("corpus"))
