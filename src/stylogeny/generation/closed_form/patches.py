"""The closed-form local denoiser: which patches of which works explain a noisy picture, and what they say lies beneath.

For a corpus of latents y with weights w, the exact denoiser of the empirical distribution, restricted to patches, is a
softmax over all patches: E[y | x] = sum_k p_k y_k with p_k proportional to w_k exp(-|x_q - y_k|^2 / 2 sigma^2) for the
patch x_q around a place q (Kamb & Ganguli 2024; Scarvelis et al. 2023). A prior on the distance between the two places
keeps composition at high noise and lets go of it as noise falls.

Distances between all patches cost no more than distances between all places: inner products of places are summed along
the diagonal over the window, one axis at a time.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F


@dataclass(frozen=True)
class PatchSource:
    """One work as latents.

    Parameters
    ----------
    row : int
        Its row in the works table.
    latent : Tensor
        float32[C, h, w], each channel already multiplied by the autoencoder's metric.
    """

    row: int
    latent: torch.Tensor


def window(radius: int) -> torch.Tensor:
    """The weight of each offset along one axis, float32[2 radius + 1]: a Gaussian whose centre weighs 1."""
    offsets = torch.arange(-radius, radius + 1, dtype=torch.float32)
    return torch.exp(-0.5 * (offsets / (0.6 * radius + 0.4)) ** 2)


def pad(latent: torch.Tensor, radius: int) -> torch.Tensor:
    """Mirror the border outwards; a picture too small to mirror repeats its edge."""
    if radius == 0:
        return latent
    mode = "reflect" if radius < min(latent.shape[-2:]) else "replicate"
    return F.pad(latent[None], (radius,) * 4, mode=mode)[0]


def energies(latent: torch.Tensor, radius: int) -> torch.Tensor:
    """Windowed squared norm of every patch, float32[h, w]."""
    g = window(radius)
    squared = pad(latent, radius).square().sum(0)
    rows = torch.einsum("oij,o->ij", squared.unfold(0, 2 * radius + 1, 1).permute(2, 0, 1), g)
    return torch.einsum("oij,o->ij", rows.unfold(1, 2 * radius + 1, 1).permute(2, 0, 1), g)


def distances(query: torch.Tensor, source: torch.Tensor, radius: int) -> torch.Tensor:
    """Windowed squared distance between every patch of two latents.

    Parameters
    ----------
    query, source : Tensor
        float32[C, H, W] and float32[C, h, w].
    radius : int
        Patches are 2 radius + 1 wide.

    Returns
    -------
    Tensor
        float32[H, W, h, w].
    """
    (_, height, width), (_, high, wide) = query.shape, source.shape
    g = window(radius)
    a, b = pad(query, radius), pad(source, radius)
    inner = (a.flatten(1).T @ b.flatten(1)).view(height + 2 * radius, width + 2 * radius, high + 2 * radius, -1)
    down = g[0] * inner[:height, :, :high]
    for o in range(1, 2 * radius + 1):
        down = down.add_(inner[o : o + height, :, o : o + high], alpha=float(g[o]))
    out = g[0] * down[:, :width, :, :wide]
    for o in range(1, 2 * radius + 1):
        out = out.add_(down[:, o : o + width, :, o : o + wide], alpha=float(g[o]))
    square = energies(query, radius)[:, :, None, None] + energies(source, radius)
    return torch.add(square, out, alpha=-2).clamp_(min=0)


def places(high: int, wide: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Where rows and columns lie, in parts of the picture's side."""
    return (torch.arange(high) + 0.5) / high, (torch.arange(wide) + 0.5) / wide


def log_posterior(
    query: torch.Tensor,
    sources: list[PatchSource],
    *,
    sigma: float,
    radius: int,
    reach: float,
    log_weight: torch.Tensor,
) -> torch.Tensor:
    """Log probability of every patch of every source for every place of a noisy picture.

    Parameters
    ----------
    query : Tensor
        float32[C, H, W], clean latents plus noise of standard deviation `sigma`.
    sources : list of PatchSource
        Concatenated in this order.
    radius, reach : int, float
        Patch radius in latents; standard deviation of the positional prior, in parts of the picture's side.
    log_weight : Tensor
        float32[len(sources)]: log datum weights.

    Returns
    -------
    Tensor
        float32[H * W, sum of h * w]; each row's exponentials sum to 1.
    """
    height, width = query.shape[1:]
    y, x = places(height, width)
    parts = []
    for source, weight in zip(sources, log_weight):
        high, wide = source.latent.shape[1:]
        v, u = places(high, wide)
        far = (y[:, None] - v).square()[:, None, :, None] + (x[:, None] - u).square()[None, :, None, :]
        score = distances(query, source.latent, radius).mul_(-0.5 / sigma**2).add_(far, alpha=-0.5 / reach**2)
        # a work counts once however many patches it has
        score += weight - torch.log(torch.tensor(float(high * wide)))
        parts.append(score.reshape(height * width, high * wide))
    return torch.log_softmax(torch.cat(parts, dim=1), dim=1)


def detail(source: PatchSource, radius: int = 1) -> torch.Tensor:
    """Log of how much goes on around every place beyond its mean colour, float32[h * w], on average 0 over the work."""
    latent = source.latent - source.latent.mean(dim=(1, 2), keepdim=True)
    # the channels of most energy are, in most latents, mean colours of places
    strongest = latent.square().mean(dim=(1, 2)).topk(min(3, len(latent))).indices
    latent[strongest] = 0
    return torch.log(energies(latent, radius) + 0.02).flatten()


def draw_patches(
    log_probability: torch.Tensor, sources: list[PatchSource], shape: tuple[int, int], rng: np.random.Generator
) -> torch.Tensor:
    """One patch for every place, drawn from its posterior; neighbours share random numbers, int64[H * W].

    The Gumbel noise of a draw belongs to a displacement (work, where it is copied from less where to), so each place is
    an exact draw from its own posterior and neighbours that agree copy one piece whole.
    """
    height, width = shape
    parts, start = [], 0
    for source in sources:
        high, wide = source.latent.shape[1:]
        gumbel = torch.from_numpy(rng.gumbel(size=(height + high - 1, width + wide - 1)).astype(np.float32))
        shared = gumbel.unfold(0, high, 1).unfold(1, wide, 1).flip(0, 1)
        block = log_probability[:, start : start + high * wide].view(height, width, high, wide)
        parts.append((block + shared).reshape(height * width, high * wide))
        start += high * wide
    return torch.cat(parts, dim=1).argmax(dim=1)


def overlap(chosen: torch.Tensor, sources: list[PatchSource], shape: tuple[int, int], radius: int) -> torch.Tensor:
    """The latents that chosen patches make where they overlap, float32[C, H, W].

    Parameters
    ----------
    chosen : Tensor
        int64[H * W] as :func:`draw_patches` gives them.
    sources : list of PatchSource
    shape : (H, W)
    radius : int
        Each place is the windowed mean of what its neighbours' patches say lies there; 0 takes its own patch alone.
    """
    height, width = shape
    grid = chosen.view(height, width)
    table = torch.cat([pad(s.latent, radius).flatten(1) for s in sources], dim=1)
    sizes = torch.tensor([s.latent.shape[1:] for s in sources])
    starts = torch.cumsum(torch.cat([torch.zeros(1, dtype=torch.long), sizes.prod(dim=1)]), dim=0)
    bigger = (sizes + 2 * radius).prod(dim=1)
    frames = torch.cumsum(torch.cat([torch.zeros(1, dtype=torch.long), bigger]), dim=0)
    which = torch.searchsorted(starts, grid, right=True) - 1
    inside, wide = grid - starts[which], sizes[which, 1]
    y, x, step = inside // wide + radius, inside % wide + radius, wide + 2 * radius
    g = window(radius)
    total = torch.zeros(len(table), height, width)
    weight = torch.zeros(height, width)
    for dy in range(-radius, radius + 1):
        for dx in range(-radius, radius + 1):
            there = (slice(max(0, dy), height + min(0, dy)), slice(max(0, dx), width + min(0, dx)))
            here = (slice(max(0, -dy), height + min(0, -dy)), slice(max(0, -dx), width + min(0, -dx)))
            index = (frames[which] + (y + dy) * step + x + dx)[here]
            share = float(g[dy + radius] * g[dx + radius])
            total[(slice(None), *there)] += share * table[:, index]
            weight[there] += share
    return total / weight
