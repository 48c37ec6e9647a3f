"""Hidden influences against planted ones: of the ties across centuries that a method puts first, how many were planted?

    python verification/hidden_influences.py --seeds 1 2 3 4 5

Planted are works that reach back a century and more (revivals). All methods see the same vectors, dates and catalogue
and rank ties between different artists a century or more apart; asked for are the first ten, and as many as were
planted. Ours ranks by probability, the rivals by likeness: of the works, or by how much nearer the old work is than
any other earlier one. The second table is about all odd ties (`hidden_influences` as the report shows them): how many
of the first ten are true ties. The last line counts the odd ties that are named in worlds without any influence,
which should be none.
"""

from __future__ import annotations

import argparse

import numpy as np
import pandas as pd

import stylogeny as sg
from stylogeny.influence.ancestors import hidden_influences
from stylogeny.progress import quietly
from stylogeny.world.ground_truth import GroundTruth
from stylogeny.world.history import World
from stylogeny.world.observe import observe
from stylogeny.world.score import MIN_WEIGHT
from verification.common.tables import markdown


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


def main() -> None:
    """Print means over seeds."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--works", type=int, default=300)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3, 4, 5])
    args = parser.parse_args()
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
