"""Where a work, an artist or a style came from: shares with intervals, and the pictures side by side.

Of a work it lists works; of an artist, artists; of a style, styles. What is documented elsewhere is marked where a
table influences.csv (columns influencer, influenced) lies beside the corpus, or --documented names one. Writes a page
with the pictures to RUN/questions/.
"""

from __future__ import annotations

import argparse

from . import at_least, emit, kind_arguments, kind_of

DRAWS = False
EXAMPLE = 'stylogeny sources "Van Gogh" run'


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this command."""
    parser.add_argument("name", metavar="NAME", help="a work, an artist (a surname is enough) or a style")
    parser.add_argument("run", metavar="RUN", help="a run folder that has been traced")
    kind_arguments(parser, "NAME")
    parser.add_argument("-n", type=at_least(1), default=10, metavar="N", help="list at most N (default 10)")
    parser.add_argument("--documented", metavar="FILE", help="a table of documented influences, to set beside them")


def run(args: argparse.Namespace) -> None:
    """Find, write the page, list."""
    answer(args, "sources")


def answer(args: argparse.Namespace, direction: str) -> None:
    """Answer for sources, and for followers."""
    from ..display.text import columns, percent
    from ..influence.open_graph import open_graph
    from ..questions.debts import debts_in
    from ..questions.documented import Documented
    from ..questions.relations import followers, sources
    from ..report.questions.page import folder_of
    from ..report.questions.relations import relations_page
    from ..runs import Run

    folder = Run(args.run)
    documented = None if args.documented is None else Documented.read(args.documented)
    kind = kind_of(args)
    ask = sources if direction == "sources" else followers
    found = ask(open_graph(folder), args.name, kind=kind, n=args.n, documented=documented, debts=debts_in(folder))
    page = relations_page(found, folder_of(folder))
    rows = found.records()
    lines = columns(
        [
            (
                percent(row["share"], row["low"], row["high"]),
                str(row["name"]),
                str(row["date"]) or ("likeness alone, no tie traced" if row["years"] is None else ""),
                {True: "documented", False: "not documented"}.get(row["documented"], "")
                if row["documented"] is not None
                else "",
            )
            for row in rows
        ],
        right=(0,),
    )
    head = f"{direction.capitalize()} of {found.about.name}" + ("" if rows else ": none here")
    value = {"about": found.about.name, "kind": found.about.kind, direction: rows, "page": str(page)}
    emit(args, value, "\n".join([head, *(f"  {line}" for line in lines), f"  {page}"]))
