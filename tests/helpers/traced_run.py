"""A run folder as it lies there after `stylogeny trace`, from a graph that is given."""

from __future__ import annotations

from pathlib import Path

from stylogeny.influence.graph import InfluenceGraph
from stylogeny.provenance import Provenance
from stylogeny.runs import Run


def traced_run(folder: Path, graph: InfluenceGraph) -> Run:
    run = Run(folder, create=True)
    graph.works.save(run.path / "works.parquet")
    graph.embedding.save(run)
    graph.save(run)
    entry = {"state": "done", "digest": "", "provenance": Provenance().document(), "outputs": {}}
    run.record("trace", entry)
    return run
