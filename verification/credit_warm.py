"""Do refits that start from the factual fit end where refits from nothing end? Bootstraps of painted worlds, refitted
in each way.

`sg.credit` refits influence in every bootstrap on the factual fit's hypotheses of parentage and from its parameters,
with extrapolated steps of EM, until no parameter moves by more than a thousandth in a step. For the same weights and
dates this compares it with

- ``the parameters``: the same, from the parameters a first fit starts from and no parent known yet;
- ``its limit``: the same, from the factual fit until no parameter moves by more than a hundred-thousandth;
- ``the hypotheses``: a refit that also proposes its hypotheses anew, under the resampled prior.

The table gives, over all bootstraps of each world: the mean and largest difference of a parent's share, the least
correlation of the works' expected descendants, and the difference of the credits (`lineage`, soft) of the 20 works
with most descendants, as a share of the interval that the bootstraps' draws give each: median and worst.

    python verification/credit_warm.py --works 200 --bootstraps 6

With `--run` it asks a traced run instead: refits as `sg.credit` does them, on the likely hypotheses alone where there
are many, against `--limit` steps on all of them.

    python verification/credit_warm.py --run run --bootstraps 3 --limit 100
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from typing import Any

import numpy as np

import stylogeny as sg
from stylogeny.counterfactual.bootstrap import PARAM_TOL, question, refit, resample
from stylogeny.counterfactual.denoising_bound import closed_form
from stylogeny.counterfactual.lightcone import delete
from stylogeny.influence.branching.em_data import EMData
from stylogeny.influence.branching.fitting import initial_kernels
from stylogeny.influence.branching.prior import Labels
from stylogeny.influence.graph import InfluenceGraph
from stylogeny.influence.open_graph import open_graph
from stylogeny.influence.tracing import parent_sets_of
from stylogeny.progress import quietly
from stylogeny.runs import Run
from stylogeny.world.history import World
from verification.common.worlds import genome_space

FIRST = (
    "regime",
    "seed",
    "against",
    "mean share off",
    "largest",
    "least correlation of descendants",
    "credit off, of its interval",
    "worst",
)


def from_nothing(graph: InfluenceGraph) -> InfluenceGraph:
    """The graph's parent sets, with the kernels a first fit starts from and no parent known yet."""
    sets = parent_sets_of(graph)
    kernels = initial_kernels(EMData(sets, graph.years, Labels(graph.works), np.ones(len(graph))))
    model = replace(graph.require_model(), kernels=kernels)
    return replace(graph, inclusion=0 * graph.inclusion, model=model, parent_sets=sets)


def compared(pairs: list[tuple[InfluenceGraph, InfluenceGraph]], asked: np.ndarray, queries: int = 2048) -> str:
    """Cells of the table from pairs of graphs of the same bootstraps."""
    gaps, largest, agree, credits = [], [], [], []
    model = closed_form(pairs[0][0], queries=queries)
    ones = np.ones(len(pairs[0][0]))
    base = model.nats(ones).mean()
    for pair in pairs:
        gap = abs(pair[0].parents - pair[1].parents)
        gaps.append(float(gap.sum() / max(pair[1].parents.nnz, 1)))
        largest.append(float(gap.max()))
        agree.append(float(np.corrcoef(pair[0].importance, pair[1].importance)[0, 1]))
        credits.append(
            [
                [
                    100 * (model.nats(ones, delete(g, np.array([row]), deletion="soft")).mean() / base - 1)
                    for row in asked
                ]
                for g in pair
            ]
        )
    both = np.array(credits)  # bootstraps, two ways, asked
    width = np.subtract(*np.quantile(both[:, 1], [0.975, 0.025], axis=0))
    off = np.abs(both[:, 0] - both[:, 1]).mean(axis=0) / np.maximum(width, 1e-9)
    return f"{np.mean(gaps):.5f} | {max(largest):.4f} | {min(agree):.5f} | {np.median(off):.2%} | {off.max():.2%}"


def painted(regime: str, seed: int, works: int, bootstraps: int) -> None:
    """The rows of one world."""
    graph = sg.trace(genome_space(World.make(regime, works=works, seed=seed)), seed=seed)
    q = question(graph, np.zeros(0, dtype=np.int64), estimand="lineage", deletion="soft", scores=[])
    asked = np.argsort(-graph.importance)[:20]
    nothing = from_nothing(graph)
    ways: dict[str, list[tuple[InfluenceGraph, InfluenceGraph]]] = {}
    for b in range(bootstraps):
        weights, years = resample(graph, seed=seed, shard=b)
        how: dict[str, Any] = {"sample_weight": weights, "years": years, "net": False}
        ours = refit(q, weights, years)
        others = {
            "the parameters": sg.trace(graph.embedding, **how, warm_start=nothing, param_tol=PARAM_TOL),
            "its limit": sg.trace(graph.embedding, **how, warm_start=graph, param_tol=1e-5, max_iter=200),
            "the hypotheses": refit(replace(q, cold=True), weights, years),
        }
        for name, other in others.items():
            ways.setdefault(name, []).append((ours, other))
    for name, pairs in ways.items():
        print(f"| {regime} | {seed} | {name} | {compared(pairs, asked)} |", flush=True)


def real(run: str, bootstraps: int, limit: int) -> None:
    """The row of a run."""
    graph = open_graph(Run(run))
    graph = replace(graph, parent_sets=parent_sets_of(graph))
    q = question(graph, np.zeros(0, dtype=np.int64), estimand="lineage", deletion="soft", scores=[])
    pairs = []
    for b in range(bootstraps):
        weights, years = resample(graph, seed=0, shard=b)
        how: dict[str, Any] = {"sample_weight": weights, "years": years, "net": False, "warm_start": graph}
        pairs.append((refit(q, weights, years), sg.trace(graph.embedding, **how, max_iter=limit, param_tol=PARAM_TOL)))
    print(f"| the run | 0 | {limit} steps | {compared(pairs, np.argsort(-graph.importance)[:20], 512)} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--regimes", nargs="+", default=["neutral", "rich-get-richer", "reaction", "revival"])
    parser.add_argument("--worlds", type=int, default=1, help="worlds per regime")
    parser.add_argument("--works", type=int, default=200)
    parser.add_argument("--bootstraps", type=int, default=6)
    parser.add_argument("--run", help="a traced run instead of painted worlds")
    parser.add_argument("--limit", type=int, default=100, help="steps of the run's longer refits")
    args = parser.parse_args()
    print(f"| {' | '.join(FIRST)} |\n|{'---|' * len(FIRST)}")
    with quietly():
        if args.run:
            real(args.run, args.bootstraps, args.limit)
            return
        for regime in args.regimes:
            for seed in range(args.worlds):
                painted(regime, seed, args.works, args.bootstraps)


if __name__ == "__main__":
    main()
