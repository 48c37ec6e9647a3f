"""What the denoiser is trained on: latents of the works and their conditions, both of unit spread."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field

import cv2
import numpy as np
import torch

from ...corpus.pictures import read
from ...errors import StylogenyError
from ...progress import progress
from ...streams import stream
from ..autoencoder import Autoencoder
from ..styles import Corpus
from .batch import Batch, crop, pick
from .spectrum import coarse_mean_of, spectrum_of

SIDE = 128  # pixels of a work's shorter side
DROP, JITTER, MIX = (
    0.1,
    0.3,
    0.2,
)  # share of conditions dropped; noise on them, in spreads; share of them that are mixed
CROPS = 1024  # from which the spectrum is measured


@dataclass(frozen=True, eq=False)
class Scales:
    """How latents and conditions are brought to unit spread.

    Parameters
    ----------
    latent_mean, latent_std : Tensor
        float32[C].
    latent_weight : Tensor
        float32[C], of mean 1: how much of the difference between pictures an error of one spread makes.
    vector_mean, vector_std : Tensor
        float32[d].
    """

    latent_mean: torch.Tensor
    latent_std: torch.Tensor
    latent_weight: torch.Tensor
    vector_mean: torch.Tensor
    vector_std: torch.Tensor

    def standardise_latents(self, latents: torch.Tensor) -> torch.Tensor:
        """float[n, C, h, w] to unit spread."""
        return (latents - self.latent_mean[:, None, None]) / self.latent_std[:, None, None]

    def restore_latents(self, latents: torch.Tensor) -> torch.Tensor:
        """Of unit spread float[n, C, h, w], as the autoencoder has them."""
        return latents * self.latent_std[:, None, None] + self.latent_mean[:, None, None]

    def standardise_vectors(self, vectors: torch.Tensor) -> torch.Tensor:
        """float[n, d] to unit spread."""
        return (vectors - self.vector_mean) / self.vector_std


@dataclass(frozen=True, eq=False)
class TrainingData:
    """Latents of the works trained on, and their conditions.

    Parameters
    ----------
    rows : ndarray
        int64[m]: the works, as rows of the corpus.
    latents : list of Tensor
        float16[C, h, w], at least SIDE / factor on each side.
    vectors : Tensor
        float32[m, d], standardised.
    chances : ndarray
        float64[p]: for every work of the corpus with a picture, whether or not it is trained on, the chance that it is
        taken when it is its turn: its datum weight over the largest.
    scales : Scales
    spectrum : Tensor
        float32[C, cells, cells] of standardised crops.
    coarse_mean : Tensor
        float32[:, d]: how the coarsest part of a picture follows from its style.
    space : str
        Digest of the embedding.
    """

    rows: np.ndarray
    latents: list[torch.Tensor]
    vectors: torch.Tensor
    chances: np.ndarray
    scales: Scales = field(repr=False)
    spectrum: torch.Tensor = field(repr=False)
    coarse_mean: torch.Tensor = field(repr=False)
    space: str = ""

    @property
    def cells(self) -> int:
        """Latents per side of a crop."""
        return int(self.spectrum.shape[-1])

    def batch(self, size: int, *, seed: int, step: int) -> tuple[Batch, torch.Tensor]:
        """The step-th batch, and which works it shows, int64[size].

        Conditions are jittered, some are mixed with another work's, and some dropped.
        """
        rng = stream(seed, "batch", step)
        draws = rng.random((size, 7))
        picked = pick(self.chances, draws[:, 0], lambda turn: stream(seed, "batch", step, "again", turn))
        clean = self.scales.standardise_latents(crop(self.latents, picked, draws[:, 1:3], self.cells))
        style = self.vectors[picked]
        other = self.vectors[picked[::-1].copy()]
        # a mixed condition leans to the work whose picture is shown, so that points between works mean something
        share = torch.from_numpy(np.where(draws[:, 3] < MIX, 0.5 * draws[:, 4], 0.0)).float()[:, None]
        strength = torch.from_numpy(JITTER * draws[:, 6]).float()[:, None]
        jitter = torch.from_numpy(rng.standard_normal(tuple(style.shape), dtype=np.float32))
        time = torch.from_numpy(rng.random(size)).float()
        batch = Batch(
            clean=clean,
            style=(1 - share) * style + share * other + strength * jitter,
            dropped=torch.from_numpy(draws[:, 5] < DROP),
            noise=torch.from_numpy(rng.standard_normal(tuple(clean.shape), dtype=np.float32)),
            time=time,
            chance=torch.from_numpy(rng.random(size)).float(),
        )
        return batch, torch.from_numpy(picked)


def prepare(
    corpus: Corpus,
    weights: np.ndarray,
    autoencoder: Autoencoder,
    *,
    seed: int = 0,
    full_resolution: bool = False,
) -> TrainingData:
    """Encode the works with a weight above 0, shorter side SIDE pixels: their composition, or at full resolution all.

    Raises
    ------
    StylogenyError
        No embedding, or fewer than two such works with pictures.
    """
    if corpus.space is None:
        raise StylogenyError(
            "training needs an embedding, which is what the network is conditioned on",
            fix="run `stylogeny embed RUN` first",
        )
    rows = np.flatnonzero((weights > 0) & corpus.works.pictured)
    if len(rows) < 2:
        raise StylogenyError("at least two works with pictures are needed to train", got=len(rows))
    channels = learned_channels(autoencoder, full_resolution=full_resolution)
    pictures = (read(corpus.works.picture(int(row)), 2 * SIDE) for row in progress(rows, "encoding works", unit="work"))
    latents = encode_works(pictures, autoencoder, channels)
    vectors = torch.from_numpy(corpus.space.vectors[rows])
    scales = _scales(latents, vectors, torch.as_tensor(autoencoder.metric)[channels])
    vectors = scales.standardise_vectors(vectors)
    chances = weights[corpus.works.pictured] / weights[rows].max()
    draws = stream(seed, "spectrum").random((CROPS, 3))
    picked = pick(chances, draws[:, 0], lambda turn: stream(seed, "spectrum", "again", turn))
    crops = scales.standardise_latents(crop(latents, picked, draws[:, 1:], SIDE // autoencoder.factor // 2 * 2))
    coarse_mean = coarse_mean_of(crops, vectors[picked])
    return TrainingData(
        rows, latents, vectors, chances, scales,
        spectrum=spectrum_of(crops), coarse_mean=coarse_mean, space=digest(corpus.space.vectors),
    )  # fmt: skip


def encode_works(pictures: Iterable[np.ndarray], autoencoder: Autoencoder, channels: list[int]) -> list[torch.Tensor]:
    """Those channels of pictures uint8[H, W, 3], shorter side SIDE pixels: float16[C, h, w] each."""
    covered = (_cover(picture, autoencoder.factor) for picture in pictures)
    return [autoencoder.encode(picture[None])[0, channels].half() for picture in covered]


def _scales(latents: list[torch.Tensor], vectors: torch.Tensor, metric: torch.Tensor) -> Scales:
    """Means and standard deviations over the works; `metric` float[C] weighs the channels."""
    values = torch.cat([v.float().flatten(1) for v in latents], dim=1)
    std = values.std(dim=1).clamp_min(1e-4)
    visible = (std * metric).square()
    return Scales(
        latent_mean=values.mean(dim=1),
        latent_std=std,
        latent_weight=(visible / visible.mean()).float(),
        vector_mean=vectors.mean(dim=0),
        vector_std=vectors.std(dim=0).clamp_min(1e-4),
    )


def learned_channels(autoencoder: Autoencoder, *, full_resolution: bool) -> list[int]:
    """The channels of an autoencoder that a network learns."""
    return list(range(autoencoder.channels)) if full_resolution else list(autoencoder.composition_channels)


def digest(vectors: np.ndarray) -> str:
    """Short name of an embedding's vectors, by which a checkpoint knows its own."""
    return hashlib.blake2b(np.ascontiguousarray(vectors).tobytes(), digest_size=12).hexdigest()


def _cover(picture: np.ndarray, factor: int) -> np.ndarray:
    """A picture whose shorter side is SIDE pixels and whose longer side is at most four times that."""
    height, width = picture.shape[:2]
    scale = SIDE / min(height, width)
    high, wide = (max(SIDE, round(s * scale / factor) * factor) for s in (height, width))
    how = cv2.INTER_AREA if high < height else cv2.INTER_CUBIC
    return cv2.resize(picture, (min(wide, 4 * SIDE), min(high, 4 * SIDE)), interpolation=how)
