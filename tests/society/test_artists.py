"""The newly trained and their teachers."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from helpers.societies import played
from stylogeny.influence.graph import InfluenceGraph


def test_pupils_mostly_keep_their_teachers_medium_and_half_the_name(graph: InfluenceGraph) -> None:
    states, _ = played(graph, years=40)
    for before, after in pairwise(states):
        new = np.flatnonzero(after.artists.generation > before.artists.generation)
        taught = new[after.artists.teacher[new] >= 0]
        teacher = after.artists.teacher[taught] % len(after.artists)
        # a year of forgetting comes after, and whatever they won at once
        assert (after.reputation[taught] >= 0.9 * 0.5 * before.reputation[teacher] - 1e-3).all()
        assert (after.years_unseen[new] <= 1).all()
