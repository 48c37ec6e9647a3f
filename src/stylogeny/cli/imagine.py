"""Sample works that do not exist yet: offspring of a work, an artist, a style or the whole graph, with pictures.

They are written to RUN/futures/NAME/: history.parquet, parents.parquet, vectors.safetensors and pictures/. With
--generations, answers to the answers are grown too, and the tree is kept beside them to go on from in Python.
"""

from __future__ import annotations

import argparse

from . import emit

EXAMPLE = 'stylogeny imagine run --root "Mona Lisa" --years 30 -n 12'


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("run", help="a run folder that has been traced")
    parser.add_argument(
        "--root", help="a work (id, file name or title), an artist or a style (default: the whole graph)"
    )
    parser.add_argument("--years", type=int, default=30, help="how far the future goes (default 30)")
    parser.add_argument("-n", type=int, default=12, help="how many works (default 12)")
    parser.add_argument(
        "--generations",
        type=int,
        default=1,
        help="grow a tree so many generations deep instead of -n works (default 1)",
    )
    parser.add_argument("--branching", type=int, default=3, help="answers to each work of a tree (default 3)")
    parser.add_argument("--size", type=int, default=128, help="longest side of the pictures in pixels (default 128)")
    parser.add_argument("--no-pictures", action="store_true", help="styles and dates only")
    parser.add_argument("--name", help="name of the folder in RUN/futures/ (default: after the root)")


def run(args: argparse.Namespace) -> None:
    from ..futures.imagine import imagine
    from ..futures.imagined import ImaginedWorks
    from ..futures.tree import grow
    from ..futures.tree_io import save
    from ..influence.open_graph import open_graph
    from ..runs import Run, slug

    folder = Run(args.run)
    name = slug(args.name or args.root or "everything")
    place = f"futures/{name}"
    asked = {"root": args.root, "years": args.years, "seed": args.seed}
    shown = {"size": args.size, "pictures": not args.no_pictures}
    deep = args.generations != 1
    grown = {"generations": args.generations, "branching": args.branching} if deep else {"n": args.n}

    def work() -> None:
        graph = open_graph(folder)
        if deep:
            save(grow(graph, **asked, **grown).pictured(**shown), folder.path / place)
        else:
            imagine(graph, **asked, **grown, **shown).save(folder.path / place)

    folder.step(
        f"imagine/{name}",
        work,
        parameters={**asked, **grown, **shown},
        inputs=[folder.file("influence.parquet", needs="trace"), folder.file("embedding.safetensors", needs="embed")],
        outputs=[f"{place}/history.parquet", f"{place}/history.json"],
    )
    history = ImaginedWorks.read(folder.path / place)
    rows = history.table.to_dict("records")
    lines = [f"{len(history)} imagined works in {folder.path / place}"]
    lines += [
        f"  {r['year']}  {r['title']}  (plausibility {r['plausibility']:.2f}, novelty {r['novelty']:.2f})" for r in rows
    ]
    emit(args, {"folder": str(folder.path / place), "works": rows}, "\n".join(lines))
