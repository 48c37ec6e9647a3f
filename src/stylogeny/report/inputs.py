"""Everything a report is made from, read from a run folder or given by hand."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..errors import StylogenyError
from ..futures.imagined import ImaginedWorks
from ..influence.graph import InfluenceGraph
from ..influence.open_graph import open_graph
from ..runs import Run, slug


@dataclass(frozen=True, eq=False)
class ReportInputs:
    """What a report shows.

    Parameters
    ----------
    graph : InfluenceGraph
        The traced works.
    credits : sequence of mapping
        Credit answers as stored in ``credit/*.json``.
    histories : mapping
        Name to imagined works.
    manifest : mapping
        The run's manifest: parameters and provenance.
    name : str
        What the corpus is called.
    """

    graph: InfluenceGraph
    credits: Sequence[Mapping[str, Any]] = ()
    histories: Mapping[str, ImaginedWorks] = field(default_factory=dict)
    manifest: Mapping[str, Any] = field(default_factory=dict)
    name: str = "This corpus"

    @classmethod
    def read(cls, run: Run) -> ReportInputs:
        """Everything a run folder holds so far; the graph must be there, the rest may be missing.

        Raises
        ------
        StylogenyError
            When the run has not been traced, or a credit answer cannot be read.
        """
        graph = open_graph(run)
        credits = []
        for file in sorted((run.path / "credit").glob("*.json")):
            try:
                answer = json.loads(file.read_text(encoding="utf-8"))
                float(answer["point"]), str(answer["sentence"]), str(answer["name"])
            except (ValueError, KeyError, TypeError) as error:
                raise StylogenyError(
                    "a credit answer cannot be read", got=f"{file.name}: {error}", fix="ask for it again or delete it"
                ) from error
            credits.append({**answer, "slug": file.stem})
        folders = sorted(f.parent for f in (run.path / "futures").glob("*/history.json"))
        histories = {f.name: ImaginedWorks.read(f) for f in folders}
        manifest = run.manifest
        manifest["steps"] = {name: entry for name, entry in manifest["steps"].items() if name != "report"}
        return cls(graph, credits, histories, manifest, corpus_name(run))

    def rows_of(self, answer: Mapping[str, Any]) -> np.ndarray:
        """Rows that a credit answer is about, int64[m]; empty when they are not in this graph."""
        works = self.graph.works
        kind, name = answer.get("kind"), str(answer["name"])
        if kind in ("artist", "style"):
            mask = works.column(kind).astype(str) == name
        else:
            wanted = str(answer.get("slug", "")).removesuffix("--flow").removesuffix("--net")
            mask = np.array([slug(str(i)) == wanted for i in works.ids], dtype=bool)
        return np.flatnonzero(mask & ~np.isnan(self.graph.years))


def corpus_name(run: Run) -> str:
    """The name of the folder or dataset that was loaded, else of the run folder."""
    params = run.parameters("load")
    given = str(params.get("corpus") or params.get("source") or params.get("path") or "")
    name = given.rstrip("/").rsplit("/", 1)[-1] or run.path.resolve().name
    return (name[:1].upper() + name[1:]).replace("_", " ").replace("-", " ")
