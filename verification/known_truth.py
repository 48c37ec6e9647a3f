"""Ours against every rival on worlds whose history is known.

    python verification/known_truth.py                                                       # all regimes, five fresh seeds
    python verification/known_truth.py --works 300 --seeds 100 --regimes neutral all --futures 0      # a quick look to tune on
    python verification/known_truth.py --from pictures --works 300 --seeds 1 2               # painted, seen by the backbone

Each world is seen as noisy genomes (seconds) or as painted pictures through the built-in backbone (minutes). Both blocks of
the table are means over seeds; the summary gives ours minus the best rival with bootstrap intervals over worlds.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

import stylogeny as sg
from stylogeny.influence.refine import refine
from stylogeny.progress import quietly
from stylogeny.streams import stream
from stylogeny.world import baselines as rivals
from stylogeny.world import corpus
from stylogeny.world.ground_truth import GroundTruth
from stylogeny.world.history import World
from stylogeny.world.regimes import REGIMES
from stylogeny.world.impact import spearman
from stylogeny.world.observe import observe
from stylogeny.world.score import score_credit, score_edges, score_missing

OURS = "**ours**"
LOOPED = "ours, outer loop"
EXPECTED = "**ours, expected**"  # our answer to the other question: what luck drawn anew would give
ORACLE = "path flow of the true parents"  # not a rival: what knowing every parent is worth
EDGES = ["ap", "top1", "errors", "triplets", "lookalikes", "borrowed", "borrowed_base"]
MODEL = ["claimed", "claimed_shuffled", "shuffled", "coverage", "rounds_kept", "missing", "missing_base"]
CREDIT = [
    "realised",
    "realised_of_ceiling",
    "realised_top10",
    "realised_slope",
    "expected",
    "expected_of_ceiling",
    "expected_top10",
]


def pictured(world: World, *, regime: str, kept: Path | None) -> sg.Embedding:
    """The world painted, loaded and embedded as any corpus would be; read from `kept` where it was embedded before."""
    folder = None if kept is None else kept / f"{regime}-{len(world)}-{world.seed}"
    if folder is not None and (folder / "embedding.safetensors").exists():
        return sg.Embedding.read(folder)
    with tempfile.TemporaryDirectory() as painted:
        corpus.write(world, Path(painted), workers=1, with_truth=False)
        space = sg.embed(sg.load(painted), seed=world.seed)
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        space.works.save(folder / "works.parquet")
        space.save(folder)
    return space


def edges_of(graph: sg.InfluenceGraph) -> pd.DataFrame:
    """A graph's edges as child, parent, weight."""
    child, parent = graph.parents.nonzero()
    ids = graph.works.ids
    return pd.DataFrame({"child": ids[child], "parent": ids[parent], "weight": graph.parents[child, parent]})


def coverage(space: sg.Embedding, graph: sg.InfluenceGraph, truth: GroundTruth, *, refits: int = 6) -> float:
    """How often a 95 % interval of descendants (works and dates resampled, refitted, genealogies drawn) holds the true path flow."""
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


def one(regime: str, seed: int, args: argparse.Namespace) -> list[dict]:
    """All methods on one world: one row a method and question."""
    world = World.make(regime, works=args.works, seed=seed)
    influenced = regime != "null"
    truth = GroundTruth.of(world, futures=args.futures, run=influenced)
    space = (
        pictured(world, regime=regime, kept=args.spaces)
        if args.source == "pictures"
        else observe(world, noise=args.noise)
    )
    graph = sg.trace(space, seed=seed)
    rows: list[dict] = [{"question": "model", "claimed": float(1 - graph.innovation.mean()), "coverage": np.nan}]
    if influenced:
        edges, credit = {OURS: edges_of(graph)}, {OURS: graph.net}
        if args.refine:
            looped = refine(space, seed=seed, graph=graph)
            edges[LOOPED], credit[LOOPED] = edges_of(looped.graph), looped.graph.net
            rows[0]["rounds_kept"] = looped.kept
        for name, table in {**edges, **rivals.edge_baselines(space)}.items():
            rows.append(
                {"question": "edges", "method": name, **score_edges(table, truth, works=space.works, seed=seed)}
            )
        for name, value in {**credit, EXPECTED: graph.expected, **rivals.credit_baselines(space)}.items():
            rows.append({"question": "credit", "method": name, **score_credit(space.works.ids, value, truth)})
        known = truth.flow[[truth.row[i] for i in space.works.ids]]
        rows.append({"question": "credit", "method": ORACLE, **score_credit(space.works.ids, known, truth)})
        rows.append({"question": "credit", "method": "ceiling", **truth.ceilings})
        mixed = sg.trace(space, seed=seed, years=stream(seed, "shuffled").permutation(graph.years))
        rows[0]["shuffled"] = spearman(mixed.net, truth.impacts["realised"].to_numpy())
        rows[0]["claimed_shuffled"] = float(1 - mixed.innovation.mean())
        rows[0] |= score_missing(space.works.ids, graph.innovation, truth)
        if args.intervals:
            rows[0]["coverage"] = coverage(space, graph, truth)
    made = {"regime": regime, "seed": seed, "works": args.works, "futures": args.futures}
    return [{**made, **r} for r in rows]


def markdown(frame: pd.DataFrame) -> str:
    """A frame as a Markdown table."""
    lines = ["| " + " | ".join(frame.columns) + " |", "|" + " --- |" * len(frame.columns)]
    for row in frame.itertuples(index=False):
        cells = [v if isinstance(v, str) else "" if pd.isna(v) else f"{v:.3f}" for v in row]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def table(found: pd.DataFrame, question: str, columns: list[str]) -> pd.DataFrame:
    """Means over seeds, a block a regime."""
    part = found[found["question"].eq(question)]
    columns = [c for c in columns if c in part and part[c].notna().any()]
    keys = ["regime", "method"] if question != "model" else ["regime"]
    return part.groupby(keys, sort=False)[columns].mean().reset_index()


def summary(found: pd.DataFrame) -> pd.DataFrame:
    """Ours, the best rival of each regime, and the gain with its bootstrap interval over worlds."""
    rows = []
    for question, column in (("edges", "ap"), ("credit", "realised"), ("credit", "expected")):
        part = found[found["question"].eq(question) & ~found["method"].isin(["ceiling", ORACLE])]
        if column not in part or part[column].isna().all():
            continue
        gains = []
        for regime, block in part.groupby("regime", sort=False):
            wide = block.pivot(index="seed", columns="method", values=column)
            mine = wide[EXPECTED] if column == "expected" and EXPECTED in wide else wide[OURS]
            best = wide.drop(columns=[OURS, LOOPED, EXPECTED], errors="ignore").mean().idxmax()
            gain = (mine - wide[best]).to_numpy()
            gains.append(gain)
            rows.append(_gain(f"{column}", regime, mine.mean(), best, wide[best].mean(), gain))
        every = np.concatenate(gains)
        rows.append(_gain(column, "all regimes", np.nan, "", np.nan, every))
    return pd.DataFrame(rows)


def _gain(column: str, regime: str, mine: float, best: str, theirs: float, gain: np.ndarray) -> dict:
    again = stream(0, "bootstrap", column, regime).choice(gain, size=(2000, len(gain))).mean(axis=1)
    low, high = np.quantile(again, [0.025, 0.975])
    return {
        "measure": column, "regime": regime, "ours": mine, "best rival": theirs, "which": best,
        "gain": float(gain.mean()), "low": float(low), "high": float(high),
    }  # fmt: skip


def main() -> None:
    """Run the worlds and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--works", type=int, default=500)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3, 4, 5])
    parser.add_argument("--regimes", nargs="+", default=list(REGIMES))
    parser.add_argument(
        "--futures", type=int, default=10, help="re-runs of the future for the expected impact (0: none)"
    )
    parser.add_argument("--noise", type=float, default=0.2, help="observation noise on genomes; a mutation step is 0.2")
    parser.add_argument("--from", dest="source", choices=["genomes", "pictures"], default="genomes")
    parser.add_argument("--spaces", type=Path, help="keep the pictures' embeddings in this folder for the next run")
    parser.add_argument("--refine", action="store_true", help="also run the outer loop and score what it ends with")
    parser.add_argument("--intervals", action="store_true", help="also measure the coverage of 95 % intervals (refits)")
    parser.add_argument("--out", type=Path, help="write every figure as a Parquet file, for docs/known-truth.md")
    args = parser.parse_args()
    rows = []
    with quietly():
        for seed in args.seeds:  # seeds outermost, so that a stopped run has seen every regime
            for regime in args.regimes:
                began = time.perf_counter()
                rows += one(regime, seed, args)
                print(f"{regime}, seed {seed}: {time.perf_counter() - began:.0f} s", flush=True)
                if args.out:
                    pd.DataFrame(rows).to_parquet(args.out, index=False)
    found = pd.DataFrame(rows)
    if found["question"].ne("model").any():
        print("\n" + markdown(summary(found)))
        print("\n" + markdown(table(found, "edges", EDGES)))
        print("\n" + markdown(table(found, "credit", CREDIT)))
    print("\n" + markdown(table(found, "model", MODEL)))


if __name__ == "__main__":
    main()
