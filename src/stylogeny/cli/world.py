"""Paint a world whose history is known, score anyone's method on it, and check single answers by running it again."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from . import at_least, common, counted, emit

if TYPE_CHECKING:
    import pandas as pd

    from ..world.ground_truth import GroundTruth

EXAMPLE = "stylogeny world paint --regime neutral --works 500 --out world/"
NESTED = True
Scores = dict[str, dict[str, float]]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Three verbs: paint, score and check."""
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    _paint_arguments(
        verbs.add_parser(
            "paint", help="paint a corpus of known history", description="Paint a corpus of known history."
        )
    )
    score = verbs.add_parser(
        "score",
        help="score a run, an edge table or a credit table",
        description=(
            "Score against the truth of a painted world. METHOD is a run folder, a Parquet file of edges (child,"
            " parent, weight) or one of credit (id, value, and low, high where there are intervals). A run is scored"
            " beside the baselines."
        ),
    )
    score.add_argument("method", type=Path, metavar="METHOD", help="run folder, edges.parquet or credit.parquet")
    score.add_argument("world", type=Path, metavar="DIR", help="the painted world")
    common(score)
    checks = verbs.add_parser(
        "check",
        help="answers for single works beside the world run again without them",
        description=(
            "Leave works out of a run on a painted world, run the world again without them, and say how near the answer"
            " comes, in figures and pictures. Writes RUN/truth/, which `stylogeny report` shows first."
        ),
    )
    checks.add_argument("run", type=Path, metavar="RUN", help="a run folder, traced on a painted world")
    checks.add_argument(
        "--work", action="append", default=[], metavar="WORK",
        help="a work to leave out; repeat (default: the three whose absence would be felt most)",
    )  # fmt: skip
    common(checks, draws=False)


def _paint_arguments(paint: argparse.ArgumentParser) -> None:
    paint.add_argument(
        "--regime",
        default="neutral",
        metavar="NAME",
        help="neutral (default), rich-get-richer, reaction, revival, heavy-loss, all or null, on a fixed calendar; or"
        " society, an agent-based history that settles year by year who works, is exhibited and becomes famous",
    )
    paint.add_argument(
        "--works", type=at_least(1, 1_000_000), default=500, metavar="N", help="how many works survive (default 500)"
    )
    paint.add_argument(
        "--size", type=int, default=128, metavar="S", help="longest side in pixels, 32 to 1024 (default 128)"
    )
    paint.add_argument(
        "--futures",
        type=int,
        default=0,
        metavar="N",
        help="re-runs of the future that measure the expected impact, 2 or more (default 0: none)",
    )
    paint.add_argument(
        "--pixels",
        type=at_least(0),
        default=0,
        metavar="N",
        help="also paint the impact of N works and measure it in pictures (default 0)",
    )
    paint.add_argument(
        "--no-reruns",
        action="store_true",
        help="leave out truth/impact.parquet, for which history is run again without each work",
    )
    paint.add_argument(
        "--lost",
        type=float,
        metavar="SHARE",
        help="share of works that do not survive, up to 0.9 (default: the regime's)",
    )
    paint.add_argument(
        "--param",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="how the society works, e.g. --param criticism=0 (regime society only; names as for `stylogeny simulate`)",
    )
    paint.add_argument("--out", type=Path, required=True, metavar="DIR", help="the folder to write")
    paint.add_argument("--workers", type=at_least(1), metavar="N", help="processes that paint (default: one per core)")
    common(paint)


def run(args: argparse.Namespace) -> None:
    """Run one of the verbs."""
    {"paint": _paint, "score": _score, "check": _check}[args.verb](args)


CHECKED = 3  # works that are left out when none is named


def _check(args: argparse.Namespace) -> None:
    import numpy as np

    from ..influence.open_graph import open_graph
    from ..report.comparison.check import CHECK, FOLDER, FORMAT, check, document, read_check
    from ..runs import Run

    folder = Run(args.run)
    graph = open_graph(folder)
    foremost = np.argsort(-graph.net, kind="stable")[:CHECKED]
    names = args.work or [str(i) for i in graph.works.ids[foremost]]

    def work() -> None:
        check(graph, names, folder.path / FOLDER)

    folder.step(
        "check",
        work,
        parameters={"works": names, "format": str(FORMAT)},
        inputs=[folder.path / name for name in ("works.parquet", "embedding.safetensors", "influence.parquet")],
        outputs=[f"{FOLDER}/{CHECK}"],
    )
    found = read_check(folder.path / FOLDER)
    assert found is not None
    lines = [*(work.sentence for work in found.works), found.sentence, f"  pictures in {folder.path / FOLDER}"]
    emit(args, document(found), "\n".join(lines))


def _paint(args: argparse.Namespace) -> None:
    from ..errors import StylogenyError
    from ..runs import MANIFEST
    from ..society.parameters import SocietyParameters
    from ..world.corpus import write
    from ..world.history import World
    from ..world.regimes import regime
    from .simulate import parameters_of

    if not 32 <= args.size <= 1024:
        raise StylogenyError("pictures are painted at 32 to 1024 pixels", got=args.size)
    if args.futures < 0 or args.futures == 1:
        raise StylogenyError("--futures needs two or more re-runs, or 0", got=args.futures)
    if args.no_reruns and (args.futures or args.pixels):
        raise StylogenyError("--futures and --pixels need re-runs", got="--no-reruns", fix="leave one of them out")
    if (args.out / MANIFEST).exists():
        raise StylogenyError(
            "a world needs a folder of its own, and this is a run", got=args.out, fix="pass another --out"
        )
    usual = regime(args.regime).rules
    parameters = (
        parameters_of(args.param, usual if isinstance(usual, SocietyParameters) else None) if args.param else None
    )
    world = World.make(args.regime, works=args.works, seed=args.seed, lost=args.lost, parameters=parameters)
    account = write(
        world,
        args.out,
        size=args.size,
        workers=args.workers,
        futures=args.futures,
        painted=args.pixels,
        reruns=not args.no_reruns,
    )
    lost = f", {account['lost']} lost" if account["lost"] else ""
    painted = f"{counted(len(world.surviving), 'work')} painted in {args.out} ({args.regime}{lost})"
    emit(args, account, f"{painted}; truth in {args.out / 'truth'}")


def _score(args: argparse.Namespace) -> None:
    from ..world.ground_truth import GroundTruth

    truth = GroundTruth.read(args.world)
    if args.method.is_dir():
        scores = _score_run(args.method, truth, args.seed)
    else:
        scores = _score_table(_table(args.method), truth, args.seed)
    emit(args, scores, "\n".join(_lines(scores)))


def _table(path: Path) -> pd.DataFrame:
    """The table in a Parquet file of anyone's."""
    import pandas as pd
    import pyarrow as pa

    from ..errors import StylogenyError

    try:
        return pd.read_parquet(path)
    except FileNotFoundError:
        raise StylogenyError("no such run or table", got=path, fix="pass a run folder or a Parquet file") from None
    except (pa.ArrowException, ValueError) as error:
        raise StylogenyError("not a Parquet file", got=path, fix="pass a run folder or a Parquet file") from error


def _score_table(table: pd.DataFrame, truth: GroundTruth, seed: int) -> Scores:
    """Scores of a table of edges, or of one of credit."""
    from ..errors import StylogenyError
    from ..world.score import coverage, score_credit, score_edges

    if "net" in table and "value" not in table:  # a run's lineage.parquet
        table = table.rename(columns={"net": "value"})
    if "child" in table:
        return {"edges": score_edges(table, truth, seed=seed)}
    if not {"id", "value"} <= set(table.columns):
        raise StylogenyError(
            "a table to score has child, parent, weight or id, value", got=", ".join(map(str, table.columns))
        )
    credit = score_credit(table["id"].to_numpy(), table["value"].to_numpy(), truth)
    if {"low", "high"} <= set(table.columns):
        ids, low, high = (table[c].to_numpy() for c in ("id", "low", "high"))
        credit["coverage"] = coverage(ids, low, high, truth)
    return {"credit": credit}


def _score_run(folder: Path, truth: GroundTruth, seed: int) -> Scores:
    """A run's edges and net credit, and those of every baseline on the same embedding."""
    from ..artifacts import read_table
    from ..corpus.works import Works
    from ..embedding.space import Embedding
    from ..influence.graph import FORMAT, LINEAGE
    from ..runs import Run
    from ..world.baselines import credit_baselines, edge_baselines
    from ..world.score import score_credit, score_edges, score_missing

    home = Run(folder)
    edges, _ = read_table(home.file("influence.parquet", needs="trace"), FORMAT)
    lineage, _ = read_table(home.file("lineage.parquet", needs="trace"), LINEAGE)
    works = Works.read(home.file("works.parquet", needs="load"))
    space = Embedding.read(home)
    scores = {"edges: this run": score_edges(edges, truth, works=works, seed=seed)}
    scores["edges: this run"] |= score_missing(lineage["id"].to_numpy(), lineage["innovation"].to_numpy(), truth)
    for name, table in edge_baselines(space).items():
        scores[f"edges: {name}"] = score_edges(table, truth, works=works, seed=seed)
    if truth.impacts is not None:
        scores["credit: net"] = score_credit(lineage["id"].to_numpy(), lineage["net"].to_numpy(), truth)
        for name, value in credit_baselines(space).items():
            scores[f"credit: {name}"] = score_credit(works.ids, value, truth)
        scores["credit: noise ceiling"] = dict(truth.ceilings)
    return scores


def _lines(scores: Scores) -> list[str]:
    """One line per method, figures named."""
    wide = max(len(name) for name in scores)
    return [
        f"{name:<{wide}}  " + "  ".join(f"{k} {v:.3g}" for k, v in figures.items()) for name, figures in scores.items()
    ]
