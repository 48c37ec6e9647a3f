"""What the denoiser is trained on: latents of the works, their conditions, and batches that belong to (seed, step).

A factual and a counterfactual run see the same order, noise and times: only where it was the turn of a work that is left out
another one is drawn.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
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
from .network import sketch_of, spectrum_of

SIDE = 128
DROP, JITTER, MIX = 0.1, 0.3, 0.2  # condition dropped; noise on it, in spreads; share of works with mixed conditions
AGAIN = 64  # draws at a time for a place whose turn it was not
CROPS = 1024  # from which the spectrum is measured


@dataclass(frozen=True, eq=False)
class TrainingData:
    """Latents of the works trained on, their conditions, and how both are brought to unit spread.

    Parameters
    ----------
    rows : ndarray
        int64[m]: the works, as rows of the corpus.
    latents : list of Tensor
        float16[C, h, w], at least SIDE / factor on each side.
    vectors : Tensor
        float32[m, d], standardised.
    chances : ndarray
        float64[p]: for every work of the corpus with a picture, whether or not it is trained on, the chance that it is taken when
        it is its turn: its datum weight over the largest.
    scales : mapping
        ``latent_mean``, ``latent_std`` float32[C]; ``latent_weight`` float32[C], of mean 1: how much of the difference between
        pictures an error of one spread makes; ``vector_mean``, ``vector_std`` float32[d].
    spectrum : Tensor
        float32[C, cells, cells] of standardised crops.
    sketch : Tensor
        float32[:, d]: how the coarsest part of a picture follows from its style.
    space : str
        Digest of the embedding.
    """

    rows: np.ndarray
    latents: list[torch.Tensor]
    vectors: torch.Tensor
    chances: np.ndarray
    scales: dict[str, torch.Tensor] = field(repr=False)
    spectrum: torch.Tensor = field(repr=False)
    sketch: torch.Tensor = field(repr=False)
    space: str = ""

    @property
    def cells(self) -> int:
        """Latents a side of a crop."""
        return int(self.spectrum.shape[-1])


def prepare(
    corpus: Corpus, weights: np.ndarray, autoencoder: Autoencoder, *, seed: int = 0, whole: bool = False
) -> TrainingData:
    """Encode the works with a weight above 0, shorter side SIDE pixels: their composition, or the `whole` of them.

    Raises
    ------
    StylogenyError
        No embedding, or fewer than two such works with pictures.
    """
    if corpus.space is None:
        raise StylogenyError(
            "training needs an embedding, which is what the network is told", fix="run `stylogeny embed RUN` first"
        )
    rows = np.flatnonzero((weights > 0) & corpus.works.pictured)
    if len(rows) < 2:
        raise StylogenyError("at least two works with pictures are needed to train", got=len(rows))
    channels = learned(autoencoder, whole=whole)
    latents = []
    for row in progress(rows, "encoding works", unit="work"):
        picture = _covering(read(corpus.works.picture(int(row)), 2 * SIDE), autoencoder.factor)
        latents.append(autoencoder.encode(picture[None])[0, channels].half())
    values = torch.cat([v.float().flatten(1) for v in latents], dim=1)
    vectors = torch.from_numpy(corpus.space.vectors[rows])
    scales = {
        "latent_mean": values.mean(dim=1), "latent_std": values.std(dim=1).clamp_min(1e-4),
        "vector_mean": vectors.mean(dim=0), "vector_std": vectors.std(dim=0).clamp_min(1e-4),
    }  # fmt: skip
    visible = (scales["latent_std"] * torch.as_tensor(autoencoder.metric)[channels]).square()
    scales["latent_weight"] = (visible / visible.mean()).float()
    chances = weights[corpus.works.pictured] / weights[rows].max()
    cells = SIDE // autoencoder.factor // 2 * 2
    draws = stream(seed, "spectrum").random((CROPS, 3))
    standard = (vectors - scales["vector_mean"]) / scales["vector_std"]
    picked = _picked(chances, draws[:, 0], lambda turn: stream(seed, "spectrum", "again", turn))
    crops = _standard(_crops(latents, picked, draws[:, 1:], cells), scales)
    spectrum, sketch = spectrum_of(crops), sketch_of(crops, standard[picked])
    return TrainingData(rows, latents, standard, chances, scales, spectrum, sketch, digest(corpus.space.vectors))


def learned(autoencoder: Autoencoder, *, whole: bool) -> list[int]:
    """The channels of an autoencoder that a network learns."""
    return list(range(autoencoder.channels)) if whole else list(autoencoder.composing)


def digest(vectors: np.ndarray) -> str:
    """Short name of an embedding's vectors, by which a checkpoint knows its own."""
    return hashlib.blake2b(np.ascontiguousarray(vectors).tobytes(), digest_size=12).hexdigest()


def _covering(picture: np.ndarray, factor: int) -> np.ndarray:
    height, width = picture.shape[:2]
    scale = SIDE / min(height, width)
    high, wide = (max(SIDE, round(s * scale / factor) * factor) for s in (height, width))
    how = cv2.INTER_AREA if high < height else cv2.INTER_CUBIC
    return cv2.resize(picture, (min(wide, 4 * SIDE), min(high, 4 * SIDE)), interpolation=how)


def _picked(chances: np.ndarray, draws: np.ndarray, again: Callable[[int], np.random.Generator]) -> np.ndarray:
    """Works by chance, int64[len(draws)] as places among those trained on: whose turn it is, or else who is drawn again."""

    def turns(draws: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        at = draws * len(chances)
        whose = np.minimum(at.astype(np.int64), len(chances) - 1)
        return whose, at - whose < chances[whose]

    whose, taken = turns(draws)
    turn = 0
    while not taken.all():
        others, able = turns(again(turn).random((AGAIN, len(draws))))
        whose = np.where(taken, whose, others[able.argmax(axis=0), np.arange(len(draws))])
        taken, turn = taken | able.any(axis=0), turn + 1
    return (np.cumsum(chances > 0) - 1)[whose]


def _crops(latents: list[torch.Tensor], picked: np.ndarray, places: np.ndarray, cells: int) -> torch.Tensor:
    out = []
    for which, (v, u) in zip(picked, places):
        latent = latents[which]
        top, left = int(v * (latent.shape[1] - cells + 1)), int(u * (latent.shape[2] - cells + 1))
        out.append(latent[:, top : top + cells, left : left + cells].float())
    return torch.stack(out)


def _standard(latents: torch.Tensor, scales: dict[str, torch.Tensor]) -> torch.Tensor:
    mean, std = (scales[f"latent_{s}"][:, None, None] for s in ("mean", "std"))
    return (latents - mean) / std


def batch(data: TrainingData, size: int, *, seed: int, step: int) -> dict[str, torch.Tensor]:
    """The step-th batch: crops, conditions (jittered, some mixed, some dropped), noise, times, and which works these are."""
    rng = stream(seed, "batch", step)
    draws = rng.random((size, 7))
    picked = _picked(data.chances, draws[:, 0], lambda turn: stream(seed, "batch", step, "again", turn))
    clean = _standard(_crops(data.latents, picked, draws[:, 1:3], data.cells), data.scales)
    style = data.vectors[picked]
    other = data.vectors[picked[::-1].copy()]
    # a mixed condition leans to the work whose picture is shown, so that points between works mean something
    share = torch.from_numpy(np.where(draws[:, 3] < MIX, 0.5 * draws[:, 4], 0.0)).float()[:, None]
    strength = torch.from_numpy(JITTER * draws[:, 6]).float()[:, None]
    jitter = torch.from_numpy(rng.standard_normal(tuple(style.shape), dtype=np.float32))
    return {
        "clean": clean, "style": (1 - share) * style + share * other + strength * jitter,
        "dropped": torch.from_numpy(draws[:, 5] < DROP), "time": torch.from_numpy(rng.random(size)).float(),
        "noise": torch.from_numpy(rng.standard_normal(tuple(clean.shape), dtype=np.float32)),
        "picked": torch.from_numpy(picked),
    }  # fmt: skip
