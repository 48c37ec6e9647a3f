"""One trained network applied with NumPy: backbone features -> inner vectors -> a posterior over years."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.special import erf, softmax

CLIP = 5.0  # standard deviations beyond which a feature is an outlier and says no more


def standard(features: np.ndarray, mean: np.ndarray, scale: np.ndarray) -> np.ndarray:
    """Features in standard deviations, clipped, float32[n, D]."""
    return np.clip((np.asarray(features, np.float32) - mean) / scale, -CLIP, CLIP).astype(np.float32)


@dataclass(frozen=True, eq=False)
class NumpyMLP:
    """A network of two hidden layers.

    Parameters
    ----------
    tensors : mapping of ndarray
        ``mean, scale`` float32[D]; ``w1, b1, w2, b2`` the hidden layers; ``w3, b3`` to inner vectors float32[n, s];
        ``wy, by`` from these to the logits of the years' bins.
    """

    tensors: Mapping[str, np.ndarray]

    def inner(self, features: np.ndarray) -> np.ndarray:
        """Inner vectors float32[n, s] of backbone features float32[n, D]."""
        t = self.tensors
        x = standard(features, t["mean"], t["scale"])
        for k in (1, 2):
            x = x @ t[f"w{k}"].T + t[f"b{k}"]
            x = (0.5 * x * (1 + erf(x / np.float32(np.sqrt(2))))).astype(np.float32)
        return x @ t["w3"].T + t["b3"]

    def posterior(self, inner: np.ndarray) -> np.ndarray:
        """P(year) of inner vectors, float64[n, m]."""
        return softmax((inner @ self.tensors["wy"].T + self.tensors["by"]).astype(np.float64), axis=1)
