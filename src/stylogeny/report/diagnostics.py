"""The figures that say how good the space and the graph are, with what each means."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..embedding.measure import HeldOutMeasures
from ..influence.graph import InfluenceGraph


@dataclass(frozen=True)
class Diagnostic:
    """One row of the table."""

    name: str
    value: str
    meaning: str


def diagnostics(graph: InfluenceGraph) -> list[Diagnostic]:
    """Rows for what was measured of the space and of the fit, and the graph's own plain facts."""
    rows = [] if graph.embedding.measures is None else _of_space(graph.embedding.measures)
    fit = None if graph.model is None else graph.model.log_likelihood
    if fit is not None and np.isfinite(fit):
        meaning = "of the branching model, given what came before"
        rows.append(Diagnostic("Log-likelihood", f"{fit:.3f} nats per work", meaning))
    return rows + _of_ties(graph)


def _of_space(measures: HeldOutMeasures) -> list[Diagnostic]:
    rows = [
        Diagnostic(
            "Date error",
            f"{measures.date_error_mean:.0f} years",
            "mean, on works by artists the space never saw",
        ),
        Diagnostic(
            "Date error, median",
            f"{measures.date_error_median:.0f} years",
            "half of those works are dated better than this",
        ),
        Diagnostic(
            "The same for a constant",
            f"{measures.date_error_of_a_constant:.0f} years",
            "what guessing one year for all would give",
        ),
    ]
    if measures.order_accuracy is not None:
        meaning = "held-out pairs over 25 years apart put in the right order"
        rows.append(Diagnostic("Order of pairs", f"{measures.order_accuracy:.1%}", meaning))
    return rows


def _of_ties(graph: InfluenceGraph) -> list[Diagnostic]:
    rows = []
    inside = ~np.isnan(graph.years)
    if inside.any():
        share = graph.innovation[inside].mean()
        rows.append(Diagnostic("Ties", f"{graph.parents.nnz:,}", "parents with a weight worth keeping"))
        rows.append(Diagnostic("Innovation", f"{share:.0%}", "mean share of a work without an ancestor here"))
    evidence = None if graph.model is None else graph.model.evidence
    if evidence is not None:
        gain = f"{evidence.against_shuffled.gain:+.2f} nats"
        rows.append(Diagnostic("Own order", gain, f"per work: {evidence.sentence}; {evidence.other_tests}"))
    if graph.parents.nnz:
        edge = graph.parents.tocoo()
        lag = graph.years[edge.row] - graph.years[edge.col]
        rows.append(Diagnostic("Years to a parent", f"{np.median(lag):.0f}", "median over ties; none is zero or less"))
    return rows
