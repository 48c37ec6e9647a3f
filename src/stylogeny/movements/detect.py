"""Movements: groups of alike works by several artists that stay recognisable from one span of years to the next.

A community of works (communities.py) counts as a candidate where it stands out: better separated than any in structureless
clouds of the same covariance, and tighter than its own contemporaries usually are. The second bar is what neutral copying needs:
where everyone copies anyone, families of works arise too, and are about equally close. Candidates are matched forward only, to the
span before and never to a later one, so that a counterfactual cannot leak the future.

A history has hundreds of communities, so some family of neutral copying is tighter than usual in most of its spans, by luck, and mostly
a small one. What luck does not do is keep one surely so: a movement is declared at its `persist`-th span in a row in which its
tightness, less two standard errors, is above :data:`FIRM`. In 85 neutral histories (sixty years, innovation 0.02 to 0.15, steps
0.15 to 0.5) the largest kept for three spans was 0.094; of 140 planted movements one had less than 0.16.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import combinations

import numpy as np
import pandas as pd

from .communities import nearest, standing_out

OVERLAP = 0.3  # least share of its works that a community takes from a movement to go on from it
HEIR = 0.25  # least share of a community's works that come from a movement that went into it
BETWEEN = 0.75  # of the distance of two middles: what is nearer than this to both lies between them
NEARER = 0.65  # of the distance they had: two movements that have come so much nearer have become one
FIRM = 0.12  # least tightness, two standard errors taken off, in the spans by which a movement is declared
LATELY = 2  # strides within which births and deaths belong to one event
VOTERS = 5  # nearest works of the span before that say where a new work comes from
NEVER = -(10**6)


@dataclass(frozen=True, eq=False)
class Movements:
    """What was found.

    Parameters
    ----------
    table : DataFrame
        A row a movement: ``number``, ``born`` (first year of its first span), ``declared`` (last year of the span in which it
        was declared), ``died`` (last year of its last span, or missing while it lives), ``parent`` (the movement it split
        from, or -1), ``merged`` (the movement it went into, or -1), ``size`` (works).
    member : ndarray
        int64[n]: the declared movement of each work, -1 for none. A work is of the movement that first claimed it.
    spans : list of tuple
        (first year, last year, community of every work in it, its separation beyond chance) of each span.
    """

    table: pd.DataFrame
    member: np.ndarray
    spans: tuple[tuple[int, int, np.ndarray, np.ndarray], ...]


@dataclass
class _Movement:
    """One that is being followed: its years, firm spans in a row, what it split from and went into, its middle in each span."""

    born: int
    last: int
    firm: int = 0
    declared: int = NEVER
    parent: int = -1
    merged: int = -1
    middles: dict[int, np.ndarray] = field(default_factory=dict)


def find(
    style: np.ndarray,
    year: np.ndarray,
    artist: np.ndarray,
    *,
    span: int = 10,
    stride: int = 5,
    persist: int = 3,
    seed: int = 0,
) -> Movements:
    """Find movements among dated works.

    Parameters
    ----------
    style : ndarray
        float[n, d].
    year, artist : ndarray
        [n]: NaN years are left out; works of one artist never vouch for one another.
    span, stride : int
        Years a span covers, and between one span and the next.
    persist : int
        Firm spans in a row before a movement is declared.
    """
    style = np.asarray(style, dtype=np.float32)
    inside = ~np.isnan(np.asarray(year, dtype=np.float64))
    n = len(style)
    followed: list[_Movement] = []
    claimed = np.full(n, -1)
    spans = []
    alive: dict[int, np.ndarray] = {}
    before = np.zeros(0, dtype=np.int64)
    first, last = (int(year[inside].min()), int(year[inside].max())) if inside.any() else (0, -span)
    for end in range(first + span - 1, last + stride, stride):
        rows = np.flatnonzero(inside & (year > end - span) & (year <= end))
        code, beyond, tight = standing_out(style[rows], artist[rows], seed=seed + end)
        spans.append((end - span + 1, end, code, beyond))
        groups = [rows[code == c] for c in range(len(beyond))]
        from_ = [_origins(works, alive, before, style) for works in groups]
        alive = _match(groups, from_, alive, followed, end=end, span=span)
        for number, works in alive.items():
            firm = tight[code[np.searchsorted(rows, works[0])]] > FIRM
            claimed[works[claimed[works] < 0]] = number
            movement = followed[number]
            movement.middles[end] = style[works].mean(axis=0)
            movement.firm, movement.last = (movement.firm + 1 if firm else 0), end
            if movement.firm >= persist and movement.declared == NEVER:
                movement.declared = end
        _account(followed, alive, end=end, near=LATELY * stride)
        before = rows
    return _told(followed, claimed, tuple(spans))


def _origins(
    works: np.ndarray, alive: dict[int, np.ndarray], before: np.ndarray, style: np.ndarray
) -> dict[int, float]:
    """Share of a community's works that come from each movement of the span before.

    A work that was there already was of a movement, or not; a new one comes from where most of its nearest works were.
    """
    if not alive:
        return {}
    label = np.full(int(max(works.max(), before.max(initial=0))) + 1, -1)
    for number, members in alive.items():
        label[members] = number
    vote = label[works]
    new = np.flatnonzero(~np.isin(works, before))
    if len(new) and len(before):
        near = before[nearest(style[works[new]], style[before], min(VOTERS, len(before)))]
        votes = label[near]
        numbers = np.array(list(alive))
        heard = (votes[:, :, None] == numbers).sum(axis=1)
        best = heard.argmax(axis=1)
        vote[new] = np.where(2 * heard[np.arange(len(new)), best] > votes.shape[1], numbers[best], -1)
    return {int(k): float(c) / len(works) for k, c in zip(*np.unique(vote[vote >= 0], return_counts=True))}


def _match(
    groups: list[np.ndarray],
    from_: list[dict[int, float]],
    alive: dict[int, np.ndarray],
    followed: list[_Movement],
    *,
    end: int,
    span: int,
) -> dict[int, np.ndarray]:
    """The movements of this span and their works: each community goes on from the movement most of its works come from.

    Of several communities from one movement the first goes on and the others split off. A movement that ends has merged into
    the one that took over its works.
    """
    now: dict[int, np.ndarray] = {}
    held = [{m: share for m, share in f.items() if share >= OVERLAP} for f in from_]
    order = sorted(range(len(groups)), key=lambda g: (-max(held[g].values(), default=0.0), g))
    number_of = {}
    for g in order:
        strongest = max(held[g], key=lambda m: (held[g][m], -m), default=-1)
        if strongest >= 0 and strongest not in now:
            number = strongest
        else:
            number = len(followed)
            followed.append(_Movement(end - span + 1, end, parent=strongest))
        now[number], number_of[g] = groups[g], number
    for former in alive:
        if former in now:
            followed[former].merged = -1
            continue
        heirs = {number_of[g]: f[former] for g, f in enumerate(from_) if f.get(former, 0.0) >= HEIR}
        if heirs:
            followed[former].merged = max(heirs, key=lambda k: (heirs[k], -k))
    return now


def _account(followed: list[_Movement], alive: dict[int, np.ndarray], *, end: int, near: int) -> None:
    """Mergers and splits that no work took part in, because those of the years between were of no community: told by the middles.

    What lies between two movements that lately ended, or a movement that lay between two lately born, is their merger or their
    split; and a movement has merged into one that it had come nearer to. Only spans up to this one are looked at.
    """
    born = [k for k in alive if min(followed[k].middles) >= end - near]
    ended = [k for k, m in enumerate(followed) if k not in alive and m.last >= end - near]
    first = {k: m.middles[min(m.middles)] for k, m in enumerate(followed)}
    last = {k: m.middles[m.last] for k, m in enumerate(followed)}
    for new in born:
        for a, b in combinations([*ended, *(k for k in alive if k not in born)], 2):
            if a in ended or b in ended:
                for gone in (a, b):
                    if gone in ended and followed[gone].merged < 0 and _between(first[new], last[a], last[b]):
                        followed[gone].merged = new
    for old in [*ended, *(k for k in alive if k not in born)]:
        for a, b in combinations(born, 2):
            if _between(last[old], first[a], first[b]):
                for new in (a, b):
                    followed[new].parent = old if followed[new].parent < 0 else followed[new].parent
    for gone in ended:
        for heir in alive:
            common = [e for e in followed[gone].middles if e in followed[heir].middles]
            if common and followed[gone].merged < 0:
                once = np.linalg.norm(followed[gone].middles[common[0]] - followed[heir].middles[common[0]])
                if np.linalg.norm(last[gone] - last[heir]) < NEARER * once:
                    followed[gone].merged = heir


def _between(middle: np.ndarray, a: np.ndarray, b: np.ndarray) -> bool:
    """Whether a middle is nearer to both others than they are to one another, by :data:`BETWEEN`."""
    return bool(max(np.linalg.norm(middle - a), np.linalg.norm(middle - b)) < BETWEEN * np.linalg.norm(a - b))


def _told(
    followed: list[_Movement], claimed: np.ndarray, spans: tuple[tuple[int, int, np.ndarray, np.ndarray], ...]
) -> Movements:
    """The table of what was declared; what was never declared is nobody's parent and nobody's heir."""
    kept = [k for k, m in enumerate(followed) if m.declared > NEVER]
    for k in kept:  # what its parent became did not split from it
        if followed[k].parent >= 0 and followed[followed[k].parent].merged == k:
            followed[k].parent = -1
    ends = spans[-1][1] if spans else 0
    member = np.where(np.isin(claimed, kept), claimed, -1)
    table = pd.DataFrame(
        {
            "number": kept,
            "born": [followed[k].born for k in kept],
            "declared": [followed[k].declared for k in kept],
            "parent": [followed[k].parent if followed[k].parent in kept else -1 for k in kept],
            "merged": [followed[k].merged if followed[k].merged in kept else -1 for k in kept],
            "died": [followed[k].last if followed[k].last < ends else None for k in kept],
            "size": [int((member == k).sum()) for k in kept],
        }
    )
    return Movements(table.astype("Int64").astype({c: np.int64 for c in table if c != "died"}), member, spans)
