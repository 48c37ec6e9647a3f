"""The same answer twice? Seeds of the heads, of the dates and of the fits, on the same few works.

    python verification/stability.py                                  # painted worlds seen as genomes
    python verification/stability.py --from pictures --spaces FOLDER  # painted, embedded anew with every seed
    python verification/stability.py --corpus CORPUS                  # parts of a real corpus, embedded anew
    python verification/stability.py --run RUN                        # parts of a run in its own space: dates and fits

For parts of 120 and 600 works, embedded (where that is asked) and traced with six seeds: in how many works two seeds
agree on the heaviest parent (mean over pairs of seeds, among works that have one in both), the least and the greatest
mean innovation, the difference between them, and the least and the greatest number of edges.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd

import stylogeny as sg
from stylogeny.progress import quietly
from stylogeny.streams import stream
from stylogeny.world import corpus
from stylogeny.world.ground_truth import heaviest
from stylogeny.world.history import World
from stylogeny.world.observe import observe
from verification.common.tables import markdown

Spaces = Callable[[int], sg.Embedding]  # of a seed


def stability(spaces: Spaces, seeds: list[int], fits: int) -> dict[str, float]:
    """The figures of one set of works."""
    graphs = [sg.trace(spaces(seed), seed=seed, fits=fits) for seed in seeds]
    best = [heaviest(graph.parents) for graph in graphs]
    same = []
    for a, b in combinations(best, 2):
        both = (a >= 0) & (b >= 0)
        same.append(float((a == b)[both].mean()) if both.any() else np.nan)
    innovation = [float(g.innovation[g.dated].mean()) for g in graphs]
    edges = [g.parents.nnz for g in graphs]
    return {
        "first parents agree": float(np.mean(same)),
        "innovation, least": min(innovation),
        "greatest": max(innovation),
        "moves by": max(innovation) - min(innovation),
        "edges, least": float(min(edges)),
        "most": float(max(edges)),
    }


def part(space: sg.Embedding, size: int) -> sg.Embedding:
    """A sample of a space's dated works."""
    dated = np.flatnonzero(space.works.dated)
    keep = np.zeros(len(space.works), dtype=bool)
    keep[stream(0, "part", size).permutation(dated)[:size]] = True
    return sg.Embedding(space.works.select(keep), space.vectors[keep], space.time_axis)


def cases(args: argparse.Namespace, size: int) -> dict[str, Spaces]:
    """What is traced, by name."""
    if args.run:
        whole = part(sg.Embedding.read(args.run), size)
        return {"the run": lambda seed: whole}
    if args.corpus:
        works = sg.load(args.corpus)
        keep = np.zeros(len(works), dtype=bool)
        usable = np.flatnonzero(works.dated & works.pictured)
        keep[stream(0, "part", size).permutation(usable)[:size]] = True
        few = works.select(keep)
        return {args.corpus.name: lambda seed: sg.embed(few, seed=seed, cache=args.spaces)}
    out: dict[str, Spaces] = {}
    for regime in args.regimes:
        world = World.make(regime, works=size, seed=args.world)
        if args.source == "genomes":
            out[regime] = _constant(observe(world, noise=0.2))
        else:
            folder = args.spaces / f"{regime}-{size}-{args.world}"
            if not folder.exists():
                corpus.write(world, folder, workers=1, with_truth=False)
            out[regime] = _embedded(sg.load(folder), args.spaces)
    return out


def _constant(space: sg.Embedding) -> Spaces:
    return lambda seed: space


def _embedded(works: sg.Works, cache: Path) -> Spaces:
    return lambda seed: sg.embed(works, seed=seed, cache=cache)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[120, 600])
    parser.add_argument("--seeds", type=int, nargs="+", default=list(range(6)))
    parser.add_argument("--regimes", nargs="+", default=["neutral", "all"])
    parser.add_argument("--world", type=int, default=11, help="seed of the painted worlds")
    parser.add_argument("--fits", type=int, default=4, help="draws of the dates that a graph is the mean of")
    parser.add_argument("--from", dest="source", choices=["genomes", "pictures"], default="genomes")
    parser.add_argument("--spaces", type=Path, help="folder for painted worlds and features of pictures")
    parser.add_argument("--corpus", type=Path, help="a real corpus instead")
    parser.add_argument("--run", type=Path, help="an embedded run instead")
    args = parser.parse_args()
    if args.source == "pictures" and args.spaces is None:
        parser.error("--from pictures needs --spaces FOLDER")
    rows = []
    with quietly():
        for size in args.sizes:
            for name, spaces in cases(args, size).items():
                rows.append({"works of": name, "works": str(size), **stability(spaces, args.seeds, args.fits)})
    print(markdown(pd.DataFrame(rows)))


if __name__ == "__main__":
    main()
