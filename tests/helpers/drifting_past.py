"""A made-up past for forecasters: two movements whose means drift apart."""

from __future__ import annotations

import numpy as np

from stylogeny.futures.forecast.past import Past


def drifting(n: int = 600, p: int = 3, seed: int = 0) -> Past:
    """Two movements whose means move by 0.02 a year in opposite directions, scatter 0.1."""
    rng = np.random.default_rng(seed)
    years = np.sort(rng.uniform(1800, 1900, n))
    sign = np.where(rng.random(n) < 0.5, 1.0, -1.0)
    z = 0.1 * rng.standard_normal((n, p))
    z[:, 0] += sign * (0.02 * (years - 1800) + 0.5)
    names = np.where(sign > 0, "up", "down").astype(object)
    return Past(z, years, names, np.zeros(p), np.eye(p))
