"""Pictures of imagined works: each rendered in its own style by a generator."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..generation import fit
from ..influence.graph import InfluenceGraph
from ..progress import Callback, progress
from ..streams import int_seed
from .imagined import ImaginedWorks


def render(
    works: ImaginedWorks, graph: InfluenceGraph, *, size: int = 128, seed: int = 0, callback: Callback | None = None
) -> ImaginedWorks:
    """The same works, each with a picture by the closed-form generator over the works they grew from."""
    generator = fit(graph.embedding)
    pictures: dict[str, np.ndarray] = {}
    for row in progress(range(len(works)), "render", total=len(works), callback=callback):
        name = str(works.table["id"].iat[row])
        own_seed = int_seed(seed, "render", name)
        pictures[name] = generator.generate(works.vectors[row], n=1, size=size, seed=own_seed)[0]
    return replace(works, pictures={**works.pictures, **pictures})
