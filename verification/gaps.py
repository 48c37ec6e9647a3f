"""Are regions withheld on purpose found as missing styles? ``python verification/gaps.py WORLD [--trials 20]``

WORLD is a painted world; its genomes are the space (their first principal directions). Each trial takes away every work
that is within a radius of some likely places in a plane of two of the first directions (--among), drawn for each, and
asks for as many missing styles. A place counts when it lies inside a withheld region. Ours looks at the planes of so
many directions (--directions, several stand beside each other). Beside it: places drawn at random between works, and
the emptiest places whatever the smooth model says.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from scipy.spatial import cKDTree

import stylogeny as sg
from stylogeny.embedding.gaps import DIRECTIONS, NEIGHBOURS, candidates, find_gaps, spaced, typical_distance
from stylogeny.embedding.space import Embedding
from stylogeny.histories.ground_truth_tables import read_truth
from stylogeny.progress import quietly
from stylogeny.streams import stream


def genome_points(world: Path, works: sg.Works, directions: int) -> np.ndarray:
    """The works' standardised genomes along their first principal directions, float64[n, directions]."""
    genomes = read_truth(world)["genomes"].set_index("id").loc[list(works.ids)]
    values = genomes.select_dtypes("number").to_numpy(dtype=np.float64)
    values = (values - values.mean(axis=0)) / np.maximum(values.std(axis=0), 1e-9)
    _, _, axes = np.linalg.svd(values, full_matrices=False)
    return values @ axes[:directions].T


def one_trial(
    works: sg.Works, points: np.ndarray, trial: int, *, regions: int, share: float, among: int, looks: Sequence[int],
    seed: int,
) -> dict[str, float]:  # fmt: skip
    """Precision of every method when some regions are withheld, each in a plane of two of the first directions."""
    rng = stream(seed, "trial", trial)
    density = -neighbour_distance(points[:, :among], points[:, :among])
    dense = np.flatnonzero(density >= np.median(density))
    centres = points[rng.choice(dense, regions, replace=False)]
    planes = [np.sort(rng.permutation(among)[:2]) for _ in range(regions)]

    def distance(places: np.ndarray) -> np.ndarray:
        own = [np.linalg.norm(places[:, plane] - at[plane], axis=1) for plane, at in zip(planes, centres)]
        return np.stack(own, axis=1)

    radius = np.sort(distance(points), axis=0)[int(share * len(points))]
    kept = np.flatnonzero((distance(points) > radius).all(axis=1))
    rest = points[kept]

    def precision(places: np.ndarray) -> float:
        return float((distance(places) <= radius).any(axis=1).mean()) if len(places) else 0.0

    space = Embedding.from_vectors(works.select(kept), rest)
    out = {
        f"{k} directions": precision(find_gaps(space, count=regions, directions=k, seed=trial).vectors) for k in looks
    }
    places, _ = candidates(rest[:, :among], rng)
    emptiest = spaced(places, neighbour_distance(rest[:, :among], places), typical_distance(rest[:, :among]), regions)
    return out | {"emptiest places": precision(places[emptiest]), "random places": precision(places)}


def neighbour_distance(points: np.ndarray, places: np.ndarray) -> np.ndarray:
    """Distance of places to their NEIGHBOURS-th nearest point."""
    return cKDTree(points).query(places, k=NEIGHBOURS)[0][:, -1]


def main() -> None:
    """Run the trials and print precisions."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("world", type=Path)
    parser.add_argument("--trials", type=int, default=20)
    parser.add_argument("--regions", type=int, default=3)
    parser.add_argument(
        "--among", type=int, default=2, help="principal directions in whose planes regions are withheld"
    )
    parser.add_argument("--directions", type=int, nargs="+", default=[DIRECTIONS], help="in whose planes ours looks")
    parser.add_argument("--share", type=float, default=0.04, help="of all works, withheld per region")
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    with quietly():
        works = sg.load(args.world)
    points = genome_points(args.world, works, max(args.among, *args.directions, 8))
    trials = [
        one_trial(
            works,
            points,
            trial,
            regions=args.regions,
            share=args.share,
            among=args.among,
            looks=args.directions,
            seed=args.seed,
        )
        for trial in range(args.trials)
    ]
    print(
        f"{len(points)} works, {args.trials} trials, {args.regions} regions of {args.share:.0%} of the works "
        f"withheld, in planes of {args.among} directions\n"
    )
    print(f"| | precision at {args.regions} | standard error |\n| --- | --- | --- |")
    for name in trials[0]:
        values = [trial[name] for trial in trials]
        print(f"| {name} | {np.mean(values):.2f} | {np.std(values) / np.sqrt(len(values)):.2f} |")


if __name__ == "__main__":
    main()
