"""The life of a movement in figures: how recognisable and how varied, what it reacts to, when it goes stale."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

STALE = 0.5  # novelty below this share of its first years' for the rest of its life is stale
SPAN = 5  # years over which novelty is averaged
EARLY = 10  # years from its first work in which a movement reacts to what was before it
OPINION = 0.05  # mean opinion beyond which a critic is for a movement, or against it


@dataclass(frozen=True)
class LifeCycle:
    """Figures of one movement.

    Parameters
    ----------
    recognisability : float
        Balanced accuracy of telling its works from others of the same years by the nearest mean, each work left out of
        its own.
    variation : float
        Mean squared distance from its mean over that of all works of its years.
    reaction : float
        How far it turns back from where its predecessors were heading, the works outside it that its first works
        follow: less the cosine of its way from them and their way from their own parents; 1 straight back, -1 straight
        on, 0 where there were none.
    reacting : float
        Share of its first works that negate a rival's.
    advocates, opponents : int
        Critics who on average speak for it, and against.
    opposed : float
        Share of negations among works outside it that answer one of it.
    stale_from : int, optional
        First year from which what it adds is under half as new as in its first years; None where that never comes.
    """

    recognisability: float
    variation: float
    reaction: float
    reacting: float
    advocates: int
    opponents: int
    opposed: float
    stale_from: int | None


def life_cycle(
    number: int,
    *,
    member: np.ndarray,
    style: np.ndarray,
    year: np.ndarray,
    verdicts: np.ndarray,
    responses: np.ndarray,
    parents: np.ndarray,
) -> LifeCycle:
    """Figures of one movement among n works.

    Parameters
    ----------
    number : int
        Which; `member` int64[n] says whose each work is.
    style, year : ndarray
        float[n, d] and int[n], in order of date.
    verdicts : ndarray
        float[n, k]: each critic's opinion of each work.
    responses : ndarray
        int[n]: 0 build on, 1 negate, 2 travel beside.
    parents : ndarray
        int64[n, k]: rows of each work's parents among these works, -1 for none.
    """
    own = np.flatnonzero(member == number)
    first, last = year[own].min(), year[own].max()
    first_works = own[year[own] < first + EARLY]
    around = np.flatnonzero((year >= first) & (year <= last) & (member != number))
    centre = style[own].mean(axis=0)
    spread = float(np.square(style[own] - centre).sum(axis=1).mean())
    contemporaries = style[(year >= first) & (year <= last)]
    whole = float(np.square(contemporaries - contemporaries.mean(axis=0)).sum(axis=1).mean())
    opinion = verdicts[own].mean(axis=0)
    within = np.append(member == number, False)  # row -1: no parent
    outside = around[within[parents[around]].any(axis=1)]
    return LifeCycle(
        recognisability=_recognisability(style[own], style[around]),
        variation=spread / max(whole, 1e-12),
        reaction=_reaction(first_works, style, parents, member == number),
        reacting=float((responses[first_works] == 1).mean()),
        advocates=int((opinion > OPINION).sum()),
        opponents=int((opinion < -OPINION).sum()),
        opposed=float((responses[outside] == 1).mean()) if len(outside) else 0.0,
        stale_from=_stale_from(style[own], year[own]),
    )


def _recognisability(works: np.ndarray, others: np.ndarray) -> float:
    if len(works) < 2 or len(others) < 2:
        return 1.0
    a, b = works.mean(axis=0), others.mean(axis=0)
    # without itself a work's own mean lies n / (n - 1) as far away
    own = np.square(works - a).sum(1) * (len(works) / (len(works) - 1)) ** 2
    theirs = np.square(others - b).sum(1) * (len(others) / (len(others) - 1)) ** 2
    of_its_own = (own < np.square(works - b).sum(1)).mean()
    of_others = (theirs < np.square(others - a).sum(1)).mean()
    return float((of_its_own + of_others) / 2)


def _reaction(works: np.ndarray, style: np.ndarray, parents: np.ndarray, inside: np.ndarray) -> float:
    before = _outside(works, parents, inside)
    earlier = _outside(before, parents, inside)
    if not len(before) or not len(earlier):
        return 0.0
    way = style[works].mean(axis=0) - style[before].mean(axis=0)
    heading = style[before].mean(axis=0) - style[earlier].mean(axis=0)
    return -float(way @ heading / max(float(np.linalg.norm(way) * np.linalg.norm(heading)), 1e-12))


def _outside(works: np.ndarray, parents: np.ndarray, inside: np.ndarray) -> np.ndarray:
    """The parents of works that are not of the movement."""
    rows = np.unique(parents[works])
    rows = rows[rows >= 0]
    return rows[~inside[rows]]


def _stale_from(style: np.ndarray, year: np.ndarray) -> int | None:
    """The first stale year, None where there is none.

    Novelty is the distance to the nearest earlier work of the movement, averaged over :data:`SPAN` years.
    """
    order = np.argsort(year, kind="stable")
    style, year = style[order], year[order]
    new = np.full(len(style), np.nan)
    for k in range(1, len(style)):
        earlier = style[: np.searchsorted(year, year[k])]
        if len(earlier):
            new[k] = np.sqrt(np.square(earlier - style[k]).sum(axis=1).min())
    by_year = pd.Series(new).groupby(year).mean().dropna()
    if len(by_year) < 2 * SPAN:
        return None
    smooth = by_year.rolling(SPAN, min_periods=1).mean()
    fresh = float(by_year.iloc[:SPAN].mean())
    stale = smooth.to_numpy() < STALE * fresh
    lasting = np.flatnonzero(np.logical_and.accumulate(stale[::-1])[::-1])
    return int(smooth.index[lasting[0]]) if len(lasting) else None
