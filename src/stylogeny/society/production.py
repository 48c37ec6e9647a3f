"""A new work: what its artist sees, whom it follows, and how far it goes from there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..streams import normals, uniforms
from .artists import CIRCLE, TRAITS, Artists
from .choice import follow, gumbel
from .parameters import BESIDE, MUSEUM, NEGATE, PUPIL, Setting
from .state import State, WorkSet, rooms

SHARES = np.array([[1, 0, 0], [0.65, 0.35, 0], [0.5, 0.3, 0.2]], dtype=np.float32)  # of one, two or three parents
BATCH = 2048  # artists whose choices are weighed at once
HALLS = 3  # works that museums, and the publics' talk, bring before an artist in a year
OWN, TEACHER, COLLEAGUE, TALK, HALL = range(5)
SUCCESS = 4.0  # adoptions of an artist's best work, in years of an artist's share, from which it is repeated rather than left behind


@dataclass(frozen=True, eq=False)
class Visible:
    """What n artists see in a year.

    Parameters
    ----------
    shelf : WorkSet
        Every work that anyone can see; `unit` float32[w, d] is its style in units of spread.
    rows : ndarray
        int64[n, c]: which of them each artist sees; `kind` int8[c] says through whom.
    """

    shelf: WorkSet
    unit: np.ndarray
    rows: np.ndarray
    kind: np.ndarray


@dataclass(frozen=True, eq=False)
class Draft:
    """What n artists made: style float32[n, d], parents int64[n, 3] (-1 none), shares float32[n, 3], response int8[n], rival
    int64[n] (uid, -1 none), against int64[n] (the rival's work, -1 none), jump bool[n]."""

    style: np.ndarray
    parents: np.ndarray
    shares: np.ndarray
    response: np.ndarray
    rival: np.ndarray
    against: np.ndarray
    jump: np.ndarray


def look(
    state: State, artists: Artists, last: WorkSet, best: WorkSet, who: np.ndarray, number: np.ndarray, setting: Setting
) -> Visible:
    """Their own last and best, their teacher's last, their circle's, some of what museums keep and of what the publics talk of."""
    m = len(artists)
    teacher = np.where(artists.teacher[who] >= 0, artists.teacher[who] % m, who)
    columns = [who[:, None], teacher[:, None], artists.circle[who], m + who[:, None]]
    kind = [OWN, TEACHER, *[COLLEAGUE] * CIRCLE, OWN]
    halls = (uniforms(setting.fortune, "hall", index=number, draws=2 * HALLS) * MUSEUM).astype(np.int64)
    columns += [2 * m + halls[:, :HALLS], 2 * m + MUSEUM + halls[:, HALLS:]]
    kind += [HALL] * HALLS + [TALK] * HALLS
    shelf = last.and_(best, state.museum, rooms(state.recent, MUSEUM, seed=setting.seed))
    return Visible(shelf, setting.unit(shelf.style), np.concatenate(columns, axis=1), np.array(kind, dtype=np.int8))


def make(
    seen: Visible, artists: Artists, best: WorkSet, who: np.ndarray, number: np.ndarray, u: np.ndarray, setting: Setting
) -> Draft:
    """A mixture of one to three of what is seen, moved by a step; now and then a leap, or a turn away from who is ahead.

    `u` float64[n, 5] is the luck of the year: the second to fourth columns say how many parents, whether it turns away,
    whether it leaps.
    """
    customs = setting.customs
    n, d = len(who), len(setting.centre)
    names = seen.shelf.number[seen.rows]
    score = _score(seen, names, artists, who, number, setting)
    count = np.select([u[:, 1] < 0.5, u[:, 1] < 0.85], [1, 2], 3)
    chosen = follow(score, seen.rows, SHARES[count - 1], lambda rows: seen.shelf.style[rows])
    parents, followed = seen.shelf.number[chosen.rows], chosen.total[:, 0] > 0
    manner = artists.place[who]
    base = np.where(followed[:, None], chosen.blend, manner)  # nobody in sight: from their own manner
    base += (customs.constraint * artists.strict[who])[:, None].astype(np.float32) * (manner - base)
    # turning away from whoever of the circle is ahead, by half of what lies between
    circle = artists.circle[who]
    rival = circle[np.arange(n), best.fame[circle].argmax(axis=1)]
    ahead = (best.number[rival] >= 0) & (best.fame[rival] > best.fame[who])
    negate = (u[:, 2] < customs.reaction) & ahead & followed
    base = np.where(negate[:, None], base + 0.5 * (manner - best.style[rival]), base)
    reach = 1 + customs.exploring * artists.ambition[who] * np.where(
        best.fame[who] > SUCCESS * customs.attention, -0.5, 1.0
    )
    jump = u[:, 3] < customs.jump
    size = (customs.step * reach * np.where(jump, customs.leap, 1.0)).astype(np.float32)
    idea = normals(setting.fortune, "idea", index=number, draws=d).astype(np.float32) @ setting.root.T
    style = setting.centre + customs.keep * (base - setting.centre) + setting.drift
    style += size[:, None] * idea * setting.space.reach[artists.medium[who]]
    if setting.sphere:
        style /= np.maximum(np.linalg.norm(style, axis=1, keepdims=True), 1e-9)
    beside = ~negate & (seen.kind[chosen.top[:, 0]] >= COLLEAGUE)
    return Draft(
        style.astype(np.float32),
        np.where(chosen.share > 0, parents, -1),
        chosen.share.astype(np.float32),
        np.select([negate, beside], [NEGATE, BESIDE], PUPIL).astype(np.int8),
        np.where(negate, artists.uid[rival], -1),
        np.where(negate, best.number[rival], -1),
        jump,
    )


def _score(
    seen: Visible, names: np.ndarray, artists: Artists, who: np.ndarray, number: np.ndarray, setting: Setting
) -> np.ndarray:
    """What speaks for following each work in sight, luck included, float64[n, c]; -inf for a gap, and for a work seen twice."""
    customs = setting.customs
    tie = np.array([customs.own, customs.teacher, customs.circle, customs.salon, customs.museum])[seen.kind]
    with np.errstate(over="ignore"):
        pair = number[:, None].astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15) ^ names.astype(np.uint64)
    score = gumbel(setting.fortune, "look", index=pair.ravel()).reshape(pair.shape) + tie
    score += customs.fame * np.log1p(seen.shelf.fame)[seen.rows]
    feel, taste = setting.feel(seen.unit), artists.taste[who] * np.float32(customs.taste / np.sqrt(TRAITS))
    manner = setting.unit(artists.place[who])
    near = np.float32(customs.likeness / manner.shape[1])
    length = np.square(seen.unit).sum(axis=1)
    own = np.square(manner).sum(axis=1)
    for lo in range(0, len(who), BATCH):  # so many artists at a time: what is in hand stays small
        some = slice(lo, lo + BATCH)
        row = seen.rows[some]
        cross = np.einsum("ncd,nd->nc", seen.unit[row], manner[some])
        liking = np.einsum("nct,nt->nc", feel[row], taste[some])
        score[some] += liking - near * (length[row] + own[some, None] - 2 * cross)
        twice = np.tril(names[some, :, None] == names[some, None, :], -1).any(axis=2)
        score[some][twice] = -np.inf
    score[names < 0] = -np.inf
    return score
