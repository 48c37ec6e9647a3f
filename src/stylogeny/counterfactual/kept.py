"""Credit as a run keeps it: computed once, whoever asks and by whatever name of the work, and read ever after."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ..corpus.copies.index import KeypointIndex
from ..corpus.lookup import select
from ..executors import Execution
from ..influence.graph import InfluenceGraph
from ..progress import Callback
from ..runs import Run
from .answer import WHERE, Credit
from .bootstrap import fingerprint
from .credit import credit, file_name
from .noise_ceiling import truth_file
from .shortcuts.hypotheses import kept_hypotheses

UNITS = "units"  # in RUN/credit/: finished bootstraps
HYPOTHESES = "hypotheses.safetensors"  # in RUN/credit/: those that refits of a large graph look at


def units_folder(run: Run) -> Path:
    """Where a run keeps finished bootstraps."""
    return run.path / "credit" / UNITS


def kept_credit(
    run: Run,
    graph: InfluenceGraph,
    work: str,
    *,
    kind: str | None = None,
    estimand: str = "lineage",
    deletion: str = "sampled",
    bootstraps: int = 100,
    model: str = "closed-form",
    metrics: Sequence[str] = ("bound",),
    baselines: bool = False,
    seed: int = 0,
    execution: Execution | None = None,
    callback: Callback | None = None,
) -> Credit:
    """The answer of :func:`stylogeny.credit` to this question, from ``RUN/credit/`` where it is there.

    Parameters
    ----------
    run : Run
        Of the graph.
    graph : InfluenceGraph
    work, kind, estimand, deletion, bootstraps, model, metrics, baselines, seed, callback
        As in :func:`stylogeny.credit`.
    execution : Execution, optional
        Where bootstraps run, and the folder in which finished ones are kept. By default in this process, and those of
        the run (:func:`units_folder`).

    Raises
    ------
    StylogenyError
        As :func:`stylogeny.credit`, and when another process is at work in the run.
    """
    selection = select(graph.works, work, kind=kind, years=graph.years)
    slug = file_name(selection, estimand=estimand, model=model)
    how = {
        "estimand": estimand, "deletion": deletion, "bootstraps": bootstraps, "model": model,
        "metrics": list(metrics), "seed": seed, "baselines": baselines,
    }  # fmt: skip
    impacts = truth_file(graph.works.root)  # a painted world's noise ceilings travel with the answer
    inputs = [run.path / name for name in ("works.parquet", "embedding.safetensors", "influence.parquet")]

    def answer() -> None:
        asked = kept_hypotheses(graph, run.path / "credit" / HYPOTHESES, key=fingerprint(graph))
        credit(
            asked, work, kind=kind, estimand=estimand, deletion=deletion, bootstraps=bootstraps, model=model,
            metrics=metrics, baselines=baselines, seed=seed, executor=execution or Execution(folder=units_folder(run)),
            index=KeypointIndex.made(run.path, graph.works), callback=callback,
        ).save(run)  # fmt: skip

    run.step(
        f"credit/{slug}",
        answer,
        parameters={**how, "work": selection.subject, "kind": selection.kind},
        inputs=[*inputs, *([] if impacts is None else [impacts])],
        outputs=[f"credit/{slug}.json", f"credit/{slug}.parquet", f"credit/{slug}{WHERE}"],
    )
    return Credit.read(run, slug)
