"""Are regions withheld on purpose found as missing styles? ``python verification/holes.py WORLD [--trials 20]``

WORLD is a painted world; its genomes are the space (their first principal directions). Each trial takes away every work
within a radius of some likely places and asks for as many missing styles. A find counts when it lies inside a withheld
region. Beside ours: places drawn at random between works, and the emptiest places whatever the smooth model says.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.spatial import cKDTree

import stylogeny as sg
from stylogeny.embedding.gaps import NEIGHBOURS, apart, candidates, missing, typical_distance
from stylogeny.embedding.space import Embedding
from stylogeny.progress import quietly
from stylogeny.streams import stream


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("world", type=Path)
    parser.add_argument("--trials", type=int, default=20)
    parser.add_argument("--regions", type=int, default=3)
    parser.add_argument("--directions", type=int, default=2, help="principal directions of the genomes")
    parser.add_argument("--share", type=float, default=0.04, help="of all works, withheld a region")
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    with quietly():
        works = sg.load(args.world)
    genomes = pd.read_parquet(args.world / "truth" / "genomes.parquet").set_index("id").loc[list(works.ids)]
    values = genomes.select_dtypes("number").to_numpy(dtype=np.float64)
    values = (values - values.mean(axis=0)) / np.maximum(values.std(axis=0), 1e-9)
    _, _, axes = np.linalg.svd(values, full_matrices=False)
    points = values @ axes[: args.directions].T
    found: dict[str, list[float]] = {"missing styles": [], "emptiest places": [], "random places": []}
    for trial in range(args.trials):
        rng = stream(args.seed, "trial", trial)
        dense = np.flatnonzero(_density(points) >= np.median(_density(points)))
        centres = points[rng.choice(dense, args.regions, replace=False)]
        distance = np.linalg.norm(points[:, None] - centres, axis=2)
        radius = np.sort(distance, axis=0)[int(args.share * len(points))]
        kept = np.flatnonzero((distance > radius).all(axis=1))
        rest = points[kept]

        def hit(places: np.ndarray, centres: np.ndarray = centres, radius: np.ndarray = radius) -> float:
            inside = (np.linalg.norm(places[:, None] - centres, axis=2) <= radius).any(axis=1)
            return float(inside.mean()) if len(places) else 0.0

        space = Embedding.from_vectors(works.select(kept), rest)
        found["missing styles"].append(hit(missing(space, count=args.regions, seed=trial).vectors))
        places, _ = candidates(rest, rng)
        typical = typical_distance(rest)
        emptiness = cKDTree(rest).query(places, k=NEIGHBOURS)[0][:, -1]
        found["emptiest places"].append(hit(places[apart(places, emptiness, typical, args.regions)]))
        found["random places"].append(hit(places))
    print(
        f"{len(points)} works, {args.trials} trials, {args.regions} regions of {args.share:.0%} of the works withheld\n"
    )
    print(f"| | precision at {args.regions} | standard error |\n| --- | --- | --- |")
    for name, values in found.items():
        print(f"| {name} | {np.mean(values):.2f} | {np.std(values) / np.sqrt(len(values)):.2f} |")


def _density(points: np.ndarray) -> np.ndarray:
    return -cKDTree(points).query(points, k=NEIGHBOURS)[0][:, -1]


if __name__ == "__main__":
    main()
