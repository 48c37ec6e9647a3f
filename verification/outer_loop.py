"""What does a round of the outer loop do, kept or not? Held-out prediction, and true parents, before and after it.

    python verification/outer_loop.py --works 500 --seeds 21 22 23                   # painted worlds as noisy genomes
    python verification/outer_loop.py --works 300 --seeds 21 22 --spaces FOLDER      # as painted pictures
    python verification/outer_loop.py --data ../shared/descent --works 3000          # recorded descent

The first round is always walked here. A row is a set: nats by which the lags of held-out works' parents are predicted
before and after, what was gained at least (99 %), average precision of edges and how often the heaviest parent is a
true one, before and after; `kept` says whether the loop would have kept the round.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd

import stylogeny as sg
from stylogeny.influence.refine import gained_at_least, held_out_split, judge, retrained, triplets
from stylogeny.progress import quietly
from stylogeny.world.ground_truth import GroundTruth
from stylogeny.world.history import World
from stylogeny.world.observe import observe
from stylogeny.world.score import score_edges
from verification.common.scoring import edges_of
from verification.common.tables import markdown
from verification.common.worlds import pictured
from verification.real_descent import Recorded, kitties, score, sketches

Score = Callable[[sg.InfluenceGraph], tuple[float, float]]  # average precision, heaviest parent right
Case = tuple[str, sg.Embedding, Path | None, Score]


def walked(space: sg.Embedding, cache: Path | None, score: Score, seed: int) -> dict[str, float]:
    """One round in a space: figures before and after."""
    graph = sg.trace(space, seed=seed, net=False)
    held = held_out_split(graph)
    learned = retrained(space, triplets(graph, among=~held, seed=seed + 1), cache=cache)
    again = sg.trace(learned, seed=seed, net=False)
    before, after = judge(space, graph, held), judge(learned, again, held)
    bound = gained_at_least(before, after)
    (ap, top), (ap_after, top_after) = score(graph), score(again)
    return {
        "held-out, before": float(before.mean()), "after": float(after.mean()), "gained at least": bound,
        "kept": float(bound > 0),
        "AP, before": ap, "AP, after": ap_after, "top parent, before": top, "top parent, after": top_after,
    }  # fmt: skip


def worlds(args: argparse.Namespace) -> Iterator[Case]:
    """Painted worlds, as pictures or as genomes through little and through much noise."""
    for regime in args.regimes:
        for seed in args.seeds:
            world = World.make(regime, works=args.works, seed=seed)
            truth = GroundTruth.of(world, run=False)

            def scored(graph: sg.InfluenceGraph, truth: GroundTruth = truth) -> tuple[float, float]:
                found = score_edges(edges_of(graph), truth)
                return float(found["ap"]), float(found["top1"])

            if args.spaces is not None:
                features = args.spaces / f"{regime}-{args.works}-{seed}" / "features"
                yield f"{regime}, pictures", pictured(world, spaces=args.spaces), features, scored
                continue
            for noise in args.noise:
                yield f"{regime}, noise {noise}", observe(world, noise=noise), None, scored


def recorded(args: argparse.Namespace) -> Iterator[Case]:
    """Sketches and kitties, scored on the half on which nothing was chosen."""
    sets = [kitties(args.data / "kitties", shown=shown, works=args.works, choose=False) for shown in (False, True)]
    if args.spaces is not None:
        sets.append(sketches(args.data / "sketches", backbone="built-in", choose=False, cache=args.spaces))
    for one in sets:

        def scored(graph: sg.InfluenceGraph, one: Recorded = one) -> tuple[float, float]:
            found = score(graph.parents, one)
            return float(found["AP"]), float(found["top parent right"])

        yield one.name, one.space, args.spaces, scored


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--works", type=int, default=500)
    parser.add_argument("--seeds", type=int, nargs="+", default=[21, 22, 23])
    parser.add_argument("--regimes", nargs="+", default=["neutral", "rich-get-richer", "heavy-loss"])
    parser.add_argument("--noise", type=float, nargs="+", default=[0.2, 0.5], help="on genomes; a mutation is 0.2")
    parser.add_argument("--spaces", type=Path, help="see pictures, and keep them, or their features, in this folder")
    parser.add_argument("--data", type=Path, help="the folder with sketches/ and kitties/: recorded descent instead")
    args = parser.parse_args()
    rows = []
    with quietly():
        for name, space, cache, score_of in recorded(args) if args.data else worlds(args):
            rows.append({"set": name, **walked(space, cache, score_of, 0)})
            print(rows[-1], flush=True)
    table = pd.DataFrame(rows).groupby("set", sort=False).mean().reset_index()
    print("\n" + markdown(table))


if __name__ == "__main__":
    main()
