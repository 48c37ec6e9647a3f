"""An artist: works in time, sources, followers, the way through the space, and what the world would lack.

A unique surname is enough. Answers of `stylogeny credit --artist` are shown where there are some. Writes a page with
the pictures to RUN/questions/.
"""

from __future__ import annotations

import argparse

from . import at_least, counted, emit

EXAMPLE = "stylogeny artist Monet run"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this command."""
    parser.add_argument("name", metavar="NAME", help="an artist; a unique surname is enough")
    parser.add_argument("run", metavar="RUN", help="a run folder that has been traced")
    parser.add_argument("-n", type=at_least(1), default=8, metavar="N", help="sources and followers (default 8)")
    parser.add_argument("--documented", metavar="FILE", help="a table of documented influences, to set beside them")


def run(args: argparse.Namespace) -> None:
    """Look, write the page, tell."""
    from ..counterfactual.answer import Credit
    from ..display.text import percent
    from ..influence.open_graph import open_graph
    from ..questions.artist import artist
    from ..questions.debts import debts_in
    from ..questions.documented import Documented
    from ..report.questions.artist import artist_page
    from ..report.questions.page import folder_of
    from ..runs import Run

    folder = Run(args.run)
    documented = None if args.documented is None else Documented.read(args.documented)
    answers = tuple(Credit.read(folder, f.stem) for f in sorted((folder.path / "credit").glob("artist--*.json")))
    found = artist(
        open_graph(folder),
        args.name,
        n=args.n,
        credits=answers,
        documented=documented,
        debts=debts_in(folder),
        seed=args.seed,
    )
    page = artist_page(found, folder_of(folder))
    low, high = found.interval
    lines = [f"{found.about.name}: {counted(len(found.works), 'work')}, {found.active}"]
    lines.append(f"  {found.descendants:,.0f} expected descendants ({low:,} to {high:,})")
    for heading, relations in (("sources", found.sources), ("followers", found.followers)):
        lines.append(
            f"  {heading}: "
            + "; ".join(f"{r['name']} {percent(r['share'], r['low'], r['high'])}" for r in relations.records())
        )
    lines += [f"  {answer.sentence}" for answer in found.credits]
    value = {
        "artist": found.about.name,
        "active": found.active,
        "descendants": found.descendants,
        "interval": [low, high],
        "own": found.own,
        "works": found.works.to_dict("records"),
        "sources": found.sources.records(),
        "followers": found.followers.records(),
        "credit": [answer.sentence for answer in found.credits],
        "page": str(page),
    }
    emit(args, value, "\n".join([*lines, f"  {page}"]))
