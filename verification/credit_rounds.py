"""Does the outer loop make what came later less surprising? The diagnostic, round by round, on a traced run.

Each round draws triplets from the genealogies of the graph, retrains the heads on them
(`stylogeny.influence.refine`) and traces again. For every round: the nats per dimension that the closed-form model of
the works up to a year needs for held-out works of its own past, for the works that came later, and their ratio, which
does not depend on the scale of a space: if the loop learns what is handed on, the ratio falls. Beside it the loop's
own test, nats by which the lags of held-out works' parents are predicted (the loop keeps a round only if that grows
beyond doubt). Here every round is walked, kept or not. Prints a Markdown table and draws it.

    python verification/credit_rounds.py run --rounds 2 --until 1850 --out docs/credit/rounds.png
"""

from __future__ import annotations

import argparse
from pathlib import Path

import pandas as pd

from stylogeny.counterfactual.holdout import rounds
from stylogeny.embedding.space import Embedding
from stylogeny.influence.graph import InfluenceGraph
from stylogeny.influence.open_graph import open_graph
from stylogeny.influence.refine import held_out_split, judge, retrained, triplets
from stylogeny.influence.tracing import trace
from stylogeny.progress import quietly
from stylogeny.runs import Run
from verification.common.figures import ACCENT, save_png


def walked(graph: InfluenceGraph, count: int, seed: int, cache: Path) -> tuple[list[Embedding], list[float]]:
    """The spaces of `count` rounds, the given one first, and how well each foretells held-out works' parents."""
    space, spaces, scores = graph.embedding, [graph.embedding], []
    held = held_out_split(graph)
    for number in range(1, count + 1):
        scores.append(float(judge(space, graph, held).mean()))
        space = retrained(spaces[0], triplets(graph, among=~held, seed=seed + number), cache=cache)
        graph = trace(space, seed=seed)
        spaces.append(space)
    return spaces, [*scores, float(judge(space, graph, held).mean())]


def draw(table: pd.DataFrame, until: float, path: Path) -> None:
    """The ratio and the foretelling against the round."""
    import matplotlib.pyplot as plt

    plt.rcParams.update({"font.size": 8, "axes.spines.top": False, "axes.spines.right": False, "svg.hashsalt": "0"})
    figure, axes = plt.subplots(1, 2, figsize=(7.5, 2.2), layout="constrained")
    panels = (
        ("ratio", f"later works against those up to {until:.0f}", "nats, as a ratio"),
        ("foretold", "held-out works' parents, foretold", "nats per work"),
    )
    for axis, (column, title, unit) in zip(axes, panels):
        axis.plot(table["round"], table[column], "o-", color=ACCENT, lw=1.2, ms=5)
        axis.set_title(title, fontsize=8)
        axis.set_ylabel(unit)
        axis.set_xlabel("rounds of the outer loop")
        axis.set_xticks(table["round"])
        axis.margins(y=0.35)
        axis.ticklabel_format(axis="y", useOffset=False)
    save_png(figure, path)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--until", type=float, default=1850)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, required=True, help="the drawing to write (PNG)")
    args = parser.parse_args()
    with quietly():
        spaces, foretold = walked(open_graph(Run(args.run)), args.rounds, args.seed, args.run / "features")
        table = rounds(spaces, until=args.until, seed=args.seed).assign(foretold=foretold)
    print(
        "| round | past, nats per dimension | later | ratio | foretold, nats per held-out work |\n|---|---|---|---|---|"
    )
    for line in table.to_dict("records"):
        figures = [f"{line[column]:.4f}" for column in ("past", "future", "ratio")]
        print(f"| {line['round']} | {' | '.join(figures)} | {line['foretold']:.3f} |")
    args.out.parent.mkdir(parents=True, exist_ok=True)
    draw(table, args.until, args.out)


if __name__ == "__main__":
    main()
