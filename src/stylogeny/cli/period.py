"""What happened between two years: works and artists that mattered, what was new, movements, what began and ended.

Writes a page with the pictures to RUN/questions/.
"""

from __future__ import annotations

import argparse

from . import YEARS, at_least, emit

EXAMPLE = "stylogeny period 1850 1900 run"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this command."""
    parser.add_argument("first", type=at_least(*YEARS), metavar="FROM", help="the first year")
    parser.add_argument("last", type=at_least(*YEARS), metavar="TO", help="the last year")
    parser.add_argument("run", metavar="RUN", help="a run folder that has been traced")
    parser.add_argument("-n", type=at_least(1), default=8, metavar="N", help="rows of each list (default 8)")


def run(args: argparse.Namespace) -> None:
    """Look, write the page, tell."""
    from ..display.text import percent
    from ..influence.open_graph import open_graph
    from ..questions.period import headline, period, styles_at_work
    from ..report.questions.page import folder_of
    from ..report.questions.period import period_page
    from ..runs import Run

    folder = Run(args.run)
    found = period(open_graph(folder), args.first, args.last, n=args.n, seed=args.seed)
    page = period_page(found, folder_of(folder))
    lines = [f"{found.first:g}-{found.last:g}: {headline(found)}"]
    for heading, rows in (
        (
            "Who mattered",
            [f"{r.artist} ({r.descendants:.0f} descendants, {r.low}-{r.high})" for r in found.artists.itertuples()],
        ),
        ("Works that mattered", [f"{r.title}, {r.artist}, {r.date}" for r in found.works.itertuples()]),
        (
            "What was new",
            [
                f"{r['title']}, {r['artist']}, {r['date']} ({percent(r['innovation'])})"
                for r in found.new.to_dict("records")
            ],
        ),
        ("Styles", [f"{r.name} ({r.works}, before {r.before})" for r in styles_at_work(found, args.n).itertuples()]),
        ("Movements", [f"{r.name}, {r.first:.0f}-{r.last:.0f}, {r.works} works" for r in found.movements.itertuples()]),
        ("Began", [f"{r.name} ({r.date})" for r in found.began.itertuples()]),
        ("Ended", [f"{r.name} ({r.date})" for r in found.ended.itertuples()]),
    ):
        if rows:
            lines.append(f"  {heading}: " + "; ".join(rows[: args.n]))
    tables = ("artists", "works", "new", "movements", "began", "ended")
    value = {name: getattr(found, name).to_dict("records") for name in tables}
    figures = {"first": found.first, "last": found.last, "works_made": len(found.rows), "innovation": found.innovation}
    emit(args, {**figures, **value, "page": str(page)}, "\n".join([*lines, f"  {page}"]))
