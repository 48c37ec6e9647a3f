"""Why an agent-based history is harder to credit than one by a fixed calendar: what ties works together besides
descent.

    python verification/agent_based.py --works 300 --seeds 1 2 3 --every 2
    python verification/agent_based.py --sheet docs/known-truth/society.jpg        # only its pictures, over time

Each society is run, run again without each of its works, and seen as noisy genomes. Then it is run with one more
parameter set to zero, until little but descent is left. Three tables, means over seeds:

- where impact goes: how far all later works move without a work, on average (standard deviations of a gene, summed);
  how much of that is in works that appear or vanish, and in works that do not descend from it; rank correlations with
  the year and with path flow of the true parents when works that appear or vanish are not counted; processor seconds
  for the runs without each work.
- credit: rank correlations of the impact with path flow of the true parents (which knows every one), with the year
  alone, with ours (`net`) and with the best other baseline; the first and third again among works of a like year;
  average precision of parents.
- parents in the society as it is: how many of them are of a kind, and which share of those ours and the five nearest
  earlier works give a tenth of the child or more.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.stats import rankdata

import stylogeny as sg
from stylogeny.progress import quietly
from stylogeny.society.parameters import SocietyParameters
from stylogeny.world import contact_sheets
from stylogeny.world.baselines import credit_baselines, edge_baselines
from stylogeny.world.ground_truth import GroundTruth
from stylogeny.world.history import World
from stylogeny.world.impact import spearman
from stylogeny.world.observe import observe
from stylogeny.world.regimes import SOCIETIES
from stylogeny.world.score import MIN_WEIGHT, score_edges
from verification.common.scoring import edges_of
from verification.common.tables import markdown

Row = dict[str, str | float]
KINDS = ("the artist's own", "the teacher's", "another's")
CUTS: tuple[tuple[str, dict[str, float]], ...] = (
    ("as it is", {}),
    ("no critics, institutions or giving up", {"criticism": 0.0, "reputation": 0.0, "dropout": 0.0}),
    ("and no manner of one's own", {"constraint": 0.0, "likeness": 0.0}),
    ("and fame does not attract", {"fame": 0.0}),
)


@dataclass(frozen=True)
class Displacement:
    """What happens without each of some works.

    Parameters
    ----------
    impact, steady : ndarray
        float64[m]: impact of each, and the same not counting works that appear or vanish.
    figures : dict
        Where the impact goes, and processor seconds.
    """

    impact: np.ndarray
    steady: np.ndarray
    figures: Row


def displaced(world: World, rows: np.ndarray) -> Displacement:
    """Run the world again without each of the works at `rows`."""
    began = time.process_time()
    other = world.reruns(rows)
    cost = time.process_time() - began
    moved = np.linalg.norm(other.latent - world.latent, axis=2)
    moved[np.arange(len(rows)), rows] = 0
    flipped = other.exhibited != world.exhibited
    parents, weights = world.outcome.parents[0], world.outcome.weights[0].astype(np.float64)
    child, slot = np.nonzero(parents >= 0)
    n = len(world)
    edges = sparse.csr_array((weights[child, slot], (child, parents[child, slot])), shape=(n, n))
    unit = np.zeros((n, len(rows)))
    unit[rows, np.arange(len(rows))] = 1
    descends = sparse.linalg.spsolve_triangular((sparse.eye_array(n) - edges).tocsr(), unit, lower=True).T > 0
    total = max(moved.sum(), 1e-12)
    figures: Row = {
        "moved": total / len(rows),
        "appear or vanish": moved[flipped].sum() / total,
        "no descendants": moved[~descends].sum() / total,
        "s": cost,
    }
    return Displacement(moved.sum(axis=1), np.where(flipped, 0, moved).sum(axis=1), figures)


def given(year: np.ndarray, credit: np.ndarray, impact: np.ndarray) -> float:
    """Rank correlation of credit and impact among works of a like year: that of what the year leaves unexplained."""
    x = rankdata(year) - (len(year) + 1) / 2
    left = [r - (r @ x) / (x @ x) * x for r in (rankdata(credit), rankdata(impact))]
    return float(np.corrcoef(*left)[0, 1])


def recall_by_kind(truth: GroundTruth, teacher: np.ndarray, methods: dict[str, pd.DataFrame]) -> list[Row]:
    """True edges by whose the parent is, and the share of each that a method gives a tenth or more."""
    edges = truth.parents.tocoo()
    child, parent = edges.row[edges.data >= MIN_WEIGHT], edges.col[edges.data >= MIN_WEIGHT]
    theirs, ours = truth.artist[parent], truth.artist[child]
    kind = np.select([theirs == ours, theirs == teacher[ours]], KINDS[:2], KINDS[2])
    weight = {}
    for name, table in methods.items():
        by_ends = {(c, p): w for c, p, w in zip(table["child"], table["parent"], table["weight"])}
        weight[name] = np.array([by_ends.get((truth.ids[c], truth.ids[p]), 0.0) for c, p in zip(child, parent)])
    return [
        {
            "parent": k,
            "of all": float((kind == k).mean()),
            **{name: float((w[kind == k] >= 0.1).mean()) for name, w in weight.items()},
        }
        for k in KINDS
    ]


def one(parameters: dict[str, float], seed: int, works: int, every: int) -> tuple[Row, Row, list[Row]]:
    """The three tables' rows of one society."""
    usual = SOCIETIES["society"].rules
    assert isinstance(usual, SocietyParameters)
    changed = replace(usual, **parameters)  # type: ignore[arg-type]
    world = World.make("society", works=works, seed=seed, parameters=changed)
    asked = np.arange(0, works, every)
    rows = world.surviving[asked]
    without = displaced(world, rows)
    truth, space = GroundTruth.of(world, run=False), observe(world)
    graph = sg.trace(space, seed=seed)
    at = np.array([space.works.find(i) for i in truth.ids])[asked]
    impact = without.impact
    others = {k: spearman(v[at], impact) for k, v in credit_baselines(space).items()}
    year, flow, net = world.calendar.year[rows], truth.flow[asked], graph.net[at]
    edges, near = edges_of(graph), edge_baselines(space)
    goes: Row = without.figures | {
        "the year, same works": spearman(-year.astype(float), without.steady),
        "true parents, same works": spearman(flow, without.steady),
        "s": float(without.figures["s"]) * every,
    }
    credit: Row = {
        "true parents": spearman(flow, impact),
        "the year": others.pop("the year alone"),
        "ours": spearman(net, impact),
        "best other baseline": max(others.values()),
        "true parents, year given": given(year, flow, impact),
        "ours, year given": given(year, net, impact),
        "ap ours": score_edges(edges, truth)["ap"],
        "ap best baseline": max(score_edges(t, truth)["ap"] for t in near.values()),
    }
    methods = {"ours": edges, "5 nearest earlier": near["5 nearest earlier"]}
    return goes, credit, recall_by_kind(truth, world.calendar.teacher, methods)


def means(rows: list[Row], by: str) -> str:
    """Means over seeds as a Markdown table."""
    return markdown(pd.DataFrame(rows).groupby(by, sort=False).mean().reset_index())


def main() -> None:
    """Run the societies and print means over seeds."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--works", type=int, default=300)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--every", type=int, default=1, help="run without every k-th work only (default 1: all)")
    parser.add_argument("--sheet", type=Path, help="only write a sheet of the first society's works over time")
    args = parser.parse_args()
    if args.sheet:
        world = World.make("society", works=args.works, seed=args.seeds[0])
        contact_sheets.save(contact_sheets.over_time(world), args.sheet)
        return
    cut: dict[str, float] = {}
    impact: list[Row] = []
    credit: list[Row] = []
    parents: list[Row] = []
    with quietly():
        for name, more in CUTS:
            cut |= more
            for seed in args.seeds:
                goes, scores, kinds = one(cut, seed, args.works, args.every)
                impact.append({"society": name, **goes})
                credit.append({"society": name, **scores})
                parents += kinds if not more else []
            print(f"{name}: done", flush=True)
    print("", means(impact, "society"), means(credit, "society"), means(parents, "parent"), sep="\n\n")


if __name__ == "__main__":
    main()
