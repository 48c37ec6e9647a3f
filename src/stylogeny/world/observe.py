"""Look at a world without painting it: catalogue and noisy genomes, as a works table and vectors."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..corpus.calendar import TimeSpan
from ..corpus.dates import parse_span
from ..corpus.works import Works
from ..embedding.space import Embedding
from ..streams import normals
from .corpus import metadata
from .history import World


def works(world: World) -> Works:
    """The surviving works as a corpus would give them; no pictures."""
    table = metadata(world).iloc[world.surviving].reset_index(drop=True)
    table[["earliest", "latest"]] = [
        parse_span(text) if pd.isna(year) else TimeSpan(year, year)
        for text, year in zip(table["date_text"], table["year"])
    ]
    table["picture"] = ""
    table["status"] = "dated"
    table["group"] = np.arange(len(table))
    return Works(table)


def observe(world: World, *, noise: float = 0.2) -> Embedding:
    """Latent styles through noise, as ``Embedding.from_vectors``.

    Parameters
    ----------
    noise : float
        Standard deviation of the observation noise on every trait; a mutation step is 0.2.
    """
    kept = world.surviving
    errors = normals(world.seed, "observed", index=world.calendar.event[kept], draws=world.latent.shape[1])
    return Embedding.from_vectors(works(world), (world.latent[kept] + noise * errors).astype(np.float32))
