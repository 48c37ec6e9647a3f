"""Painted worlds as scripts see them: as genomes, or as pictures; and works and truths made by hand."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import sparse

import stylogeny as sg
from stylogeny.corpus.works import COLUMNS
from stylogeny.world import corpus
from stylogeny.world.ground_truth import GroundTruth
from stylogeny.world.history import World


def works_of(
    ids: np.ndarray, earliest: np.ndarray, latest: np.ndarray | None = None, *, artist: list[str] | None = None
) -> sg.Works:
    """Works with nothing but an id, when they were made or between when, and perhaps an artist.

    Integers are whole years; half a year more is the moment in its middle, and no work of a moment has seen another.
    """
    table = pd.DataFrame({c: "" for c in COLUMNS}, index=range(len(ids)))
    table = table.assign(
        id=ids,
        earliest=earliest,
        latest=earliest if latest is None else latest,
        status="dated",
        group=np.arange(len(ids)),
    )
    return sg.Works(table if artist is None else table.assign(artist=artist))


def truth_of(ids: np.ndarray, year: np.ndarray, parents: sparse.csr_array) -> GroundTruth:
    """A truth that knows parents (row = child) and years alone."""
    nobody = np.zeros(len(ids), int)
    return GroundTruth(
        ids=ids,
        years=year,
        artist=nobody,
        region=nobody,
        parents=parents,
        orphaned=nobody.astype(float),
        kinds=np.full(len(ids), "plain", dtype=object),
        lookalike_pairs=frozenset(),
    )


def genome_space(world: World) -> sg.Embedding:
    """A world's surviving works at their true genomes, dated to the moment they were shown."""
    kept = world.surviving
    artist = [f"artist {a}" for a in world.calendar.artist[kept]]
    works = works_of(world.ids[kept], world.calendar.year[kept] + 0.5, artist=artist)
    return sg.Embedding.from_vectors(works, world.latent[kept])


def pictured(world: World, *, spaces: Path | None = None) -> sg.Embedding:
    """The world painted, loaded and embedded as any corpus would be; read from `spaces` where it was embedded
    before, and where its pictures and their features are kept."""
    if spaces is None:
        with tempfile.TemporaryDirectory() as painted:
            corpus.write(world, Path(painted), workers=1, with_truth=False)
            return sg.embed(sg.load(painted), seed=world.seed)
    folder = spaces / f"{world.regime_name}-{len(world)}-{world.seed}"
    if not (folder / "embedding.safetensors").exists():
        corpus.write(world, folder / "pictures", workers=1, with_truth=False)
        works = sg.load(folder / "pictures")
        works.save(folder / "works.parquet")
        sg.embed(works, seed=world.seed, cache=folder / "features").save(folder)
    return sg.Embedding.read(folder)
