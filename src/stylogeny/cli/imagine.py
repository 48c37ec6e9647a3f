"""Sample works that do not exist yet: offspring of a work, an artist, a style or the whole graph, with pictures.

They are written to RUN/futures/NAME/: imagined.parquet, parents.parquet, vectors.safetensors and pictures/. With
--generations, answers to the answers are grown too, and the tree is kept beside them; `stylogeny futures` works on it.
Pictures of your own are answered with --root PICTURE --year 2023.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import YEARS, at_least, counted, emit
from .signing import sign_argument, signed_by

if TYPE_CHECKING:
    from ..futures.roots import Root
    from ..runs import Run

EXAMPLE = 'stylogeny imagine run --root "Mona Lisa" --years 30 -n 12'


MADE_FROM = (("influence.parquet", "trace"), ("embedding.safetensors", "embed"))  # and what makes these


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this command."""
    parser.add_argument("run", metavar="RUN", help="a run folder that has been traced")
    root_arguments(parser)
    from_argument(parser)
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
    sign_argument(parser)


def root_arguments(parser: argparse.ArgumentParser) -> None:
    """The options that say what a future grows from."""
    parser.add_argument(
        "--root", action="append", default=[], metavar="NAME",
        help="a work (id, file name or title), an artist or a style; or with --year a picture of your own or a folder "
        "of them, repeated for several (default: the whole graph)",
    )  # fmt: skip
    parser.add_argument(
        "--year", type=at_least(*YEARS), metavar="Y", help="the year that the pictures of --root are of"
    )


def from_argument(parser: argparse.ArgumentParser) -> None:
    """The option that leaves out everything after a year."""
    parser.add_argument(
        "--from", dest="since", type=at_least(*YEARS), metavar="YEAR",
        help="know works up to this year only: space, influence and all else are fitted on them alone, once, in "
        "RUN/until/YEAR/",
    )  # fmt: skip


def past_of(args: argparse.Namespace) -> Run:
    """The run that a command works in: the one named, or that of its works up to --from."""
    from ..futures.past_run import past_run
    from ..runs import Run

    return Run(args.run) if args.since is None else past_run(Run(args.run), args.since, seed=args.seed)


def root_of(args: argparse.Namespace, run: Run) -> Root | None:
    """What a command's future grows from."""
    from ..corpus.works import Works
    from ..futures.roots import named_root

    return named_root(args.root, args.year, Works.read(run.file("works.parquet", needs="load")))


def root_name(args: argparse.Namespace) -> str:
    """The root in words, for a folder's name; empty for the whole graph."""
    names = [Path(name).stem if args.year is not None else name for name in args.root[:4]]
    return " ".join([*names, *([str(args.year)] if args.year is not None else [])])


def pictures_of(root: Root | None) -> list[Path]:
    """The files of a root of pictures, which what is imagined follows from."""
    from ..futures.roots import RootPictures
    from ..influence.placement import find_pictures

    return find_pictures(list(root.files)) if isinstance(root, RootPictures) else []


def run(args: argparse.Namespace) -> None:
    """Imagine the works, unless they are there already, and say what they are."""
    from ..futures.imagine import imagine
    from ..futures.imagined import ImaginedWorks
    from ..futures.storage import A_TREE, IMAGINED, SINGLE_WORKS, TREE, reserve
    from ..futures.tree import grow
    from ..futures.tree_io import save
    from ..influence.open_graph import open_graph
    from ..report.tree_page import export
    from ..runs import slug

    run = past_of(args)
    root = root_of(args, run)
    name = slug(args.name or root_name(args) or "everything")
    folder = run.path / "futures" / name
    asked: dict[str, Any] = {"years": args.years, "seed": args.seed}
    painted: dict[str, Any] = {"size": args.size, "pictures": not args.no_pictures}
    signer = signed_by(args)
    deep = args.generations != 1
    amount = {"generations": args.generations, "branching": args.branching} if deep else {"n": args.n}

    def work() -> None:
        if grown:
            return
        graph = open_graph(run)
        if deep:
            tree = grow(graph, root=root, **asked, **amount).pictured(**painted)
            export(tree, folder / "index.html")
            save(tree, folder)
        else:
            imagine(graph, root=root, **asked, **amount, **painted).save(folder)

    step, parameters = f"imagine/{name}", {"root": root_name(args) or None, **asked, **amount, **painted, **signer}
    reserve(folder, A_TREE if deep and run.parameters(step) == parameters else SINGLE_WORKS)
    grown = (folder / TREE).exists()  # a person may have changed the tree: it is not grown anew
    if not grown or run.manifest["steps"].get(step, {}).get("state") == "running":
        run.step(
            step,
            work,
            parameters=parameters,
            inputs=[*(run.file(file, needs=verb) for file, verb in MADE_FROM), *pictures_of(root)],
            outputs=[f"futures/{name}/{IMAGINED}"],
        )
    works = ImaginedWorks.read(folder)
    rows = works.table.to_dict("records")
    lines = [f"{counted(len(works), 'imagined work')} in {folder}"]
    lines += [
        f"  {r['year']}  {r['title']}  (plausibility {r['plausibility']:.2f}, novelty {r['novelty']:.2f})" for r in rows
    ]
    emit(args, {"folder": str(folder), "works": rows}, "\n".join(lines))
