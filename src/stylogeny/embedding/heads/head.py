"""The trained head: backbone features -> vectors -> years, and back to the features.

A vector has three parts: the year as networks and memory read it, in standard deviations; their inner vectors, which hold what they
learned about time and style; and, with the same weight, the plain principal components of the backbone, which keep what
nobody asked about. Each network was trained without one fold of the artists;
a work of the run is described by the one that never saw its artist, a new picture by the mean of all. So no vector has its
own date written into it, and new pictures stand on the same footing as old ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from . import kernel_ridge as memory
from .dating import levels, quantiles
from .mlp_numpy import NumpyMLP, standard


@dataclass(frozen=True, eq=False)
class Head:
    """Puts pictures into a space, by their backbone features.

    Parameters
    ----------
    tensors : mapping of ndarray
        ``fold.K.*`` the networks (see :class:`NumpyMLP`) with ``turn`` float32[s, s] and ``shift`` float32[s] that lay their
        inner vectors over one another, and ``answers, usual`` of its memory; ``memory.*`` the remembered works (see
        :mod:`.memory`); ``mean, scale`` float32[D] and ``axes`` float32[D, r] the principal components;
        ``map`` float32[1 + s + r, d] the last layer; ``years`` float32[m] that posteriors are over; ``era`` float32[2] the
        mean and standard deviation of read years; ``wy`` float32[d] and ``by`` from vectors to the year; ``wd, bd`` the
        inverse, from vectors to standardised features; ``positions`` float64[n] where held-out years fell.
    """

    tensors: Mapping[str, np.ndarray]

    @cached_property
    def trunks(self) -> tuple[NumpyMLP, ...]:
        """The networks, one a fold."""
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

    def vectors(self, features: np.ndarray, *, unseen: np.ndarray | None = None) -> np.ndarray:
        """Vectors float32[n, d] of backbone features float32[n, D].

        `unseen` int64[n] names the network that describes each row (the one that did not see its artist); by default the
        mean of all.
        """
        t, each = self.tensors, [trunk.inner(features) for trunk in self.trunks]
        laid = [inner @ trunk.tensors["turn"] + trunk.tensors["shift"] for trunk, inner in zip(self.trunks, each)]
        x = standard(features, t["mean"], t["scale"])
        year = (quantiles(self._dated(x, each, unseen), self.years, 0.5) - t["era"][0]) / t["era"][1]
        rest = x @ t["axes"]
        return (np.concatenate([year[:, None], _pick(laid, unseen), rest], axis=1) @ t["map"]).astype(np.float32)

    def read(self, features: np.ndarray, *, unseen: np.ndarray | None = None) -> np.ndarray:
        """P(year) as networks and memory read it from backbone features, float64[n, m]: sharper than from vectors."""
        x = standard(features, self.tensors["mean"], self.tensors["scale"])
        return self._dated(x, [trunk.inner(features) for trunk in self.trunks], unseen)

    def _dated(self, x: np.ndarray, inner: list[np.ndarray], unseen: np.ndarray | None) -> np.ndarray:
        by_likeness = memory.posteriors(x, self.tensors, [trunk.tensors for trunk in self.trunks])
        by_network = [trunk.posterior(part) for trunk, part in zip(self.trunks, inner)]
        each = [(1 - memory.SHARE) * a + memory.SHARE * b for a, b in zip(by_network, by_likeness)]
        return _pick(each, unseen)

    def interval(self, posterior: np.ndarray, *, coverage: float = 0.9) -> tuple[np.ndarray, np.ndarray]:
        """Years between which works by unseen artists lie with this probability; `posterior` from :meth:`read`."""
        low, high = levels(self.tensors["positions"], coverage)
        return quantiles(posterior, self.years, low), quantiles(posterior, self.years, high)

    def date(self, vectors: np.ndarray) -> np.ndarray:
        """Year of vectors, float64[n]: linear in them, and what the networks read where a vector comes from a picture."""
        return np.asarray(vectors, np.float64) @ self.tensors["wy"] + float(self.tensors["by"][0])

    def decode(self, vectors: np.ndarray) -> np.ndarray:
        """Backbone features that vectors stand for, float32[n, D]."""
        t = self.tensors
        x = np.asarray(vectors, np.float32) @ t["wd"] + t["bd"]
        return (x * t["scale"] + t["mean"]).astype(np.float32)

    def mapped(self, change: np.ndarray) -> Head:
        """The head with its vectors multiplied by `change` float[d, d]; dating and inverse follow along."""
        t, back = dict(self.tensors), np.linalg.inv(change)
        t["map"] = (t["map"] @ change).astype(np.float32)
        t["wy"] = (back @ t["wy"]).astype(np.float32)
        t["wd"] = (back @ t["wd"]).astype(np.float32)
        return Head(t)


def _pick(each: list[np.ndarray], unseen: np.ndarray | None) -> np.ndarray:
    if unseen is None:
        return np.mean(each, axis=0)
    return np.stack(each)[np.asarray(unseen), np.arange(len(unseen))]
