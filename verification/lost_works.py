"""Missing ancestors against the works that were really lost: found, placed, dated and painted.

    python verification/lost_works.py --seeds 1 2 3 4 5 --figure docs/known-truth/lost.jpg

Heavy-loss worlds (60 % of works lost), seen as noisy genomes. Two questions. Given which works descend from one lost
work, where did it stand and when was it made (`reconstruct`)? Beside it stand the nearest work that survives, the
midpoint of the works its children are otherwise traced to, and its first child. And which works share a lost ancestor
at all (`missing_ancestors`)? Beside it the tightest pairs of contemporaries by different artists. The figure paints,
a family a row: the surviving children, what is reconstructed, and the work that was lost.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import sparse

import stylogeny as sg
from stylogeny.influence.ancestors import WINDOW, missing_ancestors, reconstruct
from stylogeny.progress import quietly
from stylogeny.world import contact_sheets
from stylogeny.world.history import World
from stylogeny.world.observe import observe
from stylogeny.world.painting.genome import style
from stylogeny.world.painting.painter import paint
from verification.common.tables import markdown

LEAST = 0.3  # share of a child that comes from the lost work


def families(world: World) -> dict[int, list[int]]:
    """Lost works and their surviving direct children, two at least."""
    found: dict[int, list[int]] = {}
    for child in world.surviving:
        for parent, weight in zip(world.outcome.parents[0, child], world.outcome.weights[0, child]):
            if parent >= 0 and world.lost[parent] and weight >= LEAST:
                found.setdefault(int(parent), []).append(int(child))
    return {lost: children for lost, children in found.items() if len(children) > 1}


def lost_ancestors(world: World) -> np.ndarray:
    """float64[n, n]: the share of each work (row) that came from each lost work with no surviving work between them."""
    n, parents = len(world), world.outcome.parents[0]
    child, slot = np.nonzero(parents >= 0)
    weights = sparse.csr_array((world.outcome.weights[0][child, slot], (child, parents[child, slot])), shape=(n, n))
    flow = sparse.linalg.spsolve_triangular(
        (sparse.eye_array(n) - weights @ sparse.diags_array(world.lost.astype(float))).tocsr(), np.eye(n), lower=True
    )
    return np.where(world.lost[None, :] & ~np.eye(n, dtype=bool), flow, 0.0)


def placed(world: World, graph: sg.InfluenceGraph) -> list[dict[str, str | float]]:
    """How far each lost work is from where it is put, when its children are known."""
    kept = world.surviving
    row = {int(k): r for r, k in enumerate(kept)}
    vectors, years = graph.embedding.vectors.astype(np.float64), graph.years
    out = []
    for lost, children in families(world).items():
        rows = np.array([row[k] for k in children])
        found = reconstruct(graph, rows)
        first, mean = rows[np.argmin(years[rows])], vectors[rows].mean(axis=0)
        edge = graph.parents[rows].tocoo()
        before = years[edge.col] < years[first]
        share = edge.data * before
        middle = share @ vectors[edge.col] / share.sum() if share.sum() > 0 else vectors.mean(axis=0)
        others = np.setdiff1d(np.flatnonzero(years <= years[rows].max()), rows)
        if not len(others):
            continue
        near = others[np.argmin(np.square(vectors[others] - mean).sum(axis=1))]
        year = float(world.calendar.year[lost]) + 0.5
        places = {
            "ours": found.vector,
            "nearest work": vectors[near],
            "parents' midpoint": middle,
            "first child": vectors[first],
        }
        dates = {"ours": found.year, "first child": years[first], "nearest work": years[near]}
        truth, centre = world.latent[lost].astype(np.float64), vectors.mean(axis=0)
        for name, place in places.items():
            a, b = place - centre, truth - centre
            out.append(
                {
                    "method": name,
                    "works": 1.0,
                    "distance": float(np.linalg.norm(place - truth)),
                    "cosine": float(a @ b / max(np.linalg.norm(a) * np.linalg.norm(b), 1e-12)),
                    "years off": abs(dates.get(name, np.nan) - year),
                    "interval covers": float(found.earliest <= year <= found.latest) if name == "ours" else np.nan,
                    "interval, years": found.latest - found.earliest if name == "ours" else np.nan,
                }
            )
    return out


def found(world: World, graph: sg.InfluenceGraph, most: int) -> list[dict[str, str | float]]:
    """How often the works said to share a missing ancestor do, and how often tight contemporaries do."""
    kept = world.surviving
    through = lost_ancestors(world)[kept]
    places, years = graph.places.astype(np.float64), graph.years
    artist = graph.works.column("artist").astype(str)

    def shared(rows: np.ndarray) -> float:
        return float((np.sort(through[rows], axis=0)[-2] >= LEAST).any())

    ours = missing_ancestors(graph, limit=most)
    k = len(ours)
    d = np.square(places[:, None] - places[None]).sum(axis=2)
    a, b = np.triu_indices(len(places), 1)
    peers = (np.abs(years[a] - years[b]) <= WINDOW) & (artist[a] != artist[b])
    a, b = a[peers], b[peers]
    tight = np.argsort(d[a, b], kind="stable")[:k]
    every = np.array([shared(np.array(pair)) for pair in zip(a[:: len(a) // 2000 + 1], b[:: len(a) // 2000 + 1])])
    rows = [
        ("ours", float(np.mean([shared(f.children) for f in ours]))),
        ("tightest contemporaries", float(np.mean([shared(np.array(p)) for p in zip(a[tight], b[tight])]))),
    ]
    rows.append(("any contemporaries", float(every.mean())))
    return [{"method": name, "asked": float(k), "share a lost ancestor": value} for name, value in rows]


def figure(world: World, graph: sg.InfluenceGraph, path: Path, *, most: int = 6, size: int = 128) -> None:
    """Families as rows: three children, an empty cell, the reconstruction, the lost work (with its own scene)."""
    kept = world.surviving
    row = {int(k): r for r, k in enumerate(kept)}
    blank = np.full((size, size, 3), 255, np.uint8)
    pictures = []
    chosen = sorted(families(world).items(), key=lambda f: -len(f[1]))[:most]
    for lost, children in chosen:
        rows = np.array([row[k] for k in children])
        shown = [paint(world.contents[k], style(world.latent[k]), size=size, hand=k) for k in children[:3]]
        back = reconstruct(graph, rows).vector
        pictures += shown + [blank] * (4 - len(shown))
        pictures += [paint(world.contents[lost], style(z), size=size, hand=lost) for z in (back, world.latent[lost])]
    contact_sheets.save(contact_sheets.tile(pictures, columns=6, cell=size + 6), path)


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--works", type=int, default=300)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3, 4, 5])
    parser.add_argument("--max", type=int, default=15, help="missing works looked for in each world")
    parser.add_argument("--figure", type=Path, help="write the figure of the first world here")
    args = parser.parse_args()
    places, groups = [], []
    with quietly():
        for seed in args.seeds:
            world = World.make("heavy-loss", works=args.works, seed=seed)
            graph = sg.trace(observe(world), seed=seed)
            places += placed(world, graph)
            groups += found(world, graph, args.max)
            if args.figure and seed == args.seeds[0]:
                figure(world, graph, args.figure)
    table = pd.DataFrame(places)
    mean = table.groupby("method", sort=False).mean().drop(columns="works")
    count = int((table["method"] == "ours").sum())
    print(f"{count} lost works with two surviving children or more, {len(args.seeds)} worlds\n")
    print(markdown(mean.reset_index()) + "\n")
    print(markdown(pd.DataFrame(groups).groupby("method", sort=False).mean().reset_index()))


if __name__ == "__main__":
    main()
