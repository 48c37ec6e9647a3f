"""A year of a society: artists look, make, are judged, shown and adopted; the next year looks at what was kept.

The painted worlds of known history (engine.py) fix who makes what and when, and replay one history many times over; here
that is what a simulation finds out. Both share the rules of luck: every draw belongs to its event (an artist's year, or an
artist's year and a work looked at), so that a history can be run again without one work, all other luck held fixed.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from scipy.special import ndtri

from ..streams import normals, uniforms
from . import audience, critics
from .artists import CIRCLE, TRAITS, Artists, ArtistSpace, succeed

MOST_PARENTS = 3
WINDOW = 6  # years in which a work is before the public
MUSEUM = 64  # works that institutions keep in sight
HORIZON = 10_000  # years a society can run: a work's number is its artist's and its year's
PUPIL, NEGATE, BESIDE = range(3)
RESPONSES = ("build on", "negate", "travel beside")


@dataclass(frozen=True)
class Customs:
    """How a society works. Ties are log odds, lengths in years, steps in usual steps of the fitted past.

    Parameters
    ----------
    output : float
        Chance that a working artist makes a work in a year.
    own, teacher, circle, museum : float
        Ties to one's own last work, the teacher's, a colleague's, and what institutions keep.
    fame, taste, likeness : float
        Weight of log adoptions, of the artist's taste, and of nearness to the manner they have arrived at, when they choose
        whom to follow.
    reaction : float
        Chance of a work that turns away from the colleague who is ahead.
    step, leap, jump : float
        Usual step; factor of a Levy jump, and its chance.
    keep : float
        Share of a style's distance from the middle of the past that a follower keeps, so that styles do not drift apart
        for ever.
    exploring : float
        How much farther the most ambitious step before a success; after one they step so much less.
    criticism : float
        Weight of the critics when it is decided what is shown; 0 leaves it to luck.
    shown : float
        Share of a year's works that is shown.
    imitation : float
        Exponent on 1 + adoptions in the publics' choice.
    boredom, patience, attention : float
        Dislike of the familiar; years in which a work's pull falls by e; adoptions a year for each artist.
    births : bool
        Whether artists who die are followed by others.
    """

    output: float = 0.6
    own: float = 1.6
    teacher: float = 1.0
    circle: float = 0.8
    museum: float = 0.0
    fame: float = 0.5
    taste: float = 0.5
    likeness: float = 0.5
    reaction: float = 0.06
    step: float = 0.7
    keep: float = 0.97
    leap: float = 4.0
    jump: float = 0.02
    exploring: float = 1.0
    criticism: float = 0.7
    shown: float = 0.6
    imitation: float = 0.7
    boredom: float = 0.6
    patience: float = 2.0
    attention: float = 2.0
    births: bool = True


@dataclass(frozen=True, eq=False)
class Setting:
    """What a history never changes: customs, the step between generations, the artist space, the seed, what is left out.

    Parameters
    ----------
    root : ndarray
        float32[d, d]: a standard normal times this is a usual step of the fitted past.
    centre, scale : ndarray
        float32[d]: mean and spread of styles, by which distances are measured.
    traits : ndarray
        float32[d, t]: directions that tastes attend to.
    publics : ndarray
        float32[p, t].
    drift : ndarray
        float32[d]: movement along the axis of time, a year.
    warm : tuple of float
        Mean and spread, over the recent past, of how warmly a work's warmest critic speaks.
    start, real : int
        Last year of the past, and how many works it holds.
    without : int
        Number of the work that is never made; -1 for none.
    heard : tuple
        What audiences said, as :func:`.audience.said` takes it.
    """

    customs: Customs
    space: ArtistSpace
    root: np.ndarray
    centre: np.ndarray
    scale: np.ndarray
    traits: np.ndarray
    publics: np.ndarray
    drift: np.ndarray
    warm: tuple[float, float]
    start: int
    real: int
    seed: int
    without: int = -1
    sphere: bool = False
    heard: tuple[tuple[int, int, float], ...] = ()


@dataclass(frozen=True, eq=False)
class Made:
    """Works of one year: number int64[n], place int32[n] of the artist, uid int64[n], style float32[n, d], parents int64[n, 3]
    (-1 none), shares float32[n, 3], response int8[n], rival int64[n] (uid of whom it turns away from, -1 for none), jump bool[n], shown bool[n], verdict float32[n, k] of the critics, and
    the adoptions of this year: of which works int64[w], how many float32[w]."""

    year: int
    number: np.ndarray
    place: np.ndarray
    uid: np.ndarray
    style: np.ndarray
    parents: np.ndarray
    shares: np.ndarray
    response: np.ndarray
    rival: np.ndarray
    jump: np.ndarray
    shown: np.ndarray
    verdict: np.ndarray
    adopted: np.ndarray
    adoptions: np.ndarray


@dataclass(frozen=True, eq=False)
class Shelf:
    """Works in sight: number int64[w], style float32[w, d], fame float32[w], year int64[w], place int32[w] (-1: of the past)."""

    number: np.ndarray
    style: np.ndarray
    fame: np.ndarray
    year: np.ndarray
    place: np.ndarray

    def __len__(self) -> int:
        return len(self.number)

    def pick(self, rows: np.ndarray) -> Shelf:
        """Those rows."""
        return Shelf(*(getattr(self, f)[rows] for f in ("number", "style", "fame", "year", "place")))

    def and_(self, other: Shelf) -> Shelf:
        """These, then the others."""
        pairs = ((getattr(self, f), getattr(other, f)) for f in ("number", "style", "fame", "year", "place"))
        return Shelf(*(np.concatenate(pair) for pair in pairs))


@dataclass(frozen=True, eq=False)
class State:
    """A society at the end of a year; every step gives a new one.

    Parameters
    ----------
    artists : Artists
    last, best : Shelf
        Each artist's last shown work, and the most adopted one: a row a place; number -1 for none.
    recent : Shelf
        What is before the public.
    museum : Shelf
        What institutions keep.
    theory : ndarray
        float32[k, d].
    familiar : ndarray
        float32[d].
    made : tuple of Made
        All years so far.
    roll : tuple of ndarray
        float64[k, 5] each: uid, born, dies, teacher's uid, ambition of the artists who came in a year.
    """

    year: int
    artists: Artists
    last: Shelf
    best: Shelf
    recent: Shelf
    museum: Shelf
    theory: np.ndarray
    familiar: np.ndarray
    made: tuple[Made, ...] = field(default=())
    roll: tuple[np.ndarray, ...] = field(default=())

    @cached_property
    def size(self) -> int:
        """Artists at work."""
        return int(self.artists.working(self.year).sum())


def step(state: State, setting: Setting) -> State:
    """The society a year later."""
    customs, seed, year = setting.customs, setting.seed, state.year + 1
    artists, new = succeed(
        state.artists, year=year, fame=state.best.fame, space=setting.space, seed=seed, births=customs.births
    )
    last, best = _forget(state.last, new), _forget(state.best, new)
    who = np.flatnonzero(artists.working(year))
    crowd = len(who)
    uid = artists.uid[who]
    number = setting.real + uid * HORIZON + (year - setting.start)
    u = uniforms(seed, "year", index=number, draws=5)
    making = (u[:, 0] < customs.output) & (number != setting.without)
    who, uid, number, u = who[making], uid[making], number[making], u[making]
    seen = _look(artists, last, best, state.museum, who, number, seed)
    style, parents, shares, response, rival, jump = _make(seen, artists, best, who, number, u, setting)
    unit = (style - setting.centre) / setting.scale - state.familiar
    verdict = critics.judge(state.theory, unit)
    shown = _select(verdict, number, setting)
    count = int(shown.sum())
    fresh = Shelf(number[shown], style[shown], np.zeros(count, np.float32), np.full(count, year), who[shown])
    recent = state.recent.pick(state.recent.year > year - WINDOW).and_(fresh)
    before = (recent.style - setting.centre) / setting.scale  # what is before the public
    bored = customs.boredom * np.exp(-0.5 * np.square(before - state.familiar).mean(axis=1))
    liking = before @ setting.traits @ setting.publics.T / np.sqrt(TRAITS) - bored[:, None]
    liking += audience.said((recent.number - setting.real) // HORIZON, year, setting.heard)[:, None]
    won = audience.adopt(
        liking, recent.fame, year - recent.year, recent.number, imitation=customs.imitation,
        attention=customs.attention * crowd, patience=customs.patience, seed=seed, year=year,
    )  # fmt: skip
    recent = replace(recent, fame=(recent.fame + won).astype(np.float32))
    made = Made(
        year, number, who.astype(np.int32), uid, style, parents, shares, response, rival, jump, shown, verdict.astype(np.float32),
        recent.number, won.astype(np.float32),
    )  # fmt: skip
    near = artists.place.copy()
    near[who] += 0.3 * (style - near[who])
    last = _newer(last, fresh)
    return State(
        year,
        replace(artists, place=near),
        last,
        _better(
            best, recent.pick(np.flatnonzero((recent.number - setting.real) // HORIZON == artists.uid[recent.place]))
        ),
        recent,
        _keep(state.museum, recent),
        critics.learn(state.theory, unit, verdict) if len(who) else state.theory,
        audience.familiar(state.familiar, before, won),
        (*state.made, made),
        (*state.roll, enrolled(artists, new)),
    )


def enrolled(artists: Artists, rows: np.ndarray) -> np.ndarray:
    """What the roll of artists says of these rows, float64[k, 5]."""
    columns = (artists.uid, artists.born, artists.dies, artists.teacher, artists.ambition)
    return np.stack([np.asarray(c, dtype=np.float64)[rows] for c in columns], axis=1)


def _forget(shelf: Shelf, new: np.ndarray) -> Shelf:
    if not new.any():
        return shelf
    return replace(shelf, number=np.where(new, -1, shelf.number), fame=np.where(new, 0, shelf.fame).astype(np.float32))


def _look(
    artists: Artists, last: Shelf, best: Shelf, museum: Shelf, who: np.ndarray, number: np.ndarray, seed: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """What each artist sees this year: number int64[n, c], style float32[n, c, d], fame float32[n, c], kind int8[c].

    Their own last and best, their teacher's or a namesake place's, their circle's, and three works that a museum shows.
    """
    m = len(artists)
    teacher = np.where(artists.teacher[who] >= 0, artists.teacher[who] % m, who)
    places = np.concatenate([who[:, None], teacher[:, None], artists.circle[who]], axis=1)
    halls = (uniforms(seed, "hall", index=number, draws=3) * max(len(museum), 1)).astype(np.int64)
    parts = [(last, places), (best, who[:, None]), *([(museum, halls)] if len(museum) else [])]
    found = [
        np.concatenate([getattr(shelf, f)[rows] for shelf, rows in parts], axis=1) for f in ("number", "style", "fame")
    ]
    kind = [0, 1, *[2] * CIRCLE, 0, *([3] * 3 if len(museum) else [])]
    return found[0], found[1], found[2], np.array(kind, dtype=np.int8)


def _make(
    seen: tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray],
    artists: Artists,
    best: Shelf,
    who: np.ndarray,
    number: np.ndarray,
    u: np.ndarray,
    setting: Setting,
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Style, parents, shares, response, rival and jump of each new work."""
    customs, seed = setting.customs, setting.seed
    names, styles, fame, kind = seen
    n, d = len(who), len(setting.centre)
    tie = np.array([customs.own, customs.teacher, customs.circle, customs.museum])[kind]
    unit = (styles - setting.centre) / setting.scale
    manner = (artists.place[who] - setting.centre) / setting.scale
    taste = np.matmul(unit @ setting.traits, artists.taste[who][:, :, None])[:, :, 0]
    far = np.square(unit - manner[:, None, :]).mean(axis=2)
    pair = number[:, None].astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15) ^ names.astype(np.uint64)
    gumbel = -np.log(-np.log(uniforms(seed, "look", index=pair.ravel())[:, 0])).reshape(pair.shape)
    score = (
        tie + customs.fame * np.log1p(fame) + customs.taste * taste / np.sqrt(TRAITS) - customs.likeness * far + gumbel
    )
    # the same work may be in sight twice: it is followed once
    twice = (names[:, :, None] == names[:, None, :]) & (
        np.arange(names.shape[1])[None, :] < np.arange(names.shape[1])[:, None]
    )
    score = np.where((names < 0) | twice.any(axis=2), -np.inf, score)
    top = np.argsort(-score, axis=1, kind="stable")[:, :MOST_PARENTS]
    parents = np.take_along_axis(names, top, axis=1)
    count = np.select([u[:, 1] < 0.5, u[:, 1] < 0.85], [1, 2], 3)
    shares = np.array([[1, 0, 0], [0.65, 0.35, 0], [0.5, 0.3, 0.2]])[count - 1]
    shares = shares * np.isfinite(np.take_along_axis(score, top, axis=1))
    total = shares.sum(axis=1, keepdims=True)
    shares = shares / np.maximum(total, 1e-12)
    base = np.matmul(shares[:, None, :].astype(np.float32), styles[np.arange(n)[:, None], top])[:, 0]
    base = np.where(total > 0, base, artists.place[who])  # nobody in sight: from their own manner
    # turning away from whoever of the circle is ahead, by half of what lies between
    circle = artists.circle[who]
    rival = circle[np.arange(n), best.fame[circle].argmax(axis=1)]
    ahead = (best.number[rival] >= 0) & (best.fame[rival] > best.fame[who])
    negate = (u[:, 2] < customs.reaction) & ahead & (total[:, 0] > 0)
    base = np.where(negate[:, None], base + 0.5 * (artists.place[who] - best.style[rival]), base)
    hit = np.log1p(best.fame[who])
    reach = 1 + customs.exploring * artists.ambition[who] * np.where(hit > 1.5, -0.5, 1.0)
    jump = u[:, 3] < customs.jump
    size = customs.step * reach * np.where(jump, customs.leap, 1.0)
    base = setting.centre + customs.keep * (base - setting.centre)
    style = (
        base
        + setting.drift
        + size[:, None] * (normals(seed, "idea", index=number, draws=d).astype(np.float32) @ setting.root.T)
    )
    if setting.sphere:
        style /= np.maximum(np.linalg.norm(style, axis=1, keepdims=True), 1e-9)
    beside = ~negate & (kind[top[:, 0]] >= 2)
    response = np.select([negate, beside], [NEGATE, BESIDE], PUPIL).astype(np.int8)
    against = np.where(negate, artists.uid[rival], -1)
    return (
        style.astype(np.float32),
        np.where(shares > 0, parents, -1),
        shares.astype(np.float32),
        response,
        against,
        jump,
    )


def _select(verdict: np.ndarray, number: np.ndarray, setting: Setting) -> np.ndarray:
    """Which works are shown, bool[n]: those with a warm advocate, were it not for luck.

    A bar, not a quota: the place of one work is not taken from another.
    """
    customs = setting.customs
    luck = normals(setting.seed, "show", index=number)[:, 0]
    warmth = (verdict.max(axis=1) - setting.warm[0]) / setting.warm[1] if len(number) else luck
    return luck + customs.criticism * warmth > ndtri(1 - customs.shown) * np.hypot(1, customs.criticism)


def _newer(last: Shelf, fresh: Shelf) -> Shelf:
    at = fresh.place
    values = {}
    for name in ("number", "style", "fame", "year"):
        value = getattr(last, name).copy()
        value[at] = getattr(fresh, name)
        values[name] = value
    return replace(last, **values)


def _better(best: Shelf, recent: Shelf) -> Shelf:
    """The most adopted work of every artist; `recent` are works of artists alive."""
    mine = recent.pick(np.argsort(recent.fame, kind="stable"))
    better = mine.fame > best.fame[mine.place]
    mine = mine.pick(np.flatnonzero(better))
    return _newer(best, mine)


def _keep(museum: Shelf, recent: Shelf) -> Shelf:
    """The most adopted of what was kept and what is before the public; a newcomer replaces its own earlier entry."""
    both = recent.and_(museum)
    first = np.sort(np.unique(both.number, return_index=True)[1])
    both = both.pick(first)
    return both.pick(np.sort(np.argsort(-both.fame, kind="stable")[:MUSEUM]))
