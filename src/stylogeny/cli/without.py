"""The world in which a work, several, an artist or a style never was, as a run folder of its own.

Others take its place (--estimand net): what followed it is displaced to where it would be, and its pictures with it. Or
what descends from it is gone too (--estimand lineage). RUN2 holds the works that are left, with their weights, then a
new space trained on that history and a new influence graph; every other command works on it as on any run, and what is
gone is nowhere in it. `stylogeny compare RUN RUN2` shows the two beside each other.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from . import at_least, emit, kind_arguments, kind_of
from .run import chained

EXAMPLE = 'stylogeny without "The hay wain" run --out run-without'


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this command."""
    parser.add_argument("work", metavar="WORK", help="a work (id, file name or title), an artist or a style")
    parser.add_argument("run", metavar="RUN", help="a run folder that has been traced")
    parser.add_argument("--out", required=True, metavar="RUN2", help="the run folder to make or resume")
    parser.add_argument(
        "--also", action="append", default=[], metavar="WORK", help="another work that never was; repeat"
    )
    kind_arguments(parser, "WORK")
    parser.add_argument(
        "--estimand", choices=("net", "lineage"), default="net",
        help="net: other works take its place (default); lineage: its descendants are gone too",
    )  # fmt: skip
    parser.add_argument(
        "--deletion", choices=("soft", "sampled", "hard"), default="soft",
        help="soft: by exact path weights (default); sampled: along one sampled genealogy; hard: along the likeliest",
    )  # fmt: skip
    parser.add_argument(
        "--pictures", type=at_least(0), default=500, metavar="N",
        help="at most this many works get the picture they would have had (default 500)",
    )  # fmt: skip
    parser.add_argument(
        "--old-space", action="store_true", help="keep RUN's space, displaced, instead of one trained on that history"
    )


def run(args: argparse.Namespace) -> None:
    """Make the world, embed and trace it, and say what has changed."""
    from ..corpus.copies.index import KeypointIndex
    from ..corpus.lookup import select
    from ..counterfactual.worlds.files import FORMAT, INPUTS, OUTPUTS, WorldQuestion, write
    from ..counterfactual.worlds.other_world import without
    from ..errors import StylogenyError
    from ..influence.open_graph import open_graph
    from ..runs import MANIFEST, Run

    source = Run(args.run)
    kind = kind_of(args)
    if args.also and kind is not None:
        raise StylogenyError("--also names works", got=f"--{kind}", fix="leave one of them out")
    if Path(args.out).resolve() == source.path.resolve():
        raise StylogenyError("the other world needs a folder of its own", got=args.out, fix="pass another --out")
    graph = open_graph(source)
    named = [args.work, *args.also] if args.also else args.work
    select(graph.works, named, kind=kind, years=graph.years)  # before a folder is made
    if Path(args.out).is_dir() and any(Path(args.out).iterdir()) and not (Path(args.out) / MANIFEST).exists():
        raise StylogenyError("this folder holds something else than a run", got=args.out, fix="pass another --out")
    target = Run(args.out, create=True)
    if "load" in target.manifest["steps"]:
        raise StylogenyError("this is the run of a corpus", got=args.out, fix="pass another --out")
    asked = {"work": named, "kind": kind, "estimand": args.estimand, "deletion": args.deletion, "seed": args.seed}

    def work() -> None:
        index = KeypointIndex.made(source.path, graph.works)
        write(without(graph, **asked, index=index), target, source=source, max_painted=args.pictures)

    target.step(
        "without",
        work,
        parameters={**asked, "pictures": args.pictures, "format": str(FORMAT)},
        inputs=[source.path / name for name in INPUTS],
        outputs=OUTPUTS,
    )
    backbone = graph.embedding.backbone
    how = ["--old-space"] if args.old_space or graph.embedding.head is None else ["--backbone", backbone]
    chained(args, "1/2", ["embed", args.out, *how], silent=True)
    chained(args, "2/2", ["trace", args.out], silent=True)
    question = WorldQuestion.read(target)
    value = {
        "run": str(target.path), "sentence": question.sentence, "works": list(question.works),
        "notes": list(question.notes),
    }  # fmt: skip
    text = [question.sentence, *(f"  {note}" for note in question.notes), f"  {target.path}"]
    text.append(f"  see both: stylogeny compare {args.run} {args.out}")
    emit(args, value, "\n".join(text))
