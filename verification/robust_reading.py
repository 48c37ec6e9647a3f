"""Is a picture read alike after a resize, a re-saving, a little blur? Placed years and nearest works of a real corpus.

    python verification/robust_reading.py --corpus CORPUS [--cache FOLDER] [--works 300] [--every N]

Each of some works drawn at random is altered and read again by the network that has not seen its artist. Of each
alteration: by how many years the placed year moves (median, and the share that moves by more than 20), and how many
of the ten nearest works in the space are others than before.
"""

from __future__ import annotations

import argparse
import io
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

import stylogeny as sg
from stylogeny.corpus import pictures
from stylogeny.corpus.works import Works
from stylogeny.embedding.backbones.backbone import Backbone, backbone
from stylogeny.embedding.backbones.features import features
from stylogeny.embedding.heads.cross_fit import cross_fit
from stylogeny.embedding.heads.dating import quantiles
from stylogeny.progress import quietly
from stylogeny.streams import stream

NEAREST = 10


def resized(picture: np.ndarray) -> np.ndarray:
    """To 75 % and back."""
    image = Image.fromarray(picture)
    small = image.resize([max(round(side * 0.75), 1) for side in image.size], Image.Resampling.LANCZOS)
    return np.array(small.resize(image.size, Image.Resampling.LANCZOS))


def saved(picture: np.ndarray) -> np.ndarray:
    """As a JPEG of quality 60."""
    file = io.BytesIO()
    Image.fromarray(picture).save(file, "JPEG", quality=60)
    return np.array(Image.open(file))


def blurred(picture: np.ndarray) -> np.ndarray:
    """By a Gaussian of 0.6 pixels."""
    return cv2.GaussianBlur(picture, (0, 0), 0.6)


def cropped(picture: np.ndarray) -> np.ndarray:
    """Without 2 % at each side."""
    top, left = (round(side * 0.02) for side in picture.shape[:2])
    return picture[top : picture.shape[0] - top, left : picture.shape[1] - left].copy()


def brightened(picture: np.ndarray) -> np.ndarray:
    """By a tenth."""
    return np.clip(picture * 1.1, 0, 255).astype(np.uint8)


ALTERATIONS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "resized to 75 % and back": resized,
    "saved as JPEG, quality 60": saved,
    "blurred, 0.6 pixels": blurred,
    "cropped, 2 % a side": cropped,
    "brightened by 10 %": brightened,
}


def nearest(vectors: np.ndarray, space: np.ndarray, rows: np.ndarray) -> list[set[int]]:
    """The nearest works of float32[k, d] in float32[n, d], without the works `rows` int64[k] that they are of."""
    squared = np.square(space).sum(1) - 2 * vectors @ space.T
    squared[np.arange(len(rows)), rows] = np.inf
    return [set(row.tolist()) for row in np.argpartition(squared, NEAREST, axis=1)[:, :NEAREST]]


def table(works: Works, found: np.ndarray, body: Backbone, *, count: int, seed: int) -> str:
    """The Markdown table of dated works and their backbone features."""
    fitted = cross_fit(found, works, blocks=body.blocks, kept=body.kept, seed=seed)
    head, space = fitted.head, fitted.head.vectors(found, fold=fitted.fold)
    rows = np.sort(stream(seed, "altered works").permutation(len(works))[:count])
    fold = fitted.fold[rows]
    year = quantiles(fitted.posterior[rows], head.years, 0.5)
    before = nearest(space[rows], space, rows)
    lines = [
        "| alteration | year moves by, median | by over 20 years | of the ten nearest, others |",
        "|---" * 4 + "|",
    ]
    whole = [pictures.read(works.picture(int(row)), size=body.side) for row in rows]
    for name, alter in ALTERATIONS.items():
        again = body.features([alter(picture) for picture in whole])
        moved = np.abs(quantiles(head.posterior(again, fold=fold), head.years, 0.5) - year)
        after = nearest(head.vectors(again, fold=fold), space, rows)
        others = 1 - np.mean([len(a & b) for a, b in zip(before, after)]) / NEAREST
        lines.append(f"| {name} | {np.median(moved):.1f} years | {np.mean(moved > 20):.0%} | {others:.0%} |")
    error = np.median(np.abs(year - works.year[rows]))
    note = f"{len(rows)} of {len(works)} dated works (backbone: {body.name}); they are misplaced by a median of"
    return "\n".join([*lines, "", f"{note} {error:.1f} years as they are."])


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", required=True)
    parser.add_argument("--backbone", default="built-in")
    parser.add_argument("--cache", type=Path, help="a folder for backbone features, e.g. RUN/features")
    parser.add_argument("--works", type=int, default=300, help="how many are altered")
    parser.add_argument("--every", type=int, default=1, help="only every n-th work of the corpus")
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    with quietly():
        body = backbone(args.backbone)
        works = sg.load(args.corpus)
        found = features(works, body, cache=args.cache)
        kept = np.flatnonzero(works.dated & works.pictured)[:: args.every]
        inside = np.cumsum(works.pictured) - 1
        print(table(works.select(kept), found[inside[kept]], body, count=args.works, seed=args.seed))


if __name__ == "__main__":
    main()
