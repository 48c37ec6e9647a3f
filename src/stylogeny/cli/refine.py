"""The outer loop: the heads learn from the run's own genealogies, and influence is traced anew, while that helps.

What every round predicted is written to refine.json. A space that predicts held-out works better beyond doubt goes to
a run folder of its own, RUN/refined unless --out names another, ready for `stylogeny trace`.
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

from . import at_least, counted, emit

EXAMPLE = "stylogeny refine run && stylogeny trace run/refined"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this command."""
    parser.add_argument("run", type=Path, metavar="RUN", help="a run folder that has been traced")
    parser.add_argument("--out", type=Path, metavar="RUN2", help="the run folder to write (default RUN/refined)")
    parser.add_argument(
        "--rounds", type=at_least(1), default=4, metavar="N", help="rounds at most; it mostly stops before (default 4)"
    )


def run(args: argparse.Namespace) -> None:
    """Refine, say what each round predicted, and write the better space."""
    from ..artifacts import Format, read_document, write_document
    from ..embedding.space import FILE
    from ..errors import StylogenyError
    from ..influence.open_graph import open_graph
    from ..influence.refine import refine
    from ..runs import Run, digest, digest_file

    folder = Run(args.run)
    out = args.out or folder.path / "refined"
    if out.resolve() == folder.path.resolve():
        raise StylogenyError("a refined run has a folder of its own", got=out, fix="give another --out")
    graph = open_graph(folder)
    names, form = ("works.parquet", FILE, "influence.parquet"), Format("refinement", 1, "run `stylogeny refine` again")
    inputs = [folder.file(name) for name in names]
    verdict = folder.file("refine.json")

    def work() -> None:
        # rounds of one space, one graph and one seed lie together, and are gone when the loop has ended
        rounds = folder.path / "rounds" / digest([args.seed, *map(digest_file, inputs)])
        cache = folder.path / "features"
        refined = refine(graph.embedding, graph=graph, rounds=args.rounds, seed=args.seed, cache=cache, keep=rounds)
        if refined.rounds:
            other = Run(out, create=True)

            def write() -> None:
                refined.space.works.save(other.path / "works.parquet")
                refined.space.save(other)

            made = {"rounds": refined.rounds, "seed": args.seed}
            other.step("refine", write, parameters=made, inputs=inputs, outputs=["works.parquet", FILE])
        write_document(
            verdict,
            form,
            rounds=refined.rounds,
            predictive_gain=[round(gain, 4) for gain in refined.predictive_gain],
            lower_bound=[round(bound, 4) for bound in refined.lower_bound],
            reason=refined.reason,
            run=str(out) if refined.rounds else None,
        )
        shutil.rmtree(folder.path / "rounds", ignore_errors=True)

    parameters = {"rounds": args.rounds, "seed": args.seed, "out": str(out), "format": str(form)}
    folder.step("refine", work, parameters=parameters, inputs=inputs, outputs=["refine.json"])
    said = read_document(verdict, form)
    value = {name: said[name] for name in ("rounds", "predictive_gain", "lower_bound", "reason", "run")}
    gains = ", ".join(f"{gain:.3f}" for gain in value["predictive_gain"])
    lines = [
        f"{counted(value['rounds'], 'round')} kept: {value['reason']}",
        f"lags of held-out works' parents are predicted by {gains} nats per work, before the loop and after each round",
    ]
    if value["run"]:
        lines.append(f"next: stylogeny trace {value['run']}")
    emit(args, value, "\n".join(lines))
