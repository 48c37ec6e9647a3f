"""The loop of art: artists look, make, are judged, shown and adopted; the next year looks at what was kept.

One loop, two uses: it carries the history of a corpus on (histories/: any generator draws the style points it arrives
at), and it makes painted pasts of known history (world/agent_based.py: a painter draws the genomes). Every draw belongs
to its event, so that a history can be run again without one work, all other luck held fixed; a state is never changed,
so that it can be run again from any year.
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
from .production import Draft, Makers, make_works, visible_works
from .public.crowd import Public
from .public.posting import posts_of_year
from .setting import Setting
from .state import State, WorkSet, YearRecord, cohort, venues

REPUTATION_KEPT = 0.9  # of what institutions remember of an artist, a year later
PATIENCE = 5  # years without a showing after which an artist may give up
SETTLING = 0.3  # share of the way to a new work by which its artist's manner moves


def step(state: State, setting: Setting) -> State:
    """The society a year later."""
    with _blas().limit(limits=1, user_api="blas"):  # many small products: threads wait for one another
        return _step(state, setting)


@cache
def _blas() -> ThreadpoolController:
    return ThreadpoolController()


def _step(state: State, setting: Setting) -> State:
    now = _with_successors(state, setting)
    working = np.flatnonzero(now.artists.working(now.year))
    makers, giving_up = _makers(now, working, setting)
    draft = make_works(visible_works(now, makers, setting), now, makers, setting)
    draft, preference = _seen(draft, makers, now.year, setting)
    unit = setting.standardise(draft.style) - now.familiar
    verdict = critics.judge(now.theories, unit)
    warmest = verdict.max(axis=1)
    shown = _shown(warmest, preference, now, makers, setting)
    fresh = _shown_works(draft, shown, makers, now.year)
    recent = now.recent.select(now.recent.year > now.year - audience.WINDOW).concat(fresh)
    before = setting.standardise(recent.style)  # what is before the public
    alive = setting.artist_of(recent.number) == now.artists.uid[recent.place]
    recognition = np.where(alive, _recognition(now.reputation[recent.place], setting), 0.0)
    public = _public(recent, before, draft, shown, now, working=working, setting=setting)
    if public is None or setting.public is None:
        won = _adoptions(recent, before, recognition, now, crowd=len(working), setting=setting)
    else:
        won = public.adoptions(recent.number, setting.public)
    recent = replace(recent, fame=recent.fame + won)
    record = YearRecord(
        **vars(draft), year=now.year, number=makers.number, place=makers.place.astype(np.int32),
        uid=now.artists.uid[makers.place], shown=shown, verdict=verdict.astype(np.float32), adopted=recent.number,
        adoptions=won,
    )  # fmt: skip
    years_unseen = now.years_unseen + 1
    years_unseen[makers.place[shown]] = 0
    retiring = giving_up[years_unseen[giving_up] > 0]
    return replace(
        now,
        artists=_after_work(now.artists, makers.place, draft.style, retiring),
        last=now.last.put(fresh),
        best=_best(now.best, recent.select(np.flatnonzero(alive))),
        recent=recent,
        museum=venues(recent.concat(now.museum), seed=setting.seed),
        reputation=_remembered(now.reputation, recent.place[alive], won[alive]),
        years_unseen=years_unseen,
        theories=critics.learn(now.theories, unit, verdict) if len(makers.place) else now.theories,
        critic_baseline=now.critic_baseline.after(warmest),
        familiar=audience.familiar_style(now.familiar, before, won),
        public=public,
        records=(*now.records, record),
    )


def occasions(number: np.ndarray, setting: Setting) -> np.ndarray:
    """Whether its artist sets out to make each of these works, bool[n]: the same in every future of a seed."""
    return uniforms(setting.seed, "year", index=number)[:, 0] < setting.parameters.output


def usual_reputation(attention: float) -> float:
    """What is remembered of an artist in the middle: a quarter of the mean, for adoptions are unequal."""
    return 0.25 * attention / (1 - REPUTATION_KEPT)


def _with_successors(state: State, setting: Setting) -> State:
    """The society at the beginning of the next year: who died is followed by others.

    These come with half their teacher's name.
    """
    year = state.year + 1
    artists, new = succeed(
        state.artists,
        year=year,
        fame=state.best.fame,
        space=setting.space,
        seed=setting.seed,
        births=setting.parameters.births,
    )
    taught = artists.teacher >= 0
    name = np.where(taught, 0.5 * state.reputation[artists.teacher % len(artists)], 0.0).astype(np.float32)
    return replace(
        state,
        year=year,
        artists=artists,
        last=state.last.clear(new),
        best=state.best.clear(new),
        reputation=np.where(new, name, state.reputation),
        years_unseen=np.where(new, 0, state.years_unseen),
        cohorts=(*state.cohorts, cohort(artists, new)),
    )


def _makers(state: State, working: np.ndarray, setting: Setting) -> tuple[Makers, np.ndarray]:
    """Who of the artists at work (int64 places) makes a work this year, and who may give up after it (places)."""
    number = setting.work_number(state.artists.uid[working], state.year)
    u = uniforms(setting.future_seed, "year", index=number, draws=5)
    making = occasions(number, setting) & (number != setting.without)
    waiting = state.years_unseen[working] >= PATIENCE
    giving_up = working[waiting & (u[:, 4] < setting.parameters.dropout)]
    return Makers(working[making], number[making], u[making]), giving_up


def _seen(draft: Draft, makers: Makers, year: int, setting: Setting) -> tuple[Draft, np.ndarray]:
    """The works as they are seen, and what a model of taste adds to them, float32[n]: in years of painting, as painted.

    From then on that is what they are, to their artists too.
    """
    eye, when = setting.eye, np.full(len(makers.number), year)
    if eye is None or (year - setting.start) % eye.every:
        return draft, np.zeros(len(when), dtype=np.float32)
    sighting = eye.look(setting.in_time(draft.style, when), makers.number, year)
    return replace(draft, style=setting.out_of_time(sighting.style, when)), sighting.preference


def _shown(warmest: np.ndarray, preference: np.ndarray, state: State, makers: Makers, setting: Setting) -> np.ndarray:
    """Which works are shown, bool[n]: those with a warm advocate or of a known artist, were it not for luck.

    A bar, not a quota: the place of one work is not taken from another.
    """
    parameters, baseline = setting.parameters, state.critic_baseline
    noise = normals(setting.future_seed, "show", index=makers.number)[:, 0]
    warmth = (warmest - baseline.mean) / baseline.spread + preference
    bar = ndtri(1 - parameters.shown) * np.sqrt(1 + parameters.criticism**2 + parameters.reputation**2)
    recognition = _recognition(state.reputation[makers.place], setting)
    return np.asarray(noise + parameters.criticism * warmth + parameters.reputation * recognition > bar)


def _shown_works(draft: Draft, shown: np.ndarray, makers: Makers, year: int) -> WorkSet:
    count = int(shown.sum())
    fame = np.zeros(count, np.float32)
    return WorkSet(makers.number[shown], draft.style[shown], fame, np.full(count, year), makers.place[shown])


def _recognition(reputation: np.ndarray, setting: Setting) -> np.ndarray:
    """How well artists are known: log of what is remembered of them, over that of an artist in the middle."""
    return np.asarray(np.log1p(reputation) - np.log1p(usual_reputation(setting.parameters.attention)))


def _adoptions(
    recent: WorkSet, before: np.ndarray, recognition: np.ndarray, state: State, *, crowd: int, setting: Setting
) -> np.ndarray:
    """Adoptions that each work before the public wins this year, float32[w].

    Parameters
    ----------
    recent : WorkSet
        What is before the public; `before` float32[w, d] in units of spread.
    recognition : ndarray
        float[w]: how well their artists are known.
    crowd : int
        Artists at work, each of whom brings some attention.
    """
    parameters = setting.parameters
    bored = parameters.boredom * np.exp(-0.5 * np.square(before - state.familiar).mean(axis=1))
    tastes = setting.public_tastes.T * np.float32(parameters.liking / np.sqrt(TRAITS))
    liking = setting.trait_scores(before) @ tastes
    liking = liking + (parameters.name * recognition - bored)[:, None].astype(before.dtype)
    if setting.audience_events:
        artist = setting.artist_of(recent.number)
        liking += audience.talk_effect(artist, state.year, setting.audience_events)[:, None].astype(liking.dtype)
    return audience.adopt(
        liking,
        recent.fame,
        state.year - recent.year,
        recent.number,
        imitation=parameters.imitation,
        chance=parameters.chance,
        attention=parameters.attention * crowd,
        patience=parameters.patience,
        seed=setting.future_seed,
        year=state.year,
    ).astype(np.float32)


def _public(
    recent: WorkSet,
    before: np.ndarray,
    draft: Draft,
    shown: np.ndarray,
    state: State,
    *,
    working: np.ndarray,
    setting: Setting,
) -> Public | None:
    """The fans after this year's feed, where publics are fans; arguments are those of :func:`_adoptions`."""
    if setting.public is None:
        return None
    public = state.public or Public.begin(setting.public)
    posts = posts_of_year(
        recent,
        setting.trait_scores(before),
        rival=draft.rival[shown],
        against=draft.against[shown],
        working=state.artists.uid[working],
        year=state.year,
        setting=setting,
    )
    return public.after(posts, year=state.year, crowd=len(working), setting=setting.public)


def _after_work(artists: Artists, makers: np.ndarray, style: np.ndarray, retiring: np.ndarray) -> Artists:
    """The artists after a year's work: manners settle towards what was made, and some give up."""
    manner, retired = artists.manner.copy(), artists.retired.copy()
    manner[makers] += SETTLING * (style - manner[makers])
    retired[retiring] = True
    return replace(artists, manner=manner, retired=retired)


def _remembered(reputation: np.ndarray, place: np.ndarray, won: np.ndarray) -> np.ndarray:
    """What institutions remember of each artist after a year in which works of these places won so much."""
    return (REPUTATION_KEPT * reputation + np.bincount(place, won, minlength=len(reputation))).astype(np.float32)


def _best(best: WorkSet, recent: WorkSet) -> WorkSet:
    """The most adopted work of every artist; `recent` are works of artists alive."""
    better = recent.select(np.flatnonzero(recent.fame > best.fame[recent.place]))
    return best.put(better.select(np.argsort(better.fame, kind="stable")))
