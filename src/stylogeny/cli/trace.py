"""Trace influence: from a run's embedding to who descends from whom (influence.parquet, lineage.parquet)."""

from __future__ import annotations

import argparse

from . import emit

EXAMPLE = "stylogeny trace run/"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("run", metavar="RUN", help="a run folder that has an embedding")
    parser.add_argument("--candidates", type=int, default=64, metavar="K", help="nearest earlier works considered (64)")
    parser.add_argument("--top", type=int, default=5, metavar="N", help="most important works to list (5)")


def run(args: argparse.Namespace) -> None:
    from dataclasses import replace

    from ..corpus.works import Works
    from ..embedding.space import Embedding
    from ..influence.evidence import evidence
    from ..influence.graph import ENCODING, InfluenceGraph
    from ..influence.tracing import trace
    from ..runs import Run

    folder = Run(args.run)
    inputs = [folder.file("works.parquet", needs="load"), folder.file("embedding.safetensors", needs="embed")]
    space = Embedding.read(inputs[1], Works.read(inputs[0]))

    def work() -> None:
        graph = trace(space, seed=args.seed, k=args.candidates)
        found = evidence(space, seed=args.seed)
        known = {} if found is None else {"evidence": found.as_dict()}
        replace(graph, params={**graph.params, **known}).save(folder)

    fresh = folder.step(
        "trace",
        work,
        parameters={"seed": args.seed, "candidates": args.candidates, "format": ENCODING},
        inputs=inputs,
        outputs=["influence.parquet", "lineage.parquet"],
    )
    graph = InfluenceGraph.read(folder, embedding=space)
    value, text = _summary(graph, args.top, fresh)
    emit(args, value, text)


def _summary(graph, top: int, fresh: bool) -> tuple[dict, str]:
    import numpy as np

    from ..influence.evidence import Evidence

    works, tried = graph.works, Evidence.of(graph.params)
    inside = ~np.isnan(graph.years)
    best = np.argsort(-graph.net, kind="stable")[:top]
    value = {
        "works": int(inside.sum()),
        "edges": int(graph.parents.nnz),
        "innovation": round(float(graph.innovation[inside].mean()), 4),
        "median_lag": round(float(np.median(graph.lag)), 2) if graph.parents.nnz else None,
        "fresh": fresh,
        "evidence": None if tried is None else {**tried.as_dict(), "speaks": tried.speaks},
        "foremost": [{"id": str(works.ids[r]), "net": round(float(graph.net[r]), 4)} for r in best],
    }
    lines = [
        f"{value['works']} works, {value['edges']} edges, innovation {value['innovation']:.2f}, "
        f"median lag {value['median_lag']} years",
        *([] if tried is None else [tried.sentence]),
        "most missed if they had never been (net):",
    ]
    title, artist = works.column("title"), works.column("artist")
    lines += [f"  {graph.net[r]:8.2f}  {title[r] or works.ids[r]}{', ' + artist[r] if artist[r] else ''}" for r in best]
    return value, "\n".join(lines)
