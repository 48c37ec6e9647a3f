"""Do credit's intervals cover the truth? Worlds whose history can be run again without one work say so.

For every asked work of every world the truth is computed in credit's own unit, per cent worse: the same closed-form model,
scored on the same held-out works, over

- ``net``: the works of the re-run history, painted without the work with all other luck held fixed;
- ``lineage``: the works left when the work and its descendants by recorded main parent are deleted.

Prints a Markdown table: coverage of the interval as `sg.credit` gives it (with the reach that ``net`` intervals are stretched
by), coverage without that reach, on which side the given interval misses, rank correlation of the point with the truth, and
the mean of point and truth. The space is the worlds' own genomes, so the figures are credit's and not the embedding's.

    python verification/credit_coverage.py --worlds 4 --works 120 --asked 20 --bootstraps 30

With `--calibrate` it prints instead the reach at which the ``net`` intervals of the worlds asked cover 95 %: run on other
seeds, this is where `stylogeny.counterfactual.amounts.NET_REACH` comes from.

    python verification/credit_coverage.py --worlds 4 --first-seed 100 --works 120 --asked 20 --bootstraps 30 --calibrate
"""

from __future__ import annotations

import argparse

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.stats import spearmanr

import stylogeny as sg
from stylogeny.corpus.works import Works
from stylogeny.counterfactual.amounts import LEVEL, NET_REACH, span
from stylogeny.counterfactual.bootstrap import question, refit, resample
from stylogeny.counterfactual.evaluate import closed_form
from stylogeny.counterfactual.lightcone import Change, delete
from stylogeny.embedding.space import Embedding
from stylogeny.influence.graph import InfluenceGraph
from stylogeny.progress import quietly
from stylogeny.streams import stream
from stylogeny.world.history import World


def space_of(world: World) -> Embedding:
    """A world's surviving works at their true genomes, dated to the year."""
    kept = np.flatnonzero(~world.lost)
    year = world.calendar.year[kept]
    table = pd.DataFrame(
        {
            "id": world.ids[kept], "title": "", "artist": [f"artist {a}" for a in world.calendar.artist[kept]],
            "earliest": year, "latest": year, "date_text": "", "style": "", "genre": "", "medium": "", "picture": "",
            "status": "dated", "group": np.arange(len(kept)),
        }
    )  # fmt: skip
    return Embedding.from_vectors(Works(table), world.latent[kept])


def true_graph(world: World, space: Embedding) -> InfluenceGraph:
    """The recorded main parents."""
    kept = np.flatnonzero(~world.lost)
    place = np.full(len(world), -1)
    place[kept] = np.arange(len(kept))
    main = world.outcome.parents[0, :, 0]
    n = len(kept)
    weights = sparse.lil_array((n, n))
    for row, event in enumerate(kept):
        parent = main[event]
        while parent >= 0 and place[parent] < 0:  # through works that are lost
            parent = main[parent]
        if parent >= 0:
            weights[row, place[parent]] = 1.0
    csr = sparse.csr_array(weights)
    years = world.calendar.year[kept] + 1e-6 * np.arange(n)
    return InfluenceGraph(space, csr, 1 - np.asarray(csr.sum(axis=1)).ravel(), years)


def one_world(regime: str, seed: int, works: int, asked: int, bootstraps: int) -> pd.DataFrame:
    """Truth, point and interval of every asked work under both estimands."""
    world = World.make(regime, works=works, seed=seed)
    space = space_of(world)
    kept = np.flatnonzero(~world.lost)
    graph = sg.trace(space, seed=seed)
    model = closed_form(graph, seed=seed)
    ones = np.ones(works)
    factual = model.nats(ones).mean()
    rows = np.sort(stream(seed, "asked").permutation(works - works // 10)[:asked])
    known = true_graph(world, space)
    truth: dict[str, list[float]] = {"lineage": [], "net": []}
    for row in rows:
        gone = delete(known, np.array([row]), deletion="hard")
        truth["lineage"].append(model.nats(ones, gone).mean())
        shift = (world.rerun(without=int(kept[row])).latent - world.latent)[kept].astype(np.float32)
        shift[row] = 0.0
        moved = np.union1d(np.flatnonzero(np.abs(shift).max(axis=1) > 1e-6), [row])
        truth["net"].append(model.nats(ones, Change(moved, (moved == row).astype(float), shift[moved])).mean())
    deletions = {("lineage", "sampled"), ("net", "sampled")}
    q = question(graph, rows[:1], estimand="net", deletion="soft", scores=[])
    draws = {e: np.zeros((bootstraps, len(rows))) for e in deletions}
    points = {e: np.zeros(len(rows)) for e in deletions}
    for shard in range(-8, bootstraps):
        if shard < 0:
            weights, fitted = ones, graph
        else:
            weights, years = resample(graph, seed=seed, shard=shard)
            fitted = refit(q, weights, years)
        held = weights[model.data[model.queries]]
        base = held @ model.nats(weights)
        for estimand, deletion in deletions:
            for k, row in enumerate(rows):
                how = {"deletion": deletion, "candidates": q.candidates, "seed": seed, "shard": shard}
                change = delete(fitted, np.array([row]), estimand=estimand, **how)
                value = 100 * (held @ model.nats(weights, change) / base - 1)
                if shard < 0:
                    points[estimand, deletion][k] += value / 8
                else:
                    draws[estimand, deletion][shard, k] = value
    lines = []
    for estimand, deletion in sorted(deletions):
        true = 100 * (np.array(truth[estimand]) / factual - 1)
        for k, row in enumerate(rows):
            low, high = span(draws[estimand, deletion][:, k], points[estimand, deletion][k])
            lines.append(
                {
                    "regime": regime, "seed": seed, "estimand": estimand, "deletion": deletion, "row": int(row), "truth": true[k],
                    "point": points[estimand, deletion][k], "low": low, "high": high,
                }
            )  # fmt: skip
    return pd.DataFrame(lines)


def reach_needed(lines: pd.DataFrame) -> float:
    """The factor on upper ends at which `LEVEL` of the intervals cover, counting misses below as beyond any factor.

    The split-conformal quantile: the ceil(LEVEL (n + 1))-th smallest of the n factors that the works would have needed.
    """
    truth, high = lines["truth"].to_numpy(), lines["high"].to_numpy()
    needed = np.where(high > 0, np.maximum(truth / np.where(high > 0, high, 1.0), 1.0), np.inf)
    needed[truth <= high] = 1.0
    needed[truth < lines["low"].to_numpy()] = np.inf
    rank = int(np.ceil(LEVEL * (len(needed) + 1)))
    return float(np.sort(needed)[rank - 1]) if rank <= len(needed) else np.inf


def table(lines: pd.DataFrame) -> str:
    """The Markdown table of the module's description: a row a regime and estimand, then all regimes together."""
    rows = [
        "| regime | estimand | works asked | coverage | without reach | below | above | Spearman | mean point | mean truth |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    both = pd.concat([lines, lines.assign(regime="all")])
    for (regime, estimand), g in both.groupby(["regime", "estimand"], sort=False):
        stretched = g["high"].where((g["high"] <= 0) | (estimand != "net"), NET_REACH * g["high"])
        below, above = (g["truth"] < g["low"]).mean(), (g["truth"] > stretched).mean()
        plain = ((g["truth"] >= g["low"]) & (g["truth"] <= g["high"])).mean()
        rows.append(
            f"| {regime} | {estimand} | {len(g)} | {1 - below - above:.1%} | {plain:.1%} | {below:.1%} | {above:.1%} | "
            f"{spearmanr(g['point'], g['truth']).statistic:.2f} | {g['point'].mean():.2f} | {g['truth'].mean():.2f} |"
        )
    return "\n".join(rows)


def asked_of(args: argparse.Namespace) -> pd.DataFrame:
    """Every asked work of every world."""
    found = []
    with quietly():
        for regime in args.regimes:
            for seed in range(args.first_seed, args.first_seed + args.worlds):
                found.append(one_world(regime, seed, args.works, args.asked, args.bootstraps))
    return pd.concat(found, ignore_index=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--regimes", nargs="+", default=["neutral", "rich-get-richer", "reaction", "revival"])
    parser.add_argument("--worlds", type=int, default=2, help="worlds a regime")
    parser.add_argument("--first-seed", type=int, default=0, help="seeds from here on (calibration uses 100)")
    parser.add_argument("--works", type=int, default=200)
    parser.add_argument("--asked", type=int, default=30, help="works asked about in each world")
    parser.add_argument("--bootstraps", type=int, default=40)
    parser.add_argument("--out", help="also write every line here (CSV)")
    parser.add_argument("--lines", help="read the lines that --out wrote instead of asking any world")
    parser.add_argument("--calibrate", action="store_true", help="print the reach these worlds need, not the table")
    args = parser.parse_args()
    lines = pd.read_csv(args.lines) if args.lines else asked_of(args)
    if args.out:
        lines.to_csv(args.out, index=False)
    net = lines[lines["estimand"] == "net"]
    print(f"reach {reach_needed(net):.2f} ({len(net)} works)" if args.calibrate else table(lines))


if __name__ == "__main__":
    main()
