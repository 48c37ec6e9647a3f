"""What the world's model would lack without a work, an artist or a style, with an interval and controls.

Writes RUN/credit/NAME.json and RUN/credit/NAME.parquet. A stopped command resumes from its finished bootstraps.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from . import at_least, emit, kind_arguments, kind_of
from .execution import execution_arguments, execution_of

if TYPE_CHECKING:
    from ..counterfactual.answer import Credit
    from ..runs import Run

EXAMPLE = 'stylogeny credit "Mona Lisa" run --bootstraps 100'


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this command."""
    parser.add_argument("work", metavar="WORK", help="a work (id, file name or title), an artist or a style")
    parser.add_argument("run", metavar="RUN", help="a run folder that has been traced")
    kind_arguments(parser, "WORK")
    parser.add_argument(
        "--estimand", choices=("lineage", "net"), default="lineage",
        help="lineage: its descendants are gone too (default); net: other works take its place",
    )  # fmt: skip
    parser.add_argument(
        "--deletion", choices=("sampled", "soft", "hard"), default="sampled",
        help="sampled: along sampled genealogies (default); soft: by exact path weights; hard: along the likeliest "
        "genealogy",
    )  # fmt: skip
    bootstraps_argument(parser, default=100, behind="the interval")
    parser.add_argument(
        "--metric", action="append", metavar="NAME",
        help="bound (default), difficulty, rarity or colourfulness; repeat for several, the first is the headline",
    )  # fmt: skip
    parser.add_argument(
        "--model", choices=("closed-form", "flow"), default="closed-form",
        help="closed-form: exact, by re-weighting (default); flow: a network trained anew on every world",
    )  # fmt: skip
    parser.add_argument(
        "--quick", action="store_true",
        help="what the graph alone says, at once, without an interval; of a picture's file an estimate and its error",
    )  # fmt: skip
    parser.add_argument("--baselines", action="store_true", help="also show what other attribution methods say")
    execution_arguments(parser, "bootstraps run")


def bootstraps_argument(parser: argparse.ArgumentParser, *, default: int, behind: str) -> None:
    """How many bootstraps, of every command that has intervals."""
    parser.add_argument(
        "--bootstraps",
        type=at_least(0, largest=100_000),
        default=default,
        metavar="B",
        help=f"resampled histories behind {behind} (default {default})",
    )


def run(args: argparse.Namespace) -> None:
    """Answer, save, print."""
    from ..counterfactual.kept import kept_credit, units_folder
    from ..influence.open_graph import open_graph
    from ..runs import Run

    folder = Run(args.run)
    if args.quick:
        _quick(args, folder)
        return
    answer = kept_credit(
        folder, open_graph(folder), args.work, kind=kind_of(args), estimand=args.estimand, deletion=args.deletion,
        bootstraps=args.bootstraps, model=args.model, metrics=args.metric or ["bound"], baselines=args.baselines,
        seed=args.seed, execution=execution_of(args, units_folder(folder)),
    )  # fmt: skip
    emit(args, answer.to_json(), _text(answer, folder.path / "credit" / f"{answer.slug}.json"))


def _quick(args: argparse.Namespace, folder: Run) -> None:
    """Print what is known at once, of a work of the run or of a picture that is in none."""
    from ..corpus.lookup import select
    from ..counterfactual.bootstrap import fingerprint
    from ..counterfactual.shortcuts.quick import QuickCredit
    from ..influence.open_graph import open_graph
    from ..influence.placement import place

    graph = open_graph(folder)
    quick = QuickCredit.open(folder.path, graph, key=fingerprint(graph))
    error = {"median_error": quick.error, "rank_correlation": quick.rank_correlation}
    if Path(args.work).is_file():
        seen = place(Path(args.work), graph.embedding, graph)[0]
        at = quick.estimate(graph, seen.vector, seen.year)
        text = f"{args.work}: {quick.sentence(at)}"
        emit(args, {"picture": args.work, "year": seen.year, "percentile": at, "estimate": True, **error}, text)
        return
    selection = select(graph.works, args.work, kind=kind_of(args), years=graph.years)
    lost, ranks = quick.net[selection.rows], quick.percentile[selection.rows]
    several = len(selection.rows) > 1
    text = (
        f"Without {selection.name}, others having taken {'their' if several else 'its'} place, later works would lack "
        f"{lost.sum():.2g} works' worth of themselves ({'each ' if several else ''}more than without "
        f"{ranks.mean():.0f} % of all works{' in the mean' if several else ''}). "
        "The graph's own word: no history was resampled, so there is no interval."
    )
    value = {"works": graph.works.ids[selection.rows].tolist(), "net": lost.tolist(), "percentile": ranks.tolist()}
    emit(args, {**value, "estimate": False}, text)


def region_lines(answer: Credit) -> list[str]:
    """A line for each region and for all art, with its matched control."""
    its = answer.pronouns[1]
    names = {"descendants": f"{its} descendants", "own style": f"{its} style", "own decades": f"{its} decades"}
    lines = []
    every = {**{name: answer.regions[name] for name in names if name in answer.regions}, "all art": answer.headline}
    for name, region in every.items():
        matched = region.controls.get("matched")
        control = "" if matched is None else f"; without as many others of the same dates and styles {matched}"
        lines.append(f"{names.get(name, name)}: {region}{control}")
    return lines


CONTROLS = {"random": "as many others at random", "matched": "as many others of the same dates and styles"}


def _text(answer: Credit, path: Path) -> str:
    lines = [answer.sentence]
    lines += [f"  {line}" for line in region_lines(answer)] if answer.regions else []
    told = ("matched",) if answer.regions else ()
    lines += [
        f"  control: without {CONTROLS[name]}, {control}"
        for name, control in answer.controls.items()
        if name not in told
    ]
    lines += [f"  {name}: {score}" for name, score in answer.metrics.items() if name != answer.metric]
    lines += [f"  baseline, {name}: {baseline.text}" for name, baseline in answer.baselines.items()]
    if answer.ceiling:
        ceilings = ", ".join(f"{name} {value:.2f}" for name, value in answer.ceiling.items())
        lines.append(f"  noise ceiling, rank correlation of any method's credits with true impact: {ceilings}")
    lines += [f"  {note}" for note in answer.notes]
    return "\n".join([*lines, f"  {path}"])
