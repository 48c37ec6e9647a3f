"""Communities of one span of years, and which of them stand out.

Leiden communities (Traag, Waltman & van Eck 2019) of the graph that joins works that are among each other's nearest by
*other* artists. Separation is 1 less the ratio of two mean distances: from works to their nearest in the community, by
others, and to their nearest outside it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..streams import normals, uniforms

NEIGHBOURS = 10
RESOLUTION = 0.5  # of modularity: below 1, or an even group is cut at random
GAP = 5  # nearest works, inside and outside, by which a community's separation is measured
MIN_WORKS, MIN_ARTISTS = 8, 3
MIN_SHARE = 0.02  # of a span's works
CLOUDS, CLOUD = 3, 1000  # structureless clouds that a span is compared with, and the most works that one has
TIGHTER = 0.13  # how much nearer to one another than is usual at the time a community's works must be, to be followed
BLOCK = 1024  # works whose distances to all others are held at a time


@dataclass(frozen=True, eq=False)
class Communities:
    """A partition of n works.

    Parameters
    ----------
    code : ndarray
        int64[n]: the community of each work.
    separation : ndarray
        float64[c]: of each community; 1 where its works touch, 0 where they are no nearer to one another than to
        others.
    artists : ndarray
        int64[c]: how many artists each community has.
    """

    code: np.ndarray
    separation: np.ndarray
    artists: np.ndarray


@dataclass(frozen=True, eq=False)
class DistinctCommunities:
    """The communities of a span that stand out.

    Parameters
    ----------
    code : ndarray
        int64[n]: the community of each work, -1 for none.
    margin : ndarray
        float64[c]: the separation of each beyond the largest that structureless clouds have.
    tightness : ndarray
        float64[c]: the share by which its works are nearer to one another than is usual at the time, less two standard
        errors.
    """

    code: np.ndarray
    margin: np.ndarray
    tightness: np.ndarray


def distinct_communities(style: np.ndarray, artist: np.ndarray, *, seed: int = 0) -> DistinctCommunities:
    """The communities that stand out among works of one span, `style` float[n, d] by `artist` [n].

    Two bars: better separated than any community in clouds of the same covariance (of fewer works, so that chance is
    rather over- than underrated); and its works nearer to their nearest by others than half of all works of the time
    are to theirs, by the share :data:`TIGHTER`. Neutral copying makes families that pass the first, but all of them are
    about equally close: some pass the second in one span or another, mostly small ones by a few works.
    """
    n = len(style)
    if n < 2 * MIN_WORKS:
        return DistinctCommunities(np.full(n, -1), np.zeros(0), np.zeros(0))
    style = np.asarray(style, dtype=np.float32)
    every = leiden_communities(style, artist, seed=seed)
    size = np.bincount(every.code)
    spacing, _ = _spacing(style, np.unique(artist, return_inverse=True)[1], np.zeros(n, dtype=np.int64))
    usual = max(float(np.median(spacing)), 1e-12)
    tightness = 1 - np.bincount(every.code, spacing) / size / usual
    bar = _separation_by_chance(style, seed=seed)
    large = (size >= MIN_WORKS) & (size >= MIN_SHARE * n) & (every.artists >= MIN_ARTISTS)
    kept = np.flatnonzero(large & (every.separation > bar) & (tightness > TIGHTER))
    new = np.full(len(size), -1)
    new[kept] = np.arange(len(kept))
    error = np.array([spacing[every.code == c].std(ddof=1) for c in kept]) / np.sqrt(size[kept]) / usual
    return DistinctCommunities(new[every.code], every.separation[kept] - bar, tightness[kept] - 2 * error)


def _separation_by_chance(style: np.ndarray, *, seed: int) -> float:
    """The largest separation of a community in clouds of normal points with the covariance of these works."""
    n, d = style.shape
    rows = np.sort(np.argsort(uniforms(seed, "some", index=np.arange(n))[:, 0], kind="stable")[:CLOUD])
    value, axes = np.linalg.eigh(np.cov(style.T.astype(np.float64)).reshape(d, -1))
    root = axes * np.sqrt(np.maximum(value, 0))
    bar = 0.0
    for k in range(CLOUDS):
        noise = normals(seed, "cloud", k, index=rows, draws=d)
        cloud = leiden_communities((noise @ root.T).astype(np.float32), rows, seed=seed)
        large = np.bincount(cloud.code) >= MIN_WORKS
        bar = max(bar, float(np.max(cloud.separation[large], initial=0.0)))
    return bar


def leiden_communities(style: np.ndarray, artist: np.ndarray, *, seed: int = 0) -> Communities:
    """The community of every work, `style` float32[n, d] by `artist` [n]; one of its own for a work without ties."""
    from graspologic_native import leiden

    n = len(style)
    code_of_artist = np.unique(artist, return_inverse=True)[1]
    k = min(NEIGHBOURS, n - 1)
    near = nearest(style, style, k, artist=code_of_artist, other_artists=code_of_artist)
    a, b = np.repeat(np.arange(n), k)[near.ravel() >= 0], near.ravel()[near.ravel() >= 0]
    if not len(a):
        return Communities(np.arange(n), np.zeros(n), np.ones(n, dtype=np.int64))
    # ties that are returned: a dense group is near to everyone, and would otherwise draw its thin surroundings in
    returned = np.isin(a * n + b, b * n + a)
    ties = [(str(x), str(y), 1.0) for x, y in zip(a[returned].tolist(), b[returned].tolist())]
    member: dict[str, int] = leiden(ties, None, RESOLUTION, 0.001, 2, True, seed % 2**31, 1)[1] if ties else {}
    code = np.unique([member.get(str(i), n + i) for i in range(n)], return_inverse=True)[1].astype(np.int64)
    within, without = _spacing(style, code_of_artist, code)
    separation = 1 - np.bincount(code, within) / np.maximum(np.bincount(code, without), 1e-12)
    pairs = np.unique(np.stack([code, code_of_artist]), axis=1)
    return Communities(code, separation, np.bincount(pairs[0], minlength=int(code.max()) + 1))


def nearest(
    style: np.ndarray,
    others: np.ndarray,
    k: int,
    *,
    artist: np.ndarray | None = None,
    other_artists: np.ndarray | None = None,
) -> np.ndarray:
    """Rows of the k nearest of `others` to each of `style`, int64[n, k].

    -1 where all that are left are by the same artist.
    """
    length = np.square(others).sum(axis=1)
    out = []
    for lo in range(0, len(style), BLOCK):
        squared = length - 2 * style[lo : lo + BLOCK] @ others.T
        if artist is not None and other_artists is not None:
            squared[artist[lo : lo + BLOCK, None] == other_artists[None, :]] = np.inf
        rows = np.argpartition(squared, k - 1, axis=1)[:, :k]
        out.append(np.where(np.isfinite(np.take_along_axis(squared, rows, axis=1)), rows, -1))
    return np.concatenate(out)


def _spacing(style: np.ndarray, artist: np.ndarray, code: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean distance of each work to its nearest by others in its community and outside it, float64[n] each.

    Nearest are :data:`GAP` works.
    """
    length = np.square(style).sum(axis=1)
    both: tuple[list[np.ndarray], list[np.ndarray]] = ([], [])
    for lo in range(0, len(style), BLOCK):
        rows = slice(lo, lo + BLOCK)
        squared = length[rows, None] + length - 2 * style[rows] @ style.T
        distance = np.sqrt(np.maximum(squared, 0))
        distance[artist[rows, None] == artist[None, :]] = np.inf
        own = code[rows, None] == code[None, :]
        for side, here in zip(both, (own, ~own)):
            k = min(GAP, len(style) - 1)
            near = np.partition(np.where(here, distance, np.inf), k - 1, axis=1)[:, :k]
            real = np.isfinite(near)
            side.append(np.where(real, near, 0.0).sum(axis=1) / np.maximum(real.sum(axis=1), 1))
    return np.concatenate(both[0]), np.concatenate(both[1])
