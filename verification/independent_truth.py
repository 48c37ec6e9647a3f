"""A second truth, by others' simulators: Brownian traits along dated trees from DendroPy, and pedigrees from msprime.

    python verification/independent_truth.py --seeds 1 2 3
    python verification/independent_truth.py --from pedigrees --seeds 1 2 3

Every node of a birth-death tree is a work, dated by its distance from the root and descended from its parent node;
its traits moved by Brownian motion along the branch (variance grows with time, so an old work is far from its parent,
unlike in our own worlds). In a pedigree (a diploid Wright-Fisher population of 30 over 8 generations of 25 years)
every work has two parents, blends their traits evenly and takes a step of its own. Observation noise is a share of
the median step. Nothing of our own world is used but the scoring.
"""

from __future__ import annotations

import argparse
import random

import numpy as np
import pandas as pd
from scipy import sparse

import stylogeny as sg
from stylogeny.progress import quietly
from stylogeny.streams import stream
from stylogeny.world.baselines import edge_baselines
from stylogeny.world.ground_truth import GroundTruth
from stylogeny.world.score import score_edges
from verification.common.scoring import OURS, edges_of
from verification.common.tables import markdown
from verification.common.worlds import truth_of, works_of

START, END = 1500, 1900


def grow(tips: int, seed: int, *, traits: int, noise: float) -> tuple[sg.Embedding, GroundTruth]:
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
    has = parent >= 0
    links = sparse.csr_array((np.ones(has.sum()), (np.flatnonzero(has), parent[has])), shape=(len(nodes), len(nodes)))
    return sg.Embedding.from_vectors(works_of(ids, whole + 0.5), seen), truth_of(ids, whole, links)


def pedigree(
    people: int, seed: int, *, traits: int, noise: float, step: float = 0.5
) -> tuple[sg.Embedding, GroundTruth]:
    """Individuals of a diploid population as works of two parents each, and who descends from whom."""
    from msprime.pedigrees import sim_pedigree

    tables = sim_pedigree(population_size=people, end_time=7, random_seed=seed)
    parents = tables.individuals.parents.reshape(-1, 2)
    generation = np.zeros(len(parents), dtype=int)
    generation[tables.nodes.individual] = tables.nodes.time.max() - tables.nodes.time
    z = stream(seed, "founders").standard_normal((len(parents), traits))
    steps = step * stream(seed, "steps").standard_normal(z.shape)
    for k in np.flatnonzero(generation > 0):
        z[k] = z[parents[k]].mean(axis=0) + steps[k]
    seen = z + noise * step * stream(seed, "noise").standard_normal(z.shape)
    ids = np.array([f"n{k:04d}" for k in range(len(parents))], dtype=object)
    year = START + 25 * generation
    child, slot = np.nonzero(parents >= 0)
    links = sparse.csr_array((np.full(len(child), 0.5), (child, parents[child, slot])), shape=(len(ids), len(ids)))
    return sg.Embedding.from_vectors(works_of(ids, year + 0.5), seen), truth_of(ids, year, links)


def measure(
    seeds: list[int], *, source: str = "trees", size: int | None = None, traits: int = 16, noise: float = 0.5
) -> pd.DataFrame:
    """Ours and the rivals, means over seeds; `size` is the number of living tips, or of people in a generation."""
    rows = []
    for seed in seeds:
        if source == "trees":
            space, truth = grow(size or 120, seed, traits=traits, noise=noise)
        else:
            space, truth = pedigree(size or 30, seed, traits=traits, noise=noise)
        for name, edges in {OURS: edges_of(sg.trace(space, seed=seed)), **edge_baselines(space)}.items():
            found = score_edges(edges, truth, works=space.works, seed=seed)
            rows.append({"method": name, **{k: found[k] for k in ("ap", "top1", "errors", "triplets")}})
    return pd.DataFrame(rows).groupby("method", sort=False).mean().reset_index()


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--from", dest="source", choices=["trees", "pedigrees"], default="trees")
    parser.add_argument("--size", type=int, help="living tips of a tree (120), or people in a generation (30)")
    parser.add_argument("--traits", type=int, default=16)
    parser.add_argument("--noise", type=float, default=0.5, help="observation noise, in median steps")
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    args = parser.parse_args()
    with quietly():
        found = measure(args.seeds, source=args.source, size=args.size, traits=args.traits, noise=args.noise)
    print(markdown(found))


if __name__ == "__main__":
    main()
