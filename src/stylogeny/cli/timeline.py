"""The works in time: periods of equal length, their styles and artists, and the works of each that were most followed.

Writes a page with the pictures to RUN/questions/.
"""

from __future__ import annotations

import argparse

from . import YEARS, at_least, counted, emit

DRAWS = False
EXAMPLE = "stylogeny timeline run --from 1850 --to 1900"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this command."""
    parser.add_argument("run", metavar="RUN", help="a run folder that has been traced")
    parser.add_argument("--from", dest="first", type=at_least(*YEARS), metavar="YEAR", help="the first year shown")
    parser.add_argument("--to", dest="last", type=at_least(*YEARS), metavar="YEAR", help="the last year shown")
    parser.add_argument(
        "--every", type=at_least(1), metavar="YEARS", help="how long a period lasts (default: about twelve of them)"
    )


def run(args: argparse.Namespace) -> None:
    """Count, write the page, list."""
    from ..display.text import columns, percent
    from ..influence.open_graph import open_graph
    from ..questions.timeline import timeline
    from ..report.questions.others import timeline_page
    from ..report.questions.page import folder_of
    from ..runs import Run

    folder = Run(args.run)
    found = timeline(open_graph(folder), first=args.first, last=args.last, every=args.every)
    page = timeline_page(found, folder_of(folder))
    rows = found.table.to_dict("records")
    works = found.graph.works
    cells = []
    for r in rows:
        style = f"{r['style']} {percent(r['share'])}" if r["style"] else ""
        best = works.table["title"].iat[works.find(r["foremost"][0])] if r["foremost"] else ""
        cells.append((f"{r['start']}-{r['end']}", counted(r["works"], "work"), style, str(best)))
    value = {"periods": rows, "page": str(page)}
    emit(args, value, "\n".join([*columns(cells, right=(1,)), str(page)]))
