"""Ours beside the baselines: names of methods, columns of scores, means over seeds and gains with their intervals.

Figures are tables of one row per world, question (``edges``, ``credit`` or ``model``) and method, as known_truth.py
makes them.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

import stylogeny as sg
from stylogeny.streams import stream
from stylogeny.world.score import edge_table

OURS = "**ours**"
LOOPED = "ours, outer loop"
EXPECTED = "**ours, expected**"  # our answer to the other question: what luck drawn anew would give
ORACLE = "path flow of the true parents"  # not a baseline: what knowing every parent is worth
EDGES = ["ap", "top1", "errors", "triplets", "lookalikes", "borrowed", "borrowed_base"]
MODEL = ["claimed", "claimed_shuffled", "shuffled", "coverage", "rounds_kept", "missing", "missing_base"]
CREDIT = [
    "realised",
    "realised_of_ceiling",
    "realised_top10",
    "realised_slope",
    "expected",
    "expected_of_ceiling",
    "expected_top10",
]


def edges_of(graph: sg.InfluenceGraph) -> pd.DataFrame:
    """A graph's edges as child, parent, weight."""
    return edge_table(graph.works.ids, graph.parents)


def means(figures: pd.DataFrame, question: str, columns: list[str]) -> pd.DataFrame:
    """Means over seeds, one block per regime."""
    part = figures[figures["question"].eq(question)]
    columns = [c for c in columns if c in part and part[c].notna().any()]
    keys = ["regime", "method"] if question != "model" else ["regime"]
    return part.groupby(keys, sort=False)[columns].mean().reset_index()


def summary(figures: pd.DataFrame) -> pd.DataFrame:
    """Ours, the best baseline of each regime, and the gain with its bootstrap interval over worlds."""
    rows = []
    for question, column in (("edges", "ap"), ("credit", "realised"), ("credit", "expected")):
        part = figures[figures["question"].eq(question) & ~figures["method"].isin(["ceiling", ORACLE])]
        if column not in part or part[column].isna().all():
            continue
        gains = []
        for regime, block in part.groupby("regime", sort=False):
            wide = block.pivot(index="seed", columns="method", values=column)
            ours = wide[EXPECTED] if column == "expected" and EXPECTED in wide else wide[OURS]
            best = wide.drop(columns=[OURS, LOOPED, EXPECTED], errors="ignore").mean().idxmax()
            gain = (ours - wide[best]).to_numpy()
            gains.append(gain)
            rows.append(
                {
                    "measure": column,
                    "regime": regime,
                    "ours": ours.mean(),
                    "best baseline": wide[best].mean(),
                    "which": best,
                    **_gain(column, str(regime), gain),
                }
            )
        every = _gain(column, "all regimes", np.concatenate(gains))
        nothing = {"ours": np.nan, "best baseline": np.nan, "which": ""}
        rows.append({"measure": column, "regime": "all regimes", **nothing, **every})
    return pd.DataFrame(rows)


def _gain(column: str, regime: str, gain: np.ndarray) -> dict[str, float]:
    """The mean gain over worlds, and its 95 % bootstrap interval."""
    again = stream(0, "bootstrap", column, regime).choice(gain, size=(2000, len(gain))).mean(axis=1)
    low, high = np.quantile(again, [0.025, 0.975])
    return {"gain": float(gain.mean()), "low": float(low), "high": float(high)}
