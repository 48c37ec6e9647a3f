"""InfluenceGraph: who descends from whom, and the descent algebra on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from scipy import sparse

from ..corpus.works import Works
from ..embedding.space import Embedding


@dataclass(frozen=True, eq=False)
class InfluenceGraph:
    """Posterior parents of every work.

    Parameters
    ----------
    embedding : Embedding
        n works as vectors.
    parents : csr_array
        float32[n, n]; row = child, column = parent, value = P(parent) or share. Each row sums to 1 with its `innovation`.
    innovation : ndarray
        float32[n]: the share that has no ancestor in the corpus (1 for works outside the graph).
    years : ndarray
        float64[n]: the strictly ordering dates used (NaN for works outside the graph); every parent is strictly earlier.
    params : mapping
        The fitted model, and how it was fitted.
    """

    embedding: Embedding
    parents: sparse.csr_array
    innovation: np.ndarray
    years: np.ndarray
    params: Mapping[str, Any] = field(default_factory=dict)

    @property
    def works(self) -> Works:
        return self.embedding.works

    @cached_property
    def order(self) -> np.ndarray:
        """Rows from earliest to latest (works outside the graph last), int64[n]."""
        return np.argsort(self.years, kind="stable")
