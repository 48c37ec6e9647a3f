"""Expected impact: what can be known beforehand of a work's worth, had luck been drawn anew?

    python verification/expected.py --works 200 --seeds 1 2 3

Rank correlations with the impact averaged over re-run futures, as shares of its noise ceiling. `net` is credit for this
history, `expected` that under the prior alone (influence/expected.py), `the true genealogy` path flow on the recorded
parents. The last column is the realised impact, as a share of its own ceiling: a different question.
"""

from __future__ import annotations

import argparse

import pandas as pd

import stylogeny as sg
from stylogeny.influence.expected import expected_descendants
from stylogeny.progress import quietly
from stylogeny.world.baselines import credit_baselines
from stylogeny.world.ground_truth import GroundTruth
from stylogeny.world.history import World
from stylogeny.world.observe import observe
from stylogeny.world.regimes import REGIMES
from stylogeny.world.score import score_credit
from verification.common.tables import markdown


def measure(regime: str, seed: int, *, works: int, futures: int) -> list[dict[str, str | float]]:
    """Every method on one world."""
    world = World.make(regime, works=works, seed=seed)
    truth, space = GroundTruth.of(world, futures=futures), observe(world)
    graph = sg.trace(space, seed=seed)
    methods = {
        "**expected**": (space.works.ids, expected_descendants(graph)), "**net**": (space.works.ids, graph.net),
        "the true genealogy": (truth.ids, truth.flow),
    }  # fmt: skip
    methods |= {name: (space.works.ids, value) for name, value in credit_baselines(space).items()}
    rows: list[dict[str, str | float]] = []
    for name, (ids, value) in methods.items():
        found = score_credit(ids, value, truth)
        rows.append(
            {
                "regime": regime,
                "method": name,
                "expected": found["expected_of_ceiling"],
                "realised": found["realised_of_ceiling"],
            }
        )
    return rows


def main() -> None:
    """Print means over seeds, and over regimes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--works", type=int, default=200)
    parser.add_argument("--futures", type=int, default=6)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--regimes", nargs="+", default=[name for name, kind in REGIMES.items() if kind.influence])
    args = parser.parse_args()
    with quietly():
        rows = [
            row
            for regime in args.regimes
            for seed in args.seeds
            for row in measure(regime, seed, works=args.works, futures=args.futures)
        ]
    found = pd.DataFrame(rows)
    wide = found.groupby(["method", "regime"], sort=False)["expected"].mean().unstack("regime")
    wide["all regimes"] = wide.mean(axis=1)
    wide["realised impact"] = found.groupby("method", sort=False)["realised"].mean()
    print(markdown(wide.reset_index()))


if __name__ == "__main__":
    main()
