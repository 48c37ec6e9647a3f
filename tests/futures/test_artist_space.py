"""The artist dimension of a corpus."""

from __future__ import annotations

import numpy as np

from stylogeny.futures.artist_space import ArtistSpace
from stylogeny.influence.graph import InfluenceGraph


def test_fixing_an_artist_gives_their_manner(graph: InfluenceGraph) -> None:
    space = ArtistSpace.fit(graph)
    z = graph.embedding.vectors
    means = {a: z[graph.works.column("artist") == a].mean(axis=0) for a in space.names}
    centre = z.mean(axis=0)
    for name, manner in zip(space.names, space.manner):  # shrunk to the middle, never past the artist's own mean
        along = (manner - centre) @ (means[name] - centre) / np.square(means[name] - centre).sum()
        assert 0 < along <= 1 + 1e-6
