"""A run folder's works, space and graph, as the objects they were saved from."""

from __future__ import annotations

from ..corpus.works import Works
from ..embedding.space import Embedding
from ..runs import Run
from .graph import InfluenceGraph


def open_graph(run: Run) -> InfluenceGraph:
    """The influence graph of a run, over its embedding, over its works."""
    works = Works.read(run.file("works.parquet", needs="load"))
    space = Embedding.read(run.file("embedding.safetensors", needs="embed"), works)
    return InfluenceGraph.read(run, embedding=space)
