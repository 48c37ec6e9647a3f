"""Curate a tree of futures: grow it, choose, prune, rename, merge, go back, search, and show it as a page; draw careers.

Every act makes a new state of the tree in RUN/futures/NAME/ and nothing is lost: `back` undoes, `to` goes to any act on record.
Each time the page RUN/futures/NAME/index.html is written anew. Works are named by id, as `show` lists them.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from . import common, emit

EXAMPLE = 'stylogeny futures grow run --root "Claude Monet" --branching 3'
NESTED = True
APART = {"search": "{want}-{root}", "career": "career-{of}", "school": "school-{of}"}  # verbs with folders of their own


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """One verb an act."""
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    for name, line, works in (
        (
            "grow",
            "answers to the last works of every branch, or to the works named; starts the tree when there is none",
            "*",
        ),
        ("choose", "keep only these works, what led to them and what came of them", "+"),
        ("prune", "without these works and all that came of them", "+"),
        ("merge", "a new work that builds on these two", "2"),
        ("rename", "a title of one's own for a work", "1"),
        ("back", "the state one act ago (or --acts)", ""),
        ("to", "the state after an act on record", ""),
        ("show", "what is alive, and the acts on record", ""),
        (
            "search",
            "the most plausible, the most novel that stay plausible, or CAN's works, into a folder of their own",
            "",
        ),
        (
            "career",
            "hold an artist still and draw how the career might have gone on, into a folder and page of its own",
            "",
        ),
        ("school", "careers of artists who never lived, within a style of the corpus", ""),
    ):
        verb = verbs.add_parser(name, help=line, description=line[0].upper() + line[1:] + ".")
        verb.add_argument("run", help="a run folder that has been traced")
        if works:
            verb.add_argument(
                "works",
                nargs=2 if works == "2" else 1 if works == "1" else works,
                metavar="ID",
                help="works of the tree",
            )
        if name == "rename":
            verb.add_argument("--title", required=True, help="the title")
        if name in ("grow", "merge", "search"):
            verb.add_argument("--years", type=int, default=30, help="most years until an answer (default 30)")
        if name in ("grow", "search"):
            verb.add_argument("--root", help="a work, an artist or a style to start from (default: the whole graph)")
        if name == "grow":
            verb.add_argument("--branching", type=int, default=3, help="answers to each work (default 3)")
            verb.add_argument(
                "--response", choices=("build on", "negate", "travel beside"), help="how they answer (default: drawn)"
            )
        if name == "back":
            verb.add_argument("--acts", type=int, default=1, help="how many acts (default 1)")
        if name == "to":
            verb.add_argument("act", type=int, help="its number, as `show` lists it (0: before the first)")
        if name == "search":
            verb.add_argument("--want", choices=("plausible", "novel", "can"), default="novel", help="default novel")
            verb.add_argument("-n", type=int, default=12, help="how many works (default 12)")
            verb.add_argument("--tries", type=int, default=2000, help="candidates looked at (default 2000)")
        if name in ("career", "school"):
            verb.add_argument("of", metavar="ARTIST" if name == "career" else "STYLE", help="as the corpus names it")
            verb.add_argument("--years", type=int, default=30, help="how far it goes (default 30)")
            verb.add_argument("--works", type=int, default=12, help="works of each artist (default 12)")
        if name == "school":
            verb.add_argument("--artists", type=int, default=4, help="how many (default 4)")
        if name in APART:
            usual = APART[name].format(want="WANT", root="ROOT", of="ARTIST" if name == "career" else "STYLE")
            verb.add_argument("--name", help=f"name of the folder in RUN/futures/ (default: {usual})")
        else:
            verb.add_argument("--name", default="mine", help="name of the tree in RUN/futures/ (default mine)")
        verb.add_argument("--size", type=int, default=128, help="longest side of the pictures in pixels (default 128)")
        verb.add_argument("--no-pictures", action="store_true", help="styles and dates only")
        common(verb)


def run(args: argparse.Namespace) -> None:
    """Do one act on the tree, keep it, and say what is alive."""
    from ..errors import StylogenyError
    from ..futures.storage import occupant, reserve
    from ..futures.tree import grow
    from ..futures.tree_io import read, save
    from ..influence.open_graph import open_graph
    from ..report.tree_page import export
    from ..runs import Run, slug

    home = Run(args.run)
    asked = {**vars(args), "root": getattr(args, "root", None) or "everything"}
    folder = home.path / "futures" / slug(args.name or APART[args.verb].format(**asked))
    reserve(folder, "imagined works" if args.verb in APART else "a tree of futures")
    graph = open_graph(home)
    if args.verb in APART:
        (_search if args.verb == "search" else _careers)(args, graph, folder)
        return
    started = bool(occupant(folder))
    if not started and args.verb != "grow":
        raise StylogenyError(
            f"there is no tree called {args.name!r} yet", fix=f"start one with `stylogeny futures grow {args.run}`"
        )
    if not started:
        if args.works:
            raise StylogenyError("a new tree grows from --root, not from works of a tree", got=" ".join(args.works))
        grown = {"years": args.years, "branching": args.branching}
        tree = grow(graph, root=args.root, generations=1, seed=args.seed, **grown)
        if args.response:  # the first answers, of the kind that was asked for
            tree = tree.to(-1).grow(response=args.response, **grown)
    else:
        tree = _act(args, read(folder, graph))
    tree = tree.pictured(pictures=not args.no_pictures, size=args.size)
    save(tree, folder)
    page = export(tree, folder / "index.html")
    rows = tree.history.table.to_dict("records")
    lines = [
        f"{len(rows)} works alive after {len(tree.past)} acts (act {tree.at + 1} of {len(tree.acts)} on record); page {page}"
    ]
    lines += [
        f"  {r['id']}  {r['year']}  {r['title']}  (plausible {r['plausibility']:.2f}, new {r['novelty']:.2f})"
        for r in rows
    ]
    acts = [
        {"act": k + 1, "kind": a.kind, "works": list(a.works), "born": list(a.born), "title": a.title}
        for k, a in enumerate(tree.acts)
    ]
    if args.verb == "show":
        lines += [
            f"  act {k + 1}{' (here)' if k == tree.at else ''}: {a.kind} {' '.join(a.works)} {a.title}".rstrip()
            for k, a in enumerate(tree.acts)
        ]
    value = {"folder": str(folder), "page": str(page), "at": tree.at + 1, "works": rows, "acts": acts}
    emit(args, value, "\n".join(lines))


def _act(args: argparse.Namespace, tree: Any) -> Any:
    """The tree after one act."""
    from ..errors import StylogenyError

    if args.verb == "grow":
        return tree.grow(years=args.years, branching=args.branching, works=args.works, response=args.response)
    if args.verb == "merge":
        return tree.merge(*args.works, years=args.years)
    if args.verb == "rename":
        return tree.rename(args.works[0], args.title)
    if args.verb == "back":
        return tree.back(args.acts)
    if args.verb == "to":
        if not 0 <= args.act <= len(tree.acts):  # a person counts from 1, and 0 is before the first
            raise StylogenyError(
                "no such act", got=args.act, fix=f"acts are 0 to {len(tree.acts)}, as `show` lists them"
            )
        return tree.to(args.act - 1)
    return tree if args.verb == "show" else getattr(tree, args.verb)(*args.works)


def _search(args: argparse.Namespace, graph: Any, folder: Path) -> None:
    """Search, and keep what was found as a folder of imagined works."""
    from ..futures.search import search

    found = search(
        graph, root=args.root, want=args.want, years=args.years, n=args.n, tries=args.tries, seed=args.seed,
        pictures=not args.no_pictures, size=args.size,
    )  # fmt: skip
    found.save(folder)
    rows = found.table.to_dict("records")
    lines = [f"{len(rows)} works in {folder}"]
    lines += [f"  {r['year']}  {r['title']}  (plausible {r['plausibility']:.2f}, new {r['novelty']:.2f})" for r in rows]
    emit(args, {"folder": str(folder), "works": rows}, "\n".join(lines))


def _careers(args: argparse.Namespace, graph: Any, folder: Path) -> None:
    """Draw careers, and keep them as a folder of imagined works with a page of strips."""
    from ..futures.careers import career, school
    from ..report.careers import write_drawn

    asked = {
        "works": args.works,
        "years": args.years,
        "seed": args.seed,
        "pictures": not args.no_pictures,
        "size": args.size,
    }
    if args.verb == "career":
        made = career(graph, args.of, **asked)
    else:
        made = school(graph, args.of, artists=args.artists, **asked)
    made.save(folder)
    page = write_drawn(made, folder / "index.html")
    rows = made.table.to_dict("records")
    lines = [f"{len(rows)} works in {folder}; page {page}"]
    lines += [f"  {r['year']}  {r['artist']}: {r['title']}  (plausible {r['plausibility']:.2f})" for r in rows]
    emit(args, {"folder": str(folder), "page": str(page), "works": rows}, "\n".join(lines))
