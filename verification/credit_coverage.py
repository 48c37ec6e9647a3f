"""Do credit's intervals cover the truth? Worlds whose history can be run again without one work say so.

For every asked work of every world the truth is computed in credit's own unit, per cent worse: the same closed-form
model, scored on the same held-out works, over

- ``net``: the works of the re-run history, painted without the work with all other luck held fixed;
- ``lineage``: the works left when the work and its descendants by recorded main parent are deleted.

Prints a Markdown table: coverage of the interval as `sg.credit` gives it (widened by what the model of influence is
measured to miss), coverage of the draws alone, on which side the given interval misses, rank correlation of the point
with the truth, and the mean of point and truth. The space is the worlds' own genomes, so the figures are credit's and
not the embedding's.

    python verification/credit_coverage.py --worlds 4 --first-seed 200 --works 120 --asked 20 --bootstraps 30

With `--calibrate` it prints instead how far the intervals must be widened for 94 % of them to cover, in worlds whose
fitted mean innovation is under and over a seventh, in four of five resampled sets of such worlds: run on other seeds,
this is where `stylogeny.counterfactual.intervals.WIDENING` comes from.

    python verification/credit_coverage.py --worlds 8 --first-seed 100 --works 120 --asked 20 --bootstraps 30 \\
        --calibrate
"""

from __future__ import annotations

import argparse
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.stats import spearmanr

import stylogeny as sg
from stylogeny.counterfactual.bootstrap import question, refit, resample
from stylogeny.counterfactual.denoising_bound import closed_form
from stylogeny.counterfactual.intervals import conformal_widening, widened_interval
from stylogeny.counterfactual.lightcone import Change, delete
from stylogeny.embedding.space import Embedding
from stylogeny.influence.graph import InfluenceGraph
from stylogeny.progress import quietly
from stylogeny.streams import stream
from stylogeny.world.history import World
from verification.common import tables
from verification.common.worlds import genome_space

SPLIT = (0.01, 0.05)  # of the truths that may lie below and above: what the draws miss lies above
SETS, SUFFICES = 300, 0.8  # resampled sets of worlds, and the share of them in which the widening must suffice
SEVENTH = 1 / 7  # mean innovation that parts the worlds which are calibrated apart


def true_graph(world: World, space: Embedding) -> InfluenceGraph:
    """The recorded main parents."""
    kept = world.surviving
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
    space = genome_space(world)
    kept = world.surviving
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
                how: dict[str, Any] = {"deletion": deletion, "candidates": q.candidates, "seed": seed, "shard": shard}
                change = delete(fitted, np.array([row]), estimand=estimand, **how)
                value = 100 * (held @ model.nats(weights, change) / base - 1)
                if shard < 0:
                    points[estimand, deletion][k] += value / 8
                else:
                    draws[estimand, deletion][shard, k] = value
    lines = []
    innovation = float(graph.innovation[np.isfinite(graph.years)].mean())
    for estimand, deletion in sorted(deletions):
        true = 100 * (np.array(truth[estimand]) / factual - 1)
        for k, row in enumerate(rows):
            low, high = widened_interval(draws[estimand, deletion][:, k], points[estimand, deletion][k])
            lines.append(
                {
                    "regime": regime,
                    "seed": seed,
                    "estimand": estimand,
                    "deletion": deletion,
                    "row": int(row),
                    "truth": true[k],
                    "point": points[estimand, deletion][k],
                    "low": low,
                    "high": high,
                    "innovation": innovation,
                }
            )
    return pd.DataFrame(lines)


def widening_needed(lines: pd.DataFrame) -> tuple[float, float]:
    """Widths by which the intervals must grow, below and above, for :data:`SPLIT` of the truths to lie beyond each end.

    Split-conformal quantiles: of n distances from an end to the truth, in widths, the ceil((1 - alpha) (n + 1))-th
    smallest.
    """
    truth, low, high = (lines[c].to_numpy() for c in ("truth", "low", "high"))
    width = np.maximum(high - low, 1e-12)

    def quantile(beyond: np.ndarray, alpha: float) -> float:
        rank = min(int(np.ceil((1 - alpha) * (len(beyond) + 1))), len(beyond))
        return max(float(np.sort(beyond)[rank - 1]), 0.0)

    return quantile((low - truth) / width, SPLIT[0]), quantile((truth - high) / width, SPLIT[1])


def coverage(lines: pd.DataFrame, *, widened: bool = True) -> tuple[float, float]:
    """Shares of the truths below and above the intervals, as `sg.credit` widens them or as the draws give them."""
    width = (lines["high"] - lines["low"]).to_numpy()
    below = above = np.zeros(len(lines))
    if widened:
        widening = [conformal_widening(str(e), float(m)) for e, m in zip(lines["estimand"], lines["innovation"])]
        below, above = np.array(widening).T
    return (
        float((lines["truth"] < lines["low"] - below * width).mean()),
        float((lines["truth"] > lines["high"] + above * width).mean()),
    )


def table(lines: pd.DataFrame) -> str:
    """The Markdown table of the module's description: one row per regime and estimand, then all regimes together."""
    columns = "regime, estimand, works asked, coverage, draws alone, below, above, Spearman, mean point, mean truth"
    rows = []
    both = pd.concat([lines, lines.assign(regime="all")])
    for (regime, estimand), g in both.groupby(["regime", "estimand"], sort=False):
        below, above = coverage(g)
        shares = [1 - below - above, 1 - sum(coverage(g, widened=False)), below, above]
        figures = [spearmanr(g["point"], g["truth"]).statistic, g["point"].mean(), g["truth"].mean()]
        cells = [*(f"{share:.1%}" for share in shares), *(f"{figure:.2f}" for figure in figures)]
        rows.append([str(regime), str(estimand), str(len(g)), *cells])
    return tables.lines(columns.split(", "), rows)


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
    parser.add_argument("--worlds", type=int, default=2, help="worlds per regime")
    parser.add_argument("--first-seed", type=int, default=0, help="seeds from here on (calibration uses 100)")
    parser.add_argument("--works", type=int, default=200)
    parser.add_argument("--asked", type=int, default=30, help="works asked about in each world")
    parser.add_argument("--bootstraps", type=int, default=40)
    parser.add_argument("--out", help="also write every line here (CSV)")
    parser.add_argument("--lines", nargs="+", help="read the lines that --out wrote instead of asking any world")
    parser.add_argument("--calibrate", action="store_true", help="print the widening these worlds need")
    args = parser.parse_args()
    lines = pd.concat([pd.read_csv(f) for f in args.lines], ignore_index=True) if args.lines else asked_of(args)
    if args.out:
        lines.to_csv(args.out, index=False)
    if not args.calibrate:
        print(table(lines))
        return
    for (estimand, many), g in lines.groupby(["estimand", lines["innovation"] > SEVENTH]):
        worlds = [world for _, world in g.groupby(["regime", "seed"])]
        drawn = stream(0, "worlds", str(estimand), bool(many)).integers(0, len(worlds), (SETS, len(worlds)))
        needed = [widening_needed(pd.concat([worlds[k] for k in at])) for at in drawn]
        below, above = np.quantile(needed, SUFFICES, axis=0)
        mean = np.mean([world["innovation"].iloc[0] for world in worlds])
        print(
            f"{estimand}, mean innovation {'over' if many else 'under'} a seventh (mean {mean:.2f}, {len(worlds)}"
            f" worlds, {len(g)} works): {below:.2f} widths below, {above:.2f} above"
        )


if __name__ == "__main__":
    main()
