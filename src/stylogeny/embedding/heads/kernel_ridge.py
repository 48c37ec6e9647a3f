"""Dating by likeness: kernel ridge regression from the backbone's principal axes to a posterior over years.

A network and a kernel err on different works, so their mean dates better than either. The kernel's coefficients are solved
once without each fold of artists, over one set of remembered works: closed form, seconds for thousands of works.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from scipy.linalg import cho_factor, cho_solve

from ...streams import stream

AXES = 400  # principal axes that likeness is measured in
WORKS = 6000  # most works remembered: the solution costs their cube
RIDGE = 0.1
SHARE = 0.35  # of the posterior beside the network's
AT_ONCE = 2048  # rows compared with the remembered works at a time
FLOOR = 1e-6  # of a bin: a ridge regression may foretell less than nothing


def fit(
    x: np.ndarray, target: np.ndarray, seen: list[np.ndarray], *, axes: np.ndarray, seed: int
) -> tuple[dict[str, np.ndarray], list[dict[str, np.ndarray]]]:
    """Remember works, and solve for each fold what they say.

    Parameters
    ----------
    x : ndarray
        float32[n, D] standardised features; `axes` float[D, r] are theirs.
    target : ndarray
        float[n, m]: what is known of each work's year, rows sum to 1.
    seen : list of ndarray
        bool[n] a fold: the works it may look at.
    seed : int
        Draws the works that are remembered where there are more than :data:`WORKS`.

    Returns
    -------
    dict and list of dict
        ``memory.axes`` float32[D, r], ``memory.places`` float16[w, r], ``memory.reach`` float32[1] (mean squared distance
        from the centre); a fold each ``answers`` float32[w, m] (nought for works it may not look at) and ``usual`` float32[m].
    """
    kept = np.sort(stream(seed, "memory").permutation(len(x))[:WORKS])
    places = (x[kept] @ axes).astype(np.float16).astype(np.float64)
    reach = max(float(np.square(places - places.mean(0)).sum(1).mean()), 1e-12)
    likeness = _likeness(places, places, reach)
    folds = []
    for mask in seen:
        mine = np.flatnonzero(mask[kept])
        usual = target[kept[mine]].mean(0)
        gram = likeness[np.ix_(mine, mine)]
        gram[np.diag_indices_from(gram)] += RIDGE
        answers = np.zeros((len(kept), target.shape[1]), np.float32)
        answers[mine] = cho_solve(cho_factor(gram, overwrite_a=True), target[kept[mine]] - usual)
        folds.append({"answers": answers, "usual": usual})
    shared = {"axes": axes, "places": places.astype(np.float16), "reach": np.array([reach])}
    return {f"memory.{name}": value for name, value in shared.items()}, folds


def posteriors(
    x: np.ndarray, tensors: Mapping[str, np.ndarray], folds: Sequence[Mapping[str, np.ndarray]]
) -> list[np.ndarray]:
    """P(year) of standardised features float32[n, D] as each fold answers, float64[n, m] each."""
    parts: list[list[np.ndarray]] = [[] for _ in folds]
    for start in range(0, len(x), AT_ONCE):
        here = x[start : start + AT_ONCE] @ tensors["memory.axes"]
        alike = _likeness(here, tensors["memory.places"], float(tensors["memory.reach"][0]))
        for part, fold in zip(parts, folds):
            raw = np.maximum(fold["usual"] + alike @ fold["answers"], FLOOR)
            part.append(raw / raw.sum(1, keepdims=True))
    return [np.concatenate(part) for part in parts]


def _likeness(a: np.ndarray, b: np.ndarray, reach: float) -> np.ndarray:
    a, b = a.astype(np.float64), b.astype(np.float64)
    squared = np.square(a).sum(1)[:, None] + np.square(b).sum(1) - 2 * a @ b.T
    return np.exp(-np.maximum(squared, 0) / reach)
