"""Strictly ordering dates: one draw from each work's span of time, owned by the work."""

from __future__ import annotations

import numpy as np

from ..corpus.works import Works
from ..streams import owners, uniforms


def dated_order(years: np.ndarray) -> np.ndarray:
    """The rows of dated works from earliest to latest, int64[m]; NaN years are left out, ties keep their order."""
    return np.argsort(years, kind="stable")[: int(np.isfinite(years).sum())]


def draw_years(works: Works, *, seed: int = 0) -> np.ndarray:
    """One date per work, drawn uniformly from its span; the draw depends on (seed, work id) alone.

    Parameters
    ----------
    works : Works
        n works, each dated to a span [earliest, latest) in years.
    seed : int
        The draw's seed. A work whose moment is known (earliest = latest) always gets that moment.

    Returns
    -------
    ndarray
        float64[n], years; NaN for works that are not dated. Because every draw lies within its span, a strict order of
        draws t_j < t_i implies earliest_j < latest_i.
    """
    u = uniforms(seed, "date", index=owners(works.ids))[:, 0]
    years = works.earliest + u * (works.latest - works.earliest)
    # rounding must not reach the end of a span
    years = np.clip(years, works.earliest, np.maximum(np.nextafter(works.latest, -np.inf), works.earliest))
    return np.where(works.dated, years, np.nan)
