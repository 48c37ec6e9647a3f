"""Do look-alikes fool attribution? Painted worlds with planted pairs that look alike and have no causal tie.

For the later work of every planted pair, the share of it that goes to the earlier one: as the fitted model alone
would have it, and as `sg.attribute` gives it, which knows works too like the picture to be its source and lets it owe
what they owe. Beside it, what that costs: how often the recorded main parent of a work that is no copy is left out
the same way (copies are as near, and are told apart by their pixels, which play no part here). Works are seen at
their true genomes. Prints a Markdown table.

    python verification/look_alikes.py --worlds 4 --works 300
"""

from __future__ import annotations

import argparse

import numpy as np

import stylogeny as sg
from stylogeny.counterfactual.attribution.lineage import look_alikes, shares
from stylogeny.progress import quietly
from stylogeny.world.history import World
from stylogeny.world.schedule import COPY
from verification.common.worlds import genome_space


def one_world(regime: str, seed: int, works: int) -> tuple[list[tuple[float, float, bool]], list[bool]]:
    """For every pair: the look-alike's share alone and guarded, and whether it was left out; for every other
    work with a recorded main parent that is no copy: whether the parent was left out."""
    world = World.make(regime, works=works, seed=seed)
    space = genome_space(world)
    graph = sg.trace(space, seed=seed)
    at = np.full(len(world), -1)
    at[~world.lost] = np.arange(int((~world.lost).sum()))
    pairs, lost = [], []
    planted = {(int(at[a]), int(at[b])) for a, b in world.model.lookalike_pairs if at[a] >= 0 and at[b] >= 0}
    for first, second in sorted(planted):
        if graph.years[first] >= graph.years[second]:
            continue
        vector, year = space.vectors[second], float(graph.years[second])
        alike = look_alikes(graph, vector, year)
        alone, guarded = shares(graph, vector, year)[first], shares(graph, vector, year, lookalikes=alike)[first]
        pairs.append((float(alone), float(guarded), bool(first in alike)))
    for child, parent in enumerate(world.outcome.parents[0, :, 0]):
        if parent >= 0 and at[child] >= 0 and at[parent] >= 0 and world.kind[child] != COPY:
            row, source = int(at[child]), int(at[parent])
            if not any(row in pair for pair in planted):
                lost.append(bool(source in look_alikes(graph, space.vectors[row], float(graph.years[row]))))
    return pairs, lost


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--regimes", nargs="+", default=["neutral", "rich-get-richer", "reaction", "revival"])
    parser.add_argument("--worlds", type=int, default=4, help="worlds per regime")
    parser.add_argument("--first-seed", type=int, default=0)
    parser.add_argument("--works", type=int, default=300)
    args = parser.parse_args()
    print(
        "| regime | pairs | look-alike's share, model alone | as given | pairs with over 5 % |"
        " true parents left out |\n|---|---|---|---|---|---|"
    )
    with quietly():
        for regime in args.regimes:
            pairs: list[tuple[float, float, bool]] = []
            lost: list[bool] = []
            for seed in range(args.first_seed, args.first_seed + args.worlds):
                found = one_world(regime, seed, args.works)
                pairs, lost = pairs + found[0], lost + found[1]
            share = np.array([p[:2] for p in pairs]).reshape(-1, 2)
            print(
                f"| {regime} | {len(pairs)} | {share[:, 0].mean():.1%} | {share[:, 1].mean():.1%} | "
                f"{(share[:, 1] > 0.05).mean():.0%} | {np.mean(lost):.2%} of {len(lost)} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
