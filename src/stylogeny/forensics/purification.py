"""A picture made anew from a noisy one, before anything is asked of it: what an attacker put there mostly goes.

The picture's latents z are mixed with noise, sqrt(a) z + sqrt(1 - a) n, and brought back by a denoiser (Nie et al.
2022). The denoiser is the exact one of a Gaussian field whose power at each frequency of each channel is that of the
run's own pictures: there a perturbation shrinks by a s^2 / (a s^2 + 1 - a) where the field's variance is s^2, so that
what pictures have much of, composition and tone, is kept, and what they hardly have is not. It is linear, so that the
mean over the noise is known in closed form, and that mean is what is given: with a single draw of the noise an attack
shrinks by no more, and the noise that is left comes on top.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch.nn import functional as F

from ..corpus.pictures import read
from ..corpus.works import Works
from ..errors import StylogenyError
from ..generation.autoencoder import BlockAutoencoder, load, to_bytes
from ..streams import stream

STRENGTH = 0.1  # the share of noise, 1 - a
RINGS = 12  # of frequency, from none to half a cycle a latent
LEAST = 32  # pixels of the shorter side
SAMPLE, SAMPLE_SIDE = 24, 256  # works that a run's denoiser is of, and their longest side
FLOOR = 1e-4  # of a power, relative to a latent's typical variance


@dataclass(frozen=True, eq=False)
class GaussianDenoiser:
    """The denoiser of a Gaussian field of latents.

    Parameters
    ----------
    power : ndarray
        float32[channels, RINGS]: mean squared Fourier coefficient of each latent's number, by ring of frequency.
    """

    power: np.ndarray

    @classmethod
    def of(cls, pictures: Iterable[np.ndarray]) -> GaussianDenoiser:
        """That of pictures uint8[H, W, 3], each at least 32 pixels a side."""
        total, seen = np.zeros((BlockAutoencoder.channels, RINGS)), np.zeros(RINGS)
        for picture in pictures:
            z = _latents(_floats(picture))[0]
            tall, wide = z.shape[1:]
            power = torch.fft.fft2(z).abs().square().reshape(len(z), -1).numpy() / (tall * wide)
            ring = _rings(tall, wide).numpy().ravel()
            for c, own in enumerate(power[:, 1:]):  # without the mean
                total[c] += np.bincount(ring[1:], own, RINGS)
            seen += np.bincount(ring[1:], minlength=RINGS)
        if not seen.any():
            raise StylogenyError("a denoiser is of pictures", got="none")
        known = np.flatnonzero(seen)  # small pictures have no frequency in some of the rings
        log = np.log(total[:, known] / seen[known] + FLOOR)
        return cls(np.exp([np.interp(np.arange(RINGS), known, own) for own in log]).astype(np.float32))

    def gain(self, tall: int, wide: int, strength: float) -> torch.Tensor:
        """By how much each frequency of a perturbation shrinks, float32[channels, tall, wide]: 1 for the mean."""
        kept = 1 - strength
        power = torch.from_numpy(self.power)[:, _rings(tall, wide)]
        gain = kept * power / (kept * power + strength)
        gain[:, 0, 0] = 1.0  # the tone of the whole is no work of one picture's luck
        return gain

    def denoised(self, z: torch.Tensor, strength: float) -> torch.Tensor:
        """Latents float32[n, channels, h, w] mixed with noise and brought back, in the mean over the noise."""
        return torch.fft.ifft2(torch.fft.fft2(z) * self.gain(z.shape[2], z.shape[3], strength)).real


def purified(pixels: torch.Tensor, denoiser: GaussianDenoiser, *, strength: float = STRENGTH) -> torch.Tensor:
    """As :func:`purify`, on pixels float32[n, 3, H, W] in [0, 1] that gradients flow through."""
    tall, wide = pixels.shape[2:]
    back = _autoencoder().to_pixels(denoiser.denoised(_latents(pixels), strength))
    return back[..., :tall, :wide].clamp(0, 1)


def purify(picture: np.ndarray, denoiser: GaussianDenoiser, *, strength: float = STRENGTH) -> np.ndarray:
    """A picture noised and brought back, uint8[H, W, 3].

    Parameters
    ----------
    picture : ndarray
        uint8[H, W, 3].
    denoiser : GaussianDenoiser
    strength : float
        The share of noise, between 0 and 1; .05 to .15 is usual.

    Raises
    ------
    StylogenyError
        For a strength that is no share, or a picture of under 32 pixels.
    """
    if not 0 < strength < 1:
        raise StylogenyError("the share of noise is between 0 and 1", got=strength)
    with torch.inference_mode():
        return to_bytes(purified(_floats(picture), denoiser, strength=strength))[0]


def denoiser_of(works: Works, *, seed: int = 0) -> GaussianDenoiser:
    """The denoiser of a run's own pictures: of a sample of them, at most 256 pixels a side.

    Raises
    ------
    StylogenyError
        When none of them can be read.
    """
    rows = stream(seed, "purification").permutation(np.flatnonzero(works.pictured))[:SAMPLE]
    pictures = [read(works.picture(int(row)), size=SAMPLE_SIDE) for row in rows]
    return GaussianDenoiser.of(p for p in pictures if min(p.shape[:2]) >= LEAST)


def purified_copies(
    pictures: Iterable[Path], denoiser: GaussianDenoiser, folder: Path, *, strength: float = STRENGTH
) -> dict[Path, Path]:
    """Where pictures lie once they are purified, as PNG below `folder`; one that cannot be read stays where it is."""
    out = {}
    for number, path in enumerate(pictures):
        try:
            clean = purify(read(path), denoiser, strength=strength)
        except StylogenyError:  # whoever is asked about it says what is wrong
            out[path] = path
            continue
        out[path] = folder / f"{number}.png"
        Image.fromarray(clean).save(out[path])
    return out


def _autoencoder() -> BlockAutoencoder:
    model = load()
    assert isinstance(model, BlockAutoencoder)
    return model


def _floats(picture: np.ndarray) -> torch.Tensor:
    if picture.ndim != 3 or min(picture.shape[:2]) < LEAST:
        raise StylogenyError(f"pictures of at least {LEAST} pixels are purified", got=f"shape {picture.shape}")
    return torch.tensor(picture).permute(2, 0, 1)[None].float() / 255


def _latents(pixels: torch.Tensor) -> torch.Tensor:
    """Of pixels float32[n, 3, H, W], whose right and lower edges are repeated up to whole blocks."""
    tall, wide = pixels.shape[2:]
    return _autoencoder().to_latents(F.pad(pixels, (0, -wide % 8, 0, -tall % 8), mode="replicate"))


def _rings(tall: int, wide: int) -> torch.Tensor:
    """The ring of each frequency, int64[tall, wide]."""
    frequency = torch.hypot(torch.fft.fftfreq(tall)[:, None].expand(tall, wide), torch.fft.fftfreq(wide)[None])
    return (frequency * 2 * (RINGS - 1)).round().long().clamp(max=RINGS - 1)
