"""A society that sees: works painted in the loop and read back, against one that sees the points that were meant.

    python verification/seeing.py --run RUN                    # 200 artists, 30 years, pictures of 64 pixels

Printed: how far what was painted lies from what was meant, over how far real works lie from their nearest; seconds for
a picture, painting and reading; and movements, spread of styles and inequality of fame of both societies.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np

from stylogeny.histories.painter import PaintingEye
from stylogeny.histories.simulate import simulate
from stylogeny.histories.simulation import Simulation
from stylogeny.influence.open_graph import open_graph
from stylogeny.progress import quietly
from stylogeny.runs import Run


def figures(name: str, history: Simulation, seconds: float) -> dict[str, str]:
    """One row of the table."""
    late = history.yearly.tail(10)
    return {
        "society": name,
        "works shown": str(len(history)),
        "movements": str(len(history.movements)),
        "spread of styles": f"{late['spread'].mean():.2f}",
        "inequality of fame": f"{late['gini'].mean():.2f}",
        "seconds": f"{seconds:.0f}",
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", type=Path, required=True, help="a traced run whose space was made from pictures")
    parser.add_argument("--artists", type=int, default=200)
    parser.add_argument("--years", type=int, default=30)
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--size", type=int, default=64)
    parser.add_argument("--tries", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    with quietly():
        graph = open_graph(Run(args.run))
        eye = PaintingEye(graph, seed=args.seed, every=args.every, size=args.size, tries=args.tries)
        asked = {"years": args.years, "artists": args.artists, "seed": args.seed, "pictures": 0}
        rows = []
        for name, one in (("sees what was meant", None), ("sees what was painted", eye)):
            start, used = time.monotonic(), time.process_time()
            history = simulate(graph, eye=one, **asked)
            rows.append(
                figures(name, history, time.monotonic() - start) | {"of a core": f"{time.process_time() - used:.0f}"}
            )
    print("| " + " | ".join(rows[0]) + " |\n|" + "---|" * len(rows[0]))
    for row in rows:
        print("| " + " | ".join(row.values()) + " |")
    missed = np.array(eye.misses)
    print(
        f"\n{len(missed)} works painted: from what was meant to what was painted {np.median(missed):.2f}, "
        f"{np.median(missed) / eye.apart:.2f} times the distance of real works to their nearest ({eye.apart:.2f}); "
        f"{(missed <= eye.apart).mean():.0%} within it"
    )


if __name__ == "__main__":
    main()
