"""Descendants and offspring in sampled genealogies: what the intervals of counts are read from."""

from __future__ import annotations

import numpy as np

from ..influence.graph import InfluenceGraph

GENEALOGIES = 200
CELLS = 20_000_000  # counted at once: fewer genealogies are sampled of a larger corpus
ENDS = (0.05, 0.95)  # of a 90 % interval


def how_many(graph: InfluenceGraph) -> int:
    """How many genealogies are sampled of a graph."""
    return int(np.clip(CELLS // max(len(graph), 1), 20, GENEALOGIES))


def counts(graph: InfluenceGraph, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Descendants and direct offspring of every work in each sampled genealogy, int32[k, n] each."""
    parents = graph.sample_parents(seed, how_many(graph))
    k, n = parents.shape
    descendants = np.zeros((k, n), dtype=np.int32)
    direct = np.zeros((k, n), dtype=np.int32)
    every = np.arange(k)
    for row in graph.dated[::-1]:  # children are counted before their parents
        mother = parents[:, row]
        has = mother >= 0
        at = every[has], mother[has]
        descendants[at] += descendants[has, row] + 1
        direct[at] += 1
    return descendants, direct


def ends(draws: np.ndarray) -> tuple[int, int]:
    """5th and 95th percentile of counts int[k]."""
    low, high = np.quantile(draws, ENDS)
    return round(float(low)), round(float(high))
