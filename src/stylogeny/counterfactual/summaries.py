"""The draws of an answer, gathered: an interval for every score and control, and the share that every work loses."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from ..influence.graph import InfluenceGraph
from .bootstrap import Question
from .intervals import LEAST_DRAWS, LEVEL, span


def summaries(
    q: Question,
    first: list[dict[str, np.ndarray]],
    draws: list[dict[str, np.ndarray]],
    *,
    reach: tuple[float, float],
) -> dict[str, dict[str, Any]]:
    """For each score: point, interval (the bound's widened by `reach`), draws and controls."""

    def summary(name: str, s: int) -> dict[str, Any]:
        sample = np.array([d[name][s] for d in draws])
        point = float(np.mean([f[name][s] for f in first]))
        # a control is a loss that was dealt, not a history that was guessed: no error of the model to allow for; and that
        # error was measured for the bound alone
        widened = name == "counterfactual" and q.scores[s].name == "bound"
        ends = list(span(sample, point, reach=reach if widened else (0.0, 0.0))) if len(sample) >= LEAST_DRAWS else None
        return {"point": point, "interval": ends, "draws": sample.tolist()}

    out = {}
    for s, score in enumerate(q.scores):
        controls = {name: summary(name, s) for name in q.strata}
        value = float(np.mean([f["factual"][s] for f in first]))
        out[score.name] = {
            **summary("counterfactual", s), "controls": controls, "factual": value, "unit": score.unit,
        }  # fmt: skip
    return out


def losses(graph: InfluenceGraph, draws: list[dict[str, np.ndarray]]) -> pd.DataFrame:
    """Every work that changes in some draw: its share lost (mean and interval) and how far the rest moved."""
    touched = np.unique(np.concatenate([d["rows"] for d in draws]))
    lost, moved = np.zeros((len(draws), len(touched))), np.zeros((len(draws), len(touched)))
    for b, d in enumerate(draws):
        at = np.searchsorted(touched, d["rows"])
        lost[b, at], moved[b, at] = d["loss"], d["moved"]
    low, high = np.quantile(lost, [(1 - LEVEL) / 2, (1 + LEVEL) / 2], axis=0)
    works = graph.works.table.iloc[touched]
    table = pd.DataFrame(
        {
            "id": works["id"].to_numpy(),
            "title": works["title"].to_numpy(),
            "artist": works["artist"].to_numpy(),
            "year": graph.years[touched],
            "style": works["style"].to_numpy(),
            "lost": lost.mean(axis=0),
            "low": low,
            "high": high,
            "moved": moved.mean(axis=0),
        }
    )
    return table.sort_values(["lost", "moved", "id"], ascending=[False, False, True], ignore_index=True)
