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
    answer = kept_credit(
        folder, open_graph(folder), args.work, kind=kind_of(args), estimand=args.estimand, deletion=args.deletion,
        bootstraps=args.bootstraps, model=args.model, metrics=args.metric or ["bound"], baselines=args.baselines,
        seed=args.seed, execution=execution_of(args, units_folder(folder)),
    )  # fmt: skip
    emit(args, answer.to_json(), _text(answer, folder.path / "credit" / f"{answer.slug}.json"))


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
