"""Ours against every baseline on worlds whose history is known.

    python verification/known_truth.py                                            # all regimes, five fresh seeds
    python verification/known_truth.py --works 300 --seeds 100 --regimes neutral all --futures 0      # a quick look
    python verification/known_truth.py --from pictures --works 300 --seeds 1 2    # painted, seen by the backbone

Each world is seen as noisy genomes (seconds) or as painted pictures through the built-in backbone (minutes). Both
blocks of the table are means over seeds; the summary gives ours minus the best baseline with bootstrap intervals over
worlds.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np
import pandas as pd

import stylogeny as sg
from stylogeny.influence.expected import expected_descendants
from stylogeny.influence.refine import refine
from stylogeny.progress import quietly
from stylogeny.streams import stream
from stylogeny.world.baselines import credit_baselines, edge_baselines
from stylogeny.world.ground_truth import GroundTruth
from stylogeny.world.history import World
from stylogeny.world.impact import spearman
from stylogeny.world.observe import observe
from stylogeny.world.regimes import REGIMES
from stylogeny.world.score import score_credit, score_edges, score_missing
from verification.common.scoring import (
    CREDIT,
    EDGES,
    EXPECTED,
    LOOPED,
    MODEL,
    ORACLE,
    OURS,
    edges_of,
    means,
    summary,
)
from verification.common.tables import markdown
from verification.common.worlds import pictured

Figures = dict[str, str | float]


def coverage(space: sg.Embedding, graph: sg.InfluenceGraph, truth: GroundTruth, *, refits: int = 6) -> float:
    """How often a 95 % interval of descendants holds the true path flow.

    Works and dates are resampled, the model is refitted, genealogies are drawn.
    """
    n, draws = len(space.works), []
    for b in range(refits):
        weight = stream(b, "coverage").exponential(size=n)
        refit = sg.trace(space, seed=b, sample_weight=weight, warm_start=graph)
        for parent in refit.sample_parents(seed=b, k=16):
            count = np.zeros(n)
            for k in refit.order[::-1]:
                if parent[k] >= 0:
                    count[parent[k]] += 1 + count[k]
            draws.append(count)
    low, high = np.quantile(draws, [0.025, 0.975], axis=0)
    at = [truth.row[i] for i in space.works.ids]
    return float(((truth.flow[at] >= low - 1e-9) & (truth.flow[at] <= high + 1e-9)).mean())


def one(regime: str, seed: int, args: argparse.Namespace) -> list[Figures]:
    """All methods on one world: one row per method and question."""
    world = World.make(regime, works=args.works, seed=seed)
    truth = GroundTruth.of(world, futures=args.futures, run=regime != "null")
    space = pictured(world, spaces=args.spaces) if args.source == "pictures" else observe(world, noise=args.noise)
    graph = sg.trace(space, seed=seed)
    model: Figures = {"question": "model", "claimed": float(1 - graph.innovation.mean()), "coverage": np.nan}
    rows: list[Figures] = [model]
    if truth.impacts is not None:
        ids = space.works.ids
        edges, credit = {OURS: edges_of(graph)}, {OURS: graph.net}
        if args.refine:
            cache = None if args.spaces is None else args.spaces / f"{regime}-{args.works}-{seed}" / "features"
            looped = refine(space, seed=seed, graph=graph, cache=cache)
            edges[LOOPED], credit[LOOPED] = edges_of(looped.graph), looped.graph.net
            model["rounds_kept"] = looped.rounds
        for name, table in {**edges, **edge_baselines(space)}.items():
            rows.append(
                {"question": "edges", "method": name, **score_edges(table, truth, works=space.works, seed=seed)}
            )
        flow = truth.flow[[truth.row[i] for i in ids]]
        for name, value in {
            **credit,
            EXPECTED: expected_descendants(graph),
            **credit_baselines(space),
            ORACLE: flow,
        }.items():
            rows.append({"question": "credit", "method": name, **score_credit(ids, value, truth)})
        rows.append({"question": "credit", "method": "ceiling", **truth.ceilings})
        mixed = sg.trace(space, seed=seed, years=stream(seed, "shuffled").permutation(graph.years))
        model["shuffled"] = spearman(mixed.net, truth.impacts["realised"].to_numpy())
        model["claimed_shuffled"] = float(1 - mixed.innovation.mean())
        model |= score_missing(ids, graph.innovation, truth)
        if args.intervals:
            model["coverage"] = coverage(space, graph, truth)
    world_is: Figures = {"regime": regime, "seed": seed, "works": args.works, "futures": args.futures}
    return [{**world_is, **row} for row in rows]


def arguments() -> argparse.Namespace:
    """What was asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--works", type=int, default=500)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3, 4, 5])
    parser.add_argument("--regimes", nargs="+", default=list(REGIMES))
    parser.add_argument(
        "--futures", type=int, default=10, help="re-runs of the future for the expected impact (0: none)"
    )
    parser.add_argument("--noise", type=float, default=0.2, help="observation noise on genomes; a mutation step is 0.2")
    parser.add_argument("--from", dest="source", choices=["genomes", "pictures"], default="genomes")
    parser.add_argument("--spaces", type=Path, help="keep pictures and embeddings in this folder for the next run")
    parser.add_argument("--refine", action="store_true", help="also run the outer loop and score what it ends with")
    parser.add_argument("--intervals", action="store_true", help="also measure the coverage of 95 %% intervals")
    parser.add_argument("--out", type=Path, help="write every figure as a Parquet file, for docs/known-truth.md")
    args = parser.parse_args()
    if args.refine and args.source == "pictures" and args.spaces is None:
        parser.error("--refine learns from the pictures again: keep them with --spaces FOLDER")
    return args


def main() -> None:
    """Run the worlds and print the tables."""
    args = arguments()
    rows: list[Figures] = []
    with quietly():
        for seed in args.seeds:  # seeds outermost, so that a stopped run has seen every regime
            for regime in args.regimes:
                began = time.perf_counter()
                rows += one(regime, seed, args)
                print(f"{regime}, seed {seed}: {time.perf_counter() - began:.0f} s", flush=True)
                if args.out:
                    pd.DataFrame(rows).to_parquet(args.out, index=False)
    figures = pd.DataFrame(rows)
    if figures["question"].ne("model").any():
        print("\n" + markdown(summary(figures)))
        print("\n" + markdown(means(figures, "edges", EDGES)))
        print("\n" + markdown(means(figures, "credit", CREDIT)))
    print("\n" + markdown(means(figures, "model", MODEL)))


if __name__ == "__main__":
    main()
