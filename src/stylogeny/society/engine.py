"""The loop of art: artists look, make, are judged, shown and adopted; the next year looks at what was kept.

One loop, two uses: it carries the history of a corpus on (simulate.py: any generator draws the style points it arrives at),
and it makes painted pasts of known history (world/agent_based.py: a painter draws the genomes). Every draw belongs to its event, so
that a history can be run again without one work, all other luck held fixed; a state is never changed, so that it can be
run again from any year.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
from scipy.special import ndtri
from threadpoolctl import ThreadpoolController

from ..streams import normals, uniforms
from . import audience, critics
from .artists import TRAITS, Artists, succeed
from .parameters import HORIZON, MUSEUM, WINDOW, Setting
from .production import look, make
from .state import State, WorkSet, YearRecord, enrolled, rooms

FORGETTING = 0.9  # of what institutions remember of an artist, a year later
HABIT = 0.2  # how far critics get used in a year to what they see
PATIENCE = 5  # years without a showing after which an artist may give up


def step(state: State, setting: Setting) -> State:
    """The society a year later."""
    with _blas().limit(limits=1, user_api="blas"):  # many small products: threads wait for one another
        return _step(state, setting)


@cache
def _blas() -> ThreadpoolController:
    return ThreadpoolController()


def _step(state: State, setting: Setting) -> State:
    customs, seed, year = setting.customs, setting.seed, state.year + 1
    artists, new = succeed(
        state.artists, year=year, fame=state.best.fame, space=setting.space, seed=seed, births=customs.births
    )
    last, best = state.last.forget(new), state.best.forget(new)
    standing, unseen = _introduced(state, artists, new)
    who = np.flatnonzero(artists.working(year))
    crowd = len(who)
    number = setting.real + artists.uid[who] * HORIZON + (year - setting.start)
    u = uniforms(setting.fortune, "year", index=number, draws=5)
    making = occasions(number, setting) & (number != setting.without)
    giving_up = who[(unseen[who] >= PATIENCE) & (u[:, 4] < customs.dropout)]
    who, number, u = who[making], number[making], u[making]
    work = make(look(state, artists, last, best, who, number, setting), artists, best, who, number, u, setting)
    unit = setting.unit(work.style) - state.familiar
    verdict = critics.judge(state.theory, unit)
    warmest = verdict.max(axis=1)
    shown = _select(warmest, state.warm, standing[who], number, setting)
    count = int(shown.sum())
    fresh = WorkSet(number[shown], work.style[shown], np.zeros(count, np.float32), np.full(count, year), who[shown])
    recent = state.recent.pick(state.recent.year > year - WINDOW).and_(fresh)
    before = setting.unit(recent.style)  # what is before the public
    alive = setting.maker(recent.number) == artists.uid[recent.place]
    known = np.where(alive, _known(standing[recent.place], setting), 0.0)
    won = _adopted(recent, before, state.familiar, known, crowd, year, setting)
    recent = replace(recent, fame=recent.fame + won)
    made = YearRecord(
        year, number, who.astype(np.int32), artists.uid[who], work.style, work.parents, work.shares, work.response, work.rival,
        work.against, work.jump, shown, verdict.astype(np.float32), recent.number, won,
    )  # fmt: skip
    near, quit_ = artists.place.copy(), artists.quit.copy()
    near[who] += 0.3 * (work.style - near[who])
    unseen = unseen + 1
    unseen[who[shown]] = 0
    quit_[giving_up[unseen[giving_up] > 0]] = True
    return State(
        year,
        replace(artists, place=near, quit=quit_),
        last.put(fresh),
        _better(best, recent.pick(np.flatnonzero(alive))),
        recent,
        rooms(recent.and_(state.museum), MUSEUM, seed=seed),
        _remembered(standing, recent.place[alive], won[alive]),
        unseen,
        critics.learn(state.theory, unit, verdict) if len(who) else state.theory,
        _accustomed(state.warm, warmest),
        audience.familiar(state.familiar, before, won),
        (*state.made, made),
        (*state.roll, enrolled(artists, new)),
    )


def occasions(number: np.ndarray, setting: Setting) -> np.ndarray:
    """Whether its artist sets out to make each of these works, bool[n]: the same in every future of a seed."""
    return uniforms(setting.seed, "year", index=number)[:, 0] < setting.customs.output


def _introduced(state: State, artists: Artists, new: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """What institutions remember of each artist, and years unseen: the newly trained come with half their teacher's name."""
    taught = artists.teacher >= 0
    name = np.where(taught, 0.5 * state.standing[artists.teacher % len(artists)], 0.0).astype(np.float32)
    return np.where(new, name, state.standing), np.where(new, 0, state.unseen)


def _remembered(standing: np.ndarray, place: np.ndarray, won: np.ndarray) -> np.ndarray:
    return (FORGETTING * standing + np.bincount(place, won, minlength=len(standing))).astype(np.float32)


def _select(
    warmest: np.ndarray, warm: tuple[float, float], standing: np.ndarray, number: np.ndarray, setting: Setting
) -> np.ndarray:
    """Which works are shown, bool[n]: those with a warm advocate or of a known artist, were it not for luck.

    A bar, not a quota: the place of one work is not taken from another.
    """
    customs = setting.customs
    luck = normals(setting.fortune, "show", index=number)[:, 0]
    warmth = (warmest - warm[0]) / warm[1]
    bar = ndtri(1 - customs.shown) * np.sqrt(1 + customs.criticism**2 + customs.reputation**2)
    return luck + customs.criticism * warmth + customs.reputation * _known(standing, setting) > bar


def _known(standing: np.ndarray, setting: Setting) -> np.ndarray:
    """How well an artist is known: log of what is remembered of them, over that of an artist in the middle."""
    return np.asarray(np.log1p(standing) - np.log1p(usual_standing(setting.customs.attention)))


def _accustomed(warm: tuple[float, float], warmest: np.ndarray) -> tuple[float, float]:
    """What critics are used to after a year: their bar rises with what they see."""
    if len(warmest) < 2:
        return warm
    now = float(warmest.mean()), float(warmest.std()) + 1e-6
    return tuple((1 - HABIT) * w + HABIT * n for w, n in zip(warm, now))  # type: ignore[return-value]


def usual_standing(attention: float) -> float:
    """What is remembered of an artist in the middle: a quarter of the mean, for adoptions are unequal."""
    return 0.25 * attention / (1 - FORGETTING)


def _adopted(
    recent: WorkSet,
    before: np.ndarray,
    familiar: np.ndarray,
    known: np.ndarray,
    crowd: int,
    year: int,
    setting: Setting,
) -> np.ndarray:
    """Adoptions that each work before the public wins this year, float32[w]."""
    customs = setting.customs
    bored = customs.boredom * np.exp(-0.5 * np.square(before - familiar).mean(axis=1))
    tastes = setting.publics.T * np.float32(customs.liking / np.sqrt(TRAITS))
    liking = setting.feel(before) @ tastes + (customs.name * known - bored)[:, None].astype(before.dtype)
    if setting.heard:
        liking += audience.said(setting.maker(recent.number), year, setting.heard)[:, None].astype(liking.dtype)
    return audience.adopt(
        liking, recent.fame, year - recent.year, recent.number, imitation=customs.imitation,
        chance=customs.chance, attention=customs.attention * crowd, patience=customs.patience, seed=setting.fortune, year=year,
    ).astype(np.float32)  # fmt: skip


def _better(best: WorkSet, recent: WorkSet) -> WorkSet:
    """The most adopted work of every artist; `recent` are works of artists alive."""
    better = recent.fame > best.fame[recent.place]
    mine = recent.pick(np.flatnonzero(better))
    return best.put(mine.pick(np.argsort(mine.fame, kind="stable")))
