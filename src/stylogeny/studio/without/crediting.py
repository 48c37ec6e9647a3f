"""The job of a credit: the verb itself, and while its bootstraps finish the interval that they give so far."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from ...artifacts import read_tensors
from ...counterfactual.answer import REGION_PHRASE, ScoreEstimate
from ...counterfactual.bootstrap import Comparison, Question, compare
from ...counterfactual.credit import GENEALOGIES
from ...counterfactual.intervals import conformal_widening
from ...counterfactual.kept import kept_credit, units_folder
from ...counterfactual.summaries import summaries
from ...executors import FORMAT, Execution, Result, Unit, key
from ...influence.open_graph import open_graph
from ...progress import Callback
from ...runs import Run

Given = TypeVar("Given")
FIRST, GROWTH = 10, 1.15  # bootstraps after which the interval is first told, and by what factor more it is told again
KIND = "credit"
USUAL = {"estimand": "lineage", "deletion": "sampled", "seed": 0}  # as the command line asks


@dataclass(frozen=True)
class WatchedExecution(Execution):
    """An execution whose finished units are looked at while the others run.

    Parameters
    ----------
    watch : callable
        Gets the question, the factual comparisons and those of the bootstraps that are finished.
    """

    watch: Callable[[Question, Sequence[Comparison], Sequence[Comparison]], None] | None = None

    def run(
        self,
        unit: Unit[Given],
        state: object,
        *,
        shards: Sequence[int],
        seed: int = 0,
        config: Mapping[str, Any] | Callable[[int], Mapping[str, Any]],
        own: Callable[[int], object] | None = None,
        what: str = "units",
        callback: Callback | None = None,
    ) -> list[Result]:
        """As every execution, and between its units the watcher is told."""
        assert isinstance(state, Question) and self.watch is not None and not callable(config)
        histories = range(-GENEALOGIES, 0) if state.deletion == "sampled" else range(-1, 0)
        weights = state.graph.works.weight
        factual = [compare(state, state.graph, weights, seed=seed, shard=shard) for shard in histories]
        files = {shard: Path(self.folder or "") / f"{key(config, seed, shard)}.safetensors" for shard in shards}
        read: dict[int, Comparison] = {}
        told = 0

        def look(said: dict[str, Any] | None = None) -> None:
            nonlocal told
            if callback is not None and said is not None:
                callback(said)
            for shard, file in files.items():
                if shard not in read and file.exists():
                    read[shard] = Comparison.of(read_tensors(file, FORMAT)[0])
            if said is None or len(read) >= max(FIRST, told * GROWTH):
                told = len(read)
                assert self.watch is not None
                self.watch(state, factual, [read[shard] for shard in sorted(read)])

        look()
        return super().run(
            unit, state, shards=shards, seed=seed, config=config, own=own, what=what, callback=look
        )  # fmt: skip


def credit_task(run: Path, arguments: Mapping[str, Any], *, callback: Callback) -> Mapping[str, object]:
    """What the world would lack without ``work``, of ``kind``, over ``bootstraps`` resampled histories.

    Events named ``partial`` have the estimate so far: how many ``draws``, and for what is asked and each control its
    point, interval and draws.
    """
    folder = Run(run)
    graph = open_graph(folder)
    widening = conformal_widening(USUAL["estimand"], float(graph.innovation[np.isfinite(graph.years)].mean()))  # type: ignore[arg-type]
    total = int(arguments["bootstraps"])

    def watch(q: Question, factual: Sequence[Comparison], draws: Sequence[Comparison]) -> None:
        every = summaries(q, factual, draws, widening=widening)
        lead = next((every[name] for name in REGION_PHRASE if name in every), every[q.scores[0].name])
        callback({"event": "partial", "draws": len(draws), "of": total, "rows": partial_rows(lead)})

    execution = WatchedExecution(folder=units_folder(folder), watch=watch)
    answer = kept_credit(
        folder, graph, str(arguments["work"]), kind=str(arguments["kind"]), bootstraps=total, execution=execution,
        callback=callback,
    )  # fmt: skip
    return {"sentence": answer.sentence, "slug": answer.slug, "href": str(arguments["href"])}


def partial_rows(lead: ScoreEstimate) -> list[dict[str, object]]:
    """What is drawn of an estimate: a row for it and each control, with name, point, interval and draws, per cent."""
    rows = [("without", lead.point, lead.interval, lead.draws)]
    controls = sorted(lead.controls.items())  # the matched one, which is the nearer, first
    rows += [(name, c.point, c.interval, c.draws) for name, c in controls]
    return [
        {"name": name, "point": point, "interval": interval, "draws": np.round(draws, 4)}
        for name, point, interval, draws in rows
    ]
