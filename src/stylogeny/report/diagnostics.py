"""The figures that say how good the space and the graph are, with what each means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from .inputs import ReportInputs

# key anywhere in the embedding's provenance or the graph's parameters -> name, format, meaning
KNOWN = {
    "date_error_mean": ("Date error", "{:.0f} years", "mean, on works by artists the space never saw"),
    "date_error_median": ("Date error, median", "{:.0f} years", "half of those works are dated better than this"),
    "date_error_of_a_constant": (
        "The same for a constant",
        "{:.0f} years",
        "what guessing one year for all would give",
    ),
    "order_accuracy": ("Order of pairs", "{:.1%}", "held-out pairs over 25 years apart put in the right order"),
    "coverage": ("Coverage of date intervals", "{:.1%}", "how often a nominal 90 % interval holds the true date"),
    "artist_map": ("Artist retrieval", "{:.3f}", "mean average precision among held-out works"),
    "style_map": ("Style retrieval", "{:.3f}", "mean average precision among held-out works"),
    "inverse_error": ("Lost on the way back", "{:.0%}", "of a picture's features, when a style is decoded"),
    "log_likelihood": ("Log-likelihood", "{:.3f} nats a work", "of the branching model, given what came before"),
}


@dataclass(frozen=True)
class Diagnostic:
    """One row of the table."""

    name: str
    value: str
    meaning: str


def measured(material: ReportInputs) -> list[Diagnostic]:
    """Rows for every known figure that the space or the graph carries, and the graph's own plain facts."""
    found: dict[str, Diagnostic] = {}
    model = material.graph.model
    for source in (material.graph.embedding.provenance, {} if model is None else model.document()):
        for key, value in _leaves(source):
            if key in KNOWN and KNOWN[key][0] not in found:
                name, form, meaning = KNOWN[key]
                found[name] = Diagnostic(name, form.format(value), meaning)
    graph = material.graph
    inside = ~np.isnan(graph.years)
    rows = list(found.values())
    if inside.any():
        rows.append(Diagnostic("Ties", f"{graph.parents.nnz:,}", "parents with a weight worth keeping"))
        rows.append(
            Diagnostic(
                "Innovation", f"{graph.innovation[inside].mean():.0%}", "mean share of a work without an ancestor here"
            )
        )
    if graph.parents.nnz:
        edge = graph.parents.tocoo()
        lag = graph.years[edge.row] - graph.years[edge.col]
        rows.append(Diagnostic("Years to a parent", f"{np.median(lag):.0f}", "median over ties; none is zero or less"))
    return rows


def _leaves(value: Mapping[str, Any]) -> list[tuple[str, float]]:
    """Numbers anywhere in nested mappings, with their last key."""
    out = []
    for key, item in value.items():
        if isinstance(item, Mapping):
            out += _leaves(item)
        elif isinstance(item, int | float) and not isinstance(item, bool) and np.isfinite(item):
            out.append((str(key), float(item)))
    return out
