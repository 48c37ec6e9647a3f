"""How surprising a picture is to a weighted corpus: a denoising bound in bits per latent dimension.

The denoiser is a mixture over the patches of all works near the same place, each a Gaussian of a small bandwidth, so
its posterior mean is known; the diffusion bound (Kingma et al. 2021, eq. 18) is then half the integral of its squared
error over the signal-to-noise ratio. Distances do not depend on the datum weights: the nearest patches of every
query, and a random sample that stands for all the others, are found once, and every deletion and every bootstrap is a
re-weighted softmax over them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F

from ...errors import StylogenyError
from ...progress import progress
from ...streams import stream
from ..autoencoder import Autoencoder, load
from ..styles import Corpus
from .latents import LatentSet, nearest_place, patch_at, pictures_of
from .patches import window

GRID = (0.125, 0.375, 0.625, 0.875)  # places asked about, in parts of the side, along each axis
REACH = 0.2  # patches this far from a place may explain it, in parts of the side
SIGMAS = (3.2, 1.6, 0.8, 0.4, 0.2, 0.1)  # noise levels, falling
BANDWIDTH = 0.35  # standard deviation of each patch's Gaussian, in parts of the spread of each channel
BACKGROUND = 0.01  # mass of one broad Gaussian a place: what is left when every near patch is deleted
STEP = 1 / 32  # latents of about unit spread, told apart in steps of this: 8 bits over eight spreads


def _noised(asked: LatentSet, sigma: float, seed: int) -> LatentSet:
    def add(positions: np.ndarray, values: torch.Tensor) -> torch.Tensor:
        noise = [
            stream(seed, "bound", int(i), sigma).standard_normal(values.shape[1:], dtype=np.float32) for i in positions
        ]
        return values + sigma * torch.from_numpy(np.stack(noise))

    return asked.map(add)


@dataclass(frozen=True, eq=False)
class _Place:
    """The candidates of every query at one place; Q queries (a picture at a noise level), K candidates each."""

    owner: torch.Tensor  # int64[k]: work row of each patch near the place
    centres: torch.Tensor  # float32[k, C]
    near: torch.Tensor  # int64[Q, K]: candidates among the k patches
    score: torch.Tensor  # float32[Q, K]: log likelihood, and the log of how many patches a candidate stands for
    broad_score: torch.Tensor  # float32[Q, 1]: log likelihood under the broad Gaussian
    broad: torch.Tensor  # float32[Q, C]: what the broad Gaussian denoises to, before `kept`
    kept: torch.Tensor  # float32[Q, C]: share of the noisy query in the denoised one
    noisy: torch.Tensor  # float32[Q, C]
    clean: torch.Tensor  # float32[Q, C]

    def errors(self, weights: torch.Tensor) -> torch.Tensor:
        """Squared error of the denoised query, summed over channels, float32[Q]."""
        mass = weights[self.owner]
        logs = torch.log(mass)[self.near] + self.score - torch.log(mass.sum()) + np.log(1 - BACKGROUND)
        p = torch.softmax(torch.cat([logs, self.broad_score + np.log(BACKGROUND)], dim=1), dim=1)
        mean = F.embedding_bag(self.near, self.centres, per_sample_weights=p[:, :-1].contiguous(), mode="sum")
        mean = mean + p[:, -1:] * self.broad
        return (mean * (1 - self.kept) + self.noisy * self.kept - self.clean).square().sum(dim=1)


@dataclass(frozen=True, eq=False)
class DenoisingBound:
    """Queries of some pictures against a corpus; made by :meth:`prepare`, asked by :meth:`score`.

    Parameters
    ----------
    works : int
        n works of the corpus.
    constant : ndarray
        float64[m]: bits per dimension of each picture that no weight changes (prior, last level, cell volume).
    places : tuple of _Place
    channels : int
    """

    works: int
    constant: np.ndarray
    places: tuple[_Place, ...]
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
            Exact nearest patches a query, and how many of the rest stand for all of them.
        """
        if not len(pictures):
            raise StylogenyError("no pictures to score")
        autoencoder = autoencoder or load()
        rows = np.flatnonzero(corpus.works.pictured) if rows is None else np.asarray(rows)
        shelf = LatentSet.of(pictures_of(corpus, rows), autoencoder)
        groups = corpus.works.table["group"].to_numpy()
        own = np.full(len(pictures), -1)
        if isinstance(pictures, np.ndarray) and pictures.ndim == 1:
            own = groups[pictures]
            asked = LatentSet.of(pictures_of(corpus, pictures), autoencoder)
        else:
            asked = LatentSet.of((np.asarray(p) for p in pictures), autoencoder)
        noisy = [_noised(asked, sigma, seed) for sigma in SIGMAS]
        variance = torch.cat([v.transpose(0, 1).flatten(1) for _, v in shelf.groups], dim=1).var(dim=1)
        places = []
        for place in progress([(v, u) for v in GRID for u in GRID], "nearest patches", unit="place"):
            patches, owner = shelf.patches(place, REACH)
            mine = torch.from_numpy(own[:, None] == groups[rows][owner])
            sample = stream(seed, "bound", "others", *place).choice(len(owner), min(others, len(owner)), replace=False)

            def around(v: torch.Tensor, place: tuple[float, float] = place) -> torch.Tensor:
                return patch_at(v, *nearest_place(v, place))

            places.append(
                _place(
                    [n.gather(around) for n in noisy],
                    asked.gather(around)[:, 4::9],
                    patches,
                    torch.from_numpy(rows[owner]),
                    mine,
                    variance,
                    nearest,
                    torch.from_numpy(sample),
                )
            )
        metric = np.asarray(autoencoder.metric, dtype=np.float64)
        return cls(len(corpus.works), _constant(asked, variance, metric), tuple(places), len(metric))

    def score(self, weights: np.ndarray) -> np.ndarray:
        """Bits per latent dimension of each picture under these datum weights, float64[m]; lower is less surprising.

        Parameters
        ----------
        weights : ndarray
            float[n], non-negative, not all zero.
        """
        weights = np.asarray(weights, dtype=np.float64)
        if weights.shape != (self.works,) or not np.isfinite(weights).all() or (weights < 0).any() or not weights.any():
            raise StylogenyError("one weight of at least 0 a work is expected, not all 0", got=f"shape {weights.shape}")
        w = torch.from_numpy(weights / weights.max()).float()
        # trapezoid in log snr of snr * error / 2, which is smooth there: error / sigma^2 lies between 0 and 1 a channel
        logs = -2 * np.log(SIGMAS)
        ends = np.concatenate([logs[:1], logs, logs[-1:]])
        gain = torch.from_numpy((ends[2:] - ends[:-2]) / 2 / np.square(SIGMAS)).float()
        with torch.inference_mode():
            errors = torch.stack([p.errors(w) for p in self.places]).mean(dim=0).view(len(SIGMAS), -1)
        bits = (0.5 * gain[:, None] * errors).double().sum(dim=0).numpy() / self.channels / np.log(2)
        return self.constant + bits


def _constant(asked: LatentSet, variance: torch.Tensor, metric: np.ndarray) -> np.ndarray:
    """Prior at the highest noise (KL of two Gaussians), the last level's Gaussian, and the volume of a cell, in bits."""
    noise, prior = SIGMAS[0] ** 2, (SIGMAS[0] ** 2 + variance).double().numpy()
    square = asked.gather(lambda v: v.flatten(2).square().mean(dim=2)).double().numpy()
    prior_nats = 0.5 * (np.log(prior / noise) + (noise + square) / prior - 1).mean(axis=1)
    last_nats = 0.5 * np.log(2 * np.pi * np.e * SIGMAS[-1] ** 2)
    return (prior_nats + last_nats - np.log(metric * STEP).mean()) / np.log(2)


def _place(
    queries: list[torch.Tensor],
    clean: torch.Tensor,
    patches: torch.Tensor,
    owner: torch.Tensor,
    mine: torch.Tensor,
    variance: torch.Tensor,
    nearest: int,
    sample: torch.Tensor,
) -> _Place:
    """Search one place, level by level: every level has its own scale of distances."""
    g = torch.outer(window(1), window(1)).reshape(-1)
    bell = g.repeat(len(variance))  # the window weight of every dimension of a patch
    mean, spread = patches.mean(dim=0), patches.var(dim=0) / bell
    centre = slice(4, None, 9)
    count = min(nearest, len(patches))
    near, score, broad_score, broad, kept = [], [], [], [], []
    for sigma, query in zip(SIGMAS, queries):
        total = sigma**2 + variance * BANDWIDTH**2
        scale = total.repeat_interleave(9).rsqrt()
        a, b = query * scale, patches * scale
        squared = (a.square().sum(1)[:, None] + b.square().sum(1) - 2 * a @ b.T).clamp_(min=0)
        squared[mine] = torch.inf
        base = -0.5 * (bell * total.repeat_interleave(9).log()).sum()
        best, index = squared.topk(count, largest=False)
        rest = squared[:, sample].masked_fill((index[:, :, None] == sample).any(dim=1), torch.inf)
        stands_for = np.log(max(len(patches) - count, 1) / len(sample))
        near.append(torch.cat([index, sample.expand(len(index), -1)], dim=1))
        score.append(torch.cat([base - 0.5 * best, base - 0.5 * rest + stands_for], dim=1))
        wide = spread + sigma**2
        off = (query - mean).square() / wide
        broad_score.append(-0.5 * (off + bell * wide.log()).sum(dim=1, keepdim=True))
        # written so that (1 - kept) * broad + kept * noisy is the Wiener estimate of the broad Gaussian
        share, v = variance * BANDWIDTH**2 / total, spread[centre]
        wiener = mean[centre] + v / (v + sigma**2) * (query[:, centre] - mean[centre])
        broad.append((wiener - share * query[:, centre]) / (1 - share))
        kept.append(share.expand(len(query), -1))
    return _Place(
        owner, patches[:, centre].contiguous(), torch.cat(near), torch.cat(score), torch.cat(broad_score),
        torch.cat(broad), torch.cat(kept), torch.cat([q[:, centre] for q in queries]), clean.repeat(len(SIGMAS), 1),
    )  # fmt: skip
