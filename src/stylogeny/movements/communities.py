"""Communities of one span of years, and which of them stand out.

Leiden communities (Traag, Waltman & van Eck 2019) of the graph that joins works that are among each other's nearest by *other*
artists. Separation is 1 less the ratio of two mean distances: from works to their nearest in the community, by others, and to
their nearest outside it.
"""

from __future__ import annotations

import numpy as np

from ..streams import normals, uniforms

NEIGHBOURS = 10
RESOLUTION = 0.5  # of modularity: below 1, or an even group is cut at random
GAP = 5  # nearest works, inside and outside, that a community's separation is measured by
LEAST_WORKS, LEAST_ARTISTS = 8, 3
LEAST_SHARE = 0.02  # of a span's works
CLOUDS, CLOUD = 3, 1000  # structureless clouds a span is compared with, and how many works they have at most
TIGHTER = 0.13  # how much nearer than works of the time usually are the works of a community must be to one another, to be followed
BLOCK = 1024  # works whose distances to all others are held at a time


def standing_out(style: np.ndarray, artist: np.ndarray, *, seed: int = 0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Communities that stand out: code int64[n] (-1: none), by how much their separation does, and how tight each surely is, float64[communities] each.

    Two bars: better separated than any community in clouds of the same covariance (of fewer works, so that chance is rather
    over- than underrated); and its works nearer to their nearest by others than half of all works of the time are to theirs, by
    the share :data:`TIGHTER`. Neutral copying makes families that pass the first, but all of them are about equally close: some pass
    the second in one span or another, mostly small ones by a few works. How tight one surely is takes two standard errors of the mean
    distance off.
    """
    n = len(style)
    if n < 2 * LEAST_WORKS:
        return np.full(n, -1), np.zeros(0), np.zeros(0)
    style = np.asarray(style, dtype=np.float32)
    code, apart, artists = communities(style, artist, seed=seed)
    size = np.bincount(code)
    large = size >= LEAST_WORKS
    spacing, _ = _gap(style, np.unique(artist, return_inverse=True)[1], np.zeros(n, dtype=np.int64))
    usual = max(float(np.median(spacing)), 1e-12)
    tight = 1 - np.bincount(code, spacing) / size / usual
    bar = 0.0
    some = np.sort(np.argsort(uniforms(seed, "some", index=np.arange(n))[:, 0], kind="stable")[:CLOUD])
    value, axes = np.linalg.eigh(np.cov(style.T.astype(np.float64)).reshape(style.shape[1], -1))
    root = axes * np.sqrt(np.maximum(value, 0))
    for k in range(CLOUDS):
        noise = normals(seed, "cloud", k, index=some, draws=style.shape[1])
        by_chance, found, _ = communities((noise @ root.T).astype(np.float32), some, seed=seed)
        bar = max(bar, float(np.max(found[np.bincount(by_chance) >= LEAST_WORKS], initial=0.0)))
    good = np.flatnonzero(
        large & (size >= LEAST_SHARE * n) & (artists >= LEAST_ARTISTS) & (apart > bar) & (tight > TIGHTER)
    )
    new = np.full(len(size), -1)
    new[good] = np.arange(len(good))
    error = np.array([spacing[code == c].std(ddof=1) for c in good]) / np.sqrt(size[good]) / usual
    return new[code], apart[good] - bar, tight[good] - 2 * error


def communities(style: np.ndarray, artist: np.ndarray, *, seed: int = 0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Code int64[n] of every work's community; of each community its separation float64 and number of artists int64."""
    from graspologic_native import leiden

    n = len(style)
    who = np.unique(artist, return_inverse=True)[1]
    k = min(NEIGHBOURS, n - 1)
    near = nearest(style, style, k, mine=who, theirs=who)
    a, b = np.repeat(np.arange(n), k)[near.ravel() >= 0], near.ravel()[near.ravel() >= 0]
    if not len(a):
        return np.arange(n), np.zeros(n), np.ones(n, dtype=np.int64)
    # ties that are returned: a dense group is near to everyone, and would else draw its thin surroundings in
    ways = a * n + b
    returned = np.isin(ways, b * n + a)
    ties = [(str(x), str(y), 1.0) for x, y in zip(a[returned].tolist(), b[returned].tolist())]
    found: dict[str, int] = leiden(ties, None, RESOLUTION, 0.001, 2, True, seed % 2**31, 1)[1] if ties else {}
    # who has no tie is a community of one
    code = np.unique([found.get(str(i), n + i) for i in range(n)], return_inverse=True)[1].astype(np.int64)
    within, without = _gap(style, who, code)
    separation = 1 - np.bincount(code, within) / np.maximum(np.bincount(code, without), 1e-12)
    pairs = np.unique(np.stack([code, who]), axis=1)
    return code, separation, np.bincount(pairs[0], minlength=int(code.max()) + 1)


def nearest(
    style: np.ndarray, others: np.ndarray, k: int, *, mine: np.ndarray | None = None, theirs: np.ndarray | None = None
) -> np.ndarray:
    """Rows of the k nearest of `others` to each of `style`, int64[n, k]; -1 where all that are left are by the same artist."""
    length = np.square(others).sum(axis=1)
    out = []
    for lo in range(0, len(style), BLOCK):
        squared = length - 2 * style[lo : lo + BLOCK] @ others.T
        if mine is not None and theirs is not None:
            squared[mine[lo : lo + BLOCK, None] == theirs[None, :]] = np.inf
        found = np.argpartition(squared, k - 1, axis=1)[:, :k]
        out.append(np.where(np.isfinite(np.take_along_axis(squared, found, axis=1)), found, -1))
    return np.concatenate(out)


def _gap(style: np.ndarray, who: np.ndarray, code: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean distance of each work to its :data:`GAP` nearest by others in its community and outside it, float64[n] each."""
    length = np.square(style).sum(axis=1)
    both: tuple[list[np.ndarray], list[np.ndarray]] = ([], [])
    for lo in range(0, len(style), BLOCK):
        rows = slice(lo, lo + BLOCK)
        squared = length[rows, None] + length - 2 * style[rows] @ style.T
        distance = np.sqrt(np.maximum(squared, 0))
        distance[who[rows, None] == who[None, :]] = np.inf
        own = code[rows, None] == code[None, :]
        for side, here in zip(both, (own, ~own)):
            k = min(GAP, len(style) - 1)
            near = np.partition(np.where(here, distance, np.inf), k - 1, axis=1)[:, :k]
            real = np.isfinite(near)
            side.append(np.where(real, near, 0.0).sum(axis=1) / np.maximum(real.sum(axis=1), 1))
    return np.concatenate(both[0]), np.concatenate(both[1])
