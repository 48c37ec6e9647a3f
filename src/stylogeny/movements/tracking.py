"""Communities followed from one span of years to the next: which movement goes on, splits or merges.

Everything is matched backward only: a span is compared with those before it, never with a later one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import combinations

import numpy as np

from .communities import nearest

OVERLAP = 0.3  # least share of its works that a community takes from a movement to go on from it
HEIR = 0.25  # least share of a community's works that come from a movement that went into it
BETWEEN = 0.75  # of the distance of two centroids: what is nearer than this to both lies between them
NEARER = 0.65  # of the distance they had: two movements that have come this much nearer have become one
VOTERS = 5  # nearest works of the span before that say where a new work comes from
NEVER = -(10**6)


@dataclass
class Track:
    """A movement that is being followed, declared or not.

    Parameters
    ----------
    born, last : int
        First year of its first span, and last year of its last.
    tight_spans : int
        Spans in a row, up to the last, in which it surely was tight.
    declared : int
        Last year of the span in which it was declared; :data:`NEVER` before that.
    parent, merged : int
        The movement it split from, and the one it went into; -1 for none.
    centroids : dict
        The end of each of its spans to the mean style of its works in it.
    """

    born: int
    last: int
    tight_spans: int = 0
    declared: int = NEVER
    parent: int = -1
    merged: int = -1
    centroids: dict[int, np.ndarray] = field(default_factory=dict)


def origins(works: np.ndarray, alive: dict[int, np.ndarray], before: np.ndarray, style: np.ndarray) -> dict[int, float]:
    """Share of a community's works that come from each movement of the span before.

    A work that was there already was of a movement, or not; a new one comes from where most of its nearest works were.

    Parameters
    ----------
    works : ndarray
        int64[k]: rows of the community's works.
    alive : dict
        Each movement of the span before to the rows of its works in it.
    before : ndarray
        Rows of all works of the span before.
    style : ndarray
        float32[n, d] of all works.
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
        count = (votes[:, :, None] == numbers).sum(axis=1)
        best = count.argmax(axis=1)
        vote[new] = np.where(2 * count[np.arange(len(new)), best] > votes.shape[1], numbers[best], -1)
    return {int(k): float(c) / len(works) for k, c in zip(*np.unique(vote[vote >= 0], return_counts=True))}


def match(
    groups: list[np.ndarray],
    sources: list[dict[int, float]],
    alive: dict[int, np.ndarray],
    tracks: list[Track],
    *,
    end: int,
    span: int,
) -> dict[int, np.ndarray]:
    """The movements of this span and their works: each community goes on from the movement most of its works come from.

    Of several communities from one movement the first goes on and the others split off. A movement that ends has merged
    into the one that took over its works.

    Parameters
    ----------
    groups : list of ndarray
        Rows of each community of this span.
    sources : list of dict
        The :func:`origins` of each.
    alive : dict
        Each movement of the span before to the rows of its works in it.
    tracks : list of Track
        Every movement so far; new ones are added, and parents and mergers entered.
    end, span : int
        Last year of this span, and its length.
    """
    now: dict[int, np.ndarray] = {}
    held = [{m: share for m, share in f.items() if share >= OVERLAP} for f in sources]
    order = sorted(range(len(groups)), key=lambda g: (-max(held[g].values(), default=0.0), g))
    number_of = {}
    for g in order:
        strongest = max(held[g], key=lambda m: (held[g][m], -m), default=-1)
        if strongest >= 0 and strongest not in now:
            number = strongest
        else:
            number = len(tracks)
            tracks.append(Track(end - span + 1, end, parent=strongest))
        now[number], number_of[g] = groups[g], number
    for former in alive:
        if former in now:
            tracks[former].merged = -1
            continue
        heirs = {number_of[g]: f[former] for g, f in enumerate(sources) if f.get(former, 0.0) >= HEIR}
        if heirs:
            tracks[former].merged = max(heirs, key=lambda k: (heirs[k], -k))
    return now


def infer_from_centroids(tracks: list[Track], alive: dict[int, np.ndarray], *, end: int, near: int) -> None:
    """Enter mergers and splits in which no work took part, because those of the years between were of no community.

    What lies between two movements that lately ended, or a movement that lay between two lately born, is their merger
    or their split; and a movement has merged into one that it had come nearer to. `near` is how many years back lately
    reaches. Only spans up to the one that ends in `end` are looked at.
    """
    born = [k for k in alive if min(tracks[k].centroids) >= end - near]
    ended = [k for k, m in enumerate(tracks) if k not in alive and m.last >= end - near]
    first = {k: m.centroids[min(m.centroids)] for k, m in enumerate(tracks)}
    last = {k: m.centroids[m.last] for k, m in enumerate(tracks)}
    older = [*ended, *(k for k in alive if k not in born)]
    for new in born:
        for a, b in combinations(older, 2):
            if a in ended or b in ended:
                for gone in (a, b):
                    if gone in ended and tracks[gone].merged < 0 and _between(first[new], last[a], last[b]):
                        tracks[gone].merged = new
    for old in older:
        for a, b in combinations(born, 2):
            if _between(last[old], first[a], first[b]):
                for new in (a, b):
                    tracks[new].parent = old if tracks[new].parent < 0 else tracks[new].parent
    for gone in ended:
        for heir in alive:
            common = [e for e in tracks[gone].centroids if e in tracks[heir].centroids]
            if common and tracks[gone].merged < 0:
                once = np.linalg.norm(tracks[gone].centroids[common[0]] - tracks[heir].centroids[common[0]])
                if np.linalg.norm(last[gone] - last[heir]) < NEARER * once:
                    tracks[gone].merged = heir


def _between(centroid: np.ndarray, a: np.ndarray, b: np.ndarray) -> bool:
    """Whether a centroid is nearer to both others than they are to one another, by :data:`BETWEEN`."""
    return bool(max(np.linalg.norm(centroid - a), np.linalg.norm(centroid - b)) < BETWEEN * np.linalg.norm(a - b))
