"""The outer loop: the heads learn from a run's own genealogies, influence is traced again, while that predicts better.

A run whose space was bettered is written to a folder of its own, ready for `stylogeny trace`; where no round helps,
nothing is written, and the reason is said.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from . import at_least, counted, emit

EXAMPLE = "stylogeny refine run --out refined"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this command."""
    parser.add_argument("run", type=Path, metavar="RUN", help="a run folder with an influence graph")
    parser.add_argument("--out", type=Path, required=True, metavar="RUN2", help="the run folder to write")
    parser.add_argument(
        "--rounds", type=at_least(1), default=4, metavar="N", help="rounds at most; it mostly stops before (default 4)"
    )


def run(args: argparse.Namespace) -> None:
    """Refine, say what each round predicted, and write the better space."""
    from ..embedding.space import FILE
    from ..errors import StylogenyError
    from ..influence.open_graph import open_graph
    from ..influence.refine import refine
    from ..runs import Run

    folder = Run(args.run)
    if args.out.resolve() == args.run.resolve():
        raise StylogenyError("a refined run has a folder of its own", got=args.out, fix="give another --out")
    graph = open_graph(folder)
    inputs = [folder.file(name) for name in ("works.parquet", FILE, "influence.parquet")]
    refined = refine(
        graph.embedding, graph=graph, rounds=args.rounds, seed=args.seed, cache=folder.path / "features"
    )
    if refined.rounds:

        def work() -> None:
            refined.space.works.save(other.path / "works.parquet")
            refined.space.save(other)

        other = Run(args.out, create=True)
        parameters = {"rounds": args.rounds, "kept": refined.rounds, "seed": args.seed}
        other.step("refine", work, parameters=parameters, inputs=inputs, outputs=["works.parquet", FILE])
    value = {
        "rounds": refined.rounds,
        "predictive_gain": [round(gain, 4) for gain in refined.predictive_gain],
        "reason": refined.reason,
        "run": str(args.out) if refined.rounds else None,
    }
    gains = ", ".join(f"{gain:.3f}" for gain in refined.predictive_gain)
    text = (
        f"{counted(refined.rounds, 'round')} kept: {refined.reason}\n"
        f"held-out works' parents are foretold by {gains} nats per work, before the first round and after each"
    )
    if refined.rounds:
        text += f"\nnext: stylogeny trace {args.out}"
    emit(args, value, text)
