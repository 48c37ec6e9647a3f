"""What a history runs on and what comes of it: the rules of a culture, its calendar, and outcomes.

In a history by a fixed calendar, who makes a work when, and what they come to see, is set beforehand; whom they
follow is not. What the society (society/engine.py) finds out as it goes is scheduled there, so that one cause at a
time can be planted (fame, reaction, revival, loss) and many counterfactual histories can be played side by side as
one batch of arrays.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..society.state import State

PLAIN, COPY, REACTION, REVIVAL, BORROWING, FRESH = range(6)
KINDS = ("plain", "copy", "reaction", "revival", "borrowing", "fresh")


@dataclass(frozen=True)
class Rules:
    """How a culture works. Bonuses are in log odds, lengths in years, steps in standard deviations of style.

    `fame` is the exponent on 1 + offspring so far (preferential attachment), `selection` the weight of critics'
    verdicts, `taste` that of the artist's own; `step` the small change every work makes, `jump` the share of works
    that leap by `leap`.
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
class Outcome:
    """What came of b histories of n works.

    Parameters
    ----------
    latent : ndarray
        float32[b, n, d]; zero, the middle of all styles, for a work that is not exhibited.
    parents, weights : ndarray
        int32[b, n, 3] (-1 none) and float32[b, n, 3]; a work's weights sum to 1 unless it follows nobody.
    fame : ndarray
        float32[b, n]: the shares of those who followed it, or what the publics adopted.
    kind : ndarray
        int8[b, n], one of :data:`KINDS`.
    against : ndarray
        int32[b, n]: the work that a reaction turns away from, -1 for none.
    exhibited : ndarray
        bool[b, n]: whether the work was made and put before others.
    states : tuple of State
        Of a single history that a society made: what it was at the end of every year.
    """

    latent: np.ndarray
    parents: np.ndarray
    weights: np.ndarray
    fame: np.ndarray
    kind: np.ndarray
    against: np.ndarray
    exhibited: np.ndarray
    states: tuple[State, ...] = ()
