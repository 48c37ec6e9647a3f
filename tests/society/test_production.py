"""What holds an artist at work: strictness, medium, success."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from helpers.societies import played
from stylogeny.corpus.works import Works
from stylogeny.embedding.space import Embedding
from stylogeny.futures.artist_space import ArtistSpace
from stylogeny.influence.graph import InfluenceGraph
from stylogeny.society.production import SUCCESS


def test_the_strict_stay_nearer_to_their_manner(graph: InfluenceGraph) -> None:
    states, setting = played(graph, constraint=1.0, jump=0.0, reaction=0.0)
    far, strict = [], []
    for before, after in pairwise(states):
        made = after.records[-1]
        same = before.artists.uid[made.place] == made.uid
        gap = setting.standardise(made.style) - setting.standardise(before.artists.manner[made.place])
        far.append(np.linalg.norm(gap, axis=1)[same])
        strict.append(after.artists.strictness[made.place][same])
    f, s = np.concatenate(far), np.concatenate(strict)
    assert f[s > 0.75].mean() < 0.8 * f[s < 0.25].mean()


def test_a_medium_permits_what_its_works_show(graph: InfluenceGraph) -> None:
    table = graph.works.table.copy()
    table["medium"] = np.where(np.arange(len(table)) % 2, "etching", "oil")
    vectors = graph.embedding.vectors.copy()
    vectors[1::2, 3] *= 0.05  # etchings hardly vary along this direction
    past = InfluenceGraph(
        Embedding(Works(table), vectors, graph.embedding.time_axis), graph.parents, graph.innovation, graph.years
    )
    space = ArtistSpace.fit(past)
    assert space.media == ("", "etching", "oil") and space.common == pytest.approx([0, 0.5, 0.5])
    assert space.reach[1, 3] < 0.5 < space.reach[2, 3] and (space.reach[0] == 1).all()
    states, setting = played(past, years=20, own=9.0, constraint=0.0, reaction=0.0)
    medium, steps = [], []
    for before, after in pairwise(states):
        made = after.records[-1]
        alone = (made.shares[:, 0] == 1) & (setting.artist_of(made.parents[:, 0]) == made.uid)
        gap = made.style[:, 3] - setting.centre[3]
        own = np.where(made.parents[:, 0] == before.last.number[made.place], before.last.style[made.place, 3], np.nan)
        steps.append((gap - setting.parameters.keep * (own - setting.centre[3]))[alone])
        medium.append(after.artists.medium[made.place][alone])
    s, m = np.concatenate(steps), np.concatenate(medium)
    assert np.nanstd(s[m == 1]) < 0.6 * np.nanstd(s[m == 2])


def test_ambition_explores_before_a_success_and_exploits_it_after(graph: InfluenceGraph) -> None:
    states, setting = played(graph, years=40, exploring=2.0, jump=0.0, reaction=0.0, own=6.0)
    before_, after_ = [], []
    for before, after in pairwise(states):
        made = after.records[-1]
        far = np.linalg.norm(
            setting.standardise(made.style) - setting.standardise(before.last.style[made.place]), axis=1
        )
        ambitious = (after.artists.ambition[made.place] > 0.6) & (setting.artist_of(made.parents[:, 0]) == made.uid)
        hit = before.best.fame[made.place] > SUCCESS * setting.parameters.attention
        before_.append(far[ambitious & ~hit])
        after_.append(far[ambitious & hit])
    assert np.concatenate(after_).mean() < 0.7 * np.concatenate(before_).mean()
