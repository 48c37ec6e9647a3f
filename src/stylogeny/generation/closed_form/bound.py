"""How surprising a picture is to a weighted corpus: a denoising bound in bits per latent dimension.

The denoiser is a mixture over the patches of all works near the same place, each a Gaussian of a small bandwidth, so
its posterior mean is known; the diffusion bound (Kingma et al. 2021, eq. 18) is then half the integral of its squared
error over the signal-to-noise ratio.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch

from ...errors import StylogenyError
from ...progress import progress
from ..autoencoder import Autoencoder, load
from ..styles import Corpus
from .candidates import SIGMAS, PlaceCandidates, Queries, Reference
from .latents import LatentSet

GRID = (0.125, 0.375, 0.625, 0.875)  # places asked about, in parts of the side, along each axis
STEP = 1 / 32  # latents of about unit spread, told apart in steps of this: 8 bits over eight spreads


@dataclass(frozen=True, eq=False)
class DenoisingBound:
    """Queries of some pictures against a corpus; made by :meth:`prepare`, asked by :meth:`score`.

    Parameters
    ----------
    works : int
        n works of the corpus.
    constant : ndarray
        float64[m]: bits per dimension of each picture that no weight changes (prior, last level, cell volume).
    places : tuple of PlaceCandidates
    channels : int
    """

    works: int
    constant: np.ndarray
    places: tuple[PlaceCandidates, ...]
    channels: int

    @classmethod
    def prepare(
        cls,
        corpus: Corpus,
        pictures: Sequence[np.ndarray] | np.ndarray,
        *,
        rows: np.ndarray | None = None,
        autoencoder: Autoencoder | None = None,
        nearest: int = 64,
        others: int = 64,
        seed: int = 0,
    ) -> DenoisingBound:
        """Find the nearest patches of every query, once.

        Parameters
        ----------
        corpus : Corpus
            ``Corpus.of(works)``, or of an embedding or graph.
        pictures : sequence of ndarray, or int64[m]
            Pictures uint8[H, W, 3], or rows of works of the corpus: these are then scored as if they, and all works of
            their near-duplicate group, were not in it.
        rows : ndarray, optional
            int64: the works that make up the corpus (those with pictures by default).
        nearest, others : int
            Exact nearest patches per query, and how many of the rest stand for all of them.
        """
        if not len(pictures):
            raise StylogenyError("no pictures to score")
        autoencoder = autoencoder or load()
        rows = np.flatnonzero(corpus.works.pictured) if rows is None else np.asarray(rows)
        reference = Reference.of(corpus, rows, autoencoder)
        queries = Queries.of(corpus, pictures, autoencoder, seed=seed)
        places = [
            PlaceCandidates.find(reference, queries, place, nearest=nearest, others=others, seed=seed)
            for place in progress([(v, u) for v in GRID for u in GRID], "nearest patches", unit="place")
        ]
        metric = np.asarray(autoencoder.metric, dtype=np.float64)
        constant = _constant(queries.clean, reference.variance, metric)
        return cls(len(corpus.works), constant, tuple(places), len(metric))

    def score(self, weights: np.ndarray) -> np.ndarray:
        """Bits per latent dimension of each picture under these datum weights, float64[m]; lower is less surprising.

        Parameters
        ----------
        weights : ndarray
            float[n], non-negative, not all zero.
        """
        weights = np.asarray(weights, dtype=np.float64)
        if weights.shape != (self.works,) or not np.isfinite(weights).all() or (weights < 0).any() or not weights.any():
            raise StylogenyError(
                "one weight of at least 0 per work is expected, not all 0", got=f"shape {weights.shape}"
            )
        w = torch.from_numpy(weights / weights.max()).float()
        # trapezoid in log snr of snr * error / 2, which is smooth there: per channel error / sigma^2 is in [0, 1]
        logs = -2 * np.log(SIGMAS)
        ends = np.concatenate([logs[:1], logs, logs[-1:]])
        gain = torch.from_numpy((ends[2:] - ends[:-2]) / 2 / np.square(SIGMAS)).float()
        with torch.inference_mode():
            errors = torch.stack([p.errors(w) for p in self.places]).mean(dim=0).view(len(SIGMAS), -1)
        bits = (0.5 * gain[:, None] * errors).double().sum(dim=0).numpy() / self.channels / np.log(2)
        return self.constant + bits


def _constant(clean: LatentSet, variance: torch.Tensor, metric: np.ndarray) -> np.ndarray:
    """Bits of the prior at the highest noise (KL of two Gaussians), the last level's Gaussian, and a cell's volume."""
    noise, prior = SIGMAS[0] ** 2, (SIGMAS[0] ** 2 + variance).double().numpy()
    square = clean.gather(lambda v: v.flatten(2).square().mean(dim=2)).double().numpy()
    prior_nats = 0.5 * (np.log(prior / noise) + (noise + square) / prior - 1).mean(axis=1)
    last_nats = 0.5 * np.log(2 * np.pi * np.e * SIGMAS[-1] ** 2)
    return (prior_nats + last_nats - np.log(metric * STEP).mean()) / np.log(2)
