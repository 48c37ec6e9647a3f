"""Ours against every rival on worlds whose history is known.

    python verification/known_truth.py                                  # the table: every regime, five fresh seeds
    python verification/known_truth.py --works 400 --seeds 100 101 --regimes neutral all --futures 0   # a quick look

Each world is seen twice: as noisy genomes (``--from genomes``, seconds) or as painted pictures through the built-in
backbone (``--from pictures``, minutes).
"""

from __future__ import annotations

import argparse
import time

import numpy as np
import pandas as pd

import stylogeny as sg
from stylogeny.progress import quietly
from stylogeny.world import rivals
from stylogeny.world.history import REGIMES, World
from stylogeny.world.observe import observe
from stylogeny.world.score import score_credit, score_edges
from stylogeny.world.truth import Truth

OURS = "**ours**"


def ours(space: sg.Embedding, *, seed: int) -> tuple[pd.DataFrame, np.ndarray, sg.InfluenceGraph]:
    """Our edges and net credit."""
    graph = sg.trace(space, seed=seed)
    child, parent = graph.parents.nonzero()
    ids = graph.works.ids
    weight = np.asarray(graph.parents[child, parent]).ravel()
    return pd.DataFrame({"child": ids[child], "parent": ids[parent], "weight": weight}), graph.net, graph


def one(regime: str, seed: int, *, works: int, futures: int, noise: float) -> list[dict]:
    """All methods on one world: one row a method and question."""
    world = World.make(regime, works=works, seed=seed)
    truth = Truth.of(world, futures=futures, run=regime != "null")
    space = observe(world, noise=noise)
    edges, net, _ = ours(space, seed=seed)
    rows = []
    for name, table in {OURS: edges, **rivals.edge_rivals(space)}.items():
        rows.append({"question": "edges", "method": name, **score_edges(table, truth, works=space.works, seed=seed)})
    if regime != "null":
        for name, value in {OURS: net, **rivals.credit_rivals(space)}.items():
            rows.append({"question": "credit", "method": name, **score_credit(space.works.ids, value, truth)})
        rows.append({"question": "credit", "method": "ceiling", **truth.ceilings})
    return [{"regime": regime, "seed": seed, **r} for r in rows]


def table(found: pd.DataFrame, question: str, columns: list[str]) -> str:
    """Means over seeds, a block a regime, as Markdown."""
    part = found[found["question"].eq(question)]
    columns = [c for c in columns if c in part and part[c].notna().any()]
    mean = part.groupby(["regime", "method"], sort=False)[columns].mean().reset_index()
    lines = ["| regime | method | " + " | ".join(columns) + " |", "|" + " --- |" * (2 + len(columns))]
    for _, r in mean.iterrows():
        cells = ["" if pd.isna(r[c]) else f"{r[c]:.3f}" for c in columns]
        lines.append(f"| {r['regime']} | {r['method']} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--works", type=int, default=600)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3, 4, 5])
    parser.add_argument("--regimes", nargs="+", default=[r for r in REGIMES if r != "null"])
    parser.add_argument(
        "--futures", type=int, default=20, help="re-runs of the future for the expected impact (0: none)"
    )
    parser.add_argument("--noise", type=float, default=0.2, help="observation noise on genomes; a mutation step is 0.2")
    args = parser.parse_args()
    rows = []
    with quietly():
        for regime in args.regimes:
            for seed in args.seeds:
                began = time.perf_counter()
                rows += one(regime, seed, works=args.works, futures=args.futures, noise=args.noise)
                print(f"{regime}, seed {seed}: {time.perf_counter() - began:.0f} s", flush=True)
    found = pd.DataFrame(rows)
    print(
        "\n"
        + table(found, "edges", ["ap", "top1", "errors", "backwards", "triplets", "alike", "borrowed", "borrowed_base"])
    )
    print(
        "\n"
        + table(
            found,
            "credit",
            ["realised", "realised_of_ceiling", "realised_top10", "realised_slope", "expected", "expected_of_ceiling"],
        )
    )


if __name__ == "__main__":
    main()
