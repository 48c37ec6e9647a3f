"""The patches that may explain noisy pictures at one place: the nearest of them exactly, a sample for all the others.

Distances do not depend on datum weights, so the candidates are found once, and a deletion or a bootstrap is a
re-weighted softmax over them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F

from ...streams import stream
from ..autoencoder import Autoencoder
from ..styles import Corpus
from .latents import LatentSet, nearest_place, patch_at, pictures_of
from .patches import window

REACH = 0.2  # patches this far from a place may explain it, in parts of the side
SIGMAS = (3.2, 1.6, 0.8, 0.4, 0.2, 0.1)  # noise levels, falling
BANDWIDTH = 0.35  # standard deviation of each patch's Gaussian, in parts of the spread of each channel
BACKGROUND = 0.01  # mass of one broad Gaussian per place: what is left when every near patch is deleted
CENTRE = slice(4, None, 9)  # of a 3x3 patch, channel by channel


@dataclass(frozen=True, eq=False)
class Reference:
    """The works that explain pictures.

    Parameters
    ----------
    latents : LatentSet
    rows, groups : ndarray
        int64: their rows in the works table, and their near-duplicate groups.
    variance : Tensor
        float32[C]: of each channel over all of them.
    """

    latents: LatentSet
    rows: np.ndarray
    groups: np.ndarray
    variance: torch.Tensor

    @classmethod
    def of(cls, corpus: Corpus, rows: np.ndarray, autoencoder: Autoencoder) -> Reference:
        """Of the works at `rows`."""
        latents = LatentSet.of(pictures_of(corpus, rows), autoencoder)
        variance = torch.cat([v.transpose(0, 1).flatten(1) for _, v in latents.groups], dim=1).var(dim=1)
        return cls(latents, rows, corpus.works.table["group"].to_numpy()[rows], variance)


@dataclass(frozen=True, eq=False)
class Queries:
    """Pictures to be explained.

    Parameters
    ----------
    clean : LatentSet
    noisy : list of LatentSet
        At each of SIGMAS.
    groups : ndarray
        int64[m]: the near-duplicate group of each where it is a work of the corpus, else -1; no work of a picture's own
        group explains it.
    """

    clean: LatentSet
    noisy: list[LatentSet]
    groups: np.ndarray

    @classmethod
    def of(
        cls, corpus: Corpus, pictures: Sequence[np.ndarray] | np.ndarray, autoencoder: Autoencoder, *, seed: int
    ) -> Queries:
        """Of pictures uint8[H, W, 3], or of works of the corpus int64[m]."""
        if isinstance(pictures, np.ndarray) and pictures.ndim == 1:
            groups = corpus.works.table["group"].to_numpy()[pictures]
            clean = LatentSet.of(pictures_of(corpus, pictures), autoencoder)
        else:
            groups = np.full(len(pictures), -1)
            clean = LatentSet.of((np.asarray(p) for p in pictures), autoencoder)
        return cls(clean, [_add_noise(clean, sigma, seed) for sigma in SIGMAS], groups)


def _add_noise(latents: LatentSet, sigma: float, seed: int) -> LatentSet:
    def add(positions: np.ndarray, values: torch.Tensor) -> torch.Tensor:
        noise = [
            stream(seed, "bound", int(i), sigma).standard_normal(values.shape[1:], dtype=np.float32) for i in positions
        ]
        return values + sigma * torch.from_numpy(np.stack(noise))

    return latents.map(add)


@dataclass(frozen=True, eq=False)
class PlaceCandidates:
    """The candidates of every query at one place; Q queries (a picture at a noise level), K candidates each.

    Parameters
    ----------
    owner, centres : Tensor
        int64[k] and float32[k, C]: work row and centre of each patch near the place.
    near : Tensor
        int64[Q, K]: candidates among the k patches.
    score, broad_score : Tensor
        float32[Q, K]: log likelihood, and the log of how many patches a candidate stands for; float32[Q, 1]: log
        likelihood under the broad Gaussian.
    broad, kept : Tensor
        float32[Q, C]: what the broad Gaussian denoises to, before `kept`: the noisy query's share in the denoised one.
    noisy, clean : Tensor
        float32[Q, C].
    """

    owner: torch.Tensor
    centres: torch.Tensor
    near: torch.Tensor
    score: torch.Tensor
    broad_score: torch.Tensor
    broad: torch.Tensor
    kept: torch.Tensor
    noisy: torch.Tensor
    clean: torch.Tensor

    @classmethod
    def find(
        cls,
        reference: Reference,
        queries: Queries,
        place: tuple[float, float],
        *,
        nearest: int = 64,
        others: int = 64,
        seed: int = 0,
    ) -> PlaceCandidates:
        """Search one place, level by level: every level has its own scale of distances.

        Parameters
        ----------
        reference : Reference
        queries : Queries
        place : (vertical, horizontal)
            In parts of the side.
        nearest, others : int
            Exact nearest patches per query, and how many of the rest stand for all of them.
        seed : int
        """

        def around(v: torch.Tensor) -> torch.Tensor:
            return patch_at(v, *nearest_place(v, place))

        patches, owner = reference.latents.patches_near(place, REACH)
        own = torch.from_numpy(queries.groups[:, None] == reference.groups[owner])
        sample = torch.from_numpy(
            stream(seed, "bound", "others", *place).choice(len(owner), min(others, len(owner)), replace=False)
        )
        noisy = [level.gather(around) for level in queries.noisy]
        variance, bell = reference.variance, _bell(len(reference.variance))
        mean, spread = patches.mean(dim=0), patches.var(dim=0) / bell
        near, score, broad_score, broad, kept = [], [], [], [], []
        for sigma, query in zip(SIGMAS, noisy):
            total = sigma**2 + variance * BANDWIDTH**2
            index, likelihood = _nearest(query, patches, total, own, sample, min(nearest, len(patches)))
            near.append(index)
            score.append(likelihood)
            wide = spread + sigma**2
            off = (query - mean).square() / wide
            broad_score.append(-0.5 * (off + bell * wide.log()).sum(dim=1, keepdim=True))
            # written so that (1 - kept) * broad + kept * noisy is the Wiener estimate of the broad Gaussian
            share, v = variance * BANDWIDTH**2 / total, spread[CENTRE]
            wiener = mean[CENTRE] + v / (v + sigma**2) * (query[:, CENTRE] - mean[CENTRE])
            broad.append((wiener - share * query[:, CENTRE]) / (1 - share))
            kept.append(share.expand(len(query), -1))
        return cls(
            owner=torch.from_numpy(reference.rows[owner]),
            centres=patches[:, CENTRE].contiguous(),
            near=torch.cat(near),
            score=torch.cat(score),
            broad_score=torch.cat(broad_score),
            broad=torch.cat(broad),
            kept=torch.cat(kept),
            noisy=torch.cat([q[:, CENTRE] for q in noisy]),
            clean=queries.clean.gather(around)[:, CENTRE].repeat(len(SIGMAS), 1),
        )

    def errors(self, weights: torch.Tensor) -> torch.Tensor:
        """Squared error of the denoised query, summed over channels, float32[Q]."""
        mass = weights[self.owner]
        logs = torch.log(mass)[self.near] + self.score - torch.log(mass.sum()) + np.log(1 - BACKGROUND)
        p = torch.softmax(torch.cat([logs, self.broad_score + np.log(BACKGROUND)], dim=1), dim=1)
        mean = F.embedding_bag(self.near, self.centres, per_sample_weights=p[:, :-1].contiguous(), mode="sum")
        mean = mean + p[:, -1:] * self.broad
        return (mean * (1 - self.kept) + self.noisy * self.kept - self.clean).square().sum(dim=1)


def _bell(channels: int) -> torch.Tensor:
    """The window weight of every dimension of a patch, float32[9 C]."""
    return torch.outer(window(1), window(1)).reshape(-1).repeat(channels)


def _nearest(
    query: torch.Tensor,
    patches: torch.Tensor,
    total: torch.Tensor,
    own: torch.Tensor,
    sample: torch.Tensor,
    count: int,
) -> tuple[torch.Tensor, torch.Tensor]:
    """The `count` nearest patches and the sample of the others, int64[m, K], and their log likelihoods float32[m, K].

    `total` float32[C] is the variance of each channel around a patch; patches of the query's `own` group are left out.
    """
    scale = total.repeat_interleave(9).rsqrt()
    a, b = query * scale, patches * scale
    squared = (a.square().sum(1)[:, None] + b.square().sum(1) - 2 * a @ b.T).clamp_(min=0)
    squared[own] = torch.inf
    base = -0.5 * (_bell(len(total)) * total.repeat_interleave(9).log()).sum()
    best, index = squared.topk(count, largest=False)
    rest = squared[:, sample].masked_fill((index[:, :, None] == sample).any(dim=1), torch.inf)
    stands_for = np.log(max(len(patches) - count, 1) / len(sample))
    return (
        torch.cat([index, sample.expand(len(index), -1)], dim=1),
        torch.cat([base - 0.5 * best, base - 0.5 * rest + stands_for], dim=1),
    )
