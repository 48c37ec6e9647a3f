"""What is legible in a space: date error, order of pairs, retrieval of artist and style without hubs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..streams import stream

BLOCK = 1024


@dataclass(frozen=True)
class HeldOutMeasures:
    """What a space was measured to do on works by artists that its head had not seen.

    Parameters
    ----------
    works, artists : int
        How many it was measured on.
    date_error_mean, date_error_median, date_error_of_a_constant : float
        Absolute errors of dating, years; the last that of the median year of all works.
    date_error_macro : float, optional
        The mean over centuries of their mean errors, see :func:`by_century`; None where no century has works enough.
    order_accuracy : float, optional
        See :func:`order_accuracy`; None where no two works are far enough apart.
    decoded_share : float
        The share of the backbone's variance that vectors give back.
    """

    works: int
    artists: int
    date_error_mean: float
    date_error_median: float
    date_error_macro: float | None
    date_error_of_a_constant: float
    order_accuracy: float | None
    decoded_share: float


def date_error(predicted: np.ndarray, years: np.ndarray) -> tuple[float, float]:
    """Mean and median absolute error, years."""
    error = np.abs(np.asarray(predicted, float) - np.asarray(years, float))
    return float(error.mean()), float(np.median(error))


@dataclass(frozen=True)
class CenturyDates:
    """How works of one century are dated.

    Parameters
    ----------
    start : int
        First year of the century.
    works : int
        How many there are.
    read, year : float
        Mean of the years that were read, and of the true ones.
    error : float
        Mean absolute error, years.
    order : float
        :func:`order_accuracy` within the century; NaN where no two works are far enough apart.
    """

    start: int
    works: int
    read: float
    year: float
    error: float
    order: float


def by_century(predicted: np.ndarray, years: np.ndarray, *, least: int = 30) -> list[CenturyDates]:
    """How works of each century that has at least `least` of them are dated, in order of time."""
    start = np.floor(np.asarray(years, float) / 100) * 100
    out = []
    for first in np.unique(start):
        read, year = predicted[start == first], years[start == first]
        if len(year) >= least:
            error, _ = date_error(read, year)
            order = order_accuracy(read, year)
            out.append(CenturyDates(int(first), len(year), float(read.mean()), float(year.mean()), error, order))
    return out


def macro_date_error(predicted: np.ndarray, years: np.ndarray, *, least: int = 30) -> float:
    """Mean absolute error averaged over centuries of at least `least` works, years; NaN where there is none."""
    errors = [century.error for century in by_century(predicted, years, least=least)]
    return float(np.mean(errors)) if errors else float("nan")


def order_accuracy(
    predicted: np.ndarray, years: np.ndarray, *, min_gap: float = 25.0, pairs: int = 200_000, seed: int = 0
) -> float:
    """Share of random pairs more than `min_gap` years apart that are predicted in the right order (ties count half)."""
    draw = stream(seed, "order pairs")
    i, j = draw.integers(0, len(years), (2, pairs))
    kept = np.abs(years[i] - years[j]) > min_gap
    agree = np.sign(predicted[i] - predicted[j])[kept] * np.sign(years[i] - years[j])[kept]
    return float((agree + 1).mean() / 2) if kept.any() else float("nan")


def unit(vectors: np.ndarray) -> np.ndarray:
    """Centred vectors of unit length, float32[n, d]; zero rows stay zero."""
    v = np.asarray(vectors, np.float32)
    v = v - v.mean(0)
    return v / np.maximum(np.linalg.norm(v, axis=1, keepdims=True), 1e-12)


def hubness(vectors: np.ndarray, *, k: int = 10) -> np.ndarray:
    """Mean cosine of each work to its k nearest others, float32[n]: what CSLS takes off (Lample et al. 2018)."""
    u = unit(vectors)
    k = min(k, len(u) - 1)
    out = np.empty(len(u), np.float32)
    for start in range(0, len(u), BLOCK):
        block = u[start : start + BLOCK] @ u.T
        block[np.arange(len(block)), start + np.arange(len(block))] = -np.inf
        out[start : start + BLOCK] = np.partition(block, -k, axis=1)[:, -k:].mean(1)
    return out


def retrieval(
    vectors: np.ndarray,
    labels: np.ndarray,
    *,
    years: np.ndarray | None = None,
    window: float = 20.0,
    exclude: np.ndarray | None = None,
    csls: bool = True,
    k: int = 10,
) -> float:
    """Mean average precision of finding works of the same label, by cosine with or without hubness correction.

    Parameters
    ----------
    vectors : ndarray
        float32[n, d].
    labels : ndarray
        object[n]; empty labels are neither asked for nor counted as right.
    years : ndarray, optional
        float64[n]: with it only works within `window` years of the asked one are ranked.
    exclude : ndarray, optional
        object[n]: works sharing this with the asked one are not ranked (e.g. the artist, when style is asked for).
    csls : bool
        Rank by 2 cos - r(i) - r(j), r the mean cosine to the k nearest works.

    Returns
    -------
    float
        mAP over works with at least one right answer and one wrong one; NaN when there is none.
    """
    u = unit(vectors)
    hub = hubness(vectors, k=k) if csls else np.zeros(len(u), np.float32)
    _, code = np.unique(np.asarray(labels, dtype=str), return_inverse=True)
    known = np.asarray(labels, dtype=str) != ""
    other = None if exclude is None else np.unique(np.asarray(exclude, dtype=str), return_inverse=True)[1]
    precisions = []
    for start in range(0, len(u), BLOCK):
        rows = np.arange(start, min(start + BLOCK, len(u)))
        score = 2 * (u[rows] @ u.T) - hub[None, :]
        allowed = np.ones(score.shape, bool)
        allowed[np.arange(len(rows)), rows] = False
        if years is not None:
            allowed &= np.abs(years[rows, None] - years[None, :]) <= window
        if other is not None:
            allowed &= other[rows, None] != other[None, :]
        for r, row in enumerate(rows):
            if not known[row]:
                continue
            pool = np.flatnonzero(allowed[r])
            right = (code[pool] == code[row]) & known[pool]
            if not right.any() or right.all():
                continue
            ranked = right[np.argsort(-score[r, pool], kind="stable")]
            hits = np.flatnonzero(ranked)
            precisions.append(float((np.arange(1, len(hits) + 1) / (hits + 1)).mean()))
    return float(np.mean(precisions)) if precisions else float("nan")
