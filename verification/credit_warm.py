"""Do warm refits give the answers of cold ones? Bootstraps of painted worlds, refitted both ways.

`sg.credit` refits influence in every bootstrap from the factual fit: parentage hypotheses are inherited and the kernels
started from. A cold refit starts from nothing: it finds candidates, proposes blends and fits again. For the same weights and dates
the table gives, over all bootstraps of each world: the mean and largest difference of a parent's share between the two, the
correlation of the works' expected descendants, and the difference of the credits (`lineage`, soft) of the asked works, as a
share of the interval that the bootstraps give each. Two rows a world: cold with everything anew, and cold in the kernels alone, with
both fits on the same hypotheses run until they stop moving: if the fit has one best answer, this difference vanishes.

    python verification/credit_warm.py --worlds 3 --works 200 --bootstraps 12
"""

from __future__ import annotations

import argparse
from dataclasses import replace

import numpy as np
from credit_coverage import space_of

import stylogeny as sg
from stylogeny.counterfactual.bootstrap import question, refit, resample
from stylogeny.counterfactual.evaluate import closed_form
from stylogeny.counterfactual.everyone import credit_all
from stylogeny.influence.graph import InfluenceGraph
from stylogeny.influence.prior import Labels
from stylogeny.influence.problem import Problem
from stylogeny.influence.tracing import start_of
from stylogeny.progress import quietly
from stylogeny.world.history import World

TIGHT = {"steps": 400, "tolerance": 1e-7}


def from_nothing(graph: InfluenceGraph) -> InfluenceGraph:
    """The graph's hypotheses, with the kernels a first fit starts from and no parent known yet."""
    table = graph.hypotheses
    blank = replace(graph, inclusion=0 * graph.inclusion)
    blank.__dict__["hypotheses"], blank.__dict__["kernels"] = (
        table,
        start_of(Problem(table, graph.years, Labels(graph.works), np.ones(len(graph)))),
    )
    return blank


def compared(pairs: list[tuple[InfluenceGraph, InfluenceGraph]], asked: np.ndarray) -> str:
    """Cells of the table from pairs of graphs of the same bootstraps."""
    gaps, largest, agree, credits = [], [], [], []
    for one, other in pairs:
        gap = abs(one.parents - other.parents)
        gaps.append(float(gap.sum() / max(one.parents.nnz, 1)))
        largest.append(float(gap.max()))
        agree.append(float(np.corrcoef(one.importance, other.importance)[0, 1]))
        model = closed_form(one)
        credits.append([credit_all(g, estimand="lineage", model=model)[asked] for g in (one, other)])
    both = np.array(credits)  # bootstraps, two ways, asked
    width = np.subtract(*np.quantile(both[:, 0], [0.975, 0.025], axis=0))
    off = np.abs(both[:, 0] - both[:, 1]).mean(axis=0) / np.maximum(width, 1e-9)
    return f"{np.mean(gaps):.5f} | {max(largest):.4f} | {min(agree):.5f} | {np.median(off):.2%} | {off.max():.2%}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--regime", default="neutral")
    parser.add_argument("--worlds", type=int, default=3)
    parser.add_argument("--works", type=int, default=200)
    parser.add_argument("--bootstraps", type=int, default=12)
    args = parser.parse_args()
    print(
        "| seed | cold in | mean share moved | largest | least correlation of descendants | credit off, of its interval | worst |\n"
        "|---|---|---|---|---|---|---|"
    )
    with quietly():
        for seed in range(args.worlds):
            graph = sg.trace(space_of(World.make(args.regime, works=args.works, seed=seed)), seed=seed)
            q = question(graph, np.zeros(0, dtype=np.int64), estimand="lineage", deletion="soft", scores=[])
            asked = np.argsort(-graph.importance)[:20]
            drawn = [resample(graph, seed=seed, shard=b) for b in range(args.bootstraps)]
            every = [(refit(q, *d), refit(replace(q, cold=True), *d)) for d in drawn]
            print(f"| {seed} | everything | {compared(every, asked)} |", flush=True)
            start = from_nothing(graph)
            tight = [
                tuple(
                    sg.trace(graph.embedding, sample_weight=w, years=y, warm_start=s, **TIGHT) for s in (graph, start)
                )
                for w, y in drawn
            ]
            print(f"| {seed} | the kernels | {compared(tight, asked)} |", flush=True)


if __name__ == "__main__":
    main()
