"""Does time move in imagined futures as it does in history?

    python verification/forward.py                # painted worlds: true genes of the history that went on
    python verification/forward.py --run RUN      # a corpus: works after several years, as the eye reads them

Painted worlds: everything after a year is held out, works are imagined from the rest for the same years, and their mean
is held against the true genes of the works that came, beside the mean of the last works before the year (nothing moves)
and the straight continuation of a regression on all dates. In a corpus the years are read by the run's eye, from
imagined works and from the real ones of the same years alike. `later than all parents` is how often a work is read
later than each of its parents, real children and imagined ones at the same lags; `five times farther` how far works
imagined for a horizon of 150 years move in the read year over those for 30.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np

from stylogeny.embedding.space import Embedding
from stylogeny.futures.imagine import imagine
from stylogeny.futures.imagined import ImaginedWorks
from stylogeny.futures.kernel import MIN_SHARE, OffspringKernel
from stylogeny.influence.graph import InfluenceGraph
from stylogeny.influence.open_graph import open_graph
from stylogeny.influence.tracing import trace
from stylogeny.progress import quietly
from stylogeny.runs import Run
from stylogeny.world.history import World
from stylogeny.world.observe import observe

DECADE = 10  # years: imagined and real works are compared within them
RECENT = 30  # years before the present whose mean stands for "nothing moves"
LAGS = (0, 2, 5, 10, 20, 50, 100, np.inf)  # years since the latest parent, within which children are compared


def before(graph: InfluenceGraph, year: float) -> InfluenceGraph:
    """The part of a graph up to a year: no work has parents after it, so that nothing needs to be traced again."""
    rows = np.flatnonzero(graph.years < year)
    space = graph.embedding
    small = Embedding(
        space.works.select(np.isin(np.arange(len(graph)), rows)), space.vectors[rows], space.time_axis,
        space.provenance, space.head, space.measures,
    )  # fmt: skip
    parents = graph.parents[rows][:, rows]
    return InfluenceGraph(small, parents, graph.innovation[rows], graph.years[rows], model=graph.model)


def by_decade(values: np.ndarray, years: np.ndarray, real: np.ndarray, when: np.ndarray) -> np.ndarray:
    """Mean difference of imagined values float[k, ...] from real ones of their decades, decades weighing as real."""
    total, weight = np.zeros(values.shape[1:]), 0.0
    for decade in np.unique(years // DECADE):
        ours, theirs = years // DECADE == decade, when // DECADE == decade
        if theirs.sum() >= 5:
            total = total + theirs.sum() * (values[ours].mean(axis=0) - real[theirs].mean(axis=0))
            weight += float(theirs.sum())
    return np.asarray(total / max(weight, 1.0))


def painted(regime: str, seed: int, *, works: int, n: int) -> tuple[float, float, float]:
    """Distances of means from that of the true genes to come, in spreads of genes: imagined, nothing, straight."""
    world = World.make(regime, works=works, seed=seed)
    whole = observe(world)
    year, genes = whole.works.year, world.latent[world.surviving].astype(float)
    until = float(np.quantile(year, 0.8))
    early = year <= until
    graph = trace(Embedding.from_vectors(whole.works.select(early), whole.vectors[early]), seed=seed)
    ahead = int(np.ceil(year.max() - until))
    future = imagine(graph, years=ahead, n=n, seed=seed, pictures=False)
    scale = genes[early].std(axis=0)
    when = future.table["year"].to_numpy(float)

    def missed(vectors: np.ndarray, years: np.ndarray) -> float:
        gap = by_decade(vectors, years, genes[~early], year[~early]) / scale
        return float(np.sqrt(np.mean(gap**2)))

    z, t = whole.vectors[early].astype(float), year[early]
    slope = np.polynomial.polynomial.polyfit(t, z, 1)
    last = z[t > until - RECENT].mean(axis=0)
    straight = slope[0] + when[:, None] * slope[1]
    return missed(future.vectors, when), missed(np.repeat(last[None], n, axis=0), when), missed(straight, when)


def later_than_all(
    read: np.ndarray, years: np.ndarray, parents: Sequence[np.ndarray], rows: Sequence[int]
) -> np.ndarray:
    """For each child whether it is read later than all its parents, and its lag in years, float64[k, 2]."""
    out = [
        (float(read[row] > read[own].max()), years[row] - years[own].max())
        for row, own in zip(rows, parents)
        if len(own)
    ]
    return np.array(out).reshape(-1, 2)


def at_same_lags(real: np.ndarray, imagined: np.ndarray) -> tuple[float, float]:
    """Shares that are read later, of real children and of imagined ones, over lags that both have as real ones do."""
    total, ours, theirs = 0.0, 0.0, 0.0
    for low, high in pairwise(LAGS):
        a, b = ((x[:, 1] > low) & (x[:, 1] <= high) for x in (real, imagined))
        if a.sum() >= 10 and b.sum() >= 10:
            total += a.sum()
            ours += a.sum() * real[a, 0].mean()
            theirs += a.sum() * imagined[b, 0].mean()
    return ours / max(total, 1), theirs / max(total, 1)


def real_children(graph: InfluenceGraph) -> np.ndarray:
    """Real children: read later than all parents, and lags."""
    p = graph.parents
    own = [p.indices[a:b][p.data[a:b] >= MIN_SHARE] for a, b in zip(p.indptr, p.indptr[1:])]
    read = graph.embedding.date(graph.embedding.vectors)
    return later_than_all(read, graph.years, own, range(len(graph)))


def imagined_children(graph: InfluenceGraph, future: ImaginedWorks) -> np.ndarray:
    """The same of imagined ones."""
    place = {str(i): k for k, i in enumerate(graph.works.ids)}
    read = np.concatenate([graph.embedding.date(graph.embedding.vectors), graph.embedding.date(future.vectors)])
    years = np.concatenate([graph.years, future.table["year"].to_numpy(float) + 0.5])
    own = [
        np.array([place[p] for p, w in future.parents_of(k) if w >= MIN_SHARE], dtype=np.int64)
        for k in range(len(future))
    ]
    return later_than_all(read, years, own, [len(graph) + k for k in range(len(future))])


def read_years(graph: InfluenceGraph, until: float, *, years: int, n: int, seed: int) -> dict[str, str]:
    """One row of the table: works imagined from a year on, as the eye reads them beside the real ones."""
    past, space = before(graph, until), graph.embedding
    later = (graph.years >= until) & (graph.years < until + years)
    real, when = space.date(space.vectors[later]), graph.years[later]
    future, far = (imagine(past, years=y, n=n, seed=seed, pictures=False) for y in (years, 5 * years))
    read, at = space.date(future.vectors), future.table["year"].to_numpy(float) + 0.5
    still = space.date(past.embedding.vectors[past.years > until - RECENT]).mean()
    error = float(by_decade(read, at, real, when))
    chance = at_same_lags(real_children(past), imagined_children(past, future))
    now = space.date(OffspringKernel.fit(past).trend.at(until).astype(np.float32))[0]
    moved = [float(space.date(w.vectors).mean() - now) for w in (future, far)]
    return {
        "from": f"{until:.0f}",
        "works that came": str(int(later.sum())),
        "read (real)": f"{real.mean():.0f}",
        "read (imagined)": f"{real.mean() + error:.0f}",
        "error": f"{error:+.1f}",
        "were nothing to move": f"{still - real.mean():+.1f}",
        "later than all parents, real": f"{chance[0]:.2f}",
        "imagined": f"{chance[1]:.2f}",
        f"moved on average, {years} years": f"{moved[0]:+.0f}",
        f"{5 * years} years": f"{moved[1]:+.0f}",
    }


def show(rows: list[dict[str, str]]) -> None:
    """Print a Markdown table."""
    print("| " + " | ".join(rows[0]) + " |\n|" + "---|" * len(rows[0]))
    for row in rows:
        print("| " + " | ".join(row.values()) + " |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--regimes", nargs="+", default=["neutral", "rich-get-richer", "reaction", "society"])
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3, 4])
    parser.add_argument("--works", type=int, default=400)
    parser.add_argument("-n", type=int, default=400, help="works imagined from each present")
    parser.add_argument("--run", type=Path, help="a traced run")
    parser.add_argument("--until", type=float, nargs="+", default=[1850, 1870, 1890, 1900, 1910, 1920])
    parser.add_argument("--years", type=int, default=30)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    with quietly():
        if args.run:
            graph = open_graph(Run(args.run))
            rows = [read_years(graph, u, years=args.years, n=args.n, seed=args.seed) for u in args.until]
            errors = np.array([float(r["error"]) for r in rows])
            show(rows)
            print(f"\nmean error {errors.mean():+.1f} years, mean absolute error {np.abs(errors).mean():.1f}")
            return
        rows = []
        for regime in args.regimes:
            missed = np.array([painted(regime, s, works=args.works, n=args.n) for s in args.seeds])
            names = ("imagined", "nothing moves", "straight on")
            rows.append({"regime": regime, **{k: f"{v:.3f}" for k, v in zip(names, missed.mean(axis=0))}})
            rows[-1]["imagined nearer than nothing moving in"] = (
                f"{(missed[:, 0] < missed[:, 1]).sum()} of {len(missed)}"
            )
        show(rows)


if __name__ == "__main__":
    main()
