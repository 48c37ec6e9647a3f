"""What holds an artist: strictness, medium, success, what institutions remember."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from stylogeny.corpus.works import Works
from stylogeny.embedding.space import Embedding
from stylogeny.futures.artist_space import ArtistSpace
from stylogeny.influence.graph import InfluenceGraph
from stylogeny.society.engine import step
from stylogeny.society.initial import begin
from stylogeny.society.parameters import HORIZON, Setting, SocietyParameters
from stylogeny.society.production import SUCCESS
from stylogeny.society.state import State


def history(
    graph: InfluenceGraph, years: int = 30, artists: int = 120, **customs: float
) -> tuple[list[State], Setting]:
    state, setting = begin(graph, artists=artists, seed=5, customs=SocietyParameters(**customs))  # type: ignore[arg-type]
    states = [state]
    for _ in range(years):
        states.append(step(states[-1], setting))
    return states, setting


def test_the_strict_stay_nearer_to_their_manner(graph: InfluenceGraph) -> None:
    states, setting = history(graph, constraint=1.0, jump=0.0, reaction=0.0)
    far, strict = [], []
    for before, after in pairwise(states):
        made = after.made[-1]
        same = before.artists.uid[made.place] == made.uid
        gap = setting.unit(made.style) - setting.unit(before.artists.place[made.place])
        far.append(np.linalg.norm(gap, axis=1)[same])
        strict.append(after.artists.strict[made.place][same])
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
    states, setting = history(past, years=20, own=9.0, constraint=0.0, reaction=0.0)
    medium, steps = [], []
    for before, after in pairwise(states):
        made = after.made[-1]
        alone = (made.shares[:, 0] == 1) & (setting.maker(made.parents[:, 0]) == made.uid)
        gap = made.style[:, 3] - setting.centre[3] - setting.drift[3]
        own = np.where(made.parents[:, 0] == before.last.number[made.place], before.last.style[made.place, 3], np.nan)
        steps.append((gap - setting.customs.keep * (own - setting.centre[3]))[alone])
        medium.append(after.artists.medium[made.place][alone])
    s, m = np.concatenate(steps), np.concatenate(medium)
    assert np.nanstd(s[m == 1]) < 0.6 * np.nanstd(s[m == 2])


def test_ambition_explores_before_a_success_and_exploits_it_after(graph: InfluenceGraph) -> None:
    states, setting = history(graph, years=40, exploring=2.0, jump=0.0, reaction=0.0, own=6.0)
    before_, after_ = [], []
    for before, after in pairwise(states):
        made = after.made[-1]
        far = np.linalg.norm(setting.unit(made.style) - setting.unit(before.last.style[made.place]), axis=1)
        ambitious = (after.artists.ambition[made.place] > 0.6) & (setting.maker(made.parents[:, 0]) == made.uid)
        hit = before.best.fame[made.place] > SUCCESS * setting.customs.attention
        before_.append(far[ambitious & ~hit])
        after_.append(far[ambitious & hit])
    assert np.concatenate(after_).mean() < 0.7 * np.concatenate(before_).mean()


def test_the_remembered_are_shown_oftener_and_the_unseen_give_up(graph: InfluenceGraph) -> None:
    states, _ = history(graph, years=40, reputation=1.5, criticism=0.0, dropout=0.3)
    known, shown = [], []
    for before, after in pairwise(states[5:]):
        made = after.made[-1]
        known.append(before.standing[made.place])
        shown.append(made.shown)
    k, s = np.concatenate(known), np.concatenate(shown)
    assert s[k > np.quantile(k, 0.8)].mean() > s[k < np.quantile(k, 0.2)].mean() + 0.3
    last = states[-1]
    given_up = last.artists.quit
    assert 0.05 < given_up.mean() < 0.9 and (last.unseen[given_up] >= 5).all()
    assert not set(last.artists.uid[given_up]) & set(last.made[-1].uid.tolist())
    none, _ = history(graph, years=40, dropout=0.0)
    assert not none[-1].artists.quit.any()


def test_pupils_mostly_keep_their_teachers_medium_and_half_the_name(graph: InfluenceGraph) -> None:
    states, _ = history(graph, years=40)
    for before, after in pairwise(states):
        new = np.flatnonzero(after.artists.generation > before.artists.generation)
        taught = new[after.artists.teacher[new] >= 0]
        teacher = after.artists.teacher[taught] % len(after.artists)
        # a year of forgetting comes after, and whatever they won at once
        assert (after.standing[taught] >= 0.9 * 0.5 * before.standing[teacher] - 1e-3).all()
        assert (after.unseen[new] <= 1).all()


def test_a_work_that_is_never_made_moves_no_one_elses_luck(graph: InfluenceGraph) -> None:
    states, setting = history(graph, years=6)
    first = int(states[1].made[-1].number[states[1].made[-1].shown][0])
    now, other = begin(graph, artists=120, seed=5)
    other = replace(other, without=first)
    for _ in range(6):
        now = step(now, other)
    made = {int(n): p for m in states[-1].made for n, p in zip(m.number, m.style)}
    again = {int(n): p for m in now.made for n, p in zip(m.number, m.style)}
    assert set(made) - set(again) == {first}  # whoever set out to make a work that year did so
    assert not any((p == first).any() for m in now.made for p in m.parents)
    year = (first - setting.real) % HORIZON
    assert all(np.array_equal(made[n], again[n]) for n in again if (n - setting.real) % HORIZON <= year)
    changed = [n for n in again if not np.array_equal(made[n], again[n])]
    assert 0 < len(changed) < 0.5 * len(again)


def test_a_taste_is_sated(graph: InfluenceGraph) -> None:
    _, setting = begin(graph, artists=20, customs=SocietyParameters(satiety=0.0))
    unit = np.random.default_rng(0).normal(size=(50, len(setting.centre))).astype(np.float32)
    felt = setting.feel(unit)
    sated = replace(setting, customs=SocietyParameters(satiety=3.0))
    assert np.abs(sated.feel(0.01 * unit) - 0.01 * felt).max() < 1e-5  # as it was, near the middle
    assert np.abs(sated.feel(100 * unit)).max() <= 3.0 and np.abs(setting.feel(100 * unit)).max() > 100
    assert (np.sign(sated.feel(unit)) == np.sign(felt)).all()


def test_styles_run_away_only_where_no_taste_is_ever_sated(graph: InfluenceGraph) -> None:
    spread, share = [], []
    for satiety in (0.0, 3.0):
        states, setting = history(graph, years=70, artists=400, satiety=satiety)
        made = states[-1].made
        early, late = (
            np.concatenate([setting.unit(m.style[m.shown]) for m in part]) for part in (made[:10], made[-10:])
        )
        spread.append(late.std() / early.std())
        _, at = np.unique(np.concatenate([m.adopted for m in made]), return_inverse=True)
        won = np.sort(np.bincount(at, np.concatenate([m.adoptions for m in made])))
        share.append(won[-(len(won) // 100) :].sum() / won.sum())
    assert spread[0] > 1.25 * spread[1] and share[0] > 1.25 * share[1]


def test_a_known_name_is_credited_more_for_the_same_work(graph: InfluenceGraph) -> None:
    found = []
    for name in (0.0, 1.0):
        states, _ = history(graph, years=25, name=name, liking=0.0, imitation=0.0, boredom=0.0)
        known, won = [], []
        for before, after in pairwise(states[5:]):
            made = after.made[-1]
            known.append(before.standing[made.place[made.shown]])
            first = dict(zip(made.adopted.tolist(), made.adoptions.tolist()))
            share = np.array([first[n] for n in made.number[made.shown].tolist()])
            won.append(share / share.mean())
        found.append(np.corrcoef(np.log1p(np.concatenate(known)), np.log(np.concatenate(won)))[0, 1])
    assert abs(found[0]) < 0.1 and found[1] > 0.5
