"""Works chosen by weight: the heaviest, or a random draw in which no work's chance moves another's."""

from __future__ import annotations

import numpy as np


def top_rows(weights: np.ndarray, count: int) -> np.ndarray:
    """Rows of the `count` largest positive weights, heaviest first, int64."""
    order = np.argsort(-weights, kind="stable")[:count]
    return order[weights[order] > 0]


def sample_rows(weights: np.ndarray, count: int, rng: np.random.Generator) -> np.ndarray:
    """At most `count` rows drawn without replacement in proportion to their weights (Gumbel top-k), int64, sorted.

    One random number per work, so a work of weight 0 does not move another's.
    """
    gumbel = rng.gumbel(size=len(weights))
    with np.errstate(divide="ignore"):
        return np.sort(top_rows(np.exp(np.clip(np.log(weights) + gumbel, -700, 700)) * (weights > 0), count))
