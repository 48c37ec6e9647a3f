"""A claimed hand against the works of the run.

How far a picture is from an artist is told by rank: the share of the works of others that lie nearer to it than the
nearest work of the artist's. For the works of artists with about as many works, each left out in turn, that share is
known, and so how often the true hand looks at least as far away (a conformal p-value).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...embedding.space import Embedding

LEAST = 19  # works that a p-value is told from: with fewer it cannot be below 1/20
BLOCK = 1024


@dataclass(frozen=True)
class HandClaim:
    """How a claimed hand fits.

    Parameters
    ----------
    p : float
        Share of works whose true artist looks at least as far from them.
    nearer : float
        Share of the works of others that lie nearer than the artist's nearest.
    works, artists : int
        That it is calibrated on.
    own : int
        Works of the claimed artist.
    """

    p: float
    nearer: float
    works: int
    artists: int
    own: int


def hand_claim(space: Embedding, vector: np.ndarray, rows: np.ndarray, *, skip: int | None = None) -> HandClaim | None:
    """How a picture at `vector` float32[d] fits the artist of works `rows` int64[k]; None where too few are known.

    Parameters
    ----------
    space : Embedding
    vector : ndarray
    rows : ndarray
    skip : int, optional
        The row of the work that the picture is of, which is no evidence of itself.
    """
    works = space.works
    artist = works.column("artist").astype(str)
    usable = works.pictured & (np.char.str_len(artist) > 0)
    if skip is not None:
        usable = usable.copy()
        usable[skip] = False
    own = rows[usable[rows]]
    if not len(own):
        return None
    kept = np.flatnonzero(usable)
    _, code, counts = np.unique(artist[kept], return_inverse=True, return_counts=True)
    mine = np.isin(kept, own)
    distance = np.linalg.norm(space.vectors[kept] - vector, axis=1)
    nearer = float((distance[~mine] < distance[mine].min()).mean()) if (~mine).any() else 0.0
    alike = (counts - 1 >= len(own) / 2) & (counts - 1 <= 2 * len(own))  # each leaves one out
    asked = np.flatnonzero(alike[code])
    if len(asked) < LEAST:
        return None
    known = _left_out(space.vectors[kept].astype(np.float32), code, asked)
    p = float((1 + (known >= nearer).sum()) / (1 + len(known)))
    return HandClaim(p, nearer, len(known), len(np.unique(code[asked])), len(own))


def _left_out(vectors: np.ndarray, code: np.ndarray, asked: np.ndarray) -> np.ndarray:
    """For each of the works `asked` the share of others' works nearer than the nearest other of its artist's."""
    squared = np.square(vectors).sum(axis=1)
    out = np.empty(len(asked))
    for start in range(0, len(asked), BLOCK):
        rows = asked[start : start + BLOCK]
        distance = squared[None] - 2 * vectors[rows] @ vectors.T  # up to the row's own length
        distance[np.arange(len(rows)), rows] = np.inf
        same = code[rows][:, None] == code[None]
        nearest = np.where(same, distance, np.inf).min(axis=1)
        others = np.maximum((~same).sum(axis=1), 1)
        out[start : start + BLOCK] = ((distance < nearest[:, None]) & ~same).sum(axis=1) / others
    return out
