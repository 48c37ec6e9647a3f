"""Does the order of works matter? The permutation test of influence/evidence.py on worlds where the answer is known.

    python verification/evidence.py --works 300 --seeds 102 103 104

For every regime: nats a work by which the works' own order explains them better than shuffled orders, that gain in standard
deviations, and how often the test speaks; the same for the same works with their dates shuffled beforehand, for which it should not.
"""

from __future__ import annotations

import argparse

import numpy as np

from stylogeny.influence.evidence import evidence, redated
from stylogeny.progress import quietly
from stylogeny.streams import stream
from stylogeny.world.history import REGIMES, World
from stylogeny.world.observe import observe


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--works", type=int, default=300)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3, 4, 5])
    parser.add_argument("--regimes", nargs="+", default=list(REGIMES))
    args = parser.parse_args()
    print(
        "| regime | gain, nats | standard deviations | speaks | gain, shuffled | speaks, shuffled |\n|---|---|---|---|---|---|"
    )
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
