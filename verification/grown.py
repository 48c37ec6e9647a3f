"""Why a society's history is harder to credit than one by a fixed calendar: what ties works together besides descent.

    python verification/grown.py --works 300 --seeds 1 2 3 --every 2
    python verification/grown.py --sheet docs/known-truth/society.jpg        # only its pictures, over time

Each society is grown, run again without each of its works, and seen as noisy genomes. Then it is grown with one more custom set
to nothing, until little but descent is left. Columns: how far all later works move without a work, on average (standard
deviations of a gene, summed); how much of that is in works that appear or vanish, and in works that do not descend from it;
rank correlations of the impact with path flow of the true parents (which knows every one), with the year alone, with ours
(`net`) and with the best other rival; the first and third again among works of a like year; average precision of parents;
processor seconds for the runs without each work.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
from known_truth import edges_of, markdown
from scipy import sparse
from scipy.stats import rankdata

import stylogeny as sg
from stylogeny.progress import quietly
from stylogeny.world import rivals, sheets
from stylogeny.world.history import SOCIETIES, World
from stylogeny.world.impact import spearman
from stylogeny.world.observe import observe
from stylogeny.world.score import score_edges
from stylogeny.world.truth import Truth

CUTS = (
    ("as it is", {}),
    ("no critics, institutions or giving up", {"criticism": 0.0, "reputation": 0.0, "dropout": 0.0}),
    ("and no manner of one's own", {"constraint": 0.0, "likeness": 0.0}),
    ("and fame does not attract", {"fame": 0.0}),
)


def displaced(world: World, rows: np.ndarray) -> tuple[np.ndarray, float, float, float]:
    """Impact of the works at `rows`, the shares of it in works that appear or vanish and in no descendants, and its cost."""
    began = time.process_time()
    other = world.reruns(rows)
    cost = time.process_time() - began
    moved = np.linalg.norm(other.latent - world.latent, axis=2)
    moved[np.arange(len(rows)), rows] = 0
    flipped = other.shown != world.shown
    child, slot = np.nonzero(world.outcome.parents[0] >= 0)
    n = len(world)
    edges = sparse.csr_array(
        (world.outcome.weights[0][child, slot].astype(np.float64), (child, world.outcome.parents[0][child, slot])),
        shape=(n, n),
    )
    unit = np.zeros((n, len(rows)))
    unit[rows, np.arange(len(rows))] = 1
    descends = sparse.linalg.spsolve_triangular((sparse.eye_array(n) - edges).tocsr(), unit, lower=True).T > 0
    total = max(moved.sum(), 1e-12)
    return moved.sum(axis=1), moved[flipped].sum() / total, moved[~descends].sum() / total, cost


def given(year: np.ndarray, credit: np.ndarray, impact: np.ndarray) -> float:
    """Rank correlation of credit and impact among works of a like year: that of what the year leaves unexplained of each."""
    x = rankdata(year) - (len(year) + 1) / 2
    left = [r - (r @ x) / (x @ x) * x for r in (rankdata(credit), rankdata(impact))]
    return float(np.corrcoef(*left)[0, 1])


def one(name: str, customs: dict[str, float], seed: int, works: int, every: int) -> dict[str, str | float]:
    """One society."""
    world = World.make("society", works=works, seed=seed, customs=replace(SOCIETIES["society"].rules, **customs))
    kept = np.flatnonzero(~world.lost)
    asked = np.arange(0, len(kept), every)
    impact, flipped, strangers, cost = displaced(world, kept[asked])
    truth, space = Truth.of(world, run=False), observe(world)
    graph = sg.trace(space, seed=seed)
    at = np.array([space.works.find(i) for i in truth.ids])[asked]
    others = {k: spearman(v[at], impact) for k, v in rivals.credit_rivals(space).items()}
    year = others.pop("the year alone")
    year_of = world.calendar.year[kept[asked]]
    known = {"true parents": truth.flow[asked], "ours": graph.net[at]}
    best = max(score_edges(t, truth)["ap"] for t in rivals.edge_rivals(space).values())
    return {
        "society": name, "moved": impact.mean(), "appear or vanish": flipped, "no descendants": strangers,
        "true parents": spearman(truth.flow[asked], impact), "the year": year, "ours": spearman(graph.net[at], impact),
        "best other rival": max(others.values()),
        **{f"{k}, year given": given(year_of, v, impact) for k, v in known.items()},
        "ap ours": score_edges(edges_of(graph), truth)["ap"], "ap best rival": best,
        "s": cost * every,
    }  # fmt: skip


def main() -> None:
    """Grow the societies and print means over seeds."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--works", type=int, default=300)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--every", type=int, default=1, help="run without every k-th work only (default 1: all)")
    parser.add_argument("--sheet", type=Path, help="only write a sheet of the first society's works over time")
    args = parser.parse_args()
    if args.sheet:
        sheets.save(sheets.over_time(World.make("society", works=args.works, seed=args.seeds[0])), args.sheet)
        return
    rows, cut = [], {}
    with quietly():
        for name, more in CUTS:
            cut |= more
            rows += [one(name, cut, seed, args.works, args.every) for seed in args.seeds]
            print(f"{name}: done", flush=True)
    print("\n" + markdown(pd.DataFrame(rows).groupby("society", sort=False).mean().reset_index()))


if __name__ == "__main__":
    main()
