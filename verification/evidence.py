"""Does the order of works matter? The permutation test of influence/evidence.py on worlds where the answer is known.

    python verification/evidence.py --works 300 --seeds 102 103 104
    python verification/evidence.py --run RUN --max 1000 3000 10000      # a real run, samples of these sizes

For every regime: nats per work by which the works' own order explains them better than shuffled orders, that gain in
standard deviations, and how often the test speaks; the same for the same works with their dates shuffled beforehand,
for which it should not.
"""

from __future__ import annotations

import argparse

import numpy as np

from stylogeny.embedding.space import Embedding
from stylogeny.influence.evidence import evidence, redated
from stylogeny.progress import quietly
from stylogeny.streams import stream
from stylogeny.world.history import World
from stylogeny.world.observe import observe
from stylogeny.world.regimes import REGIMES


def on_a_run(run: str, sizes: list[int]) -> None:
    """The test on samples of a run's works, two samples a size."""
    space = Embedding.read(run)
    print("| works | sample | gain, nats | standard deviations | speaks |\n|---|---|---|---|---|")
    with quietly():
        for most in sizes:
            for seed in (0, 1):
                found = evidence(space, max_works=most, seed=seed)
                if found is not None:
                    speaks = "yes" if found.speaks else "no"
                    print(f"| {found.works} | {seed} | {found.gain:.2f} | {found.score:.1f} | {speaks} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--works", type=int, default=300)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3, 4, 5])
    parser.add_argument("--regimes", nargs="+", default=list(REGIMES))
    parser.add_argument("--run", help="look at this embedded run instead")
    parser.add_argument("--max", type=int, nargs="+", default=[1000], help="with --run: sizes of the samples")
    args = parser.parse_args()
    if args.run:
        on_a_run(args.run, args.max)
        return
    print("| regime | gain, nats | standard deviations | speaks | gain, shuffled | speaks, shuffled |")
    print("|---|---|---|---|---|---|")
    for regime in args.regimes:
        found = []
        with quietly():
            for seed in args.seeds:
                space = observe(World.make(regime, works=args.works, seed=seed), noise=0.2)
                order = stream(seed, "shuffled").permutation(len(space.works))
                found.append((evidence(space), evidence(redated(space, order))))
        own, mixed = zip(*found)
        print(
            f"| {regime} | {np.mean([e.gain for e in own]):.2f} | {np.mean([e.score for e in own]):.1f} | "
            f"{sum(e.speaks for e in own)} of {len(own)} | {np.mean([e.gain for e in mixed]):.2f} | "
            f"{sum(e.speaks for e in mixed)} of {len(mixed)} |"
        )


if __name__ == "__main__":
    main()
