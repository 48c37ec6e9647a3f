"""Movements: groups of alike works by several artists that stay recognisable from one span of years to the next.

Each span of years is divided by Leiden communities (Traag, Waltman & van Eck 2019) of the graph that joins works to one another
that are among each other's nearest by *other* artists. A community counts only where it is better separated than those the same method finds in
a structureless cloud of the same covariance. Communities are matched forward only, to the span before and never to a
later one, so that a counterfactual cannot leak the future; a movement is declared at its `persist`-th span in a row.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ..streams import normals

NEIGHBOURS = 10
RESOLUTION = 0.5  # of modularity: below 1, or an even group is cut at random
GAP = 5  # nearest works, inside and outside, that a community's separation is measured by
LEAST_WORKS, LEAST_ARTISTS = 8, 3
CLOUDS = 5  # structureless clouds a span is compared with
OVERLAP = 0.3  # least share of works (of the smaller) that makes two communities one movement's


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
        Spans in a row before a movement is declared.
    """
    inside = ~np.isnan(np.asarray(year, dtype=np.float64))
    n = len(style)
    table: list[dict[str, int]] = []
    member, claimed = np.full(n, -1), np.full(n, -1)
    spans = []
    alive: dict[int, np.ndarray] = {}
    first, last = (int(year[inside].min()), int(year[inside].max())) if inside.any() else (0, -span)
    for end in range(first + span - 1, last + stride, stride):
        rows = np.flatnonzero(inside & (year > end - span) & (year <= end))
        code, beyond = communities(style[rows], artist[rows], seed=seed + end)
        spans.append((end - span + 1, end, np.where(code >= 0, code, -1), beyond))
        groups = [rows[code == c] for c in range(code.max(initial=-1) + 1)]
        alive = {k: works[np.isin(works, rows)] for k, works in alive.items()}  # what is still in sight of this span
        alive = _match(groups, alive, table, end=end, span=span)
        for number, works in alive.items():
            claimed[works[claimed[works] < 0]] = number
            row = table[number]
            row["spans"] += 1
            row["last"] = end
            if row["spans"] == persist:
                row["declared"] = end
    found = pd.DataFrame(
        table, columns=["number", "born", "declared", "last", "spans", "parent", "merged"], dtype=np.int64
    )
    kept = found[found["declared"] > -(10**6)].copy()
    member = np.where(np.isin(claimed, kept["number"]), claimed, -1)
    ends = spans[-1][1] if spans else 0
    kept["died"] = kept["last"].where(kept["last"] < ends).astype("Int64")
    kept["size"] = [int((member == k).sum()) for k in kept["number"]]
    for column in ("parent", "merged"):
        kept[column] = kept[column].where(kept[column].isin(kept["number"]), -1)
    return Movements(kept.drop(columns=["last", "spans"]).reset_index(drop=True), member, tuple(spans))


def communities(style: np.ndarray, artist: np.ndarray, *, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Communities of one span better separated than chance: code int64[n] (-1: none), and by how much float64[communities].

    Separation is 1 less the ratio of two mean distances: from works to their nearest in the community, by others, and to their
    nearest outside it. Chance is the best separated community of as large clouds of the same covariance.
    """
    n = len(style)
    if n < 2 * LEAST_WORKS:
        return np.full(n, -1), np.zeros(0)
    code, apart, artists = _leiden(style, artist, seed)
    centre = style.mean(axis=0)
    value, axes = np.linalg.eigh(np.cov(style.T).reshape(style.shape[1], -1))
    root = axes * np.sqrt(np.maximum(value, 0))
    best = 0.0
    for k in range(CLOUDS):
        cloud = centre + normals(seed, "cloud", k, index=np.arange(n), draws=style.shape[1]) @ root.T
        by_chance, found, _ = _leiden(cloud, np.arange(n), seed)
        best = max(best, float(np.max(found[np.bincount(by_chance) >= LEAST_WORKS], initial=0.0)))
    size = np.bincount(code)
    good = np.flatnonzero((size >= LEAST_WORKS) & (artists >= LEAST_ARTISTS) & (apart > best))
    new = np.full(len(size), -1)
    new[good] = np.arange(len(good))
    return new[code], apart[good] - best


def _leiden(style: np.ndarray, artist: np.ndarray, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Code int64[n] of every work's community; of each community its separation float64 and number of artists int64."""
    from graspologic_native import leiden

    squared = np.square(style).sum(1)[:, None] + np.square(style).sum(1)[None, :] - 2 * style @ style.T
    squared[artist[:, None] == artist[None, :]] = np.inf
    k = min(NEIGHBOURS, len(style) - 1)
    near = np.argpartition(squared, k - 1, axis=1)[:, :k]
    real = np.isfinite(np.take_along_axis(squared, near, axis=1))
    a, b = np.repeat(np.arange(len(style)), k)[real.ravel()], near.ravel()[real.ravel()]
    if not len(a):
        return np.arange(len(style)), np.zeros(len(style)), np.ones(len(style), dtype=np.int64)
    tied = np.zeros(squared.shape, dtype=bool)
    tied[a, b] = True
    # ties that are returned: a dense group is near to everyone, and would else draw its thin surroundings in
    a, b = np.nonzero(tied & tied.T)
    ties = [(str(x), str(y), 1.0) for x, y in zip(a.tolist(), b.tolist())]
    _, found = leiden(ties, None, RESOLUTION, 0.001, 2, True, seed % 2**31, 1)
    n = len(style)  # who has no tie is a community of one
    code = np.unique([found.get(str(i), n + i) for i in range(n)], return_inverse=True)[1].astype(np.int64)
    own = code[:, None] == code[None, :]
    distance = np.sqrt(np.maximum(squared, 0))
    within, without = _nearest(np.where(own, distance, np.inf)), _nearest(np.where(own, np.inf, distance))
    separation = 1 - np.bincount(code, within) / np.maximum(np.bincount(code, without), 1e-12)
    pairs = np.unique(np.stack([code, np.unique(artist, return_inverse=True)[1]]), axis=1)
    artists = np.bincount(pairs[0], minlength=int(code.max()) + 1)
    return code, separation, artists


def _nearest(distance: np.ndarray) -> np.ndarray:
    """Mean distance of each work to its nearest :data:`GAP`, float64[n]; where there are fewer, of those; without any, zero."""
    k = min(GAP, distance.shape[1] - 1)
    near = np.partition(distance, k - 1, axis=1)[:, :k]
    real = np.isfinite(near)
    return np.where(real, near, 0.0).sum(axis=1) / np.maximum(real.sum(axis=1), 1)


def _match(
    groups: list[np.ndarray], alive: dict[int, np.ndarray], table: list[dict[str, int]], *, end: int, span: int
) -> dict[int, np.ndarray]:
    """The movements alive in this span and their works: each group goes on from the movement it shares most works with.

    Of several groups with one movement behind them the one that shares most goes on, the others split off; of several
    movements in one group the one that shares most goes on, the others merge into it.
    """
    numbers = list(alive)
    share = np.zeros((len(groups), len(numbers)))
    for g, works in enumerate(groups):
        for m, number in enumerate(numbers):
            both = len(np.intersect1d(works, alive[number], assume_unique=True))
            share[g, m] = both / max(min(len(works), len(alive[number])), 1)
    share[share < OVERLAP] = 0
    now: dict[int, np.ndarray] = {}
    behind = share.argmax(axis=1) if share.size else np.zeros(len(groups), dtype=int)
    for g in np.argsort(-share.max(axis=1, initial=0), kind="stable") if len(groups) else []:
        strongest = numbers[int(behind[g])] if share.size and share[g, behind[g]] > 0 else -1
        if strongest >= 0 and strongest not in now:
            number = strongest
        else:
            number = len(table)
            table.append(
                {
                    "number": number, "born": end - span + 1, "declared": -(10**6), "last": end, "spans": 0,
                    "parent": strongest, "merged": -1,
                }
            )  # fmt: skip
        now[number] = groups[g]
        for k, former in enumerate(numbers):
            if share[g, k] > 0 and former not in (number, strongest) and not (share[:, k] > share[g, k]).any():
                table[former]["merged"] = number
    for number in now:
        table[number]["merged"] = -1
    return now
