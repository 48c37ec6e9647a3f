"""A page that shows a run beside the world without something, which `stylogeny without` made from it.

The works most affected, as they were and as they would have been; a line of descent; the styles whose pictures change
most; where the change falls; who takes the place; movements that are missing, late or other. Where the corpus is a
painted world, beside them the truth: the world run again. Writes RUN2/compare/index.html.
"""

from __future__ import annotations

import argparse

from . import at_least, emit

EXAMPLE = "stylogeny compare run run-without"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this command."""
    parser.add_argument("run", metavar="RUN", help="the run of the world as it was")
    parser.add_argument("other", metavar="RUN2", help="the run that `stylogeny without` made from it")
    parser.add_argument(
        "--styles", type=at_least(0), default=3, metavar="N", help="styles to draw in both worlds (default 3)"
    )


def run(args: argparse.Namespace) -> None:
    """Write, say where."""
    from ..counterfactual.worlds.files import OUTPUTS, WorldQuestion
    from ..report.comparison.inputs import TwoWorlds
    from ..report.comparison.page import write
    from ..report.inputs import corpus_name
    from ..runs import Run

    folder, other = Run(args.run), Run(args.other)
    WorldQuestion.read(other).check(folder)

    def work() -> None:
        worlds = TwoWorlds.read(folder, other)
        write(worlds, other.path / "compare", name=corpus_name(folder), styles=args.styles, seed=args.seed)

    other.step(
        "compare",
        work,
        parameters={"seed": args.seed, "styles": args.styles},
        inputs=[
            *(other.file(name, needs="without") for name in OUTPUTS),
            *(other.file(name, needs="trace") for name in ("embedding.safetensors", "influence.parquet")),
        ],
        outputs=["compare/index.html"],
    )
    index = (other.path / "compare" / "index.html").resolve()
    emit(args, {"page": str(index)}, f"The two worlds: {index}")
