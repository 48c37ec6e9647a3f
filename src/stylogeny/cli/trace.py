"""Trace influence: from a run's embedding to who descends from whom (influence.parquet, lineage.parquet)."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from . import at_least, counted, emit
from .execution import execution_arguments, execution_of

if TYPE_CHECKING:
    from ..influence.graph import InfluenceGraph

EXAMPLE = "stylogeny trace run/"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this command."""
    parser.add_argument("run", metavar="RUN", help="a run folder that has an embedding")
    parser.add_argument(
        "--candidates", type=at_least(1), default=64, metavar="K", help="nearest earlier works considered (default 64)"
    )
    parser.add_argument(
        "--max-iter", type=at_least(1), default=40, metavar="N", help="iterations of EM at most (default 40)"
    )
    parser.add_argument(
        "--fits", type=at_least(1), default=4, metavar="N", help="draws of the dates that are averaged (default 4)"
    )
    parser.add_argument(
        "--top", type=at_least(1), default=5, metavar="N", help="most important works to list (default 5)"
    )
    execution_arguments(parser, "parents are read off where works are very many")


def run(args: argparse.Namespace) -> None:
    """Trace, unless that is done, and say what was found."""
    import warnings
    from dataclasses import replace

    from ..corpus.works import Works
    from ..embedding.space import Embedding
    from ..influence.evidence import evidence
    from ..influence.graph import FORMAT, InfluenceGraph
    from ..influence.tracing import ConvergenceWarning, trace
    from ..runs import Run

    folder = Run(args.run)
    inputs = [folder.file("works.parquet", needs="load"), folder.file("embedding.safetensors", needs="embed")]
    space = Embedding.read(inputs[1], Works.read(inputs[0]))

    def work() -> None:
        with warnings.catch_warnings():  # the summary says it
            warnings.simplefilter("ignore", ConvergenceWarning)
            asked = {"seed": args.seed, "fits": args.fits, "k": args.candidates, "max_iter": args.max_iter}
            graph = trace(space, **asked, executor=execution_of(args))
        model = replace(graph.require_model(), evidence=evidence(space, seed=args.seed))
        replace(graph, model=model).save(folder)

    fresh = folder.step(
        "trace",
        work,
        parameters={
            "seed": args.seed,
            "candidates": args.candidates,
            "max_iter": args.max_iter,
            "fits": args.fits,
            "format": str(FORMAT),
        },
        inputs=inputs,
        outputs=["influence.parquet", "lineage.parquet"],
    )
    graph = InfluenceGraph.read(folder, embedding=space)
    value, text = summary(graph, top=args.top, fresh=fresh)
    emit(args, value, text)


def summary(graph: InfluenceGraph, *, top: int, fresh: bool) -> tuple[dict[str, Any], str]:
    """The graph in a few figures, for machines and for people."""
    import numpy as np

    from ..influence.tracing import not_converged, too_few_works

    works, model = graph.works, graph.require_model()
    evidence = model.evidence
    inside = ~np.isnan(graph.years)
    count = int(inside.sum())
    best = np.argsort(-graph.net, kind="stable")[:top]
    value = {
        "works": count,
        "edges": int(graph.parents.nnz),
        "innovation": round(float(graph.innovation[inside].mean()), 4),
        "innovation_spread": round(model.innovation_spread, 4),
        "agreement": round(float(graph.agreement[inside].mean()), 4),
        "median_lag": round(float(np.median(graph.lag)), 2) if graph.parents.nnz else None,
        "fresh": fresh,
        "n_iter": model.n_iter,
        "converged": model.converged,
        "evidence": None if evidence is None else {**evidence.document(), "speaks": evidence.speaks},
        "foremost": [{"id": str(works.ids[r]), "net": round(float(graph.net[r]), 4)} for r in best],
    }
    lines = [
        f"{counted(count, 'work')}, {counted(graph.parents.nnz, 'edge')}, innovation {value['innovation']:.2f}, "
        f"median lag {value['median_lag']} years",
        *_of_fits(value, model.fits),
        *filter(None, [too_few_works(graph)]),
        *([] if evidence is None else [evidence.sentence, f"  {evidence.other_tests}"]),
        *([] if model.converged else [not_converged(model)]),
        "most missed if they had never been (net):",
    ]
    title, artist = works.column("title"), works.column("artist")
    lines += [f"  {graph.net[r]:8.2f}  {title[r] or works.ids[r]}{', ' + artist[r] if artist[r] else ''}" for r in best]
    return value, "\n".join(lines)


def _of_fits(value: dict[str, Any], fits: int) -> list[str]:
    """How the fits to several draws of the dates differ, in one line."""
    if fits < 2:
        return []
    return [
        f"over {fits} draws of the dates innovation moves by {value['innovation_spread']:.3f} (one standard "
        f"deviation), and the heaviest parent of a work is the same in {value['agreement']:.0%} of the fits"
    ]
