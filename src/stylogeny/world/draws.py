"""All of chance in a history by a fixed calendar, drawn beforehand.

Every draw belongs to its event (a work, or a work looking at a work), so that history can be repeated without one
work, all other luck held fixed: whoever would have followed it turns to what is next in line.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..society.choice import MOST_PARENTS, gumbel
from ..streams import normals, uniforms
from .schedule import BORROWING, COPY, FRESH, PLAIN, REACTION, REVIVAL, Calendar, Rules

TRAITS = 6  # how many directions of style taste attends to
CHUNK = 256  # works whose views are drawn at a time


@dataclass(frozen=True, eq=False)
class Draws:
    """What chance drew for n works.

    Parameters
    ----------
    kind : ndarray
        int8[n], one of :data:`.schedule.KINDS`.
    views : ndarray
        int32[n, c]: the earlier works an artist comes to see, -1 for none; `pull` float32[n, c]: log weight plus
        Gumbel noise.
    shares : ndarray
        float32[n, 3]: weights of first, second, third parent; zero where fewer are taken.
    idea, fresh : ndarray
        float32[n, d]: the change this work makes; the style it has when it follows nobody.
    sign : ndarray
        float32[n, d]: -1 on the traits a reaction turns round.
    verdict : ndarray
        float32[n]: how good critics find the work, the same whatever happens. `taste` float32[n, 6]: what its artist
        likes. `traits` float32[d, 6].
    """

    kind: np.ndarray
    views: np.ndarray
    pull: np.ndarray
    shares: np.ndarray
    idea: np.ndarray
    fresh: np.ndarray
    sign: np.ndarray
    verdict: np.ndarray
    taste: np.ndarray
    traits: np.ndarray


def draw(calendar: Calendar, rules: Rules, *, dim: int, seed: int, future_index: int = 0) -> Draws:
    """Draw the luck of a whole history. `future_index` numbers independent futures of one seed; calendar and taste
    stay."""
    event = calendar.event
    u = uniforms(seed, "work", future_index, index=event, draws=8)
    kind = _kinds(calendar, rules, u)
    views, pull = _views(calendar, rules, kind, seed, future_index)
    turned = uniforms(seed, "turned", future_index, index=event, draws=dim) < 0.5
    f = np.float32
    return Draws(
        kind=kind,
        views=views,
        pull=pull,
        shares=_shares(kind, u).astype(f),
        idea=_ideas(rules, kind, u, event=event, dim=dim, seed=seed, future_index=future_index).astype(f),
        fresh=normals(seed, "fresh", future_index, index=event, draws=dim).astype(f),
        sign=np.where(turned & (kind == REACTION)[:, None], -1.0, 1.0).astype(f),
        verdict=normals(seed, "verdict", index=event)[:, 0].astype(f),
        taste=normals(seed, "taste", index=calendar.artist, draws=TRAITS).astype(f),
        traits=np.linalg.qr(normals(seed, "traits", index=np.arange(dim), draws=TRAITS))[0].astype(f),
    )


def _kinds(calendar: Calendar, rules: Rules, u: np.ndarray) -> np.ndarray:
    """What each work is, int8[n]."""
    edges = np.cumsum([rules.fresh, rules.copy, rules.reaction, rules.revival, rules.borrowing])
    kind = np.array([FRESH, COPY, REACTION, REVIVAL, BORROWING, PLAIN], dtype=np.int8)[np.searchsorted(edges, u[:, 0])]
    dawn = calendar.year - calendar.year.min()  # the first generation has little to follow
    kind[(dawn == 0) | ((dawn < 2 * rules.memory) & (u[:, 5] < 0.4))] = FRESH
    return kind


def _shares(kind: np.ndarray, u: np.ndarray) -> np.ndarray:
    """Weights of the first, second and third parent, float64[n, 3]."""
    count = np.select([u[:, 1] < 0.55, u[:, 1] < 0.85], [1, 2], 3)
    count[np.isin(kind, (COPY, REACTION))] = 1
    count[np.isin(kind, (REVIVAL, BORROWING))] = 2
    count[kind == FRESH] = 0
    first = 0.55 + 0.3 * u[:, 2]
    second = np.where(count == 2, 1 - first, (1 - first) * (0.55 + 0.3 * u[:, 3]))
    shares = np.stack([np.where(count == 1, 1, first), second, 1 - first - second], axis=1)
    shares[np.arange(MOST_PARENTS)[None, :] >= count[:, None]] = 0
    return shares


def _ideas(
    rules: Rules, kind: np.ndarray, u: np.ndarray, *, event: np.ndarray, dim: int, seed: int, future_index: int
) -> np.ndarray:
    """The change each work makes, float64[n, dim]: a small step, now and then a leap, next to nothing in a copy."""
    small = normals(seed, "idea", future_index, index=event, draws=dim) * rules.step
    # a leap changes a third of the traits
    changed = uniforms(seed, "changed", future_index, index=event, draws=dim) < 0.3
    leap = normals(seed, "leap", future_index, index=event, draws=dim) * rules.leap * changed
    idea = small + leap * ((u[:, 4] < rules.jump) & (kind != COPY))[:, None]
    return np.where((kind == COPY)[:, None], 0.35 * small, idea)


def _views(
    calendar: Calendar, rules: Rules, kind: np.ndarray, seed: int, future_index: int
) -> tuple[np.ndarray, np.ndarray]:
    """The works each artist comes to see: the best `rules.views` of log weight plus Gumbel noise of the pair."""
    n, count = len(calendar), rules.views
    views = np.full((n, count), -1, dtype=np.int32)
    pull = np.full((n, count), -np.inf, dtype=np.float32)
    for lo in range(0, n, CHUNK):
        rows = np.arange(lo, min(lo + CHUNK, n))
        earlier = int(np.searchsorted(calendar.year, calendar.year[rows[-1]]))
        if earlier == 0:
            continue
        past = np.arange(earlier)
        own, others = (calendar.event[r].astype(np.uint64) for r in (rows, past))
        pair = (own[:, None] << np.uint64(32)) + others
        noise = gumbel(seed, "look", future_index, index=pair.ravel()).reshape(len(rows), earlier)
        lag = calendar.year[rows][:, None] - calendar.year[past]
        score = np.where(lag > 0, _attraction(calendar, rules, kind, rows, past) + noise, -np.inf)
        top = np.argsort(-score, axis=1, kind="stable")[:, :count]
        value = np.take_along_axis(score, top, axis=1)
        views[rows, : top.shape[1]] = np.where(np.isfinite(value), top, -1)
        pull[rows, : top.shape[1]] = value
    return views, pull


def _attraction(calendar: Calendar, rules: Rules, kind: np.ndarray, rows: np.ndarray, past: np.ndarray) -> np.ndarray:
    """Log weight with which the artists of `rows` come to see the works of `past`, float64[len(rows), len(past)]."""
    region = calendar.region[calendar.artist]
    lag = calendar.year[rows][:, None] - calendar.year[past]
    k = kind[rows][:, None]
    own = calendar.artist[rows][:, None] == calendar.artist[past]
    by_teacher = calendar.teacher[calendar.artist[rows]][:, None] == calendar.artist[past]
    same = region[rows][:, None] == region[past]
    weight = -lag / rules.memory + rules.own * own + rules.teacher * by_teacher + rules.region * same
    weight = np.where(k == REVIVAL, np.where(lag >= 100, 0.0, weight - 12), weight)
    weight = np.where(k == BORROWING, np.where(same, weight - 8 - rules.region, weight), weight)
    return np.where(np.isin(k, (COPY, REACTION)) & own, -np.inf, weight)
