"""Pixels to small latents and back: a fixed orthonormal block transform, and a small learned decoder on top of it.

The encoder is linear and known in closed form: every 8x8 block in opponent colours goes through a cosine transform
(the JPEG basis; Ahmed, Natarajan & Rao 1974), and the 32 coefficients that carry most energy in natural pictures are
kept, each divided by its typical spread. So distances between latents are distances between pictures, and no training
set hides in the encoder. What the 160 dropped coefficients held is guessed back by a small convolutional network.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from ..errors import StylogenyError

BLOCK = 8
# kept coefficients as (colour, row frequency, column frequency); colours are grey, red-green and blue-yellow
_DIAGONAL = ((0, 6), (6, 0), (3, 3), (2, 4), (4, 2))
KEPT = (
    *((0, i, j) for i in range(7) for j in range(7) if i + j <= 5 or (i, j) in _DIAGONAL),
    *((c, i, j) for c in (1, 2) for i in range(2) for j in range(2) if i + j <= 1),
)
WEIGHTS = Path(__file__).with_name("weights") / "decoder.safetensors"


class Autoencoder(Protocol):
    """What a generator needs of an autoencoder.

    A latent has ``channels`` numbers and stands for ``factor`` x ``factor`` pixels; ``metric`` float32[channels] is the
    weight of each channel in distances between latents; ``composition_channels`` carry a picture's composition.
    """

    factor: int
    channels: int
    metric: np.ndarray
    composition_channels: tuple[int, ...]

    def encode(self, pictures: np.ndarray) -> torch.Tensor:
        """uint8[n, H, W, 3] to float32[n, channels, H / factor, W / factor]."""
        ...

    def decode(self, latents: torch.Tensor) -> np.ndarray:
        """float32[n, channels, h, w] to uint8[n, h * factor, w * factor, 3]."""
        ...


def _basis() -> np.ndarray:
    """Orthonormal rows of the kept coefficients, float32[32, 192]; columns as in :func:`torch.pixel_unshuffle`."""
    k, x = np.mgrid[:BLOCK, :BLOCK]
    cosine = np.sqrt(2 / BLOCK) * np.cos(np.pi * k * (2 * x + 1) / (2 * BLOCK))
    cosine[0] /= np.sqrt(2)
    colour = np.array([[1, 1, 1], [1, -1, 0], [1, 1, -2]], dtype=np.float64)
    colour /= np.linalg.norm(colour, axis=1, keepdims=True)
    rows = [np.einsum("c,x,y->cxy", colour[c], cosine[i], cosine[j]).ravel() for c, i, j in KEPT]
    return np.asarray(rows, dtype=np.float32)


def _spread() -> np.ndarray:
    """Typical standard deviation of each coefficient, float32[32]: a power law of frequency, as in natural pictures.

    The constants are those of 1/f amplitude noise with a grey contrast of 0.23 (Field 1987); chroma is weaker.
    """
    rows = []
    for c, i, j in KEPT:
        gain = (1.0, 0.16, 0.24)[c]
        rows.append(gain * (3.0 if i == j == 0 else 0.75 / np.hypot(i, j) ** 1.15))
    return np.asarray(rows, dtype=np.float32)


class _Residual(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.first = nn.Conv2d(width, width, 3, padding=1)
        self.second = nn.Conv2d(width, width, 3, padding=1)
        nn.init.zeros_(self.second.weight)
        nn.init.zeros_(self.second.bias)  # type: ignore[arg-type]

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x + self.second(F.silu(self.first(F.silu(x))))


class Refiner(nn.Module):
    """What the linear decoding lacks, from the latents and the linear decoding; starts as zero.

    Coarse blocks work at an eighth of the resolution, where a wide view is cheap; fine ones at a quarter.
    """

    def __init__(self, channels: int = len(KEPT), *, coarse: int = 96, fine: int = 48, depth: int = 2) -> None:
        super().__init__()
        self.into = nn.Conv2d(channels, coarse, 3, padding=1)
        self.coarse = nn.Sequential(*(_Residual(coarse) for _ in range(depth)))
        self.up = nn.Conv2d(coarse, 4 * fine, 1)
        self.look = nn.Conv2d(48, fine, 3, padding=1)
        self.fine = nn.Sequential(*(_Residual(fine) for _ in range(depth)))
        self.out = nn.Conv2d(fine, 48, 3, padding=1)
        nn.init.zeros_(self.out.weight)
        nn.init.zeros_(self.out.bias)  # type: ignore[arg-type]

    def forward(self, latents: torch.Tensor, linear: torch.Tensor) -> torch.Tensor:
        wide = F.pixel_shuffle(self.up(self.coarse(self.into(latents))), 2)
        near = self.look(F.pixel_unshuffle(linear, 4))
        return linear + F.pixel_shuffle(self.out(F.silu(self.fine(wide + near))), 4)


class BlockAutoencoder(nn.Module):
    """The built-in autoencoder: linear encoder, linear decoder, learned refinement.

    Parameters
    ----------
    refiner : Refiner, optional
        Without it the decoding is the transpose of the encoding.
    """

    factor = BLOCK
    channels = len(KEPT)
    composition_channels = tuple(k for k, (_, i, j) in enumerate(KEPT) if max(i, j) <= 1)  # a quarter of the resolution
    basis: torch.Tensor
    spread: torch.Tensor

    def __init__(self, refiner: Refiner | None = None) -> None:
        super().__init__()
        self.register_buffer("basis", torch.from_numpy(_basis()))
        self.register_buffer("spread", torch.from_numpy(_spread()))
        self.refiner = refiner
        self.metric = np.sqrt(_spread() / _spread().max())

    def to_latents(self, pixels: torch.Tensor) -> torch.Tensor:
        """float[n, 3, H, W] in [0, 1] to float[n, 32, H / 8, W / 8]."""
        blocks = F.pixel_unshuffle(pixels - 0.5, BLOCK)
        return F.conv2d(blocks, (self.basis / self.spread[:, None])[:, :, None, None].to(blocks.dtype))

    def to_pixels(self, latents: torch.Tensor) -> torch.Tensor:
        """float[n, 32, h, w] to float[n, 3, 8 h, 8 w], about [0, 1]."""
        rows = (self.basis * self.spread[:, None]).T[:, :, None, None].to(latents.dtype)
        linear = F.pixel_shuffle(F.conv2d(latents, rows), BLOCK)
        return (linear if self.refiner is None else self.refiner(latents, linear)) + 0.5

    def encode(self, pictures: np.ndarray) -> torch.Tensor:
        pixels = check_pictures(pictures, self.factor)
        with torch.no_grad():
            return self.to_latents(pixels.float().div_(255))

    def decode(self, latents: torch.Tensor) -> np.ndarray:
        with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16, enabled=half_precision()):
            shaped = latents.contiguous(memory_format=torch.channels_last)
            return to_bytes(torch.cat([self.to_pixels(part).float() for part in shaped.split(16)]))


class DiffusersAutoencoder:
    """Any diffusers ``AutoencoderTiny`` or ``AutoencoderKL``, by id or path, in place of the built-in one."""

    def __init__(self, name: str) -> None:
        try:
            from diffusers import AutoencoderKL, AutoencoderTiny
        except ImportError:
            raise StylogenyError(
                "another autoencoder needs diffusers", got=name, fix="pip install 'stylogeny[diffusers]'"
            ) from None
        kinds = {"AutoencoderKL": AutoencoderKL, "AutoencoderTiny": AutoencoderTiny}
        try:
            kind = AutoencoderTiny.load_config(name).get("_class_name")
        except OSError as error:
            raise StylogenyError("no autoencoder of that name", got=name, fix=str(error).splitlines()[0]) from None
        if kind not in kinds:
            raise StylogenyError("an AutoencoderTiny or AutoencoderKL is expected", got=kind)
        self.model: Any = kinds[kind].from_pretrained(name).eval()
        self.scale = float(self.model.config.get("scaling_factor", 1.0) or 1.0)
        self.shift = float(self.model.config.get("shift_factor", 0.0) or 0.0)
        self.channels = int(self.model.config["latent_channels"])
        with torch.no_grad():
            self.factor = 64 // self._raw(torch.zeros(1, 3, 64, 64)).shape[-1]
        self.metric = np.ones(self.channels, dtype=np.float32)
        self.composition_channels = tuple(range(self.channels))  # learned latents mix broad and fine

    def _raw(self, pixels: torch.Tensor) -> torch.Tensor:
        out = self.model.encode(pixels * 2 - 1)
        return out.latents if hasattr(out, "latents") else out.latent_dist.mean

    def encode(self, pictures: np.ndarray) -> torch.Tensor:
        pixels = check_pictures(pictures, self.factor)
        with torch.no_grad():
            return (self._raw(pixels.float().div_(255)) - self.shift) * self.scale

    def decode(self, latents: torch.Tensor) -> np.ndarray:
        with torch.no_grad():
            return to_bytes(self.model.decode(latents / self.scale + self.shift).sample.float() / 2 + 0.5)


def check_pictures(pictures: np.ndarray, factor: int) -> torch.Tensor:
    """uint8[n, H, W, 3] as uint8[n, 3, H, W], channels last; raises unless the sides are multiples of `factor`."""
    pictures = np.asarray(pictures)
    if pictures.ndim != 4 or pictures.shape[-1] != 3 or pictures.dtype != np.uint8:
        raise StylogenyError("pictures are uint8[n, height, width, 3]", got=f"{pictures.dtype}{list(pictures.shape)}")
    height, width = pictures.shape[1:3]
    if height % factor or width % factor or not height or not width:
        raise StylogenyError(
            f"the sides of a picture must be multiples of {factor}", got=f"{height} x {width}",
            fix=f"try {max(factor, round(height / factor) * factor)} x {max(factor, round(width / factor) * factor)}",
        )  # fmt: skip
    return torch.from_numpy(np.ascontiguousarray(pictures)).permute(0, 3, 1, 2)


def to_bytes(pixels: torch.Tensor) -> np.ndarray:
    """float[n, 3, H, W] in [0, 1] to uint8[n, H, W, 3]."""
    return pixels.mul(255).round_().clamp_(0, 255).to(torch.uint8).permute(0, 2, 3, 1).contiguous().numpy()


@lru_cache(maxsize=1)
def half_precision() -> bool:
    """Whether this processor computes bfloat16 itself; elsewhere it is emulated, ten times slower than float32."""
    features = torch.cpu
    return any(
        getattr(features, name, lambda: False)() for name in ("_is_amx_tile_supported", "_is_avx512_bf16_supported")
    )


@lru_cache(maxsize=4)
def load(name: str | None = None) -> Autoencoder:
    """The built-in autoencoder (None or ``"built-in"``), its linear part alone (``"linear"``), or a diffusers one."""
    if name not in (None, "built-in", "linear"):
        return DiffusersAutoencoder(str(name))
    if name == "linear" or not WEIGHTS.exists():
        return BlockAutoencoder().eval()
    from safetensors.torch import load_file

    refiner = Refiner()
    refiner.load_state_dict({k: v.float() for k, v in load_file(WEIGHTS).items()})
    return BlockAutoencoder(refiner).eval().to(memory_format=torch.channels_last)  # type: ignore[call-overload]


def channel_metric(autoencoder: Autoencoder) -> torch.Tensor:
    """The weight of each channel in distances between latents, float32[C, 1, 1]."""
    return torch.from_numpy(np.asarray(autoencoder.metric, dtype=np.float32))[:, None, None]


def psnr(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Peak signal-to-noise ratio of each pair of pictures, in dB, float64[n]."""
    error = (a.astype(np.float64) - b.astype(np.float64)).reshape(len(a), -1)
    return 10 * np.log10(255.0**2 / np.maximum((error**2).mean(axis=1), 1e-12))
