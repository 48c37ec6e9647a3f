"""Sample works that do not exist yet: offspring of a work, an artist, a style or the whole graph, with pictures.

They are written to RUN/futures/NAME/: imagined.parquet, parents.parquet, vectors.safetensors and pictures/. With
--generations, answers to the answers are grown too, and the tree is kept beside them; `stylogeny futures` works on it.
"""

from __future__ import annotations

import argparse
from typing import Any

from . import at_least, counted, emit

EXAMPLE = 'stylogeny imagine run --root "Mona Lisa" --years 30 -n 12'


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this command."""
    parser.add_argument("run", metavar="RUN", help="a run folder that has been traced")
    parser.add_argument(
        "--root", help="a work (id, file name or title), an artist or a style (default: the whole graph)"
    )
    parser.add_argument("--years", type=at_least(1, 10_000), default=30, help="how far the future goes (default 30)")
    parser.add_argument("-n", type=at_least(1, 100_000), default=12, help="how many works (default 12)")
    parser.add_argument(
        "--generations",
        type=at_least(1, 12),
        default=1,
        help="grow a tree this many generations deep instead of -n works (default 1)",
    )
    parser.add_argument(
        "--branching", type=at_least(1, 100), default=3, help="answers to each work of a tree (default 3)"
    )
    parser.add_argument("--size", type=int, default=128, help="longest side of the pictures in pixels (default 128)")
    parser.add_argument("--no-pictures", action="store_true", help="styles and dates only")
    parser.add_argument("--name", help="name of the folder in RUN/futures/ (default: after the root)")


def run(args: argparse.Namespace) -> None:
    """Imagine the works, unless they are there already, and say what they are."""
    from ..futures.imagine import imagine
    from ..futures.imagined import ImaginedWorks
    from ..futures.storage import A_TREE, IMAGINED, SINGLE_WORKS, TREE, reserve
    from ..futures.tree import grow
    from ..futures.tree_io import save
    from ..influence.open_graph import open_graph
    from ..runs import Run, slug

    run = Run(args.run)
    name = slug(args.name or args.root or "everything")
    folder = run.path / "futures" / name
    asked: dict[str, Any] = {"root": args.root, "years": args.years, "seed": args.seed}
    painted: dict[str, Any] = {"size": args.size, "pictures": not args.no_pictures}
    deep = args.generations != 1
    amount = {"generations": args.generations, "branching": args.branching} if deep else {"n": args.n}

    def work() -> None:
        if grown:
            return
        graph = open_graph(run)
        if deep:
            save(grow(graph, **asked, **amount).pictured(**painted), folder)
        else:
            imagine(graph, **asked, **amount, **painted).save(folder)

    step, parameters = f"imagine/{name}", {**asked, **amount, **painted}
    reserve(folder, A_TREE if deep and run.parameters(step) == parameters else SINGLE_WORKS)
    grown = (folder / TREE).exists()  # a person may have changed the tree: it is not grown anew
    if not grown or run.manifest["steps"].get(step, {}).get("state") == "running":
        run.step(
            step,
            work,
            parameters=parameters,
            inputs=[run.file("influence.parquet", needs="trace"), run.file("embedding.safetensors", needs="embed")],
            outputs=[f"futures/{name}/{IMAGINED}"],
        )
    works = ImaginedWorks.read(folder)
    rows = works.table.to_dict("records")
    lines = [f"{counted(len(works), 'imagined work')} in {folder}"]
    lines += [
        f"  {r['year']}  {r['title']}  (plausibility {r['plausibility']:.2f}, novelty {r['novelty']:.2f})" for r in rows
    ]
    emit(args, {"folder": str(folder), "works": rows}, "\n".join(lines))
