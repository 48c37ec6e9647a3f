"""Histories by a fixed calendar: who makes a work when, and what they come to see, is set beforehand; whom they follow is not.

What the society (engine.py) finds out as it goes is appointed here, so that one cause at a time can be planted (fame,
reaction, revival, loss) and many counterfactual histories can be played side by side as one batch of arrays. Whom to follow
and what comes of it is decided by the same rule (choice.py). Everything that chance decides is drawn beforehand and belongs
to its event (a work, or a work looking at a work), so that history can be repeated without one work, all other luck held
fixed: whoever would have followed it turns to what is next in line.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from ..society.choice import MOST_PARENTS, follow, gumbel
from ..society.state import State
from ..streams import normals, uniforms

PLAIN, COPY, REACTION, REVIVAL, BORROWING, FRESH = range(6)
KINDS = ("plain", "copy", "reaction", "revival", "borrowing", "fresh")
TRAITS = 6  # how many directions of style taste attends to


@dataclass(frozen=True)
class Rules:
    """How a culture works. Bonuses are in log odds, lengths in years, steps in standard deviations of style.

    `fame` is the exponent on 1 + offspring so far (preferential attachment), `selection` the weight of critics' verdicts,
    `taste` that of the artist's own; `step` the small change every work makes, `jump` the share of works that leap by `leap`.
    """

    memory: float = 16.0
    own: float = 2.2
    teacher: float = 1.5
    region: float = 2.0
    fame: float = 0.0
    selection: float = 0.5
    taste: float = 0.4
    step: float = 0.2
    jump: float = 0.05
    leap: float = 1.3
    keep: float = 0.985
    fresh: float = 0.03
    copy: float = 0.02
    reaction: float = 0.0
    revival: float = 0.0
    borrowing: float = 0.01
    views: int = 96


@dataclass(frozen=True, eq=False)
class Calendar:
    """Who lives and works when: fixed in every re-run. n works sorted by year, m artists.

    Parameters
    ----------
    year, artist : ndarray
        int64[n]. `event` int64[n] names each work's luck for ever.
    region, teacher, birth, death : ndarray
        int64[m]; teacher -1 for none, birth and death in years.
    """

    year: np.ndarray
    artist: np.ndarray
    event: np.ndarray
    region: np.ndarray
    teacher: np.ndarray
    birth: np.ndarray
    death: np.ndarray

    def __len__(self) -> int:
        return len(self.year)


@dataclass(frozen=True, eq=False)
class Draws:
    """All of chance, drawn beforehand.

    Parameters
    ----------
    kind : ndarray
        int8[n], one of :data:`KINDS`.
    views : ndarray
        int32[n, c]: the earlier works an artist comes to see, -1 for none; `pull` float32[n, c]: log weight plus Gumbel noise.
    shares : ndarray
        float32[n, 3]: weights of first, second, third parent; zero where fewer are taken.
    idea, fresh : ndarray
        float32[n, d]: the change this work makes; the style it has when it follows nobody.
    sign : ndarray
        float32[n, d]: -1 on the traits a reaction turns round.
    verdict : ndarray
        float32[n]: how good critics find the work, the same whatever happens. `taste` float32[n, 6]: what its artist likes. `traits` float32[d, 6].
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


@dataclass(frozen=True, eq=False)
class Outcome:
    """What came of b histories of n works.

    Parameters
    ----------
    latent : ndarray
        float32[b, n, d]; zero, the middle of all styles, for a work that is not shown.
    parents, weights : ndarray
        int32[b, n, 3] (-1 none) and float32[b, n, 3]; a work's weights sum to 1 unless it follows nobody.
    fame : ndarray
        float32[b, n]: the shares of those who followed it, or what the publics adopted.
    kind : ndarray
        int8[b, n], one of :data:`KINDS`.
    against : ndarray
        int32[b, n]: the work that a reaction turns away from, -1 for none.
    shown : ndarray
        bool[b, n]: whether the work was made and seen.
    states : tuple of State
        Of a single history that a society made: what it was at the end of every year.
    """

    latent: np.ndarray
    parents: np.ndarray
    weights: np.ndarray
    fame: np.ndarray
    kind: np.ndarray
    against: np.ndarray
    shown: np.ndarray
    states: tuple[State, ...] = ()


def draw(calendar: Calendar, rules: Rules, *, dim: int, seed: int, luck: int = 0) -> Draws:
    """Draw the luck of a whole history. `luck` numbers independent futures of one seed; calendar and taste stay."""
    event = calendar.event
    u = uniforms(seed, "work", luck, index=event, draws=8)
    edges = np.cumsum([rules.fresh, rules.copy, rules.reaction, rules.revival, rules.borrowing])
    kind = np.array([FRESH, COPY, REACTION, REVIVAL, BORROWING, PLAIN], dtype=np.int8)[np.searchsorted(edges, u[:, 0])]
    dawn = calendar.year - calendar.year.min()  # the first generation has little to follow
    kind[(dawn == 0) | ((dawn < 2 * rules.memory) & (u[:, 5] < 0.4))] = FRESH

    count = np.select([u[:, 1] < 0.55, u[:, 1] < 0.85], [1, 2], 3)
    count[np.isin(kind, (COPY, REACTION))] = 1
    count[np.isin(kind, (REVIVAL, BORROWING))] = 2
    count[kind == FRESH] = 0
    first = 0.55 + 0.3 * u[:, 2]
    second = np.where(count == 2, 1 - first, (1 - first) * (0.55 + 0.3 * u[:, 3]))
    shares = np.stack([np.where(count == 1, 1, first), second, 1 - first - second], axis=1)
    shares[np.arange(MOST_PARENTS)[None, :] >= count[:, None]] = 0

    small = normals(seed, "idea", luck, index=event, draws=dim) * rules.step
    changed = uniforms(seed, "changed", luck, index=event, draws=dim) < 0.3  # a leap changes a third of the traits
    leap = normals(seed, "leap", luck, index=event, draws=dim) * rules.leap * changed
    idea = small + leap * ((u[:, 4] < rules.jump) & (kind != COPY))[:, None]
    idea = np.where((kind == COPY)[:, None], 0.35 * small, idea)
    turned = uniforms(seed, "turned", luck, index=event, draws=dim) < 0.5
    sign = np.where(turned & (kind == REACTION)[:, None], -1.0, 1.0)
    traits = np.linalg.qr(normals(seed, "traits", index=np.arange(dim), draws=TRAITS))[0]
    taste = normals(seed, "taste", index=calendar.artist, draws=TRAITS)
    views, pull = _views(calendar, rules, kind, seed, luck)
    f = np.float32
    return Draws(
        kind, views, pull, shares.astype(f), idea.astype(f), normals(seed, "fresh", luck, index=event, draws=dim).astype(f),
        sign.astype(f), normals(seed, "verdict", index=event)[:, 0].astype(f), taste.astype(f), traits.astype(f),
    )  # fmt: skip


def _views(
    calendar: Calendar, rules: Rules, kind: np.ndarray, seed: int, luck: int, chunk: int = 256
) -> tuple[np.ndarray, np.ndarray]:
    """The works each artist comes to see: the best `rules.views` of log weight plus Gumbel noise of the pair."""
    n, most = len(calendar), rules.views
    views = np.full((n, most), -1, dtype=np.int32)
    pull = np.full((n, most), -np.inf, dtype=np.float32)
    region = calendar.region[calendar.artist]
    for lo in range(0, n, chunk):
        rows = np.arange(lo, min(lo + chunk, n))
        earlier = int(np.searchsorted(calendar.year, calendar.year[rows[-1]]))
        if earlier == 0:
            continue
        past = np.arange(earlier)
        pair = (calendar.event[rows].astype(np.uint64)[:, None] << np.uint64(32)) + calendar.event[past].astype(
            np.uint64
        )
        noise = gumbel(seed, "look", luck, index=pair.ravel()).reshape(len(rows), earlier)
        lag = calendar.year[rows][:, None] - calendar.year[past]
        k = kind[rows][:, None]
        mine = calendar.artist[rows][:, None] == calendar.artist[past]
        taught = calendar.teacher[calendar.artist[rows]][:, None] == calendar.artist[past]
        same = region[rows][:, None] == region[past]
        weight = -lag / rules.memory + rules.own * mine + rules.teacher * taught + rules.region * same
        weight = np.where(k == REVIVAL, np.where(lag >= 100, 0.0, weight - 12), weight)
        weight = np.where(k == BORROWING, np.where(same, weight - 8 - rules.region, weight), weight)
        weight = np.where(np.isin(k, (COPY, REACTION)) & mine, -np.inf, weight)
        score = np.where(lag > 0, weight + noise, -np.inf)
        top = np.argsort(-score, axis=1, kind="stable")[:, :most]
        value = np.take_along_axis(score, top, axis=1)
        views[rows, : top.shape[1]] = np.where(np.isfinite(value), top, -1)
        pull[rows, : top.shape[1]] = value
    return views, pull


def play(
    calendar: Calendar,
    luck: Draws,
    rules: Rules,
    *,
    without: np.ndarray | None = None,
    past: Outcome | None = None,
    start: np.ndarray | int = 0,
) -> Outcome:
    """Play history, once for every entry of `without`.

    Parameters
    ----------
    without : ndarray, optional
        int64[b]: the work that is never made in each history, -1 for none. Default: one history, nothing missing.
    past : Outcome, optional
        One history (b = 1) to take the works before `start` from.
    start : int or ndarray
        Row of the first work that is made anew, the same or one for each history, int64[b].

    Returns
    -------
    Outcome
        b histories; the missing work keeps zero style and no parents.
    """
    without = np.array([-1]) if without is None else np.asarray(without)
    b, n, d = len(without), len(calendar), luck.idea.shape[1]
    begin = np.broadcast_to(np.asarray(start), b)
    first_row = int(begin.min()) if past is not None else 0
    world = np.arange(b)[:, None]
    z = np.zeros((b, n, d), np.float32)
    parents = np.full((b, n, MOST_PARENTS), -1, np.int32)
    weights = np.zeros((b, n, MOST_PARENTS), np.float32)
    fame = np.zeros((b, n), np.float32)
    if past is not None:
        z[:, :first_row] = past.latent[:, :first_row]
        parents[:, :first_row] = past.parents[:, :first_row]
        weights[:, :first_row] = past.weights[:, :first_row]
        _credit(fame, parents[:, :first_row], weights[:, :first_row])
    feel = z @ luck.traits
    standing = rules.selection * (luck.verdict + 0.5 * feel[..., 0])  # critics reward quality, and one direction
    years = np.flatnonzero(np.diff(calendar.year, prepend=calendar.year[0] - 1))
    bounds = np.unique(np.concatenate([years[years > first_row], [first_row, n]]))
    for lo, hi in pairwise(bounds.tolist()):
        seen = luck.views[lo:hi]
        score = luck.pull[None, lo:hi] + standing[:, seen]
        if rules.fame:
            score += rules.fame * np.log1p(fame[:, seen])
        if rules.taste:
            score += rules.taste * np.einsum("bycf,yf->byc", feel[:, seen], luck.taste[lo:hi])
        score[(seen[None] == without[:, None, None]) | (seen < 0)[None]] = -np.inf
        chosen = follow(score, seen, luck.shares[None, lo:hi], lambda rows: z[world, rows])
        made = rules.keep * chosen.blend * luck.sign[lo:hi] + luck.idea[lo:hi]
        made = np.where(chosen.total > 0, made, luck.fresh[lo:hi])
        followed, share = np.where(chosen.share > 0, chosen.rows, -1), chosen.share
        if past is not None:  # histories that have not begun to differ
            same = (lo < begin)[:, None, None]
            made = np.where(same, past.latent[:, lo:hi], made)
            followed = np.where(same, past.parents[:, lo:hi], followed)
            share = np.where(same, past.weights[:, lo:hi], share)
        gone = (np.arange(lo, hi)[None, :] == without[:, None])[..., None]
        z[:, lo:hi] = np.where(gone, 0, made)
        parents[:, lo:hi] = np.where(gone, -1, followed)
        weights[:, lo:hi] = np.where(gone, 0, share)
        feel[:, lo:hi] = z[:, lo:hi] @ luck.traits
        standing[:, lo:hi] = rules.selection * (luck.verdict[lo:hi] + 0.5 * feel[:, lo:hi, 0])
        _credit(fame, parents[:, lo:hi], weights[:, lo:hi])
    kind = np.broadcast_to(luck.kind, (b, n))
    against = np.where(kind == REACTION, parents[..., 0], -1)
    return Outcome(z, parents, weights, fame, kind, against, np.arange(n) != without[:, None])


def _credit(fame: np.ndarray, parents: np.ndarray, weights: np.ndarray) -> None:
    """Add each parent's share to its fame, float32[b, n]."""
    where = np.broadcast_to(np.arange(len(fame))[:, None, None], parents.shape)
    kept = parents >= 0
    np.add.at(fame, (where[kept], parents[kept]), weights[kept])
