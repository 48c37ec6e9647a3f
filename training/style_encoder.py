"""Teach the encoder of style: ``python training/style_encoder.py --out FILE [--pictures 16000] [--folder FOLDER]``.

Pictures are painted at random genomes with random motifs, scenes and hands (painted_styles.py), and described by the
built-in eye; a ridge regression on all its features, each block of equal weight, gives the genes and how they show. No
work of any artist is in it. Features are kept in shards in the folder, from which an interrupted run resumes; 16,000
pictures take some twenty minutes on one core, the regression one. Run it again whenever the eye's features change. The
package reads src/stylogeny/embedding/backbones/weights/style_encoder.safetensors.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from scipy.linalg import cho_factor, cho_solve

from stylogeny.artifacts import replacing, write_tensors
from stylogeny.embedding.backbones.backbone import CombinedBackbone, seen
from stylogeny.embedding.backbones.style_encoder import CLIP, FORMAT, read_style
from stylogeny.progress import progress
from stylogeny.world.painting.motifs import MOTIFS
from training.painted_styles import example, shown

SHARD = 250
MAX_LATENT = 2.5  # a gene further out than this looks as one that is there
RIDGE = 1.5  # on features whose squared length is 1 on average


@dataclass(frozen=True, eq=False)
class Examples:
    """Painted pictures as the eye sees them: features float32[n, D], latent styles float32[n, genes], motifs str[n]."""

    features: np.ndarray
    latent: np.ndarray
    motif: np.ndarray

    def select(self, rows: np.ndarray) -> Examples:
        """Those of these rows."""
        return Examples(self.features[rows], self.latent[rows], self.motif[rows])


def described(drawn: list[tuple[np.ndarray, np.ndarray, str]]) -> Examples:
    """Pictures, latent styles and motifs, as the eye sees them."""
    pictures, latent, motif = zip(*drawn)
    return Examples(seen().describe(list(pictures)), np.stack(latent), np.array(motif))


def stored(file: Path, drawn: Callable[[], list[tuple[np.ndarray, np.ndarray, str]]]) -> Examples:
    """What a file holds; it is drawn, described and written first where there is none."""
    if not file.exists():
        new = described(drawn())
        file.parent.mkdir(parents=True, exist_ok=True)
        with replacing(file) as part, part.open("wb") as opened:
            np.savez(opened, features=new.features, latent=new.latent, motif=new.motif)
    with np.load(file, allow_pickle=False) as held:
        return Examples(held["features"], held["latent"], held["motif"])


def examples(count: int, *, seed: int, folder: Path | None = None, motifs: Collection[str] = tuple(MOTIFS)) -> Examples:
    """Paint and describe; shards are kept in the folder, if there is one."""
    cv2.setNumThreads(1)
    edition, parts = seen().edition.replace("/", "-"), []
    for start in progress(range(0, count, SHARD), "painting"):

        def drawn(start: int = start) -> list[tuple[np.ndarray, np.ndarray, str]]:
            return [example(k, seed=seed, motifs=motifs) for k in range(start, start + SHARD)]

        parts.append(described(drawn()) if folder is None else stored(folder / f"{edition} {seed} {start}.npz", drawn))
    whole = (np.concatenate([getattr(p, name) for p in parts]) for name in ("features", "latent", "motif"))
    return Examples(*(column[:count] for column in whole))


def traits(latent: np.ndarray) -> np.ndarray:
    """What is to be read, float64[n, WIDTH]: the genes' latent values, and how they show in standard deviations."""
    reference = shown(np.random.default_rng(0).standard_normal((20_000, latent.shape[1])))
    return np.c_[np.clip(latent, -MAX_LATENT, MAX_LATENT), (shown(latent) - reference.mean(0)) / reference.std(0)]


def teach(taught: Examples, *, blocks: tuple[int, ...], ridge: float = RIDGE) -> dict[str, np.ndarray]:
    """The encoder's tensors: ridge regression of the traits on standardised features, each block of equal weight."""
    features = taught.features
    mean, scale = features.mean(0), features.std(0) + 1e-6
    share = np.concatenate([np.full(width, 1 / np.sqrt(width * len(blocks)), np.float32) for width in blocks])
    x = np.clip((features - mean) / scale, -CLIP, CLIP) * share
    y = traits(taught.latent)
    gram = (x.T @ x).astype(np.float64)
    gram[np.diag_indices(len(gram))] += ridge
    weight = cho_solve(cho_factor(gram, overwrite_a=True), x.T @ (y - y.mean(0))).T * share
    tensors = {"mean": mean.astype(np.float32), "scale": scale.astype(np.float32), "weight": weight.astype(np.float16)}
    drift = (x / share) @ tensors["weight"].astype(np.float32).T  # clipping leaves features a mean of their own
    return tensors | {"bias": (y.mean(0) - drift.mean(0)).astype(np.float32)}


def legible(encoder: dict[str, np.ndarray], fresh: Examples) -> np.ndarray:
    """R² of every column of the code on examples that it was not taught on, float64[WIDTH]."""
    true = traits(fresh.latent)
    return 1 - np.square(read_style(fresh.features, encoder) - true).mean(0) / true.var(0)


def main() -> None:
    """Paint, describe, teach, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pictures", type=int, default=16000)
    parser.add_argument("--held-out", type=int, default=500, help="more of them, to say how well it reads")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--folder", type=Path, help="keep the features of painted pictures here")
    parser.add_argument("--out", type=Path, required=True, help="the file of weights to write")
    args = parser.parse_args()
    eye = CombinedBackbone("seen", [seen()])
    every = examples(args.pictures + args.held_out, seed=args.seed, folder=args.folder)
    encoder = teach(every.select(np.arange(args.pictures)), blocks=eye.blocks)
    score = legible(encoder, every.select(np.arange(args.pictures, args.pictures + args.held_out)))
    genes = every.latent.shape[1]
    write_tensors(args.out, encoder, FORMAT, edition=eye.edition)
    size = args.out.stat().st_size / 1e6
    print(f"{args.out}: {size:.2f} MB; R² of genes {score[:genes].mean():.3f}, as they show {score[genes:].mean():.3f}")


if __name__ == "__main__":
    main()
