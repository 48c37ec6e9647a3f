"""Pictures of imagined works: each rendered in its own style by a generator."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..influence.graph import InfluenceGraph
from ..progress import Callback, progress
from ..streams import int_seed
from .imagined import ImaginedWorks


def render(
    history: ImaginedWorks, graph: InfluenceGraph, *, size: int = 128, seed: int = 0, callback: Callback | None = None
) -> ImaginedWorks:
    """The history with a picture of every work, by the closed-form generator over the works it grew from."""
    from ..generation import fit

    generator = fit(graph.embedding)
    pictures: dict[str, np.ndarray] = {}
    for row in progress(range(len(history)), "render", total=len(history), callback=callback):
        name = str(history.table["id"].iat[row])
        luck = int_seed(seed, "render", name)
        pictures[name] = generator.generate(history.vectors[row], n=1, size=size, seed=luck)[0]
    return replace(history, pictures={**history.pictures, **pictures})
