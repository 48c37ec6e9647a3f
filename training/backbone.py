"""Learn the filters of the built-in backbone: ``python training/backbone.py --out FILE [--pictures 1500]``.

Patches of painted worlds (stylogeny.world) and procedural pictures are whitened and clustered by k-means; each
cluster's centre becomes a filter. No work of any artist is in it. The package reads
src/stylogeny/embedding/backbones/weights/patches.safetensors; the same seed gives the same bytes.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file
from sklearn.cluster import MiniBatchKMeans

from stylogeny.artifacts import replacing
from stylogeny.embedding.backbones.patches import SIDES, cut
from stylogeny.progress import progress
from stylogeny.streams import int_seed, stream
from training.procedural import clouds, leaves, marks, strokes

PATCHES = 60  # of each picture, at each scale
SOFT = 0.05  # eigenvalues below this are not blown up by whitening


def pictures(count: int, *, seed: int) -> Iterator[np.ndarray]:
    """Painted works of one world and procedural pictures in turn, uint8[H, W, 3] each."""
    from stylogeny.world.history import World
    from stylogeny.world.painting.genome import style
    from stylogeny.world.painting.painter import paint

    world = World.make("neutral", works=max(count // 2, 60), seed=seed)
    rows = stream(seed, "rows").permutation(len(world))
    for k in range(count):
        if k % 2 == 0:
            row = int(rows[(k // 2) % len(rows)])
            yield paint(world.contents[row], style(world.latent[row]), size=192, hand=k)
        else:
            draw = (clouds, leaves, strokes, marks)[(k // 2) % 4]
            yield (255 * np.clip(draw(stream(seed, "procedural", k), 192), 0, 1)).astype(np.uint8)


def learn(patches: np.ndarray, filters: int, *, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Mean float32[108] and filters float32[108, K] that whiten a patch and compare it with K cluster centres."""
    mean = patches.mean(axis=0)
    values, axes = np.linalg.eigh(np.cov(patches.T))
    whiten = (axes / np.sqrt(values + SOFT)) @ axes.T
    white = ((patches - mean) @ whiten).astype(np.float32)
    clusters = MiniBatchKMeans(filters, batch_size=4096, n_init=1, max_iter=30, random_state=int_seed(seed, "kmeans"))
    centres = clusters.fit(white).cluster_centers_.astype(np.float64)
    centres /= np.linalg.norm(centres, axis=1, keepdims=True) + 1e-9
    order = np.lexsort(centres.T[::-1])  # clusters have no order of their own
    filters_ = whiten @ centres[order].T
    return mean.astype(np.float32), filters_.astype(np.float32)


def main() -> None:
    """Cut, learn, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pictures", type=int, default=1500)
    parser.add_argument("--filters", type=int, default=128, help="at each scale")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, required=True, help="the file to write")
    args = parser.parse_args()
    patches_of: dict[int, list[np.ndarray]] = {side: [] for side in SIDES}
    for k, picture in enumerate(progress(pictures(args.pictures, seed=args.seed), "pictures", total=args.pictures)):
        for side in SIDES:
            patches = cut(picture, side)
            patches_of[side].append(patches[stream(args.seed, "patches", k, side).integers(0, len(patches), PATCHES)])
    tensors = {}
    for side in SIDES:
        tensors[f"mean.{side}"], tensors[f"filters.{side}"] = learn(
            np.concatenate(patches_of[side]), args.filters, seed=args.seed
        )
    with replacing(args.out) as part:
        save_file(tensors, part)
    print(f"{args.out}: {args.out.stat().st_size / 1e3:.0f} kB from {args.pictures} pictures")


if __name__ == "__main__":
    main()
