"""Fans: who they are belongs to them, and what ties they have."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from helpers.feeds import YEAR, setting_of
from stylogeny.society.public.fans import TRUST, first_fans, succeed_fans


def test_others_follow_those_who_leave_and_nobody_else_changes() -> None:
    setting = setting_of(300)
    fans = first_fans(setting)
    later = succeed_fans(fans, YEAR + 20, setting)
    new = fans.leaves < YEAR + 20
    assert 0.4 < new.mean() < 0.7  # a mean stay of 25 years: 1 - exp(-20 / 25) is 0.55
    assert (later.generation == new).all() and (later.came[new] == YEAR + 20).all()
    assert (later.taste[~new] == fans.taste[~new]).all() and not (later.taste[new] == fans.taste[new]).any()
    assert len(set(later.uid.tolist()) & set(fans.uid[new].tolist())) == 0


def test_who_follows_a_newcomer_begins_to_trust_anew() -> None:
    setting = setting_of(300)
    fans = replace(first_fans(setting), trust=np.full((300, 6), -0.5, dtype=np.float32))
    later = succeed_fans(fans, YEAR + 20, setting)
    stayed = fans.leaves >= YEAR + 20
    new = ~stayed[later.friend[stayed]]
    assert np.allclose(later.trust[stayed][new], TRUST) and np.allclose(later.trust[stayed][~new], -0.5)


def test_tastes_cluster_about_the_publics_they_come_of() -> None:
    fans = first_fans(setting_of(4000))
    means = np.stack([fans.taste[fans.camp == k].mean(axis=0) for k in range(5)])
    within = np.mean([fans.taste[fans.camp == k].var(axis=0).mean() for k in range(5)])
    assert abs(within - 0.3) < 0.03 and np.linalg.norm(means - means.mean(axis=0), axis=1).min() > 0.5


def test_a_tie_is_to_an_artist_whatever_the_slot() -> None:
    fans = first_fans(setting_of(2))
    artist, tie = fans.artist.copy(), fans.tie.copy()
    artist[0, 7], tie[0, 7], artist[1, 2], tie[1, 2] = 5, 0.75, 9, -0.5
    fans = replace(fans, artist=artist, tie=tie)
    asked = np.array([[5, 9, -1], [5, 9, -1]])
    assert fans.ties_to(asked).tolist() == [[0.75, 0.0, 0.0], [0.0, -0.5, 0.0]]
