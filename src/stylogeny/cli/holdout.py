"""What came after a year, as seen from before it: surprise, importance and fertility of styles or artists."""

from __future__ import annotations

import argparse

from . import YEARS, at_least, emit
from .credit import bootstraps_argument
from .execution import execution_arguments, execution_of

EXAMPLE = "stylogeny holdout run --until 1850 --group Impressionism --group Cubism"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this command."""
    parser.add_argument("run", metavar="RUN", help="a run folder that has been traced")
    when = parser.add_mutually_exclusive_group()
    when.add_argument(
        "--until",
        type=at_least(*map(float, YEARS)),
        default=1850,
        metavar="YEAR",
        help="the last year of the past (default 1850)",
    )
    when.add_argument(
        "--from",
        dest="since",
        type=at_least(*YEARS),
        metavar="YEAR",
        help="the same, strictly: the space too is made from works up to this year alone (RUN/until/YEAR/), and later "
        "works are placed in it by an eye that never saw them",
    )
    parser.add_argument(
        "--by", choices=("style", "artist"), default="style", help="group works by style or by artist (default style)"
    )
    parser.add_argument(
        "--group", action="append", metavar="NAME", help="a style or artist; repeat for several (default: all)"
    )
    bootstraps_argument(parser, default=20, behind="the intervals")
    execution_arguments(parser, "bootstraps run")


def run(args: argparse.Namespace) -> None:
    """Measure, write RUN/holdout/BY-YEAR.json, print. A stopped command resumes from its finished bootstraps."""
    from ..counterfactual.holdout import holdout
    from ..futures.past_run import judged_run
    from ..influence.open_graph import open_graph
    from ..runs import Run

    folder = Run(args.run)
    if args.since is not None:
        folder = judged_run(folder, args.since, seed=args.seed)
    answer = holdout(
        open_graph(folder),
        until=args.until if args.since is None else args.since,
        by=args.by,
        groups=args.group,
        bootstraps=args.bootstraps,
        seed=args.seed,
        executor=execution_of(args, folder.path / "holdout" / "units"),
    )
    answer.save(folder)
    emit(args, answer.to_json(), str(answer))
