"""Play history again from a year, many times: which real styles arise in it, when, from whom; and what else does.

Everything is fitted on works up to the year alone (RUN/until/YEAR/); the works that came are the judge. The page and
its figures are written to RUN/replay/YEAR/.
"""

from __future__ import annotations

import argparse
from typing import Any

from . import YEARS, at_least, counted, emit
from .execution import execution_arguments, execution_of

EXAMPLE = "stylogeny replay run --from 1850 --runs 20"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this command."""
    parser.add_argument("run", metavar="RUN", help="a run folder that has an embedding")
    parser.add_argument(
        "--from", dest="since", type=at_least(*YEARS), required=True, metavar="YEAR", help="the last year of the past"
    )
    parser.add_argument("--runs", type=at_least(1, 1000), default=20, metavar="N", help="histories (default 20)")
    parser.add_argument(
        "--years", type=at_least(1, 2000), metavar="N", help="how far each goes (default: as far as the real works)"
    )
    parser.add_argument(
        "--artists", type=at_least(1, 100_000), default=200, metavar="N", help="artists at any time (default 200)"
    )
    parser.add_argument("--size", type=int, default=128, help="longest side of the pictures in pixels (default 128)")
    parser.add_argument("--no-pictures", action="store_true", help="figures only")
    execution_arguments(parser, "histories are played")


def run(args: argparse.Namespace) -> None:
    """Replay, write the page, and say what arose. A stopped command resumes from its finished histories."""
    from ..artifacts import Format, write_document
    from ..futures.past_run import judged_run, past_run
    from ..generation.canvas import canvas_size
    from ..histories.replay import replay, summary
    from ..influence.open_graph import open_graph
    from ..report.replay_page import export_replay
    from ..runs import Run

    canvas_size(args.size, 8)
    home = Run(args.run)
    past_folder = past_run(home, args.since, seed=args.seed)
    past = open_graph(past_folder)
    whole = open_graph(judged_run(home, args.since, seed=args.seed))
    result = replay(
        past, whole, since=args.since, years=args.years, runs=args.runs, artists=args.artists, seed=args.seed,
        executor=execution_of(args, past_folder.path / "replay"),
    )  # fmt: skip
    folder = home.path / "replay" / str(args.since)
    page = export_replay(
        result, past, whole.works, folder / "index.html", size=args.size, pictures=not args.no_pictures, seed=args.seed
    )
    table: list[dict[Any, Any]] = result.table.astype(object).where(result.table.notna(), None).to_dict("records")
    value = {"page": str(page), **summary(result), "table": table}
    asked = {"since": args.since, "years": args.years, "runs": args.runs, "artists": args.artists, "seed": args.seed}
    write_document(folder / "replay.json", Format("replay", 1, "replay again"), asked=asked, **value)
    lines = [
        f"{counted(result.runs, 'history', 'histories')} from {args.since} to {result.until}, "
        f"{len(result.movements) / result.runs:.1f} movements in each; page {page}"
    ]
    lines += [
        f"  {row['style']} ({row['born']}-{row['died']}): arose in {row['arose']:.0%} of them (by chance "
        f"{row['by_chance']:.0%})" + (f", about {row['when']:.0f}" if row["when"] is not None else "")
        for row in table
    ]
    emit(args, value, "\n".join(lines))
