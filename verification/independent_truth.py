"""A second truth, by somebody else's simulator: Brownian traits along dated trees from DendroPy.

    python verification/independent_truth.py --seeds 1 2 3

Every node of a birth-death tree is a work, dated by its distance from the root and descended from its parent node; its
traits moved by Brownian motion along the branch (variance grows with time, so an old work is far from its parent, unlike in
our own worlds). Observation noise is a share of the median step. Nothing of our own world is used but the scoring.
"""

from __future__ import annotations

import argparse
import random

import numpy as np
import pandas as pd
from known_truth import OURS, edges_of, markdown
from scipy import sparse

import stylogeny as sg
from stylogeny.corpus.works import COLUMNS, Works
from stylogeny.progress import quietly
from stylogeny.streams import stream
from stylogeny.world import rivals
from stylogeny.world.score import score_edges
from stylogeny.world.truth import Truth

START, END = 1500, 1900


def grow(tips: int, seed: int, *, traits: int, noise: float) -> tuple[sg.Embedding, Truth]:
    """A tree's nodes as works with noisy traits, and who descends from whom."""
    from dendropy.model.birthdeath import birth_death_tree

    tree = birth_death_tree(1.0, 0.5, num_extant_tips=tips, rng=random.Random(seed))
    nodes = list(tree.preorder_node_iter())
    row = {node: k for k, node in enumerate(nodes)}
    parent = np.array([row[n.parent_node] if n.parent_node else -1 for n in nodes])
    length = np.array([n.edge_length or 0.0 for n in nodes])
    age = np.zeros(len(nodes))
    z = np.zeros((len(nodes), traits))
    steps = stream(seed, "brownian").standard_normal(z.shape)
    for k in range(1, len(nodes)):
        age[k] = age[parent[k]] + length[k]
        z[k] = z[parent[k]] + steps[k] * np.sqrt(length[k])
    year = START + (END - START) * age / age.max()
    # catalogue years are whole: a child falls at least a year after its parent
    whole = np.floor(year).astype(int)
    for k in range(1, len(nodes)):
        whole[k] = max(whole[k], whole[parent[k]] + 1)
    seen = z + noise * np.sqrt(np.median(length[1:])) * stream(seed, "noise").standard_normal(z.shape)
    ids = np.array([f"n{k:04d}" for k in range(len(nodes))], dtype=object)
    table = pd.DataFrame({c: "" for c in COLUMNS}, index=range(len(nodes)))
    table = table.assign(
        id=ids, earliest=whole, latest=whole, date_text=whole.astype(str), status="dated", group=np.arange(len(nodes))
    )
    has = parent >= 0
    links = sparse.csr_array((np.ones(has.sum()), (np.flatnonzero(has), parent[has])), shape=(len(nodes), len(nodes)))
    nobody = np.zeros(len(nodes), int)
    truth = Truth(
        ids, whole, nobody, nobody, links, nobody.astype(float), np.full(len(nodes), "plain", dtype=object), frozenset()
    )
    return sg.Embedding.from_vectors(Works(table), seen), truth


def measure(seeds: list[int], *, tips: int = 120, traits: int = 16, noise: float = 0.5) -> pd.DataFrame:
    """Ours and the rivals, means over seeds."""
    rows = []
    for seed in seeds:
        space, truth = grow(tips, seed, traits=traits, noise=noise)
        for name, edges in {OURS: edges_of(sg.trace(space, seed=seed)), **rivals.edge_rivals(space)}.items():
            found = score_edges(edges, truth, works=space.works, seed=seed)
            rows.append({"method": name, **{k: found[k] for k in ("ap", "top1", "errors", "triplets")}})
    return pd.DataFrame(rows).groupby("method", sort=False).mean().reset_index()


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tips", type=int, default=120)
    parser.add_argument("--traits", type=int, default=16)
    parser.add_argument("--noise", type=float, default=0.5, help="observation noise, in median steps")
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    args = parser.parse_args()
    with quietly():
        print(markdown(measure(args.seeds, tips=args.tips, traits=args.traits, noise=args.noise)))


if __name__ == "__main__":
    main()
