"""Learn what re-saving does to the built-in features: ``python training/steadiness.py --out FILE [--pictures 200]``.

Painted works and procedural pictures are resized and back, saved as JPEG, and blurred, each by an amount drawn anew.
Of each block of features, in units of their spread between pictures, the directions that hold most of the shifts are
kept; a picture's reading without them moves little (as within-class covariance is taken out of speaker vectors, Hatch
et al. 2006). No work of any artist is in it. The package reads
src/stylogeny/embedding/backbones/weights/steadiness.safetensors.
"""

from __future__ import annotations

import argparse
import io
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from stylogeny.artifacts import write_tensors
from stylogeny.embedding.backbones.backbone import CombinedBackbone, eye
from stylogeny.embedding.backbones.steadiness import FORMAT
from stylogeny.progress import progress
from stylogeny.streams import stream
from training.backbone import pictures


def photographed(picture: np.ndarray, draw: np.random.Generator) -> np.ndarray:
    """The picture as museums give it: with the grain of canvas and film, and saved before."""
    fine = draw.normal(0, draw.uniform(2, 14), picture.shape[:2])
    grain = cv2.GaussianBlur(fine, (0, 0), draw.uniform(0.4, 1.2)) * 1.5
    noisy = np.clip(picture + grain[..., None] + draw.normal(0, draw.uniform(0, 3), picture.shape), 0, 255)
    return saved(noisy.astype(np.uint8), int(draw.integers(75, 97)))


def saved(picture: np.ndarray, quality: int) -> np.ndarray:
    """The picture after JPEG of some quality."""
    out = io.BytesIO()
    Image.fromarray(picture).save(out, "JPEG", quality=quality)
    return np.array(Image.open(out))


def altered(picture: np.ndarray, draw: np.random.Generator) -> list[np.ndarray]:
    """The picture resized and back, saved as JPEG, and blurred."""
    image = Image.fromarray(picture)
    share = draw.uniform(0.5, 0.9)
    small = image.resize([max(round(side * share), 1) for side in image.size], Image.Resampling.LANCZOS)
    return [
        np.array(small.resize(image.size, Image.Resampling.LANCZOS)),
        saved(picture, int(draw.integers(40, 85))),
        cv2.GaussianBlur(picture, (0, 0), draw.uniform(0.4, 1.2)),
    ]


def directions(shifts: np.ndarray, count: int) -> np.ndarray:
    """The orthogonal directions float32[count, D] that hold most of float[n, D]."""
    return np.linalg.svd(shifts, full_matrices=False)[2][:count].astype(np.float32)


def main() -> None:
    """Describe, alter, describe again, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pictures", type=int, default=200)
    parser.add_argument("--directions", type=int, default=8, help="of each block")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, required=True, help="the file to write")
    args = parser.parse_args()
    body = CombinedBackbone("eye", eye())
    plain, shifts = [], []
    source = enumerate(pictures(args.pictures, seed=args.seed))
    for k, picture in progress(source, "pictures", total=args.pictures):
        draw = stream(args.seed, "alterations", k)
        picture = photographed(picture, draw)
        found = body.features([picture, *altered(picture, draw)])
        plain.append(found[0])
        shifts.append(found[1:] - found[0])
    scale = np.std(plain, axis=0) + 1e-6
    units = np.clip(np.concatenate(shifts) / scale, -5, 5)  # no picture decides alone
    edges = np.cumsum([0, *body.blocks])
    tensors = {
        f"directions.{block}": directions(units[:, start:stop], args.directions)
        for block, (start, stop) in enumerate(pairwise(edges))
    }
    write_tensors(args.out, tensors | {"scale": scale.astype(np.float32)}, FORMAT, edition=body.edition)
    print(f"{args.out}: {args.out.stat().st_size / 1e3:.0f} kB from {args.pictures} pictures")


if __name__ == "__main__":
    main()
