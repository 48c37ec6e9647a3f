"""Works near many periods at once: does the statistic find revivals, is it quiet without any, what is it on real art?

    python verification/bulges.py --works 600 --seeds 11 12 13       # painted worlds, observed as noisy genomes
    python verification/bulges.py --works 300 --seeds 11 12 --spaces FOLDER     # the same as painted pictures
    python verification/bulges.py --run RUN --top 12                 # a real run: which works, which styles

For worlds: how often a work made after a revival, or a work that one was taken from, is near more periods than another
work, or has neighbours farther from its own time (0.5 is chance); and how many works count as bulges, against how many
do in the same works with their dates shuffled.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import pandas as pd

from stylogeny.corpus.works import Works
from stylogeny.embedding.bulges import Bulges, find_bulges
from stylogeny.embedding.space import Embedding
from stylogeny.progress import quietly
from stylogeny.streams import stream
from stylogeny.world.ground_truth import GroundTruth
from stylogeny.world.history import World
from stylogeny.world.observe import observe
from verification.common.figures import ACCENT, INK, MUTED, save_png
from verification.common.tables import markdown
from verification.common.worlds import pictured

RATE = 0.1  # of false discoveries
APART = 70  # years between works that are named in the drawing


def ahead(found: Bulges, chosen: set[str], what: str) -> float:
    """Chance that a chosen work has more `periods`, or is more periods `away`, beyond what is usual, than another."""
    from scipy.stats import mannwhitneyu

    usual = {"periods": "expected", "away": "away_expected"}[what]
    excess = found.table[what] - found.table[usual]
    inside = found.table["id"].isin(chosen).to_numpy()
    if not inside.any() or inside.all():
        return float("nan")
    wins = mannwhitneyu(excess[inside], excess[~inside]).statistic
    return float(wins / (inside.sum() * (~inside).sum()))


def shuffled(space: Embedding, seed: int) -> Embedding:
    """The same works, each with the dates of another."""
    table = space.works.table
    order = stream(seed, "shuffled").permutation(len(table))
    dates = table[["earliest", "latest"]].iloc[order].reset_index(drop=True)
    works = Works(table.assign(earliest=dates["earliest"], latest=dates["latest"]), space.works.root)
    return Embedding.from_vectors(works, space.vectors)


def on_worlds(regimes: list[str], works: int, seeds: list[int], spaces: Path | None) -> pd.DataFrame:
    """A row for each regime: means over the seeds."""
    rows = []
    for regime in regimes:
        each = []
        for seed in seeds:
            world = World.make(regime, works=works, seed=seed)
            truth = GroundTruth.of(world, run=False)
            space = observe(world) if spaces is None else pictured(world, spaces=spaces)
            found = find_bulges(space)
            revived = np.flatnonzero(truth.kinds == "revival")
            child, parent = truth.parents[revived].nonzero()
            far = truth.years[revived][child] - truth.years[parent] >= 100
            mixed = find_bulges(shuffled(space, seed))
            each.append(
                {
                    "revivals": len(revived),
                    "wider: revived": ahead(found, set(truth.ids[revived]), "periods"),
                    "wider: their sources": ahead(found, set(truth.ids[parent[far]]), "periods"),
                    "farther: revived": ahead(found, set(truth.ids[revived]), "away"),
                    "farther: their sources": ahead(found, set(truth.ids[parent[far]]), "away"),
                    "bulges": len(found.beyond(RATE)),
                    "p < 0.05": float((found.table["p"] < 0.05).mean()),
                    "bulges, shuffled dates": len(mixed.beyond(RATE)),
                    "p < 0.05, shuffled": float((mixed.table["p"] < 0.05).mean()),
                }
            )
        rows.append({"regime": regime, **pd.DataFrame(each).mean().to_dict()})
    return pd.DataFrame(rows)


def on_a_run(run: str, top: int) -> str:
    """The works that stand out in a run, and the styles and artists among whose works many do."""
    works = Works.read(f"{run}/works.parquet")
    found = find_bulges(Embedding.read(run, works))
    named = found.table.head(top).merge(works.table[["id", "title", "artist", "style"]], on="id")
    named = named.assign(year=named["year"].round().astype(int).astype(str))
    parts = [
        f"{len(found.beyond(RATE))} of {len(found.table)} works are bulges at a rate of false discoveries of {RATE}; "
        f"{(found.table['p'] < 0.05).mean():.1%} have p < 0.05.",
        markdown(named[["title", "artist", "style", "year", "periods", "expected", "q"]]),
    ]
    far = found.displaced().head(top).merge(works.table[["id", "title", "artist", "style"]], on="id")
    far = far.assign(year=far["year"].round().astype(int).astype(str))
    parts.append(markdown(far[["title", "artist", "style", "year", "away", "away_expected"]]))
    for by in ("style", "artist"):
        groups = found.groups(works, by=by, rate=RATE).astype({"works": str, "bulges": str})
        parts += [markdown(groups.head(10)), markdown(groups.tail(5))]
    return "\n\n".join(parts)


def draw(run: str, path: Path, *, named: int = 7) -> None:
    """Every work of a run by its year and how many periods it is near to; the foremost are named."""
    import matplotlib.pyplot as plt

    works = Works.read(f"{run}/works.parquet")
    found = find_bulges(Embedding.read(run, works))
    table = found.table.merge(works.table[["id", "artist"]], on="id")
    bulge = table["q"] <= RATE
    plt.rcParams.update({"font.size": 8, "axes.spines.top": False, "axes.spines.right": False})
    figure, axis = plt.subplots(figsize=(7.5, 3.4), layout="constrained")
    axis.scatter(table["year"][~bulge], table["periods"][~bulge], s=3, color=MUTED, alpha=0.35, lw=0, label="works")
    axis.scatter(table["year"][bulge], table["periods"][bulge], s=7, color=ACCENT, alpha=0.8, lw=0, label="bulges")
    usual = table.sort_values("year")
    axis.plot(usual["year"], usual["expected"], color=INK, lw=1, drawstyle="steps-mid", label="by chance, mean")
    ahead_of = table[bulge].assign(far=lambda t: t["periods"] - t["expected"]).sort_values("far", ascending=False)
    labels: list[float] = []
    for artist, year, periods in zip(ahead_of["artist"], ahead_of["year"], ahead_of["periods"]):
        if len(labels) == named or any(abs(year - other) < APART for other in labels):
            continue
        labels.append(year)
        axis.annotate(artist, (year, periods), xytext=(4, 3), textcoords="offset points", color=INK, fontsize=7)
    axis.set_xlabel("year")
    axis.set_ylabel("periods near to")
    axis.legend(frameon=False, loc="lower left", markerscale=2)
    save_png(figure, path)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--works", type=int, default=600)
    parser.add_argument("--seeds", type=int, nargs="+", default=[11, 12, 13])
    parser.add_argument("--regimes", nargs="+", default=["revival", "neutral", "null"])
    parser.add_argument("--spaces", type=Path, help="paint the worlds, and keep pictures and embeddings in this folder")
    parser.add_argument("--run", help="look at this embedded run instead")
    parser.add_argument("--out", type=Path, help="of a run: also draw its works by year and periods (PNG)")
    parser.add_argument("--top", type=int, default=12)
    args = parser.parse_args()
    with quietly():
        if args.run and args.out:
            draw(args.run, args.out)
        print(
            on_a_run(args.run, args.top)
            if args.run
            else markdown(on_worlds(args.regimes, args.works, args.seeds, args.spaces))
        )


if __name__ == "__main__":
    main()
