"""The draws of an answer, gathered: an estimate for every score and control, and the share that every work loses."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from ..influence.graph import InfluenceGraph
from .answer import Estimate, ScoreEstimate
from .bootstrap import Comparison, Question
from .intervals import LEVEL, MIN_DRAWS, widened_interval


def summaries(
    q: Question, first: Sequence[Comparison], draws: Sequence[Comparison], *, widening: tuple[float, float]
) -> dict[str, ScoreEstimate]:
    """Every score's estimate: the point from `first`, the interval from `draws`; only the bound's is widened."""

    def estimate(name: str, s: int, widening: tuple[float, float] = (0.0, 0.0)) -> Estimate:
        sample = np.array([d.percent_worse[name][s] for d in draws])
        point = float(np.mean([f.percent_worse[name][s] for f in first]))
        ends = widened_interval(sample, point, widening=widening) if len(sample) >= MIN_DRAWS else None
        return Estimate(point, ends, sample)

    out = {}
    for s, score in enumerate(q.scores):
        # a control is a loss that was dealt, not a history that was guessed: no error of the model to allow for; and
        # that error was measured for the bound alone
        without = estimate("counterfactual", s, widening if score.name == "bound" else (0.0, 0.0))
        out[score.name] = ScoreEstimate(
            without.point,
            without.interval,
            without.draws,
            controls={name: estimate(name, s) for name in q.strata},
            factual=float(np.mean([f.factual[s] for f in first])),
            unit=score.unit,
        )
    return out


def losses(graph: InfluenceGraph, draws: Sequence[Comparison]) -> pd.DataFrame:
    """Every work that changes in some draw: its share lost (mean and interval) and how far the rest moved."""
    touched = np.unique(np.concatenate([d.rows for d in draws]))
    loss, shift = np.zeros((len(draws), len(touched))), np.zeros((len(draws), len(touched)))
    for b, d in enumerate(draws):
        at = np.searchsorted(touched, d.rows)
        loss[b, at], shift[b, at] = d.loss, d.shift
    low, high = np.quantile(loss, [(1 - LEVEL) / 2, (1 + LEVEL) / 2], axis=0)
    works = graph.works.table.iloc[touched]
    table = pd.DataFrame(
        {
            "id": works["id"].to_numpy(),
            "title": works["title"].to_numpy(),
            "artist": works["artist"].to_numpy(),
            "year": graph.years[touched],
            "style": works["style"].to_numpy(),
            "loss": loss.mean(axis=0),
            "low": low,
            "high": high,
            "shift": shift.mean(axis=0),
        }
    )
    return table.sort_values(["loss", "shift", "id"], ascending=[False, False, True], ignore_index=True)
