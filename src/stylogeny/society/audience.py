"""Audiences: several tastes, boredom with what was seen, imitation of what others adopt. Fame is what they adopt."""

from __future__ import annotations

import numpy as np

from ..streams import normals

PUBLICS = 5
FORGETTING = 0.8  # of what a public is familiar with, a year later

ECHO = 5.0  # years in which what was said to an artist is half forgotten
VOICE = 2.0  # the most that talk adds to the liking of a work


def tastes(*, traits: int, seed: int, publics: int = PUBLICS) -> np.ndarray:
    """Taste of each public over the society's traits, float32[p, t]."""
    return normals(seed, "public", index=np.arange(publics), draws=traits).astype(np.float32)


def said(uid: np.ndarray, year: int, heard: tuple[tuple[int, int, float], ...]) -> np.ndarray:
    """What talk adds to the liking of works, float64[n] in the publics' own units; half of it is forgotten every :data:`ECHO` years.

    Parameters
    ----------
    uid : ndarray
        int[n]: each work's artist.
    heard : tuple
        (uid of the artist, year it is heard, weight in [-1, 1]).
    """
    total = np.zeros(len(uid))
    for who, when, weight in heard:
        if when <= year:
            total[uid == who] += weight * 0.5 ** ((year - when) / ECHO)
    return VOICE * np.tanh(total)


def adopt(
    liking: np.ndarray,
    fame: np.ndarray,
    age: np.ndarray,
    event: np.ndarray,
    *,
    imitation: float,
    chance: float,
    attention: float,
    patience: float,
    seed: int,
    year: int,
) -> np.ndarray:
    """Adoptions each work wins this year, float64[n].

    Every public divides one share of `attention` among the works it can see, by a softmax over liking, imitation of what
    has been adopted, age, and luck of its own with each work: the shares of many people who each choose one (McFadden 1974).

    Parameters
    ----------
    liking : ndarray
        float[n, p]: what each public thinks of each work, boredom taken off.
    fame : ndarray
        float[n]: adoptions so far.
    age : ndarray
        int[n]: years since the work was shown.
    event : ndarray
        int64[n]: names each work's luck.
    imitation : float
        Exponent on 1 + adoptions: 0 for publics that do not look at one another.
    chance : float
        Spread of a public's luck with a work, on the log.
    attention : float
        Adoptions a year of all publics together.
    patience : float
        Years in which a work's pull falls by e.
    """
    if not len(event):
        return np.zeros(0)
    luck = chance * normals(seed, "public", year, index=event, draws=liking.shape[1])
    log = liking + luck + (imitation * np.log1p(fame) - age / patience)[:, None]
    share = np.exp(log - log.max(axis=0))
    return (share / share.sum(axis=0)).mean(axis=1) * attention


def familiar(known: np.ndarray, style: np.ndarray, share: np.ndarray) -> np.ndarray:
    """What all publics are used to, float32[d]: a running mean of the styles they adopted."""
    if not len(style) or share.sum() <= 0:
        return known
    return (FORGETTING * known + (1 - FORGETTING) * (share.astype(np.float32) @ style) / share.sum()).astype(np.float32)
