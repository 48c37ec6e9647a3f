"""Audiences: several tastes, boredom with what was seen, imitation of what others adopt. Fame is what they adopt."""

from __future__ import annotations

import numpy as np

from ..streams import normals

PUBLICS = 5
WINDOW = 6  # years in which a work is before the public
FAMILIARITY_KEPT = 0.8  # of what publics are familiar with, a year later
TALK_HALF_LIFE = 5.0  # years in which what was said to an artist is half forgotten
MAX_TALK = 2.0  # the most that talk adds to the liking of a work


def public_tastes(*, traits: int, seed: int, publics: int = PUBLICS) -> np.ndarray:
    """Taste of each public over the society's traits, float32[p, t]."""
    return normals(seed, "public", index=np.arange(publics), draws=traits).astype(np.float32)


def talk_effect(uid: np.ndarray, year: int, events: tuple[tuple[int, int, float], ...]) -> np.ndarray:
    """What talk adds to the liking of works, float64[n] in the publics' own units; half is forgotten in five years.

    Parameters
    ----------
    uid : ndarray
        int[n]: each work's artist.
    year : int
        The year in which it counts.
    events : tuple
        (uid of the artist, year in which it was said, weight in [-1, 1]).
    """
    total = np.zeros(len(uid))
    for artist, when, weight in events:
        if when <= year:
            total[uid == artist] += weight * 0.5 ** ((year - when) / TALK_HALF_LIFE)
    return MAX_TALK * np.tanh(total)


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
    """Adoptions that each work wins this year, float64[n].

    Every public divides one share of `attention` among the works it can see, by a softmax over liking, imitation of
    what has been adopted, age, and luck of its own with each work: the shares of many people who each choose one
    (McFadden 1974).

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
        Adoptions per year of all publics together.
    patience : float
        Years in which a work's pull falls by e.
    seed, year : int
        Own the draws.
    """
    if not len(event):
        return np.zeros(0)
    noise = chance * normals(seed, "public", year, index=event, draws=liking.shape[1])
    log = liking + noise + (imitation * np.log1p(fame) - age / patience)[:, None]
    share = np.exp(log - log.max(axis=0))
    return (share / share.sum(axis=0)).mean(axis=1) * attention


def familiar_style(familiar: np.ndarray, style: np.ndarray, adoptions: np.ndarray) -> np.ndarray:
    """The style that publics are used to after a year, float32[d]: a running mean of the styles they adopted.

    Parameters
    ----------
    familiar : ndarray
        float32[d]: what they were used to before.
    style, adoptions : ndarray
        float32[w, d] and float[w]: what was before them, and how much of it they adopted.
    """
    if not len(style) or adoptions.sum() <= 0:
        return familiar
    adopted = (1 - FAMILIARITY_KEPT) * (adoptions.astype(np.float32) @ style) / adoptions.sum()
    return (FAMILIARITY_KEPT * familiar + adopted).astype(np.float32)
