"""Embedding: works as vectors in which time and style are legible."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..corpus.works import Works
from ..errors import StylogenyError


@dataclass(frozen=True, eq=False)
class Embedding:
    """Vectors of all works, in the order of the works table.

    Parameters
    ----------
    works : Works
        n works.
    vectors : ndarray
        float32[n, d]; rows of refused works are zero.
    time_axis : ndarray
        float32[d], unit length: the direction along which the predicted year grows.
    provenance : mapping
        How they were made (backbone, parameters, seed).
    """

    works: Works
    vectors: np.ndarray
    time_axis: np.ndarray
    provenance: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        v = np.asarray(self.vectors, dtype=np.float32)
        if v.ndim != 2 or len(v) != len(self.works):
            raise StylogenyError("one vector a work is expected", got=f"shape {v.shape} for {len(self.works)} works")
        bad = ~np.isfinite(v).all(axis=1)
        if bad.any():
            raise StylogenyError(
                "vectors must be finite", got=f"NaN or infinity for work {self.works.ids[bad.argmax()]!r}", fix="leave that work out"
            )
        object.__setattr__(self, "vectors", v)
        object.__setattr__(self, "time_axis", np.asarray(self.time_axis, dtype=np.float32))

    @classmethod
    def from_vectors(cls, works: Works, vectors: np.ndarray) -> Embedding:
        """Your own vectors, one a work, as they are; the time axis is found by ridge regression on the dated works."""
        vectors = np.asarray(vectors, dtype=np.float32)
        axis = np.zeros(vectors.shape[-1], dtype=np.float32)
        space = cls(works, vectors, axis, {"backbone": "your vectors"})
        if works.dated.sum() > 2:
            from sklearn.linear_model import Ridge

            axis = Ridge(alpha=1.0).fit(vectors[works.dated], works.year[works.dated]).coef_
            axis = axis / max(float(np.linalg.norm(axis)), 1e-12)
        return cls(works, space.vectors, axis, space.provenance)
