"""Does the order of works matter? The permutation tests of influence/evidence.py on worlds where the answer is known.

    python verification/evidence.py --works 300 --seeds 102 103 104
    python verification/evidence.py --from pictures --works 300 --seeds 1 2 3 --spaces FOLDER
    python verification/evidence.py --run RUN --max 1000 4000           # a real run, samples of these sizes
    python verification/evidence.py --run RUN --between                 # ties between artists alone

For every regime and each test (against shuffled dates, against dates exchanged nearby, against time reversed): nats per
work by which the works' own order explains them better, that gain in standard deviations, and in how many worlds the
test speaks; then the same for the same works with their dates shuffled beforehand, for which no test should speak.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np
import pandas as pd

from stylogeny.embedding.space import Embedding
from stylogeny.influence.dates import draw_years
from stylogeny.influence.evidence import Evidence, Margin, evidence
from stylogeny.progress import quietly
from stylogeny.streams import stream
from stylogeny.world.history import World
from stylogeny.world.observe import observe
from stylogeny.world.regimes import REGIMES
from verification.common.tables import markdown
from verification.common.worlds import pictured

Row = dict[str, str | float]


def tests(found: Evidence) -> dict[str, Margin]:
    """The three tests by name."""
    return {
        "shuffled": found.against_shuffled,
        "nearby": found.against_nearby,
        "reversed": found.against_backwards,
    }


def on_a_run(run: Path, sizes: list[int], careers: bool) -> pd.DataFrame:
    """The tests on samples of a run's works, two samples a size, and the seconds they took."""
    space, rows = Embedding.read(run), []
    for size in sizes:
        for seed in (0, 1):
            began = time.perf_counter()
            found = evidence(space, max_works=size, careers=careers, seed=seed)
            if found is not None:
                seconds = time.perf_counter() - began
                row: Row = {"works": str(found.works), "sample": str(seed), "seconds": f"{seconds:.0f}"}
                for name, test in tests(found).items():
                    row |= {name: test.gain, f"{name}, deviations": test.score}
                rows.append(row)
    return pd.DataFrame(rows)


def on_worlds(regime: str, args: argparse.Namespace) -> list[Row]:
    """Both arms of a regime, one row for each."""
    found: dict[str, list[Evidence]] = {"own dates": [], "shuffled beforehand": []}
    for seed in args.seeds:
        world = World.make(regime, works=args.works, seed=seed)
        space = pictured(world, spaces=args.spaces) if args.source == "pictures" else observe(world, noise=0.2)
        years = draw_years(space.works, seed=seed)
        for arm, dates in (("own dates", years), ("shuffled beforehand", stream(seed, "mixed").permutation(years))):
            answer = evidence(space, years=dates, careers=args.careers, seed=seed)
            if answer is not None:
                found[arm].append(answer)
    rows = []
    for arm, answers in found.items():
        row: Row = {"regime": regime, "dates": arm}
        for name in tests(answers[0]):
            own = [tests(answer)[name] for answer in answers]
            row |= {
                name: float(np.mean([t.gain for t in own])),
                f"{name}, deviations": float(np.mean([t.score for t in own])),
            }
            row[f"{name}, speaks"] = f"{sum(t.speaks for t in own)} of {len(own)}"
        rows.append(row)
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--works", type=int, default=300)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3, 4, 5])
    parser.add_argument("--regimes", nargs="+", default=list(REGIMES))
    parser.add_argument("--from", dest="source", choices=["genomes", "pictures"], default="genomes")
    parser.add_argument("--spaces", type=Path, help="as for known_truth.py")
    parser.add_argument("--run", type=Path, help="look at this embedded run instead")
    parser.add_argument("--max", type=int, nargs="+", default=[4000], help="with --run: sizes of the samples")
    parser.add_argument("--between", dest="careers", action="store_false", help="only ties between artists")
    args = parser.parse_args()
    with quietly():
        if args.run:
            table = on_a_run(args.run, args.max, args.careers)
        else:
            table = pd.DataFrame([row for regime in args.regimes for row in on_worlds(regime, args)])
    print(markdown(table))


if __name__ == "__main__":
    main()
