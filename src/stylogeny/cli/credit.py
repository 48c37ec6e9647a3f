"""What the world's model would lack without a work, an artist or a style, with an interval and controls.

Writes RUN/credit/NAME.json and RUN/credit/NAME.parquet. A stopped command goes on from its finished bootstraps.
"""

from __future__ import annotations

import argparse

from . import emit

EXAMPLE = 'stylogeny credit "Mona Lisa" run --bootstraps 100'


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this command."""
    parser.add_argument("work", metavar="WORK", help="a work (id, file name or title), an artist or a style")
    parser.add_argument("run", metavar="RUN", help="a run folder that has been traced")
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--artist", action="store_true", help="WORK is an artist")
    which.add_argument("--style", action="store_true", help="WORK is a style")
    parser.add_argument(
        "--estimand", choices=("lineage", "net"), default="lineage",
        help="lineage: what descends from it is gone too (default); net: others have taken its place",
    )  # fmt: skip
    parser.add_argument(
        "--deletion", choices=("sampled", "soft", "hard"), default="sampled",
        help="along sampled genealogies (default), by exact path weights, or along the likeliest genealogy",
    )  # fmt: skip
    parser.add_argument("--bootstraps", type=int, default=100, metavar="B", help="resampled histories (default 100)")
    parser.add_argument(
        "--metric", action="append", metavar="NAME",
        help="bound (default), difficulty, rarity or colourfulness; repeat for several, the first is the headline",
    )  # fmt: skip
    parser.add_argument(
        "--model", choices=("closed-form", "flow"), default="closed-form",
        help="closed-form: exact, re-weighted (default); flow: a network trained anew on every world",
    )  # fmt: skip
    parser.add_argument("--rivals", action="store_true", help="what other attribution methods say, beside it")
    parser.add_argument(
        "--executor", choices=("serial", "process", "ray"), default="serial", help="where bootstraps run"
    )
    parser.add_argument("--workers", type=int, metavar="N", help="worker processes (default: one a core)")
    parser.add_argument("--address", help="address of a Ray cluster")


def run(args: argparse.Namespace) -> None:
    """Answer, save, print."""
    from ..corpus.selection import select
    from ..counterfactual.credit import Credit, credit, file_name
    from ..counterfactual.noise_ceiling import truth_file
    from ..influence.open_graph import open_graph
    from ..runs import Run

    folder = Run(args.run)
    graph = open_graph(folder)
    kind = "artist" if args.artist else "style" if args.style else None
    slug = file_name(
        select(graph.works, args.work, kind=kind, years=graph.years), estimand=args.estimand, model=args.model
    )
    asked = {
        "work": args.work, "kind": kind, "estimand": args.estimand, "deletion": args.deletion,
        "bootstraps": args.bootstraps, "model": args.model, "metrics": args.metric or ["bound"], "seed": args.seed, "rivals": args.rivals,
    }  # fmt: skip
    known = truth_file(graph.works.root)  # a painted world's noise ceilings travel with the answer
    truth = [] if known is None else [known]
    where = {"executor": args.executor, "workers": args.workers, "address": args.address}

    def work() -> None:
        credit(graph, **asked, **where, folder=folder.path / "credit" / "units").save(folder)

    folder.step(
        f"credit/{slug}",
        work,
        parameters=asked,
        inputs=[
            *(folder.path / name for name in ("works.parquet", "embedding.safetensors", "influence.parquet")),
            *truth,
        ],
        outputs=[f"credit/{slug}.json", f"credit/{slug}.parquet"],
    )
    answer = Credit.read(folder, slug)
    emit(args, answer.to_json(), _text(answer, folder.path / "credit" / f"{slug}.json"))


def _text(answer, path) -> str:
    from ..counterfactual.intervals import amount

    lines = [answer.sentence]
    for name, control in answer.controls.items():
        what = {"random": "as many others at random", "matched": "as many others of the same dates and styles"}[name]
        span = control["interval"]
        lines.append(f"  control: without {what}, {amount(control['point'], span and tuple(span))}")
    for name, score in list(answer.metrics.items())[1:]:
        span = score["interval"]
        lines.append(f"  {name}: {amount(score['point'], span and tuple(span))}")
    for name, rival in answer.rivals.items():
        lines.append(f"  rival, {name}: {rival['text']}")
    if answer.ceiling:
        known = ", ".join(f"{name} {value:.2f}" for name, value in answer.ceiling.items())
        lines.append(f"  noise ceiling, rank correlation of any method's credits with true impact: {known}")
    lines += [f"  {note}" for note in answer.notes]
    return "\n".join([*lines, f"  {path}"])
