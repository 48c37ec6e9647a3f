"""The figures of docs/credit.md, from a run that has been asked: no pictures of works, only what was measured about
them.

    stylogeny credit WORK RUN --metric bound --metric difficulty --metric rarity --bootstraps 100 --baselines
    stylogeny holdout RUN --until 1850 --group Impressionism --group Cubism
    python verification/credit_figures.py RUN --answer caravaggio_judith-beheading-holofernes-1599 --out docs/credit

Writes answer.png (every draw, beside those of the controls), lineage.png (what goes with the work, over time),
holdout.png and, with `--lines` (what `credit_coverage.py --out` wrote), coverage.png; prints the table of scores as
Markdown.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd

from stylogeny.counterfactual.answer import Credit
from stylogeny.counterfactual.holdout import Holdout
from stylogeny.counterfactual.intervals import conformal_widening
from verification.common.figures import ACCENT, INK, MUTED, save_png

mpl.use("agg")
mpl.rcParams.update(
    {
         "font.family": "sans-serif", "font.size": 9, "axes.spines.top": False,
        "axes.spines.right": False,  "figure.constrained_layout.use": True,
    }
)  # fmt: skip


def _figure(width: float, height: float, columns: int = 1) -> tuple[Any, Any]:
    import matplotlib.pyplot as plt

    return plt.subplots(1, columns, figsize=(width, height), squeeze=False)


def draw_answer(answer: Credit, path: Path) -> None:
    """Every resampled history's answer, beside what as many other works cost in the same history; one panel per
    score."""
    names = list(answer.metrics)
    figure, axes = _figure(2.9 * len(names), 2.2, len(names))
    for axis, name in zip(axes[0], names):
        score = answer.metrics[name]
        kinds = [("without it", score), *((f"{k} control", score.controls[k]) for k in ("matched", "random"))]
        for height, (label, what) in enumerate(reversed(kinds)):
            colour = ACCENT if label == "without it" else MUTED
            draws = what.draws
            jitter = np.linspace(-0.16, 0.16, len(draws)) if len(draws) else draws
            axis.plot(draws, height + jitter, ".", color=colour, ms=3, alpha=0.6, mew=0)
            axis.plot([what.point], [height], "D", color=colour, ms=5, mec="white")
        axis.set_yticks(range(len(kinds)), [k for k, _ in reversed(kinds)] if axis is axes[0, 0] else [""] * len(kinds))
        axis.axvline(0, color=INK, lw=0.6)
        axis.set_title(
            {"bound": "all held-out works", "difficulty": "this work", "rarity": "samples near it"}.get(name, name)
        )
        axis.set_xlabel("per cent worse")
    save_png(figure, path)


def draw_lineage(answer: Credit, path: Path, *, named: int = 6) -> None:
    """How often each later work goes with the asked one, over time."""
    table = answer.table[answer.table["loss"] < 1].sort_values("loss", ascending=False)
    figure, axes = _figure(7.5, 2.8)
    axis = axes[0, 0]
    axis.vlines(table["year"], 0, table["loss"], color=MUTED, lw=0.6)
    axis.plot(table["year"], table["loss"], ".", color=ACCENT, ms=4)
    for place, work in enumerate(table.head(named).to_dict("records")):
        text = f"{str(work['artist']).split()[-1]}, {work['title'][:34]}"
        axis.annotate(
            text, (work["year"], work["loss"]), xytext=(0.42, 0.96 - 0.085 * place), textcoords="axes fraction",
            va="top", arrowprops={"arrowstyle": "-", "color": MUTED, "lw": 0.4, "shrinkB": 3}, fontsize=8, color=INK,
        )  # fmt: skip
    axis.set_ylim(0, float(table["loss"].max()) * 1.15 if len(table) else 1)
    axis.set_ylabel("share of histories\nin which it goes too")
    axis.set_xlabel("year")
    save_png(figure, path)


def draw_holdout(holdout: Holdout, path: Path) -> None:
    """Surprise, importance and fertility of each group, with intervals; hollow: as many works of the same dates."""
    groups = holdout.table.to_dict("records")
    figure, axes = _figure(7.5, 1.8, 3)
    units = {"surprise": "nats per dimension", "importance": "later works per work", "fertility": "later styles"}
    for axis, (measure, unit) in zip(axes[0], units.items()):
        for height, group in enumerate(reversed(groups)):
            share = 1 / group["works"] if measure == "importance" else 1.0
            for name, off, fill in ((measure, 0.12, ACCENT), (f"{measure}_control", -0.12, "white")):
                if np.isfinite(group[f"{name}_low"]):
                    ends = [group[f"{name}_low"] * share, group[f"{name}_high"] * share]
                    axis.plot(ends, [height + off] * 2, color=ACCENT if off > 0 else MUTED, lw=1.2)
                axis.plot([group[name] * share], [height + off], "o", ms=5, mfc=fill, mec=ACCENT if off > 0 else MUTED)
        axis.set_yticks(
            range(len(groups)), [g["name"] for g in reversed(groups)] if axis is axes[0, 0] else [""] * len(groups)
        )
        axis.set_ylim(-0.6, len(groups) - 0.4)
        axis.set_title(f"{measure} ({unit})", fontsize=8)
        axis.axvline(0, color=INK, lw=0.6)
    figure.suptitle(f"as seen from {holdout.until:.0f}", fontsize=9, x=0.01, ha="left")
    save_png(figure, path)


def draw_coverage(lines: pd.DataFrame, path: Path) -> None:
    """Truth against the interval, every asked work of every painted world."""
    figure, axes = _figure(7.5, 3.2, 2)
    for axis, estimand in zip(axes[0], ("lineage", "net")):
        g = lines[lines["estimand"] == estimand].sort_values("point", ignore_index=True)
        width = g["high"] - g["low"]
        below, above = np.array([conformal_widening(estimand, float(m)) for m in g["innovation"]]).T
        axis.vlines(g.index, g["low"] - below * width, g["high"] + above * width, color="#dddddd", lw=0.5)
        axis.vlines(g.index, g["low"], g["high"], color=MUTED, lw=0.5)
        axis.plot(g.index, g["truth"], ".", color=ACCENT, ms=2.5)
        axis.set_yscale("symlog", linthresh=1)
        axis.set_title(f"{estimand}: {len(g)} works of painted worlds")
        axis.set_xlabel("works, by the point of the answer")
    axes[0, 0].set_ylabel("per cent worse")
    save_png(figure, path)


def scores(answer: Credit) -> str:
    """The Markdown table of an answer's scores and controls."""
    rows = ["| score | factual | without it | same style and dates | at random |", "|---|---|---|---|---|"]
    for name, score in answer.metrics.items():
        cells = [str(s) for s in (score, *(score.controls[k] for k in ("matched", "random")))]
        rows.append(f"| {name} | {score.factual:.3g} {score.unit} | {' | '.join(cells)} |")
    return "\n".join(rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path)
    parser.add_argument("--answer", required=True, help="the name of a saved answer")
    parser.add_argument("--holdout", default="style-1850", help="the name of a saved holdout")
    parser.add_argument("--lines", type=Path, nargs="+", help="what credit_coverage.py --out wrote")
    parser.add_argument("--out", type=Path, default=Path("docs/credit"))
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    answer = Credit.read(args.run, args.answer)
    draw_answer(answer, args.out / "answer.png")
    draw_lineage(answer, args.out / "lineage.png")
    draw_holdout(Holdout.read(args.run / "holdout" / f"{args.holdout}.json"), args.out / "holdout.png")
    if args.lines:
        draw_coverage(pd.concat([pd.read_csv(f) for f in args.lines], ignore_index=True), args.out / "coverage.png")
    print(answer.sentence, scores(answer), sep="\n\n")


if __name__ == "__main__":
    main()
