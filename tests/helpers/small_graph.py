"""A small corpus with a hostile title, traced by hand: truth is known, nothing is fitted."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image
from scipy import sparse

from stylogeny.embedding.measure import HeldOutMeasures
from stylogeny.embedding.space import Embedding
from stylogeny.influence.graph import InfluenceGraph
from stylogeny.provenance import Provenance

from .small_history import fitted_model
from .works import dated_works

HOSTILE = "<script>alert('x')</script>\"><img src=x onerror=alert(1)> & </title>\u2028"


def small_graph(folder: Path, n: int = 40) -> InfluenceGraph:
    """n works, one every five years; each descends from the one before it (0.6) and from the first (0.3)."""
    rng = np.random.default_rng(0)
    (folder / "images").mkdir(parents=True, exist_ok=True)
    for k in range(n):
        tint = rng.integers(0, 256, 3)
        picture = np.clip(tint + rng.normal(0, 20, (60 + k, 80, 3)), 0, 255).astype(np.uint8)
        Image.fromarray(picture).save(folder / "images" / f"w{k}.png")
    steps = np.arange(n)
    works = dated_works(
        1500 + 5 * steps,
        root=folder,
        title=[HOSTILE, *(f"Work {k}" for k in steps[1:])],
        artist=["" if k == 1 else f"Artist {k // 5} <b>" for k in steps],
        style=np.where(steps % 2, "School <i>", "Other"),
        picture=[f"images/w{k}.png" if k != 3 else "images/missing.png" for k in steps],
        status=["dated"] * (n - 1) + ["undated: no date"],
    )
    years = np.where(works.dated, works.year, np.nan)
    parents = sparse.lil_array((n, n))
    for k in range(1, n - 1):
        parents[k, k - 1] = 0.6 if k > 1 else 0.9
        if k > 1:
            parents[k, 0] += 0.3
    innovation = np.where(np.arange(n) % (n - 1) == 0, 1.0, 0.1)
    vectors = np.column_stack([np.arange(n) / n, rng.normal(0, 1, (n, 5))]).astype(np.float32)
    measures = HeldOutMeasures(
        works=n - 1,
        artists=8,
        date_error_mean=12.3,
        date_error_median=10.0,
        date_error_macro=14.0,
        date_error_of_a_constant=50.0,
        order_accuracy=None,
        decoded_share=0.9,
    )
    space = Embedding(works, vectors, np.eye(6)[0], Provenance({"backbone": "by hand"}), measures=measures)
    return InfluenceGraph(space, parents.tocsr(), innovation, years, fitted_model(6, log_likelihood=-1.5))
