"""The one trainable denoiser: a small transformer over latent patches, conditioned on time and on a point of the space.

A diffusion transformer (Peebles & Xie 2023) with adaptive layer norms that start as the identity, between a few
convolutions: tokens alone must learn from examples that neighbours agree along their border, which convolutions know
from the start. The condition is a continuous vector, never a label, so points between and beyond works mean something.

What it corrects is the velocity that would be right if latents were Gaussian with the works' own spectrum around a mean
that is linear in the style (the preconditioning of Karras et al. 2022, frequency by frequency). So an untrained network
already draws clouds with the contrast of the corpus and the palette of the style, and training spends its minutes on
what is not Gaussian.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import nn

from ...errors import StylogenyError
from .spectrum import COARSE, cosines

Attend = Callable[[torch.Tensor, torch.Tensor, torch.Tensor], torch.Tensor]  # queries, keys and values to a mixture
SIZES = {  # width, depth, heads, width of the convolutions
    "tiny": (48, 2, 3, 24),
    "mini": (128, 4, 4, 64),
    "small": (192, 6, 6, 64),
    "medium": (384, 10, 6, 128),
    "large": (768, 16, 12, 256),
}


@dataclass(frozen=True)
class NetworkConfig:
    """The shape of a network.

    Parameters
    ----------
    width, depth, heads : int
        Of the transformer.
    channels, condition : int
        Of its latents; length of its condition.
    patch, cells : int
        Latents per side of a token, and of the spectrum.
    lens : bool
        Whether the condition goes through a linear map that is trained with the network.
    near : int
        Width of the convolutions.
    """

    width: int
    depth: int
    heads: int
    channels: int
    condition: int
    patch: int = 2
    cells: int = 16
    lens: bool = False
    near: int = 64

    @classmethod
    def named(cls, size: str, *, channels: int, condition: int, cells: int = 16, lens: bool = False) -> NetworkConfig:
        """One dial: tiny, mini (about 1.6 M parameters), small (4 M), medium, large."""
        if size not in SIZES:
            raise StylogenyError("no such network size", got=size, fix=f"use {', '.join(SIZES)}")
        width, depth, heads, near = SIZES[size]
        return cls(width, depth, heads, channels, condition, cells=cells, lens=lens, near=near)


def fourier_features(values: torch.Tensor, width: int, longest: float) -> torch.Tensor:
    """Sines and cosines of values at geometric frequencies, float[..., width]."""
    half = width // 2
    rates = torch.exp(-math.log(longest) * torch.arange(half, dtype=torch.float32, device=values.device) / half)
    angles = values[..., None].float() * rates
    return torch.cat([angles.cos(), angles.sin()], dim=-1)


def places(rows: int, columns: int, *, side: float, width: int) -> torch.Tensor:
    """Where each token of a picture lies, float32[rows * columns, width].

    Places are parts of the picture, `side` of them a side: a larger one has the same layout, with more in between.
    """
    v, u = torch.meshgrid(*(torch.arange(n) * (side / n) for n in (rows, columns)), indexing="ij")
    half = width // 2
    return torch.cat(
        [fourier_features(v.flatten(), half, 100), fourier_features(u.flatten(), width - half, 100)], dim=-1
    )


class AttentionBlock(nn.Module):
    """Attention and a feed-forward part, each scaled, shifted and gated by the condition."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.norms = nn.ModuleList(nn.LayerNorm(width, elementwise_affine=False, eps=1e-6) for _ in range(2))
        self.mix = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)
        self.feed = nn.Sequential(nn.Linear(width, 4 * width), nn.GELU("tanh"), nn.Linear(4 * width, width))
        self.adapt = nn.Linear(width, 6 * width)
        nn.init.zeros_(self.adapt.weight)
        nn.init.zeros_(self.adapt.bias)

    def forward(
        self, x: torch.Tensor, condition: torch.Tensor, attend: Attend = F.scaled_dot_product_attention
    ) -> torch.Tensor:
        """float[n, T, width] under conditions float[n, width]; `attend` says who looks at whom."""
        s1, b1, g1, s2, b2, g2 = self.adapt(F.silu(condition))[:, None].chunk(6, dim=-1)
        q, k, v = (
            part.unflatten(-1, (self.heads, -1)).transpose(1, 2)
            for part in self.mix(self.norms[0](x) * (1 + s1) + b1).chunk(3, dim=-1)
        )
        x = x + g1 * self.out(attend(q, k, v).transpose(1, 2).flatten(2))
        return x + g2 * self.feed(self.norms[1](x) * (1 + s2) + b2)


class ConvolutionBlock(nn.Module):
    """Two convolutions among neighbours, scaled and shifted by the condition, added to what was there; starts at 0."""

    def __init__(self, width: int, condition: int) -> None:
        super().__init__()
        self.norm = nn.GroupNorm(8, width, affine=False)
        self.first = nn.Conv2d(width, width, 3, padding=1)
        self.second = nn.Conv2d(width, width, 3, padding=1)
        self.adapt = nn.Linear(condition, 2 * width)
        for layer in (self.adapt, self.second):
            nn.init.zeros_(layer.weight)
            nn.init.zeros_(layer.bias)  # type: ignore[arg-type]

    def forward(self, x: torch.Tensor, condition: torch.Tensor) -> torch.Tensor:
        scale, shift = self.adapt(F.silu(condition))[:, :, None, None].chunk(2, dim=1)
        return x + self.second(F.silu(self.first(F.silu(self.norm(x) * (1 + scale) + shift))))


def style_layers(shape: NetworkConfig) -> tuple[nn.Module, nn.Sequential]:
    """The lens through which a network sees the space, the identity at first, and the layers that tell it a style."""
    lens: nn.Module = nn.Identity()
    if shape.lens:
        lens = nn.Linear(shape.condition, shape.condition, bias=False)
        nn.init.eye_(lens.weight)  # type: ignore[arg-type]
    told = nn.Sequential(nn.Linear(shape.condition, shape.width), nn.SiLU(), nn.Linear(shape.width, shape.width))
    return lens, told


class Denoiser(nn.Module):
    """Maps noisy latents, a time in [0, 1] and a style vector to a velocity on the straight path from noise to latents.

    Other families turn it into what they ask for: with x = (1 - t) noise + t clean, the clean latents are
    x + (1 - t) velocity and the noise is x - t velocity.

    Parameters
    ----------
    shape : NetworkConfig
    spectrum : Tensor, optional
        float32[C, cells, cells] from :func:`.spectrum_of`; by default that of white latents.
    coarse_mean : Tensor, optional
        float32[C * COARSE**2, d] from :func:`.coarse_mean_of`, trained further; by default zero.
    """

    spectrum: torch.Tensor

    def __init__(
        self, shape: NetworkConfig, spectrum: torch.Tensor | None = None, coarse_mean: torch.Tensor | None = None
    ) -> None:
        super().__init__()
        self.shape = shape
        self.coarse_mean = nn.Linear(shape.condition, shape.channels * COARSE**2, bias=False)
        with torch.no_grad():
            self.coarse_mean.weight.zero_() if coarse_mean is None else self.coarse_mean.weight.copy_(coarse_mean)
        grid = (shape.channels, shape.cells, shape.cells)
        self.register_buffer("spectrum", torch.ones(grid) if spectrum is None else spectrum.clone())
        near = shape.near
        self.stem = nn.Conv2d(shape.channels, near, 3, padding=1)
        self.before = nn.ModuleList(ConvolutionBlock(near, shape.width) for _ in range(1))
        self.after = nn.ModuleList(ConvolutionBlock(near, shape.width) for _ in range(2))
        token = near * shape.patch**2
        self.into = nn.Linear(token, shape.width)
        self.time = nn.Sequential(nn.Linear(shape.width, shape.width), nn.SiLU(), nn.Linear(shape.width, shape.width))
        self.lens, self.style = style_layers(shape)
        self.null_condition = nn.Parameter(torch.zeros(shape.width))
        self.blocks = nn.ModuleList(AttentionBlock(shape.width, shape.heads) for _ in range(shape.depth))
        self.norm = nn.LayerNorm(shape.width, elementwise_affine=False, eps=1e-6)
        self.last = nn.Linear(shape.width, 2 * shape.width)
        self.back = nn.Linear(shape.width, token)
        self.out = nn.Conv2d(near, shape.channels, 3, padding=1)
        for layer in (self.last, self.out):
            nn.init.zeros_(layer.weight)
            nn.init.zeros_(layer.bias)  # type: ignore[arg-type]

    def forward(
        self, x: torch.Tensor, t: torch.Tensor, style: torch.Tensor, dropped: torch.Tensor | None = None
    ) -> torch.Tensor:
        """float[n, C, h, w], float[n], float[n, d]; where `dropped` (bool[n]) is true the style is left out."""
        rows, columns = (cosines(n).to(x) for n in x.shape[2:])
        power = self.power(*x.shape[2:])
        at = t.view(-1, 1, 1, 1).to(x.dtype)
        variance = at**2 * power + (1 - at) ** 2
        with torch.autocast(x.device.type, enabled=False):  # the Gaussian part in full precision
            mean = self._mean(x, style, dropped)
            centred = rows @ x @ columns.T - at * mean
            inner = rows.T @ (centred / variance.sqrt()) @ columns
        correction = self.correction(inner, t, style, dropped).to(x.dtype)
        with torch.autocast(x.device.type, enabled=False):
            gaussian = (at * power - (1 - at)) / variance * centred
            velocity = mean + gaussian + (power / variance).sqrt() * (rows @ correction @ columns.T)
            return rows.T @ velocity @ columns

    def _mean(self, x: torch.Tensor, style: torch.Tensor, dropped: torch.Tensor | None) -> torch.Tensor:
        """Mean cosine coefficients of pictures of a style, float[n, C, h, w]; zero where it is left out."""
        shape, (height, width) = self.shape, x.shape[2:]
        coarse = self.coarse_mean(self.lens(style)).view(-1, shape.channels, COARSE, COARSE)
        if dropped is not None:
            coarse = torch.where(dropped.view(-1, 1, 1, 1), torch.zeros_like(coarse), coarse)
        # a constant over more places has a larger coefficient in an orthonormal transform
        coarse = coarse * math.sqrt(height * width) / shape.cells
        return F.pad(coarse.to(x.dtype), (0, width - COARSE, 0, height - COARSE))

    def power(self, height: int, width: int) -> torch.Tensor:
        """The spectrum at the frequencies of a picture of this many latents, float[C, height, width]."""
        cells = self.shape.cells
        rows, columns = (torch.arange(n, device=self.spectrum.device) * cells // n for n in (height, width))
        return self.spectrum[:, rows][:, :, columns]

    def correction(
        self, x: torch.Tensor, t: torch.Tensor, style: torch.Tensor, dropped: torch.Tensor | None
    ) -> torch.Tensor:
        """What the network itself says, from latents of unit spread to latents of unit spread."""
        patch, (height, width) = self.shape.patch, x.shape[2:]
        styled = self.style(self.lens(style))
        if dropped is not None:
            styled = torch.where(dropped[:, None], self.null_condition.to(styled.dtype), styled)
        condition = self.time(fourier_features(1000 * t, self.shape.width, 10_000).to(styled.dtype)) + styled
        near = self.stem(x)
        for part in self.before:
            near = part(near, condition)
        tokens = self.into(F.pixel_unshuffle(near, patch).flatten(2).transpose(1, 2))
        where = places(height // patch, width // patch, side=self.shape.cells / patch, width=self.shape.width)
        tokens = tokens + where.to(tokens)
        for block in self.blocks:
            tokens = block(tokens, condition)
        shift, scale = self.last(F.silu(condition))[:, None].chunk(2, dim=-1)
        far = self.back(self.norm(tokens) * (1 + scale) + shift)
        near = near + F.pixel_shuffle(far.transpose(1, 2).unflatten(2, (height // patch, width // patch)), patch)
        for part in self.after:
            near = part(near, condition)
        return self.out(near)
