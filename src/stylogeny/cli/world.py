"""Paint a world whose history is known, and score anyone's method on it."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from . import common, emit

EXAMPLE = "stylogeny world paint --regime neutral --works 500 --out world/"
NESTED = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Two verbs: paint and score."""
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    paint = verbs.add_parser(
        "paint", help="paint a corpus of known history", description="Paint a corpus of known history."
    )
    paint.add_argument(
        "--regime",
        default="neutral",
        help="neutral, rich-get-richer, reaction, revival, heavy-loss, all or null, by a fixed calendar; or society, a history"
        " that grew: who works, is shown and known is found out",
    )
    paint.add_argument("--works", type=int, default=500, help="how many works survive (default 500)")
    paint.add_argument("--size", type=int, default=128, help="longest side in pixels, 64-512 (default 128)")
    paint.add_argument(
        "--futures", type=int, default=0, help="re-runs of the future for the expected impact (default 0: none)"
    )
    paint.add_argument(
        "--pixels", type=int, default=0, help="works whose impact is also painted and measured in pictures (default 0)"
    )
    paint.add_argument(
        "--no-reruns",
        action="store_true",
        help="leave out truth/impact.parquet, for which history is run without each work",
    )
    paint.add_argument(
        "--lost", type=float, help="share of works that do not survive, up to 0.9 (default: the regime's)"
    )
    paint.add_argument(
        "--custom",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="how the society works, e.g. --custom criticism=0 (regime society only; names as for `stylogeny simulate`)",
    )
    paint.add_argument("--out", type=Path, required=True, help="folder to write")
    paint.add_argument("--workers", type=int, default=None, help="processes that paint (default: all cores)")
    common(paint)
    score = verbs.add_parser("score", help="score a run, an edge table or a credit table", description=(
        "Score against the truth of a painted world. METHOD is a run folder, a Parquet file of edges (child, parent, weight) or"
        " one of credit (id, value, and low, high where there are intervals). A run is scored beside the rivals."
    ))  # fmt: skip
    score.add_argument("method", type=Path, metavar="METHOD", help="run folder, edges.parquet or credit.parquet")
    score.add_argument("world", type=Path, metavar="DIR", help="the painted world")
    common(score)


def run(args: argparse.Namespace) -> None:
    """Run one of the verbs."""
    {"paint": _paint, "score": _score}[args.verb](args)


def _paint(args: argparse.Namespace) -> None:
    from ..errors import StylogenyError
    from ..society.parameters import SocietyParameters
    from ..world.corpus import write
    from ..world.history import World, regime
    from .simulate import parameters_of

    if not 32 <= args.size <= 1024:
        raise StylogenyError("pictures are painted at 32 to 1024 pixels", got=args.size)
    if args.futures < 0 or args.futures == 1:
        raise StylogenyError("--futures needs two or more re-runs, or 0", got=args.futures)
    usual = regime(args.regime).rules
    customs = (
        parameters_of(args.custom, usual if isinstance(usual, SocietyParameters) else None) if args.custom else None
    )
    world = World.make(args.regime, works=args.works, seed=args.seed, lost=args.lost, customs=customs)
    if args.no_reruns and (args.futures or args.pixels):
        raise StylogenyError("--futures and --pixels need re-runs", got="--no-reruns", fix="leave one of them out")
    account = write(
        world, args.out, size=args.size, workers=args.workers, futures=args.futures, painted=args.pixels,
        reruns=not args.no_reruns,
    )  # fmt: skip
    lost = f", {account['lost']} lost" if account["lost"] else ""
    emit(
        args,
        account,
        f"{account['works']} works painted in {args.out} ({args.regime}{lost}); truth in {args.out / 'truth'}",
    )


def _score(args: argparse.Namespace) -> None:
    import pandas as pd

    from ..errors import StylogenyError
    from ..world.ground_truth import Truth
    from ..world.score import coverage, score_credit, score_edges

    truth = Truth.read(args.world)
    found: dict[str, dict[str, Any]] = {}
    if args.method.is_dir():
        found = _score_run(args.method, truth, args.seed)
    else:
        if not args.method.exists():
            raise FileNotFoundError(f"no such run or table: {args.method}")
        table = pd.read_parquet(args.method)
        if "net" in table and "value" not in table:  # a run's lineage.parquet
            table = table.rename(columns={"net": "value"})
        if "child" in table:
            found["edges"] = score_edges(table, truth, seed=args.seed)
        elif {"id", "value"} <= set(table.columns):
            found["credit"] = score_credit(table["id"].to_numpy(), table["value"].to_numpy(), truth)
            if {"low", "high"} <= set(table.columns):
                ids, low, high = (table[c].to_numpy() for c in ("id", "low", "high"))
                found["credit"]["coverage"] = coverage(ids, low, high, truth)
        else:
            raise StylogenyError(
                "a table to score has child, parent, weight or id, value", got=", ".join(map(str, table.columns))
            )
    emit(args, found, "\n".join(_lines(found)))


def _score_run(folder: Path, truth: Any, seed: int) -> dict[str, dict[str, Any]]:
    """A run's edges and net credit, and every rival's on the same embedding."""
    import pandas as pd

    from ..corpus.works import Works
    from ..embedding.space import Embedding
    from ..runs import Run
    from ..world import baselines as rivals
    from ..world.score import score_credit, score_edges, score_missing

    home = Run(folder)
    edges = pd.read_parquet(home.file("influence.parquet", needs="trace"))
    lineage = pd.read_parquet(home.file("lineage.parquet", needs="trace"))
    works = Works.read(home.file("works.parquet", needs="load"))
    space = Embedding.read(home)
    found = {"edges: this run": score_edges(edges, truth, works=works, seed=seed)}
    found["edges: this run"] |= score_missing(lineage["id"].to_numpy(), lineage["innovation"].to_numpy(), truth)
    for name, table in rivals.edge_rivals(space).items():
        found[f"edges: {name}"] = score_edges(table, truth, works=works, seed=seed)
    if truth.impacts is not None:
        found["credit: net"] = score_credit(lineage["id"].to_numpy(), lineage["net"].to_numpy(), truth)
        for name, value in rivals.credit_rivals(space).items():
            found[f"credit: {name}"] = score_credit(works.ids, value, truth)
        found["credit: noise ceiling"] = dict(truth.ceilings)
    return found


def _lines(found: dict[str, dict[str, Any]]) -> list[str]:
    """One line a method, figures named."""
    wide = max(len(name) for name in found)
    return [
        f"{name:<{wide}}  " + "  ".join(f"{k} {v:.3g}" for k, v in scores.items()) for name, scores in found.items()
    ]
