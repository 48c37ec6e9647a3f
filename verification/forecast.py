"""Forecasts of style against what came: everything after a year is held out, futures are grown from the past.

    python verification/forecast.py --works 800                                # painted worlds, eight seeds
    python verification/forecast.py --works 800 --regimes rich-get-richer reaction --seeds 1 2 3 4
    python verification/forecast.py --run RUN --until 1900                     # a corpus whose features RUN has kept
    python verification/forecast.py --search --works 500 --seeds 1 2 3 4 5     # the searches over futures, on both axes

Every forecaster is told the year of each held-out work and gives its density there. Rivals: vector autoregression
over movement means, random walk, nearest-neighbour copying; each with its settings chosen and its scatter calibrated
on the last years before the present, as ours is. `log density` is the mean over held-out works, `ours gains` what
ours adds to it; `nearest future` the mean distance from a held-out work to the nearest of 200 works that a forecaster
shows for its year: principal points of its forecast, with the share of its scatter that served it best in those last
years; `plain draws` is the same distance for 200 independent draws from the density. `ours ahead in` counts by
density, by works shown and by plain draws. The space is made and the graph traced on works up to the year alone.
Intervals: worlds or, on one corpus, artists resampled (95 %).
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

import stylogeny as sg
from stylogeny.corpus.calendar import end_of, year_text
from stylogeny.embedding.space import Embedding
from stylogeny.futures.exploration.search import OBJECTIVES, most_novel, search
from stylogeny.futures.exploration.search_space import Evaluated
from stylogeny.futures.forecast.baselines import Autoregression, Copying, RandomWalk
from stylogeny.futures.forecast.branching import BranchingForecast
from stylogeny.futures.forecast.calibrated import CalibratedForecast, select_variant
from stylogeny.futures.forecast.past import Forecaster, Past
from stylogeny.futures.imagine import imagine
from stylogeny.futures.offspring import Offspring, OffspringModel
from stylogeny.progress import quietly
from stylogeny.streams import stream
from stylogeny.world.history import World
from stylogeny.world.observe import observe

SHOWN = 200  # works of each year that a forecaster shows
NAMES = ("ours", "autoregression", "random walk", "copying")


def variants(name: str, past: Past, graph: sg.InfluenceGraph | None, until: float, seed: int) -> list[Forecaster]:
    """The settings a forecaster may choose among."""
    if name == "ours":
        assert graph is not None
        shares = [(step, departure) for step in (0.25, 0.5) for departure in (0.5, 1.0)]
        return [
            BranchingForecast(past, graph, until, seed=seed, step_inherited=step, departure_inherited=departure)
            for step, departure in shares
        ]
    if name == "autoregression":
        return [Autoregression(past, step=s, ridge=r) for s in (5.0, 10.0, 20.0) for r in (1.0, 10.0, 100.0)]
    if name == "random walk":
        return [RandomWalk(past, window=w, pace=p, seed=seed) for w in (5, 10, 25, 50) for p in (0.02, 0.05, 0.1, 0.2)]
    return [Copying(past, window=w) for w in (10, 25, 50, 100, np.inf)]


def score(
    space: Embedding, later: np.ndarray, when: np.ndarray, *, seed: int, validation: float
) -> dict[str, np.ndarray]:
    """Log density and nearest distance of each later work under each forecaster, float64[k] by name."""
    graph = sg.trace(space, seed=seed)
    inside = ~np.isnan(graph.years)
    past = Past.of(space.vectors[inside], graph.years[inside], space.works.column("style")[inside])
    cut = past.present - validation
    early = space.works.dated & (graph.years <= cut)
    small = Embedding(space.works.select(early), space.vectors[early], space.time_axis)
    first = sg.trace(small, seed=seed)
    test = past.years > cut
    out = {}
    for name in NAMES:
        choices = variants(name, past.before(cut), first, past.present, seed)
        k, mixture = select_variant(choices, past.vectors[test], past.years[test])
        then = CalibratedForecast(choices[k], mixture)
        scatter = then.best_scatter(past.vectors[test], past.years[test], n=SHOWN, seed=seed)
        made = CalibratedForecast(variants(name, past, graph, float(when.max()), seed)[k], mixture, scatter)
        z = past.place(later)
        out[f"{name} nats"] = made.log_density(z, when)
        out[f"{name} nearest"] = made.nearest(z, when, n=SHOWN, seed=seed)
        out[f"{name} plain"] = made.nearest(z, when, n=SHOWN, seed=seed, plain_draws=True)
        out[f"{name} chosen"] = np.array([k])
    return out


def painted(regime: str, seed: int, args: argparse.Namespace) -> dict[str, np.ndarray]:
    """One painted world, seen through noise; held out: the last `--share` of its works."""
    whole = observe(World.make(regime, works=args.works, seed=seed))
    year = whole.works.year
    until = float(np.quantile(year, 1 - args.share))
    early = year <= until
    space = Embedding.from_vectors(whole.works.select(early), whole.vectors[early])
    return score(space, whole.vectors[~early], year[~early], seed=seed, validation=args.validation)


def corpus(args: argparse.Namespace) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """The works of a run: embedded anew from those up to the year; and the artist of each later work."""
    from stylogeny.embedding.backbones.backbone import backbone
    from stylogeny.embedding.backbones.features import features

    works = sg.Works.read(args.run / "works.parquet")
    usable = works.dated & works.pictured
    works = works.select(usable)
    if args.max and len(works) > args.max:
        works = works.select(np.sort(stream(args.seed, "subsample").choice(len(works), args.max, replace=False)))
    early = works.year < end_of(args.until)
    past, later = works.select(early), works.select(~early)
    cache = args.run / "features"
    space = sg.embed(past, cache=cache, seed=args.seed)
    assert space.head is not None
    found = space.head.vectors(features(later, backbone("built-in"), cache=cache))
    return score(space, found, later.year, seed=args.seed, validation=args.validation), later.column("artist")


def interval(values: np.ndarray, weight: np.ndarray, *, seed: int = 0, draws: int = 2000) -> str:
    """Weighted mean and its 95 % interval, entries resampled."""
    rng = stream(seed, "interval")
    picks = rng.integers(len(values), size=(draws, len(values)))
    means = (values[picks] * weight[picks]).sum(axis=1) / weight[picks].sum(axis=1)
    low, high = np.quantile(means, [0.025, 0.975])
    return f"{np.average(values, weights=weight):+.2f} ({low:+.2f} to {high:+.2f})"


def by_artist(found: dict[str, np.ndarray], artist: np.ndarray) -> tuple[list[dict[str, np.ndarray]], np.ndarray]:
    """One entry an artist, and how many works each has."""
    rows = [np.flatnonzero(artist == a) for a in dict.fromkeys(artist)]
    each = [{k: v if k.endswith("chosen") else v[r] for k, v in found.items()} for r in rows]
    return each, np.array([len(r) for r in rows], dtype=float)


def rows_of(found: list[dict[str, np.ndarray]], weight: np.ndarray | None = None) -> list[dict[str, str]]:
    """A row a forecaster, over entries (worlds, or the artists of one corpus) that weigh alike unless weighted."""
    weight = np.ones(len(found)) if weight is None else weight
    rows = []
    for name in NAMES:
        nats = np.array([f[f"{name} nats"].mean() for f in found])
        near = np.array([f[f"{name} nearest"].mean() for f in found])
        plain = np.array([f[f"{name} plain"].mean() for f in found])
        drawn = np.array([f["ours plain"].mean() for f in found]) < plain
        gain = np.array([(f["ours nats"] - f[f"{name} nats"]).mean() for f in found])
        less = np.array([100 * (f["ours nearest"].mean() / f[f"{name} nearest"].mean() - 1) for f in found])
        other = name != "ours"
        rows.append(
            {
                "forecaster": name,
                "log density (nats)": f"{np.average(nats, weights=weight):.2f}",
                "ours gains": interval(gain, weight) if other else "",
                "nearest future": f"{np.average(near, weights=weight):.3f}",
                "ours is nearer (%)": interval(less, weight) if other else "",
                "plain draws": f"{np.average(plain, weights=weight):.3f}",
                "ours ahead in": f"{(gain > 0).sum()}, {(less < 0).sum()}, {drawn.sum()} of {len(gain)}"
                if other
                else "",
            }
        )
    return rows


def searched(seed: int, args: argparse.Namespace) -> list[dict[str, float | str]]:
    """How futures of one painted world are searched: twelve works by each way, judged on both axes."""
    space = observe(World.make("neutral", works=args.works, seed=seed))
    graph = sg.trace(space, seed=seed)
    drawn = imagine(graph, n=args.evaluations, seed=seed, pictures=False)
    model = OffspringModel.fit(graph)
    table = drawn.table
    offspring = [
        Offspring(v, int(y), 0, "build on", 0.0, ()) for v, y in zip(drawn.vectors, table["year"])
    ]  # only their vectors, densities and novelties are used
    pool = Evaluated(
        offspring,
        table["log_density"].to_numpy(),
        model.novelty(drawn.vectors.astype(np.float64), table["year"].to_numpy()),
    )
    best = most_novel(pool, model, n=12, floor=0.2)
    found = {
        "drawn from the model": (drawn.table.iloc[:12], drawn.vectors[:12]),
        "newest plausible of the drawn": (drawn.table.iloc[best], drawn.vectors[best]),
    }
    names = {"novel": "**quality-diversity**", "ambiguous": "CAN-like", "plausible": "most plausible"}
    for objective in OBJECTIVES:
        works = search(graph, objective=objective, n=12, evaluations=args.evaluations, seed=seed)
        found[names[objective]] = (works.table, works.vectors)
    unit = np.sqrt(((space.vectors - space.vectors.mean(axis=0)) ** 2).sum(axis=1).mean())
    return [
        {
            "search": name,
            "plausibility": float(rows["plausibility"].mean()),
            "novelty": float(rows["novelty"].mean()),
            "novel and plausible": float(((rows["plausibility"] >= 0.2) & (rows["novelty"] >= 0.5)).mean()),
            "spread": float(np.linalg.norm(v[:, None] - v[None], axis=2).sum() / 132 / unit),
        }
        for name, (rows, v) in found.items()
    ]


def show(rows: list[dict[str, str]]) -> None:
    """Print a Markdown table."""
    print("| " + " | ".join(rows[0]) + " |\n|" + "---|" * len(rows[0]))
    for row in rows:
        print("| " + " | ".join(row.values()) + " |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--regimes", nargs="+", default=["neutral"])
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3, 4, 5, 6, 7, 8])
    parser.add_argument("--works", type=int, default=1000)
    parser.add_argument("--share", type=float, default=0.2, help="share of a painted world that is held out")
    parser.add_argument(
        "--validation", type=float, default=30, help="years before the present that choose and calibrate"
    )
    parser.add_argument("--run", type=Path, help="a run folder with features/")
    parser.add_argument("--until", type=float, default=1900)
    parser.add_argument("--max", type=int, default=0, help="works of the run, drawn at random (0: all)")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--search", action="store_true", help="compare searches over futures instead")
    parser.add_argument("--evaluations", type=int, default=2000, help="candidates that each search evaluates")
    args = parser.parse_args()
    with quietly():
        if args.run:
            each, weight = by_artist(*corpus(args))
            print(
                f"\n{args.run.name}: {weight.sum():.0f} works by {len(each)} artists after {year_text(args.until)} "
                "held out\n"
            )
            show(rows_of(each, weight))
            return
        if args.search:
            ways = [searched(seed, args) for seed in args.seeds]
            print(
                f"\n{len(ways)} painted worlds of {args.works} works, {args.evaluations} evaluations, 12 works each\n"
            )
            rows = []
            for same in zip(*ways):
                row = {"search": str(same[0]["search"])}
                for column in list(same[0])[1:]:
                    values = np.array([float(r[column]) for r in same])
                    row[column] = f"{values.mean():.2f} ({values.min():.2f} to {values.max():.2f})"
                rows.append(row)
            show(rows)
            return
        for regime in args.regimes:
            found = [painted(regime, seed, args) for seed in args.seeds]
            print(f"\n{regime}, {len(found)} worlds of {args.works} works, the last {args.share:.0%} held out\n")
            show(rows_of(found))


if __name__ == "__main__":
    main()
