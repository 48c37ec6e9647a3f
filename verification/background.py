"""What the background of the influence model is worth: one that drifts, and innovation shrunk half way to the mean.

    python verification/background.py                                                      # noisy genomes
    python verification/background.py --from pictures --seeds 1 2 3 4 5 --spaces FOLDER    # painted, by the backbone

Rows: the mean of all works as background or the mean of their time, and a work's own innovation taken as it is or half
from the mean of all. Columns: average precision of parents, rank correlation and slope of net credit against the
realised impact, the share of influence that is claimed, the same in a world without any, and the most offspring of one
work.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import pandas as pd

import stylogeny as sg
from stylogeny.influence.branching.background import MIN_WORKS
from stylogeny.progress import quietly
from stylogeny.world.ground_truth import GroundTruth
from stylogeny.world.history import World
from stylogeny.world.observe import observe
from stylogeny.world.regimes import REGIMES
from stylogeny.world.score import score_credit, score_edges
from verification.common.scoring import edges_of
from verification.common.tables import markdown
from verification.common.worlds import pictured

EVERYTHING = 10**9
CHOICES = {  # works that the background is the mean of at least, and the shrinkage of innovation
    "mean of all": (EVERYTHING, 0.0), "mean of all, half": (EVERYTHING, 0.5),
    "drifting": (MIN_WORKS, 0.0), "**drifting, half**": (MIN_WORKS, 0.5),
}  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--works", type=int, default=300)
    parser.add_argument("--seeds", type=int, nargs="+", default=[101, 102, 103])
    parser.add_argument("--from", dest="source", choices=["genomes", "pictures"], default="genomes")
    parser.add_argument("--spaces", type=Path, help="as for known_truth.py")
    args = parser.parse_args()
    rows = []
    for regime in REGIMES:
        for seed in args.seeds:
            with quietly():
                world = World.make(regime, works=args.works, seed=seed)
                truth = GroundTruth.of(world, futures=0, run=regime != "null")
                space = pictured(world, spaces=args.spaces) if args.source == "pictures" else observe(world)
                for name, (min_works, shrinkage) in CHOICES.items():
                    graph = sg.trace(space, seed=seed, background_min_works=min_works, innovation_shrinkage=shrinkage)
                    claimed, most = float(1 - graph.innovation.mean()), float(graph.fertility.max())
                    row = {"background": name, "null claims" if regime == "null" else "claimed": claimed}
                    if regime != "null":
                        edges = score_edges(edges_of(graph), truth, works=space.works, seed=seed)
                        credit = score_credit(space.works.ids, graph.net, truth)
                        row |= {"ap": edges["ap"], "net": credit["realised"], "slope": credit["realised_slope"]}
                    rows.append(row | {"most offspring": most})
    columns = ["ap", "net", "slope", "claimed", "null claims", "most offspring"]
    found = pd.DataFrame(rows).groupby("background", sort=False)[columns].mean().reset_index()
    print(markdown(found.replace({np.nan: None})))


if __name__ == "__main__":
    main()
