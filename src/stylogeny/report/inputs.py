"""Everything a report is made from, read from a run folder or given by hand."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from ..counterfactual.answer import Credit
from ..counterfactual.worlds.files import WorldQuestion, is_other_world
from ..errors import StylogenyError
from ..futures.imagined import ImaginedWorks
from ..futures.storage import IMAGINED
from ..influence.graph import InfluenceGraph
from ..influence.open_graph import open_graph
from ..runs import MANIFEST, Run
from .comparison.check import CHECK
from .comparison.check import FOLDER as TRUTH

T = TypeVar("T")


class LeftOutWarning(UserWarning):
    """A file of the run cannot be read, and the report is without it."""


@dataclass(frozen=True, eq=False)
class ReportInputs:
    """What a report shows.

    Parameters
    ----------
    graph : InfluenceGraph
        The traced works.
    credits : sequence of Credit
        The answers of the run.
    histories : mapping
        Name to imagined works.
    manifest : mapping
        The run's manifest: parameters and provenance.
    name : str
        What the corpus is called.
    truth : Path, optional
        The folder of what `stylogeny world check` found, where the corpus is a painted world.
    years : tuple of float
        The first and the last year whose works are spoken of.
    """

    graph: InfluenceGraph
    credits: Sequence[Credit] = ()
    histories: Mapping[str, ImaginedWorks] = field(default_factory=dict)
    manifest: Mapping[str, Any] = field(default_factory=dict)
    name: str = "This corpus"
    truth: Path | None = None
    years: tuple[float, float] = (-np.inf, np.inf)

    @classmethod
    def read(cls, run: Run) -> ReportInputs:
        """Everything a run folder holds so far; the graph must be there, the rest may be missing.

        Raises
        ------
        StylogenyError
            When the run has not been traced.

        Warns
        -----
        LeftOutWarning
            For each answer, and each folder of imagined works, that cannot be read: the report is without it.
        """
        graph = open_graph(run)
        answers = [file.stem for file in sorted((run.path / "credit").glob("*.json"))]
        folders = sorted(f.parent for f in (run.path / "futures").glob(f"*/{IMAGINED}"))
        credits = [_readable(Credit.read, run, name) for name in answers]
        histories = {f.name: _readable(ImaginedWorks.read, f) for f in folders}
        manifest = run.manifest
        manifest["steps"] = {name: entry for name, entry in manifest["steps"].items() if name != "report"}
        return cls(
            graph,
            [answer for answer in credits if answer is not None],
            {name: works for name, works in histories.items() if works is not None},
            manifest,
            corpus_name(run),
            truth=run.path / TRUTH if (run.path / TRUTH / CHECK).exists() else None,
        )

    def rows_of(self, answer: Credit) -> np.ndarray:
        """Rows of the works that a credit answer is about, int64[m]; empty when they are not in this graph."""
        asked = np.isin(self.graph.works.ids.astype(str), answer.works)
        return np.flatnonzero(asked & ~np.isnan(self.graph.years))


def _readable(read: Callable[..., T], *where: object) -> T | None:
    """What a reader gives; None, with a warning, for a file that it refuses."""
    try:
        return read(*where)
    except StylogenyError as error:
        warnings.warn(f"left out: {error}", LeftOutWarning, stacklevel=3)
        return None


def corpus_name(run: Run) -> str:
    """The name of the folder or dataset that was loaded, else of the run folder; of a world without something, that."""
    if is_other_world(run):
        question = WorldQuestion.read(run)
        source = question.source_of(run)
        return f"{corpus_name(Run(source)) if (source / MANIFEST).exists() else 'A world'} without {question.name}"
    params = run.parameters("load")
    given = str(params.get("corpus") or params.get("source") or params.get("path") or "")
    place = (run.path / given).resolve()  # a corpus may be named as seen from the run
    name = place.name if place.exists() else given.rstrip("/").rsplit("/", 1)[-1]
    return (name[:1].upper() + name[1:]).replace("_", " ").replace("-", " ")
