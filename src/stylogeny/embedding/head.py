"""The trained head: backbone features -> vectors -> years, and back to the features."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.special import erf, softmax

CLIP = 5.0  # standard deviations beyond which a feature is an outlier and says no more


def _gelu(x: np.ndarray) -> np.ndarray:
    return 0.5 * x * (1 + erf(x / np.sqrt(2)))


@dataclass(frozen=True, eq=False)
class Head:
    """A small network applied with NumPy: features (D) -> vectors (d) -> a posterior over years.

    Parameters
    ----------
    tensors : mapping of ndarray
        ``mean, scale`` float32[D]; ``wK, bK`` of the two hidden layers and the projection; ``wy, by`` from vectors to the
        logits of `years` float32[m]; ``wd1, bd1, wd2, bd2`` the inverse, from vectors to standardised features.
    """

    tensors: Mapping[str, np.ndarray]

    def standard(self, features: np.ndarray) -> np.ndarray:
        """Features in standard deviations, clipped, float32[n, D]."""
        t = self.tensors
        return np.clip((np.asarray(features, np.float32) - t["mean"]) / t["scale"], -CLIP, CLIP)

    def vectors(self, features: np.ndarray) -> np.ndarray:
        """Vectors float32[n, d] of backbone features float32[n, D]."""
        t = self.tensors
        x = self.standard(features)
        for k in (1, 2):
            x = _gelu(x @ t[f"w{k}"].T + t[f"b{k}"])
        return (x @ t["w3"].T + t["b3"]).astype(np.float32)

    @cached_property
    def years(self) -> np.ndarray:
        """The years that the posterior is over, float64[m], increasing."""
        return self.tensors["years"].astype(np.float64)

    def posterior(self, vectors: np.ndarray) -> np.ndarray:
        """P(year) of vectors, float64[n, m] over :attr:`years`."""
        t = self.tensors
        return softmax((np.asarray(vectors, np.float32) @ t["wy"].T + t["by"]).astype(np.float64), axis=1)

    def quantile(self, vectors: np.ndarray, level: float) -> np.ndarray:
        """A quantile of the posterior over years, interpolated between them, float64[n]."""
        cumulative = self.posterior(vectors).cumsum(axis=1)
        return np.array([np.interp(level, row, self.years) for row in cumulative])

    def date(self, vectors: np.ndarray) -> np.ndarray:
        """Most likely year by absolute error (the posterior's median), float64[n]."""
        return self.quantile(vectors, 0.5)

    def decode(self, vectors: np.ndarray) -> np.ndarray:
        """Backbone features that vectors stand for, float32[n, D]."""
        t = self.tensors
        x = _gelu(np.asarray(vectors, np.float32) @ t["wd1"].T + t["bd1"]) @ t["wd2"].T + t["bd2"]
        return (x * t["scale"] + t["mean"]).astype(np.float32)
