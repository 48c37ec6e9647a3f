"""What the page of all artists is filled with, as a script: each one's sources and followers with their intervals."""

from __future__ import annotations

import json

import numpy as np

from ...influence.artists import artists_of
from ...influence.graph import InfluenceGraph
from ...questions.debts import artist_debts
from ...questions.relations import share_interval

LISTED = 6  # sources and followers of an artist


def artists_data(graph: InfluenceGraph) -> str:
    """By name: ``[sources, followers]``, lists of name, share, low and high in per cent; empty without a model."""
    out: dict[str, list[list[list[object]]]] = {}
    if graph.model is not None:
        names = artists_of(graph.works).names
        owed = artist_debts(graph)
        debts, works = np.where((names == "")[:, None], 0.0, owed.share), owed.works
        for k, name in enumerate(names):
            if name:
                out[str(name)] = [
                    _heaviest(names, debts[:, k], np.full(len(names), works[k])),
                    _heaviest(names, debts[k], works),
                ]
    return "window.STYLOGENY_ARTISTS = " + json.dumps(out, ensure_ascii=False, separators=(",", ":")) + ";\n"


def _heaviest(names: np.ndarray, share: np.ndarray, works: np.ndarray) -> list[list[object]]:
    best = [int(k) for k in np.argsort(-share, kind="stable")[:LISTED] if share[k] > 0 and names[k]]
    ends = [share_interval(float(share[k]), float(works[k])) for k in best]
    return [
        [str(names[k]), round(100 * float(share[k])), round(100 * low), round(100 * high)]
        for k, (low, high) in zip(best, ends)
    ]
