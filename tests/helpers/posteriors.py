"""Normal posteriors over evenly spaced years, of which everything is known."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

YEARS = np.arange(1500.0, 1901.0, 5.0)


def normal_posteriors(mean: Sequence[float] | np.ndarray, sd: Sequence[float] | np.ndarray) -> np.ndarray:
    """P(year) over :data:`YEARS`, float64[n, m], normal with these means and standard deviations."""
    p = np.exp(-0.5 * ((YEARS - np.asarray(mean)[:, None]) / np.asarray(sd)[:, None]) ** 2)
    return p / p.sum(1, keepdims=True)
