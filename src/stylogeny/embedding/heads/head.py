"""The trained head: backbone features -> vectors -> years, and back to the features.

A vector has three parts: the year as networks and kernel read it, in standard deviations; the networks' inner
vectors, which hold what they learned about time and style; and, with the same weight, the plain principal components
of the backbone, which keep what nobody asked about. Each network was trained without one fold of the artists; a work
of the run is described by the one that never saw its artist, a new picture by the mean of all. So no vector has its
own date written into it, and new pictures stand on the same footing as old ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from . import kernel_ridge
from .dating import levels, quantiles
from .mlp_numpy import NumpyMLP, standard


@dataclass(frozen=True, eq=False)
class Head:
    """Puts pictures into a space, by their backbone features.

    Parameters
    ----------
    tensors : mapping of ndarray
        ``fold.K.*`` the networks (see :class:`.NumpyMLP`) with ``rotation`` float32[s, s] and ``shift`` float32[s]
        that lay their inner vectors over one another, and ``dual_coef, intercept`` of their kernel regression;
        ``kernel.*`` the works it is over (see :mod:`.kernel_ridge`); ``mean, scale`` float32[D] and ``pca_axes``
        float32[D, r] the principal components; ``output_weight`` float32[1 + s + r, d] the last layer; ``years``
        float32[m] that posteriors are over; ``year_mean_std`` float32[2] of the years that were read; ``date_weight``
        float32[d] and ``date_bias`` from vectors to the year; ``decode_weight, decode_bias`` the inverse, from
        vectors to standardised features; ``positions`` float64[n] where held-out years fell in their posteriors.
    """

    tensors: Mapping[str, np.ndarray]

    @cached_property
    def networks(self) -> tuple[NumpyMLP, ...]:
        """The networks, one per fold."""
        parts: dict[int, dict[str, np.ndarray]] = {}
        for name, value in self.tensors.items():
            if name.startswith("fold."):
                _, fold, key = name.split(".")
                parts.setdefault(int(fold), {})[key] = value
        return tuple(NumpyMLP(parts[k]) for k in sorted(parts))

    @cached_property
    def years(self) -> np.ndarray:
        """The years that posteriors are over, float64[m], evenly spaced."""
        return self.tensors["years"].astype(np.float64)

    def vectors(self, features: np.ndarray, *, fold: np.ndarray | None = None) -> np.ndarray:
        """Vectors float32[n, d] of backbone features float32[n, D].

        `fold` int64[n] names the network that describes each row (the one that did not see its artist); by default
        the mean of all.
        """
        t, each = self.tensors, [network.inner(features) for network in self.networks]
        aligned = [
            inner @ network.tensors["rotation"] + network.tensors["shift"]
            for network, inner in zip(self.networks, each)
        ]
        x = standard(features, t["mean"], t["scale"])
        mean, std = t["year_mean_std"]
        year = (quantiles(self._mixture(x, each, fold), self.years, 0.5) - mean) / std
        parts = [year[:, None], _pick(aligned, fold), x @ t["pca_axes"]]
        return (np.concatenate(parts, axis=1) @ t["output_weight"]).astype(np.float32)

    def posterior(self, features: np.ndarray, *, fold: np.ndarray | None = None) -> np.ndarray:
        """P(year) as networks and kernel read it from backbone features, float64[n, m]: sharper than from vectors."""
        x = standard(features, self.tensors["mean"], self.tensors["scale"])
        return self._mixture(x, [network.inner(features) for network in self.networks], fold)

    def _mixture(self, x: np.ndarray, inner: list[np.ndarray], fold: np.ndarray | None) -> np.ndarray:
        by_kernel = kernel_ridge.posteriors(x, self.tensors, [network.tensors for network in self.networks])
        by_network = [network.posterior(part) for network, part in zip(self.networks, inner)]
        share = kernel_ridge.SHARE
        return _pick([(1 - share) * a + share * b for a, b in zip(by_network, by_kernel)], fold)

    def interval(self, posterior: np.ndarray, *, coverage: float = 0.9) -> tuple[np.ndarray, np.ndarray]:
        """Years between which works by unknown artists lie with this probability, from :meth:`posterior`."""
        low, high = levels(self.tensors["positions"], coverage)
        return quantiles(posterior, self.years, low), quantiles(posterior, self.years, high)

    def date(self, vectors: np.ndarray) -> np.ndarray:
        """Year of vectors, float64[n]: linear in them, and what the networks read where a vector comes from a
        picture."""
        return np.asarray(vectors, np.float64) @ self.tensors["date_weight"] + float(self.tensors["date_bias"][0])

    def decode(self, vectors: np.ndarray) -> np.ndarray:
        """Backbone features that vectors stand for, float32[n, D]."""
        t = self.tensors
        x = np.asarray(vectors, np.float32) @ t["decode_weight"] + t["decode_bias"]
        return (x * t["scale"] + t["mean"]).astype(np.float32)

    def mapped(self, change: np.ndarray) -> Head:
        """The head with its vectors multiplied by `change` float[d, d]; dating and inverse follow along."""
        t, back = dict(self.tensors), np.linalg.inv(change)
        t["output_weight"] = (t["output_weight"] @ change).astype(np.float32)
        t["date_weight"] = (back @ t["date_weight"]).astype(np.float32)
        t["decode_weight"] = (back @ t["decode_weight"]).astype(np.float32)
        return Head(t)


def _pick(each: list[np.ndarray], fold: np.ndarray | None) -> np.ndarray:
    """Each row by the network of its fold, or the mean of all networks."""
    if fold is None:
        return np.mean(each, axis=0)
    return np.stack(each)[np.asarray(fold), np.arange(len(fold))]
