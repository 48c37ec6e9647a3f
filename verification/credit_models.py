"""Does a trained model of the world rank works as the closed form does? Painted worlds, every asked work under both.

For each asked work the net and lineage counterfactuals of the fitted history are scored by the closed form (a
re-weighting) and by flow-matching networks trained on the counterfactual world's works, with factual and
counterfactual sharing initial weights, batches and noise. Prints a Markdown table: Spearman's rank correlation of the
two answers over works, with a 95 % interval (bootstrap over works), and of each with the truth from re-running the
world without the work.

    python verification/credit_models.py --worlds 2 --works 200 --asked 40
"""

from __future__ import annotations

import argparse

import numpy as np
from scipy.stats import spearmanr

import stylogeny as sg
from stylogeny.counterfactual.denoising_bound import closed_form
from stylogeny.counterfactual.flow_model import flow
from stylogeny.counterfactual.lightcone import delete
from stylogeny.influence.tracing import parent_sets_of
from stylogeny.progress import quietly
from stylogeny.streams import stream
from stylogeny.world.history import World
from verification.common.worlds import genome_space


def answers(regime: str, seed: int, works: int, asked: int, repeats: int) -> dict[str, np.ndarray]:
    """Per cent worse without each asked work: by the closed form and by trained networks, under both estimands."""
    world = World.make(regime, works=works, seed=seed)
    graph = sg.trace(genome_space(world), seed=seed)
    exact = closed_form(graph, seed=seed)
    ones = np.ones(works)
    rows = np.sort(stream(seed, "asked").permutation(works - works // 10)[:asked])
    out = {}
    for estimand in ("lineage", "net"):
        candidates = parent_sets_of(graph).edges
        changes = [
            delete(graph, np.array([row]), estimand=estimand, deletion="soft", candidates=candidates) for row in rows
        ]
        base = exact.nats(ones).mean()
        out[f"{estimand}, closed form"] = np.array([100 * (exact.nats(ones, c).mean() / base - 1) for c in changes])
        trained = []
        for repeat in range(repeats):
            nats = flow(graph, like=exact, seed=seed + 1000 * repeat).worlds(ones, [None, *changes]).mean(axis=1)
            trained.append(100 * (nats[1:] / nats[0] - 1))
        out[f"{estimand}, flow"] = np.mean(trained, axis=0)
        out[f"{estimand}, flow, one"] = trained[0]
        out[f"{estimand}, flow, other"] = trained[-1]
    return out


def correlation(a: np.ndarray, b: np.ndarray, *, draws: int = 2000) -> str:
    """Spearman's rho and its percentile interval over resampled works."""
    at = stream(0, "works", len(a)).integers(0, len(a), (draws, len(a)))
    low, high = np.quantile([spearmanr(a[k], b[k]).statistic for k in at], [0.025, 0.975])
    return f"{spearmanr(a, b).statistic:.2f} ({low:.2f} to {high:.2f})"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--regimes", nargs="+", default=["neutral", "rich-get-richer"])
    parser.add_argument("--worlds", type=int, default=2, help="worlds per regime")
    parser.add_argument("--works", type=int, default=200)
    parser.add_argument("--asked", type=int, default=40, help="works asked about in each world")
    parser.add_argument("--repeats", type=int, default=2, help="trainings with other seeds, averaged")
    args = parser.parse_args()
    print("| regime | seed | estimand | works asked | closed form with flow | flow with itself, another seed |")
    print("|---|---|---|---|---|---|")
    with quietly():
        for regime in args.regimes:
            for seed in range(args.worlds):
                found = answers(regime, seed, args.works, args.asked, args.repeats)
                for estimand in ("lineage", "net"):
                    ours, theirs = found[f"{estimand}, closed form"], found[f"{estimand}, flow"]
                    again = correlation(found[f"{estimand}, flow, one"], found[f"{estimand}, flow, other"])
                    print(
                        f"| {regime} | {seed} | {estimand} | {len(ours)} | {correlation(ours, theirs)} | {again} |",
                        flush=True,
                    )


if __name__ == "__main__":
    main()
