"""Curate a tree of imagined works: grow, keep, prune, merge, rename, undo; or search for works, or draw careers.

Every operation makes a new state of the tree in RUN/futures/NAME/, and nothing is lost: `undo` takes one back, `goto`
goes to any operation on record. Each time the page RUN/futures/NAME/index.html is written anew. Works are named by
their ids, which `show` lists.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import YEARS, at_least, common, counted, emit
from .imagine import root_arguments, root_name, root_of
from .signing import sign_argument

if TYPE_CHECKING:
    from ..futures.imagined import ImaginedWorks
    from ..futures.tree import Futures
    from ..influence.graph import InfluenceGraph
    from ..runs import Run

EXAMPLE = 'stylogeny futures grow run --root "Claude Monet" --branching 3'
NESTED = True
# verbs that leave imagined works in a folder of their own, and its usual name
APART = {"search": "{objective}-{root}", "career": "career-{of}", "school": "school-{of}"}


@dataclass(frozen=True)
class Verb:
    """One verb: its name, its help, and how many works it is about (as argparse says it, empty for none)."""

    name: str
    help: str
    works: str | int = ""


VERBS = (
    Verb("grow", "add answers to the last works of every branch or to works you name, or start a tree", "*"),
    Verb("keep", "keep only these works, what led to them and what came of them", "+"),
    Verb("prune", "remove these works and all that came of them", "+"),
    Verb("add", "add a picture of your own after a work: what grows later comes from it too", 1),
    Verb("merge", "add a work that builds on these two", 2),
    Verb("rename", "give a work a title of your own", 1),
    Verb("undo", "go back one operation, or several (--steps)"),
    Verb("goto", "go to the state after any operation on record"),
    Verb("show", "list the works that are alive and the operations on record"),
    Verb("search", "find the most plausible, novel or ambiguous works, and keep them in a folder of their own"),
    Verb("career", "draw how an artist's career might have gone on, in a folder and page of its own"),
    Verb("school", "draw careers of artists who never lived, within a style of the corpus"),
)  # fmt: skip


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """One verb per operation."""
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    for verb in VERBS:
        description = verb.help[0].upper() + verb.help[1:] + "."
        options = verbs.add_parser(verb.name, help=verb.help, description=description)
        options.add_argument("run", metavar="RUN", help="a run folder that has been traced")
        if verb.works:
            options.add_argument("works", nargs=verb.works, metavar="ID", help="ids of works of the tree")
        if verb.name in APART:
            _apart_arguments(verb.name, options)
        else:
            _tree_arguments(verb.name, options)
        options.add_argument(
            "--size", type=int, default=128, metavar="S", help="longest side of the pictures in pixels (default 128)"
        )
        options.add_argument("--no-pictures", action="store_true", help="no pictures, only styles and dates")
        if verb.name not in ("show", "prune", "rename"):
            sign_argument(options)
        common(options, draws=verb.name == "grow" or verb.name in APART)


def _tree_arguments(verb: str, options: argparse.ArgumentParser) -> None:
    """The options of the verbs of a tree."""
    if verb == "rename":
        options.add_argument("--title", required=True, metavar="TITLE", help="the title")
    if verb in ("grow", "merge"):
        options.add_argument(
            "--years", type=at_least(1), default=30, help="at most this many years until an answer (default 30)"
        )
    if verb == "grow":
        root_arguments(options)
        options.add_argument(
            "--branching", type=at_least(1), default=3, metavar="N", help="answers to each work (default 3)"
        )
        options.add_argument(
            "--response", choices=("build on", "negate", "travel beside"), help="how they answer (default: drawn)"
        )
    if verb == "add":
        options.add_argument("picture", metavar="PICTURE", help="the picture")
        options.add_argument(
            "--year", type=at_least(*YEARS), metavar="Y", help="when it was made (default: soon after the work)"
        )
        options.add_argument("--title", default="", metavar="TITLE", help="its title (default: the file's name)")
    if verb == "undo":
        options.add_argument(
            "--steps", type=at_least(1), default=1, metavar="N", help="how many operations (default 1)"
        )
    if verb == "goto":
        options.add_argument(
            "operation",
            type=at_least(0),
            metavar="OPERATION",
            help="its number, which `show` lists (0: before the first)",
        )
    options.add_argument(
        "--name", default="mine", metavar="NAME", help="name of the tree in RUN/futures/ (default mine)"
    )


def _apart_arguments(verb: str, options: argparse.ArgumentParser) -> None:
    """The options of the verbs that leave a folder of their own."""
    if verb == "search":
        options.add_argument(
            "--years", type=at_least(1), default=30, help="at most this many years until an answer (default 30)"
        )
        root_arguments(options)
        options.add_argument(
            "--objective", choices=("plausible", "novel", "ambiguous"), default="novel",
            help="what to look for: plausible works; novel ones, as new as is still plausible (default); or ambiguous "
            "ones, between styles",
        )  # fmt: skip
        options.add_argument("-n", type=at_least(1), default=12, metavar="N", help="how many works (default 12)")
        options.add_argument(
            "--evaluations",
            type=at_least(1),
            default=2000,
            metavar="N",
            help="how many candidates to evaluate (default 2000)",
        )
    else:
        what = "ARTIST" if verb == "career" else "STYLE"
        options.add_argument(
            "of", metavar=what, help=f"{'an artist' if verb == 'career' else 'a style'}, as the corpus names it"
        )
        options.add_argument("--years", type=at_least(1), default=30, help="how many years it lasts (default 30)")
        options.add_argument(
            "--works", type=at_least(1), default=12, metavar="N", help="works of each artist (default 12)"
        )
    if verb == "school":
        options.add_argument("--artists", type=at_least(1), default=4, metavar="N", help="how many artists (default 4)")
    usual = APART[verb].format(objective="OBJECTIVE", root="ROOT", of="ARTIST" if verb == "career" else "STYLE")
    options.add_argument("--name", metavar="NAME", help=f"name of the folder in RUN/futures/ (default: {usual})")


def run(args: argparse.Namespace) -> None:
    """Do one operation on the tree, keep it, and say what is alive; or draw works into a folder of their own."""
    from ..files import alone
    from ..generation.canvas import canvas_size
    from ..runs import Run

    if not args.no_pictures:
        canvas_size(args.size, 8)  # a size at which nothing can be painted is found out first
    home = Run(args.run)
    with alone(home.path):
        _operate(args, home)


def _operate(args: argparse.Namespace, home: Run) -> None:
    """What the verb says, in a run in which nobody else is at work."""
    from ..futures.storage import A_TREE, SINGLE_WORKS, reserve
    from ..influence.open_graph import open_graph
    from ..runs import slug

    asked = {**vars(args), "root": (root_name(args) if hasattr(args, "root") else "") or "everything"}
    folder = home.path / "futures" / slug(args.name or APART[args.verb].format(**asked))
    reserve(folder, SINGLE_WORKS if args.verb in APART else A_TREE)
    graph = open_graph(home)
    if args.verb == "search":
        _search(args, graph, folder, home)
    elif args.verb in APART:
        _careers(args, graph, folder)
    else:
        _curate(args, graph, folder, home)


def _curate(args: argparse.Namespace, graph: InfluenceGraph, folder: Path, home: Run) -> None:
    """One operation on the tree in a folder, kept there with its page."""
    from ..errors import StylogenyError
    from ..futures.storage import TREE
    from ..futures.tree_io import read, save
    from ..report.tree_page import export

    if (folder / TREE).exists():
        tree = _operated(args, read(folder, graph))
    elif args.verb == "grow":
        tree = _started(args, graph, home)
    else:
        raise StylogenyError(
            f"there is no tree called {args.name!r} yet", fix=f"start one with `stylogeny futures grow {args.run}`"
        )
    if args.verb == "show":  # nothing is made
        _report(args, tree, folder, folder / "index.html")
        return
    tree = tree.pictured(pictures=not args.no_pictures, size=args.size)
    page = export(tree, folder / "index.html")
    save(tree, folder)  # last: a killed operation was not done, and is done once when it is repeated
    _report(args, tree, folder, page)


def _started(args: argparse.Namespace, graph: InfluenceGraph, home: Run) -> Futures:
    """A new tree."""
    from ..errors import StylogenyError
    from ..futures.tree import grow

    if args.works:
        raise StylogenyError("a new tree grows from --root, not from works of a tree", got=" ".join(args.works))
    size = {"years": args.years, "branching": args.branching}
    tree = grow(graph, root=root_of(args, home), generations=1, seed=args.seed, **size)
    if args.response:  # the first answers, of the kind that was asked for
        tree = tree.goto(-1).grow(response=args.response, **size)
    return tree


def _operated(args: argparse.Namespace, tree: Futures) -> Futures:
    """The tree after one operation."""
    from ..errors import StylogenyError

    match args.verb:
        case "grow":
            return tree.grow(years=args.years, branching=args.branching, works=args.works, response=args.response)
        case "keep":
            return tree.keep(*args.works)
        case "prune":
            return tree.prune(*args.works)
        case "merge":
            return tree.merge(*args.works, years=args.years)
        case "add":
            return tree.add(args.works[0], args.picture, year=args.year, title=args.title)
        case "rename":
            return tree.rename(args.works[0], args.title)
        case "undo":
            return tree.undo(args.steps)
        case "goto":
            last = len(tree.operations)
            if not 0 <= args.operation <= last:  # a person counts from 1, and 0 is before the first
                raise StylogenyError(
                    "no such operation", got=args.operation, fix=f"operations are 0 to {last}, as `show` lists them"
                )
            return tree.goto(args.operation - 1)
    return tree


def _report(args: argparse.Namespace, tree: Futures, folder: Path, page: Path) -> None:
    """Say what is alive in a tree, and where it is kept."""
    works = tree.works.table.to_dict("records")
    lines = [
        f"{counted(len(works), 'work')} alive after {counted(len(tree.path), 'operation')} "
        f"(operation {tree.at + 1} of {len(tree.operations)} on record); page {page}"
    ]
    lines += [f"  {r['id']}{_line(r)}" for r in works]
    if args.verb == "show":
        lines += [
            f"  operation {k + 1}{' (here)' if k == tree.at else ''}: {o.kind} {' '.join(o.works)} {o.title}".rstrip()
            for k, o in enumerate(tree.operations)
        ]
    operations = [
        {"operation": k + 1, "kind": o.kind, "works": list(o.works), "created": list(o.created), "title": o.title}
        for k, o in enumerate(tree.operations)
    ]
    value = {"folder": str(folder), "page": str(page), "at": tree.at + 1, "works": works, "operations": operations}
    emit(args, value, "\n".join(lines))


def _search(args: argparse.Namespace, graph: InfluenceGraph, folder: Path, home: Run) -> None:
    """Search, and keep what was found as a folder of imagined works."""
    from ..futures.exploration.search import search

    works = search(
        graph, root=root_of(args, home), objective=args.objective, years=args.years, n=args.n,
        evaluations=args.evaluations, seed=args.seed, pictures=not args.no_pictures, size=args.size,
    )  # fmt: skip
    works.save(folder)
    rows = works.table.to_dict("records")
    lines = [f"{counted(len(rows), 'work')} in {folder}", *(_line(r) for r in rows)]
    emit(args, {"folder": str(folder), "works": rows}, "\n".join(lines))


def _careers(args: argparse.Namespace, graph: InfluenceGraph, folder: Path) -> None:
    """Draw careers, and keep them as a folder of imagined works with a page of strips."""
    from ..futures.careers import career, school
    from ..report.careers import write_drawn

    asked: dict[str, Any] = {
        "works": args.works, "years": args.years, "seed": args.seed, "pictures": not args.no_pictures, "size": args.size
    }  # fmt: skip
    works: ImaginedWorks
    if args.verb == "career":
        works = career(graph, args.of, **asked)
    else:
        works = school(graph, args.of, artists=args.artists, **asked)
    works.save(folder)
    page = write_drawn(works, folder / "index.html")
    rows = works.table.to_dict("records")
    lines = [f"{counted(len(rows), 'work')} in {folder}; page {page}"]
    lines += [f"  {r['year']}  {r['artist']}: {r['title']}  (plausible {r['plausibility']:.2f})" for r in rows]
    emit(args, {"folder": str(folder), "page": str(page), "works": rows}, "\n".join(lines))


def _line(row: dict[Any, Any]) -> str:
    """One imagined work in a list."""
    shares = f"plausible {row['plausibility']:.2f}, new {row['novelty']:.2f}"
    return f"  {row['year']}  {row['title']}  ({shares})"
