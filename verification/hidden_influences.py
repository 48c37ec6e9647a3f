"""Hidden influences against planted ones: of the ties across centuries that a method puts first, how many were planted?

    python verification/hidden_influences.py --seeds 1 2 3 4 5

Planted are works that reach back a century and more (revivals). All methods see the same vectors, dates and catalogue
and rank ties between different artists a century or more apart; asked for are the first ten, and as many as were
planted. Ours ranks by probability, the rivals by likeness: of the works, or by how much nearer the old work is than
any other earlier one. The second table is about all odd ties (`hidden_influences` as the report shows them): how many
of the first ten are true ties. The last line counts the odd ties that are named in worlds without any influence,
which should be none.

    python verification/hidden_influences.py --run RUN --corpus CORPUS    # the ties of a real corpus, beside historians

With `--run` the ties of a traced run are set beside CORPUS/influences.csv (influencer, influenced) and the artists'
dates of birth and death in CORPUS/metadata.csv: how many of them are documented, in either direction, where chance
would pick any artist with an earlier work; and how many contradict a life, since the parent's artist was no more than
:data:`CHILD` years old when the child was made, or a work is dated outside its artist's life. An artist of whom
nothing is documented proves nothing, and is left out of the first count.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import pandas as pd

import stylogeny as sg
from stylogeny.influence.ancestors import hidden_influences
from stylogeny.influence.open_graph import open_graph
from stylogeny.progress import quietly
from stylogeny.runs import Run
from stylogeny.world.ground_truth import GroundTruth
from stylogeny.world.history import World
from stylogeny.world.observe import observe
from stylogeny.world.score import MIN_WEIGHT
from verification.common.tables import markdown

CHILD = 12  # years


def likenesses(space: sg.Embedding, *, apart: float) -> dict[str, pd.DataFrame]:
    """Ties between different artists by likeness alone: child, parent, best first."""
    works, x = space.works, space.vectors.astype(np.float64)
    year, artist, style = works.year, works.column("artist").astype(str), works.column("style").astype(str)
    d = np.square(x[:, None] - x[None]).sum(axis=2)
    lag = year[:, None] - year[None, :]
    d = np.where(lag > 0, d, np.inf)
    odd = (artist[:, None] != artist[None, :]) & ((lag >= apart) if apart else (style[:, None] != style[None, :]))
    best = np.sort(d, axis=1)[:, :2]
    other = np.where(d == best[:, :1], best[:, 1:], best[:, :1])  # the nearest earlier work but this one
    with np.errstate(invalid="ignore"):
        ahead = np.where(np.isfinite(d) & np.isfinite(other), d - other, np.inf)
    found = {}
    for name, value in (("likest pairs", d), ("nearer than any other", ahead)):
        value = np.where(odd, value, np.inf)
        child, parent = np.unravel_index(np.argsort(value, axis=None, kind="stable")[:2000], value.shape)
        found[name] = pd.DataFrame({"child": works.ids[child], "parent": works.ids[parent]})
    return found


def measure(regime: str, seed: int, works: int, apart: float) -> list[dict[str, str | float]]:
    """Precision of every method on one world; planted ties where `apart` is given, all true ties otherwise."""
    world = World.make(regime, works=works, seed=seed)
    space, truth = observe(world), GroundTruth.of(world, run=False)
    real = truth.parents.toarray() >= MIN_WEIGHT
    if apart:
        real &= (truth.kinds == "revival")[:, None] & (truth.years[:, None] - truth.years[None, :] >= apart)
    k = int(real.sum())
    graph = sg.trace(space, seed=seed)
    ours = hidden_influences(graph, limit=2000, min_probability=0.02 if apart else 0.2, min_lag=apart)
    rows: list[dict[str, str | float]] = []
    for name, table in {"hidden_influences": ours, **likenesses(space, apart=apart)}.items():
        hits = np.array(
            [real[truth.row[c], truth.row[p]] for c, p in zip(table["child"], table["parent"])], dtype=float
        )
        row: dict[str, str | float] = {"regime": regime, "method": name, "of the first 10": float(hits[:10].mean())}
        if apart:
            row |= {"planted": float(k), "of as many as planted": float(hits[:k].sum() / max(k, 1))}
        rows.append(row)
    return rows


def traced(regime: str, seed: int, works: int) -> sg.InfluenceGraph:
    """One world, traced from noisy genomes."""
    return sg.trace(observe(World.make(regime, works=works, seed=seed)), seed=seed)


def beside_historians(run: Path, corpus: Path, limit: int, shown: int) -> str:
    """The table of a run's hidden influences, and the first `shown` of them by name."""
    graph = open_graph(Run(run))
    table = graph.works.table.set_index("id")
    named = dict(zip(graph.works.ids, graph.works.column("artist").astype(str)))
    year = dict(zip(graph.works.ids, graph.years))
    pairs = pd.read_csv(corpus / "influences.csv")
    documented = set(zip(pairs["influenced"], pairs["influencer"])) | set(zip(pairs["influencer"], pairs["influenced"]))
    of = {a: {b for x, b in documented if x == a} for a in set(pairs["influenced"]) | set(pairs["influencer"])}
    lives = pd.read_csv(corpus / "metadata.csv").groupby("artist")[["artist_birth", "artist_death"]].first()
    first = pd.Series(graph.years, index=graph.works.column("artist").astype(str)).groupby(level=0).min()
    ties = hidden_influences(graph, limit=limit, min_probability=0.2)
    ties = ties.assign(
        artist=ties["child"].map(named), by=ties["parent"].map(named), year=ties["child"].map(year),
        made=ties["parent"].map(year),
    )  # fmt: skip
    ties = ties.loc[ties["artist"].ne(ties["by"]) & ties["artist"].ne("") & ties["by"].ne("")]
    ties["documented"] = [b in of.get(a, ()) for a, b in zip(ties["artist"], ties["by"])]
    born, died = lives["artist_birth"], lives["artist_death"]
    ties["too young"] = ties["by"].map(born) + CHILD > ties["year"]
    outside = [
        (ties[who].map(born) + CHILD > ties[when]) | (ties[who].map(died) + 1 < ties[when])
        for who, when in (("artist", "year"), ("by", "made"))
    ]
    ties["outside a life"] = outside[0] | outside[1]
    told = ties.loc[ties["artist"].isin(list(of))]
    chance = [
        np.mean([b in of[a] for b in first.index[(first < t).to_numpy()] if b and b != a])
        for a, t in zip(told["artist"], told["year"])
    ]
    counted = {
        "between different artists": (len(ties), ""),
        "whose later artist historians speak of": (len(told), ""),
        "of these documented": (told["documented"].sum(), f"{told['documented'].mean():.3f}"),
        "by chance": (np.sum(chance), f"{np.mean(chance):.3f}"),
        "parent's artist too young": (ties["too young"].sum(), f"{ties['too young'].mean():.3f}"),
        "a work outside its artist's life": (ties["outside a life"].sum(), f"{ties['outside a life'].mean():.3f}"),
    }
    rows = [{"ties": what, "count": f"{count:.3g}", "share": share} for what, (count, share) in counted.items()]
    title = table["title"].astype(str)
    names = [
        {
            "child": f"{title.loc[str(t.child)]}, {t.artist}, {t.year:.0f}",
            "parent": f"{title.loc[str(t.parent)]}, {t.by}, {t.made:.0f}",
            "probability": f"{t.probability:.2f}",
            "historians": "documented" if t.documented else "silent" if t.artist in of else "know nothing",
        }
        for t in ties.head(shown).itertuples()
    ]
    return f"{markdown(pd.DataFrame(rows))}\n\n{markdown(pd.DataFrame(names))}"


def main() -> None:
    """Print means over seeds, or the ties of a run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--works", type=int, default=300)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3, 4, 5])
    parser.add_argument("--run", type=Path, help="a traced run of a real corpus, instead of painted worlds")
    parser.add_argument("--corpus", type=Path, help="its folder, with influences.csv")
    parser.add_argument("--limit", type=int, default=1000, help="ties of the run at most")
    parser.add_argument("--shown", type=int, default=12, help="ties shown by name")
    args = parser.parse_args()
    if args.run is not None:
        if args.corpus is None:
            parser.error("--run needs --corpus, where influences.csv is")
        print(beside_historians(args.run, args.corpus, args.limit, args.shown))
        return
    for apart, regimes in ((100.0, ("revival", "all")), (0.0, ("neutral", "revival", "all"))):
        with quietly():
            rows = [
                row for regime in regimes for seed in args.seeds for row in measure(regime, seed, args.works, apart)
            ]
        print("Planted ties a century and more apart:" if apart else "\nTrue ties among odd ones:", end="\n\n")
        print(markdown(pd.DataFrame(rows).groupby(["regime", "method"], sort=False).mean().reset_index()))
    with quietly():
        counts = {
            name: [len(hidden_influences(traced(name, seed, args.works), limit=2000)) for seed in args.seeds]
            for name in ("null", "neutral")
        }
    print(f"\nOdd ties named in worlds without influence: {counts['null']}; in neutral worlds: {counts['neutral']}")


if __name__ == "__main__":
    main()
