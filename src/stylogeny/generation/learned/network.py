"""The one trainable denoiser: a small transformer over latent patches, conditioned on time and on a point of the space.

A diffusion transformer (Peebles & Xie 2023) with adaptive layer norms that start as the identity, between a few
convolutions: tokens alone must learn from examples that neighbours agree along their border, which convolutions know from the
start. The condition is a continuous vector, never a label, so points between and beyond works mean something.

What it corrects is the velocity that would be right if latents were Gaussian with the works' own spectrum around a mean
that is linear in the style (the preconditioning of Karras et al. 2022, frequency by frequency). So an untrained network
already draws clouds with the contrast of the corpus and the palette of the style, and training spends its minutes on what
is not Gaussian.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any

import torch
import torch.nn.functional as F
from torch import nn

from ...errors import StylogenyError

COARSE = 3  # frequencies a side whose mean depends on the style
SIZES = {
    "tiny": (48, 2, 3, 24),
    "mini": (128, 4, 4, 64),
    "small": (192, 6, 6, 64),
    "medium": (384, 10, 6, 128),
    "large": (768, 16, 12, 256),
}


@dataclass(frozen=True)
class NetworkConfig:
    """Width, depth and heads of a network, channels of its latents, length of its condition, latents a token's side, side
    of the spectrum, whether the condition goes through a lens that is trained with the network, and the width of its
    convolutions."""

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

    def as_dict(self) -> dict[str, Any]:
        """For a checkpoint's metadata."""
        return asdict(self)


def waves(values: torch.Tensor, width: int, longest: float) -> torch.Tensor:
    """Sines and cosines of values at geometric frequencies, float[..., width]."""
    half = width // 2
    rates = torch.exp(-math.log(longest) * torch.arange(half, dtype=torch.float32, device=values.device) / half)
    angles = values[..., None].float() * rates
    return torch.cat([angles.cos(), angles.sin()], dim=-1)


@lru_cache(maxsize=16)
def cosines(n: int) -> torch.Tensor:
    """Orthonormal cosine transform of n places, float32[n, n]; rows are frequencies."""
    with torch.inference_mode(False):  # kept for later, when gradients may be asked for
        k, x = torch.meshgrid(torch.arange(n), torch.arange(n), indexing="ij")
        basis = math.sqrt(2 / n) * torch.cos(math.pi * k * (2 * x + 1) / (2 * n))
        basis[0] /= math.sqrt(2)
    return basis


def spectrum_of(latents: torch.Tensor) -> torch.Tensor:
    """Mean squared cosine coefficients of latents float[n, C, k, k], float32[C, k, k]."""
    basis = cosines(latents.shape[-1])
    return (basis @ latents.float() @ basis.T).square().mean(dim=0).clamp_min(1e-4)


def sketch_of(latents: torch.Tensor, styles: torch.Tensor, *, ridge: float = 0.05) -> torch.Tensor:
    """Ridge regression from styles float[n, d] to the coarsest cosine coefficients of latents float[n, C, k, k].

    Returns
    -------
    Tensor
        float32[C * COARSE**2, d].
    """
    basis = cosines(latents.shape[-1])[:COARSE]
    coarse = (basis @ latents.float() @ basis.T).flatten(1)
    gram = styles.T @ styles + ridge * len(styles) * torch.eye(styles.shape[1])
    return torch.linalg.solve(gram, styles.T @ coarse).T.contiguous()


class Block(nn.Module):
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

    def forward(self, x: torch.Tensor, condition: torch.Tensor) -> torch.Tensor:
        s1, b1, g1, s2, b2, g2 = self.adapt(F.silu(condition))[:, None].chunk(6, dim=-1)
        q, k, v = (
            part.unflatten(-1, (self.heads, -1)).transpose(1, 2)
            for part in self.mix(self.norms[0](x) * (1 + s1) + b1).chunk(3, dim=-1)
        )
        x = x + g1 * self.out(F.scaled_dot_product_attention(q, k, v).transpose(1, 2).flatten(2))
        return x + g2 * self.feed(self.norms[1](x) * (1 + s2) + b2)


class Near(nn.Module):
    """Two convolutions among neighbours, scaled and shifted by the condition, added to what was there; starts as nothing."""

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


class Denoiser(nn.Module):
    """Maps noisy latents, a time in [0, 1] and a style vector to a velocity on the straight path from noise to latents.

    Other families turn it into what they ask for: with x = (1 - t) noise + t clean, the clean latents are
    x + (1 - t) velocity and the noise is x - t velocity.

    Parameters
    ----------
    shape : NetworkConfig
    spectrum : Tensor, optional
        float32[C, cells, cells] from :func:`spectrum_of`; by default that of white latents.
    sketch : Tensor, optional
        float32[C * COARSE**2, d] from :func:`sketch_of`, trained further; by default zero.
    """

    spectrum: torch.Tensor

    def __init__(
        self, shape: NetworkConfig, spectrum: torch.Tensor | None = None, sketch: torch.Tensor | None = None
    ) -> None:
        super().__init__()
        self.shape = shape
        self.sketch = nn.Linear(shape.condition, shape.channels * COARSE**2, bias=False)
        with torch.no_grad():
            self.sketch.weight.zero_() if sketch is None else self.sketch.weight.copy_(sketch)
        grid = (shape.channels, shape.cells, shape.cells)
        self.register_buffer("spectrum", torch.ones(grid) if spectrum is None else spectrum.clone())
        near = shape.near
        self.stem = nn.Conv2d(shape.channels, near, 3, padding=1)
        self.before = nn.ModuleList(Near(near, shape.width) for _ in range(1))
        self.after = nn.ModuleList(Near(near, shape.width) for _ in range(2))
        token = near * shape.patch**2
        self.into = nn.Linear(token, shape.width)
        self.time = nn.Sequential(nn.Linear(shape.width, shape.width), nn.SiLU(), nn.Linear(shape.width, shape.width))
        self.lens: nn.Module = nn.Identity()
        if shape.lens:
            self.lens = nn.Linear(shape.condition, shape.condition, bias=False)
            nn.init.eye_(self.lens.weight)  # type: ignore[arg-type]
        self.style = nn.Sequential(
            nn.Linear(shape.condition, shape.width), nn.SiLU(), nn.Linear(shape.width, shape.width)
        )
        self.nobody = nn.Parameter(torch.zeros(shape.width))
        self.blocks = nn.ModuleList(Block(shape.width, shape.heads) for _ in range(shape.depth))
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
        """float[n, C, h, w], float[n], float[n, d]; where `dropped` (bool[n]) is true the style is not told."""
        rows, columns = (cosines(n).to(x) for n in x.shape[2:])
        power = self._power(*x.shape[2:])
        at = t.view(-1, 1, 1, 1).to(x.dtype)
        spread = at**2 * power + (1 - at) ** 2
        with torch.autocast(x.device.type, enabled=False):  # the Gaussian part in full precision
            mean = self._mean(x, style, dropped)
            seen = rows @ x @ columns.T - at * mean
            inner = rows.T @ (seen / spread.sqrt()) @ columns
        found = self.tokens(inner, t, style, dropped).to(x.dtype)
        with torch.autocast(x.device.type, enabled=False):
            gaussian = (at * power - (1 - at)) / spread * seen
            moved = mean + gaussian + (power / spread).sqrt() * (rows @ found @ columns.T)
            return rows.T @ moved @ columns

    def _mean(self, x: torch.Tensor, style: torch.Tensor, dropped: torch.Tensor | None) -> torch.Tensor:
        """Mean cosine coefficients of pictures of a style, float[n, C, h, w]; zero where it is not told."""
        shape, (height, width) = self.shape, x.shape[2:]
        coarse = self.sketch(self.lens(style)).view(-1, shape.channels, COARSE, COARSE)
        if dropped is not None:
            coarse = torch.where(dropped.view(-1, 1, 1, 1), torch.zeros_like(coarse), coarse)
        # a constant over more places has a larger coefficient in an orthonormal transform
        coarse = coarse * math.sqrt(height * width) / shape.cells
        return F.pad(coarse.to(x.dtype), (0, width - COARSE, 0, height - COARSE))

    def _power(self, height: int, width: int) -> torch.Tensor:
        """The spectrum at the frequencies of a picture of this many latents, float[C, height, width]."""
        cells = self.shape.cells
        rows, columns = (torch.arange(n, device=self.spectrum.device) * cells // n for n in (height, width))
        return self.spectrum[:, rows][:, :, columns]

    def tokens(
        self, x: torch.Tensor, t: torch.Tensor, style: torch.Tensor, dropped: torch.Tensor | None
    ) -> torch.Tensor:
        """The transformer alone, from latents of unit spread to latents of unit spread."""
        patch, (height, width) = self.shape.patch, x.shape[2:]
        told = self.style(self.lens(style))
        if dropped is not None:
            told = torch.where(dropped[:, None], self.nobody.to(told.dtype), told)
        condition = self.time(waves(1000 * t, self.shape.width, 10_000).to(told.dtype)) + told
        near = self.stem(x)
        for part in self.before:
            near = part(near, condition)
        tokens = self.into(F.pixel_unshuffle(near, patch).flatten(2).transpose(1, 2))
        # places are told as parts of the picture: a larger one has the same layout, with more in between
        rows, columns = torch.meshgrid(
            *(torch.arange(n // patch, device=x.device) * (self.shape.cells / n) for n in (height, width)),
            indexing="ij",
        )
        half = self.shape.width // 2
        place = torch.cat(
            [waves(rows.flatten(), half, 100), waves(columns.flatten(), self.shape.width - half, 100)], dim=-1
        )
        tokens = tokens + place.to(tokens.dtype)
        for block in self.blocks:
            tokens = block(tokens, condition)
        shift, scale = self.last(F.silu(condition))[:, None].chunk(2, dim=-1)
        far = self.back(self.norm(tokens) * (1 + scale) + shift)
        near = near + F.pixel_shuffle(far.transpose(1, 2).unflatten(2, (height // patch, width // patch)), patch)
        for part in self.after:
            near = part(near, condition)
        return self.out(near)
