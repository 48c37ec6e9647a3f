"""A new work: what its artist sees, whom it follows, and how far it goes from there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..streams import normals, uniforms
from .artists import CIRCLE, TRAITS, Artists
from .choice import ParentChoice, follow, gumbel
from .setting import Setting
from .state import VENUES, State, WorkSet, venues

BUILD_ON, NEGATE, TRAVEL_BESIDE = range(3)  # codes of :data:`stylogeny.futures.offspring.RESPONSES`
ONE_PARENT, TWO_PARENTS = 0.5, 0.85  # chances of one parent, and of at most two
SHARES = np.array([[1, 0, 0], [0.65, 0.35, 0], [0.5, 0.3, 0.2]], dtype=np.float32)  # of one, two or three parents
BATCH = 2048  # artists whose choices are weighed at once
HALLS = 3  # works that museums, and the publics' talk, each bring before an artist in a year
OWN, TEACHER, COLLEAGUE, TALK, HALL = range(5)
SUCCESS = 4.0  # adoptions of an artist's best work, in years of an artist's share, from which on it is repeated


@dataclass(frozen=True, eq=False)
class Makers:
    """n artists who make a work in a year.

    Parameters
    ----------
    place : ndarray
        int64[n]: their places.
    number : ndarray
        int64[n]: the works they make.
    u : ndarray
        float64[n, 5]: their uniform draws of the year; the second to fourth say how many parents a work has, whether it
        turns away from somebody, and whether it leaps.
    """

    place: np.ndarray
    number: np.ndarray
    u: np.ndarray


@dataclass(frozen=True, eq=False)
class Visible:
    """What n artists see in a year.

    Parameters
    ----------
    works : WorkSet
        Every work that anyone can see.
    unit : ndarray
        float32[w, d]: their styles in units of spread.
    rows : ndarray
        int64[n, c]: which of them each artist sees.
    kind : ndarray
        int8[c]: through whom.
    """

    works: WorkSet
    unit: np.ndarray
    rows: np.ndarray
    kind: np.ndarray


@dataclass(frozen=True, eq=False)
class Draft:
    """What n artists made.

    Parameters
    ----------
    style : ndarray
        float32[n, d].
    parents, shares : ndarray
        int64[n, 3] (-1 none) and float32[n, 3].
    response : ndarray
        int8[n]: :data:`BUILD_ON`, :data:`NEGATE` or :data:`TRAVEL_BESIDE`.
    rival, against : ndarray
        int64[n]: uid of whom it turns away from, and the number of that one's work; -1 for none.
    jump : ndarray
        bool[n].
    """

    style: np.ndarray
    parents: np.ndarray
    shares: np.ndarray
    response: np.ndarray
    rival: np.ndarray
    against: np.ndarray
    jump: np.ndarray


def visible_works(state: State, makers: Makers, setting: Setting) -> Visible:
    """Their own last and best, their teacher's last, their circle's, some that museums keep and publics talk of."""
    artists, who = state.artists, makers.place
    m = len(artists)
    teacher = np.where(artists.teacher[who] >= 0, artists.teacher[who] % m, who)
    columns = [who[:, None], teacher[:, None], artists.circle[who], m + who[:, None]]
    kind = [OWN, TEACHER, *[COLLEAGUE] * CIRCLE, OWN]
    draws = uniforms(setting.future_seed, "hall", index=makers.number, draws=2 * HALLS)
    halls = (draws * VENUES).astype(np.int64)
    columns += [2 * m + halls[:, :HALLS], 2 * m + VENUES + halls[:, HALLS:]]
    kind += [HALL] * HALLS + [TALK] * HALLS
    works = state.last.concat(state.best, state.museum, venues(state.recent, seed=setting.seed))
    rows = np.concatenate(columns, axis=1)
    return Visible(works, setting.standardise(works.style), rows, np.array(kind, dtype=np.int8))


def make_works(visible: Visible, state: State, makers: Makers, setting: Setting) -> Draft:
    """A mixture of one to three visible works each, moved by a step; now and then a leap, or a turn away.

    Who turns away turns from the colleague who is ahead.
    """
    parameters, artists, best, who = setting.parameters, state.artists, state.best, makers.place
    choice = _choose_parents(visible, artists, makers, setting)
    followed = choice.total[:, 0] > 0
    manner = artists.manner[who]
    base = np.where(followed[:, None], choice.blend, manner)  # nobody in sight: from their own manner
    base += (parameters.constraint * artists.strictness[who])[:, None].astype(np.float32) * (manner - base)
    # turning away from whoever of the circle is ahead, by half of what lies between
    circle = artists.circle[who]
    rival = circle[np.arange(len(who)), best.fame[circle].argmax(axis=1)]
    ahead = (best.number[rival] >= 0) & (best.fame[rival] > best.fame[who])
    negate = (makers.u[:, 2] < parameters.reaction) & ahead & followed
    base = np.where(negate[:, None], base + 0.5 * (manner - best.style[rival]), base)
    jump = makers.u[:, 3] < parameters.jump
    beside = ~negate & (visible.kind[choice.top[:, 0]] >= COLLEAGUE)
    return Draft(
        style=_moved(base, jump, state, makers, setting),
        parents=np.where(choice.share > 0, visible.works.number[choice.rows], -1),
        shares=choice.share.astype(np.float32),
        response=np.select([negate, beside], [NEGATE, TRAVEL_BESIDE], BUILD_ON).astype(np.int8),
        rival=np.where(negate, artists.uid[rival], -1),
        against=np.where(negate, best.number[rival], -1),
        jump=jump,
    )


def _choose_parents(visible: Visible, artists: Artists, makers: Makers, setting: Setting) -> ParentChoice:
    """Whom each maker follows, and the blend of their styles."""
    score = _score(visible, artists, makers, setting)
    count = np.select([makers.u[:, 1] < ONE_PARENT, makers.u[:, 1] < TWO_PARENTS], [1, 2], 3)
    return follow(score, visible.rows, SHARES[count - 1], lambda rows: visible.works.style[rows])


def _moved(base: np.ndarray, jump: np.ndarray, state: State, makers: Makers, setting: Setting) -> np.ndarray:
    """Styles float32[n, d] a step away from what they start from, as far as ambition, success and medium permit."""
    parameters, artists, who = setting.parameters, state.artists, makers.place
    success = state.best.fame[who] > SUCCESS * parameters.attention
    reach = 1 + parameters.exploring * artists.ambition[who] * np.where(success, -0.5, 1.0)
    size = (parameters.step * reach * np.where(jump, parameters.leap, 1.0)).astype(np.float32)
    noise = normals(setting.future_seed, "idea", index=makers.number, draws=len(setting.centre)).astype(np.float32)
    style = setting.centre + parameters.keep * (base - setting.centre)
    style += size[:, None] * (noise @ setting.step_root.T) * setting.space.reach[artists.medium[who]]
    if setting.unit_norm:
        style /= np.maximum(np.linalg.norm(style, axis=1, keepdims=True), 1e-9)
    return np.asarray(style.astype(np.float32))


def _score(visible: Visible, artists: Artists, makers: Makers, setting: Setting) -> np.ndarray:
    """What speaks for following each work in sight, noise included, float64[n, c].

    -inf for a gap, and for a work that is seen twice.
    """
    parameters, who = setting.parameters, makers.place
    numbers = visible.works.number[visible.rows]
    ties = [parameters.own, parameters.teacher, parameters.circle, parameters.salon, parameters.museum]
    with np.errstate(over="ignore"):
        pair = makers.number[:, None].astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15) ^ numbers.astype(np.uint64)
    noise = gumbel(setting.future_seed, "look", index=pair.ravel()).reshape(pair.shape)
    score = noise + np.array(ties)[visible.kind]
    score += parameters.fame * np.log1p(visible.works.fame)[visible.rows]
    traits = setting.trait_scores(visible.unit)
    taste = artists.taste[who] * np.float32(parameters.taste / np.sqrt(TRAITS))
    manner = setting.standardise(artists.manner[who])
    near = np.float32(parameters.likeness / manner.shape[1])
    length = np.square(visible.unit).sum(axis=1)
    own = np.square(manner).sum(axis=1)
    for lo in range(0, len(who), BATCH):  # not all artists at once: what is in memory stays small
        some = slice(lo, lo + BATCH)
        row = visible.rows[some]
        cross = np.einsum("ncd,nd->nc", visible.unit[row], manner[some])
        liking = np.einsum("nct,nt->nc", traits[row], taste[some])
        score[some] += liking - near * (length[row] + own[some, None] - 2 * cross)
        twice = np.tril(numbers[some, :, None] == numbers[some, None, :], -1).any(axis=2)
        score[some][twice] = -np.inf
    score[numbers < 0] = -np.inf
    return score
