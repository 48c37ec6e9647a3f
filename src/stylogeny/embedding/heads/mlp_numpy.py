"""One trained network applied with NumPy: places on the principal axes -> a posterior over years."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.special import erf, softmax


@dataclass(frozen=True, eq=False)
class NumpyMLP:
    """A network of two hidden layers.

    Parameters
    ----------
    tensors : mapping of ndarray
        ``w1, b1, w2, b2`` the hidden layers; ``wy, by`` from these to the logits of the years' bins.
    """

    tensors: Mapping[str, np.ndarray]

    def posterior(self, places: np.ndarray) -> np.ndarray:
        """P(year) at places float32[n, r], float64[n, m]."""
        t, x = self.tensors, np.asarray(places, np.float32)
        for k in (1, 2):
            x = x @ t[f"w{k}"].T + t[f"b{k}"]
            x = (0.5 * x * (1 + erf(x / np.float32(np.sqrt(2))))).astype(np.float32)
        return softmax((x @ t["wy"].T + t["by"]).astype(np.float64), axis=1)
