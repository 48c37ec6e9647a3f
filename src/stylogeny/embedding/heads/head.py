"""The trained head: backbone features -> vectors -> years, and back to the features.

A vector has these parts: the year that was read, in standard deviations; what a kernel regression learned to see in a
picture (its date, its style), rotated onto the directions in which that
varies most; the plain principal components of the backbone, which keep what nobody asked about; and what the backbone
itself measures of style, where it does. A work of the run
is described by the regression and the networks that never saw its artist, a new picture by the mean of all. So no
vector has its own date written into it, and new pictures stand on the same footing as old ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from .dating import period_levels, quantiles
from .kernel_ridge import KernelRidge
from .mlp_numpy import NumpyMLP

CLIP = 5.0  # standard deviations beyond which a feature is an outlier and says no more
FLOOR = 1e-6  # of a bin: a ridge regression may predict less than nothing


def standard(features: np.ndarray, mean: np.ndarray, scale: np.ndarray) -> np.ndarray:
    """Features in standard deviations, clipped, float32[n, D]."""
    return np.clip((np.asarray(features, np.float32) - mean) / scale, -CLIP, CLIP).astype(np.float32)


@dataclass(frozen=True, eq=False)
class Head:
    """Puts pictures into a space, by their backbone features.

    Parameters
    ----------
    tensors : mapping of ndarray
        ``mean, scale`` float32[D] and ``axes`` float32[D, r], from features to places; ``kernel.points`` float16[w, r]
        and ``kernel.scale`` what the regression is over (:class:`.KernelRidge`); per fold ``fold.K.date_coef``
        float16[w, m] and ``date_intercept`` to the years, ``learned_coef`` float32[w, s] and ``learned_intercept`` to
        the learned part of a vector; ``network.K.J.*`` the networks (:class:`.NumpyMLP`), whose weight in a posterior
        is ``network_share``; ``pca_weight`` float32[p] of the first places in a vector; ``kept_columns`` int32[q] the
        features that stand in it too, times ``kept_weight`` float32[1]; ``output_weight`` float32[1 + s + p + q, d]
        the last layer; ``years`` float32[m] that posteriors are over; ``year_mean_std`` float32[2] of the
        years that were read; ``date_weight`` float32[d] and ``date_bias`` from vectors to the year; ``decode_weight,
        decode_bias`` the inverse, from vectors to standardised features; ``held_out_median`` float64[n], ascending,
        and ``held_out_position``: the years that were read of works of unseen artists, and where their true years fell
        in the posteriors.
    """

    tensors: Mapping[str, np.ndarray]

    @cached_property
    def folds(self) -> int:
        """How many folds there are."""
        return sum(name.endswith(".date_intercept") for name in self.tensors)

    @cached_property
    def networks(self) -> tuple[tuple[NumpyMLP, ...], ...]:
        """The networks of each fold."""
        parts: dict[tuple[int, int], dict[str, np.ndarray]] = {}
        for name, value in self.tensors.items():
            if name.startswith("network."):
                _, fold, number, key = name.split(".")
                parts.setdefault((int(fold), int(number)), {})[key] = value
        return tuple(tuple(NumpyMLP(parts[at]) for at in sorted(parts) if at[0] == k) for k in range(self.folds))

    @cached_property
    def years(self) -> np.ndarray:
        """The years that posteriors are over, float64[m], evenly spaced."""
        return self.tensors["years"].astype(np.float64)

    def vectors(self, features: np.ndarray, *, fold: np.ndarray | None = None) -> np.ndarray:
        """Vectors float32[n, d] of backbone features float32[n, D].

        `fold` int64[n] names what describes each row (the fold that did not see its artist); by default the mean of
        all.
        """
        t, places = self.tensors, self._places(features)
        mean, std = t["year_mean_std"]
        year = (quantiles(self._posterior(places, fold), self.years, 0.5) - mean) / std
        learned = self._regression("learned").predict(places, fold=fold)
        columns = t["kept_columns"]
        kept = (np.asarray(features[:, columns], np.float32) - t["mean"][columns]) * t["kept_weight"]
        parts = [year[:, None], learned, places[:, : len(t["pca_weight"])] * t["pca_weight"], kept]
        return (np.concatenate(parts, axis=1) @ t["output_weight"]).astype(np.float32)

    def posterior(self, features: np.ndarray, *, fold: np.ndarray | None = None) -> np.ndarray:
        """P(year) as networks and regression read it from backbone features, float64[n, m]: sharper than from
        vectors."""
        return self._posterior(self._places(features), fold)

    def _places(self, features: np.ndarray) -> np.ndarray:
        return standard(features, self.tensors["mean"], self.tensors["scale"]) @ self.tensors["axes"]

    def _regression(self, what: str) -> KernelRidge:
        t, folds = self.tensors, range(self.folds)
        return KernelRidge(
            t["kernel.points"],
            float(t["kernel.scale"][0]),
            [t[f"fold.{k}.{what}_coef"] for k in folds],
            [t[f"fold.{k}.{what}_intercept"] for k in folds],
        )

    def _posterior(self, places: np.ndarray, fold: np.ndarray | None) -> np.ndarray:
        raw = np.maximum(self._regression("date").predict(places, fold=fold).astype(np.float64), FLOOR)
        by_kernel = raw / raw.sum(1, keepdims=True)
        share = float(self.tensors["network_share"][0])
        if not share:
            return by_kernel
        each = [np.mean([network.posterior(places) for network in networks], axis=0) for networks in self.networks]
        by_network = np.mean(each, axis=0) if fold is None else np.stack(each)[np.asarray(fold), np.arange(len(places))]
        pooled = by_network**share * by_kernel ** (1 - share)
        return pooled / pooled.sum(1, keepdims=True)

    def interval(self, posterior: np.ndarray, *, coverage: float = 0.9) -> tuple[np.ndarray, np.ndarray]:
        """Years between which works by unknown artists lie with this probability, from :meth:`posterior`."""
        t = self.tensors
        low, high = period_levels(
            quantiles(posterior, self.years, 0.5), t["held_out_median"], t["held_out_position"], coverage
        )
        return quantiles(posterior, self.years, low), quantiles(posterior, self.years, high)

    def date(self, vectors: np.ndarray) -> np.ndarray:
        """Year of vectors, float64[n]: linear in them, and what was read where a vector comes from a picture."""
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
