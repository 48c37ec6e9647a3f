"""Influence among very many works: learned on a sample of them, then read off block by block in order of date.

What a fit learns is some fifty numbers and a metric, for which twenty thousand works are plenty; their parents are looked for
among all works. With the numbers known, one pass finds every work's parents. Fame is made of earlier offspring alone, so a
pass in order of date needs no repetition, and the prior's normaliser over all earlier works is a difference of running
totals instead of a sample. Memory is that of the answer and of one block. What is lost: *habit*, how often one artist
turns to another elsewhere, which looks both ways in time, counts nothing here; and works of one block do not add to each
other's fame.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ..embedding.space import Embedding
from ..progress import progress
from .branching.candidates import Candidates
from .branching.em import fit
from .branching.em_data import GRID, EMData
from .branching.model import Kernels, log_background, log_mutation, log_sets
from .branching.parent_sets import MOST, blends, singles
from .branching.prior import LAGS, Labels, lag_bin
from .branching.projection import Projection
from .dates import dated_order
from .displacement import displacement

if TYPE_CHECKING:
    from .graph import InfluenceGraph

LARGE = 50_000  # works above which a trace is done here
SAMPLE = 20_000  # works that are learned from
BLOCK = 8_192  # works whose parents are found at once


@dataclass(frozen=True, eq=False)
class BlockResult:
    """What a block says: edges child, parent (rows) with `share`, `inclusion` and `apart`, what each child would lose a share."""

    child: np.ndarray
    parent: np.ndarray
    share: np.ndarray
    inclusion: np.ndarray
    apart: np.ndarray


def sample_of(years: np.ndarray, most: int) -> np.ndarray:
    """bool[n]: about `most` dated works, evenly spaced in order of date."""
    order = dated_order(years)
    chosen = np.zeros(len(years), dtype=bool)
    chosen[order[np.linspace(0, len(order) - 1, min(most, len(order))).astype(np.int64)]] = True
    return chosen


def trace_large(
    space: Embedding,
    years: np.ndarray,
    weight: np.ndarray,
    *,
    seed: int,
    k: int,
    parents: int,
    steps: int,
    learned: InfluenceGraph | None = None,
    sample: int = SAMPLE,
    block: int = BLOCK,
) -> InfluenceGraph:
    """Trace as :func:`stylogeny.influence.tracing.trace` does; `learned` is a graph whose metric and kernels are kept."""
    from .tracing import FLOOR, assemble, learn

    labels = Labels(space.works)
    if learned is None:
        children = sample_of(years, sample)
        table, start, first = learn(
            space, years, weight, None, seed=seed, k=k, parents=parents, steps=steps, children=children
        )
        result = fit(EMData(table, years, labels, weight, seed=seed, children=children), start, steps=steps)
        kernels, metric, taken = result.kernels, table.edges.metric, [first, result.steps]
        del table, result
    else:
        kernels, metric, taken = learned.kernels, learned.metric, [0, 0]
    assert metric is not None
    reader = _Reader(space, metric, kernels, labels, years, weight, k=k, parents=parents)
    innovation, surprise = np.ones(len(years)), np.zeros(len(years))
    found: list[BlockResult] = []
    for positions in progress(reader.blocks(block), "parents", unit="block"):
        read, rows, alone, log_likelihood = reader.read(positions)
        innovation[rows], surprise[rows] = alone, -log_likelihood
        kept = read.share > FLOOR
        found.append(
            BlockResult(*(getattr(read, name)[kept] for name in ("child", "parent", "share", "inclusion", "apart")))
        )
    child, parent, share, inclusion, apart = (
        np.concatenate([getattr(f, name) for f in found]) for name in ("child", "parent", "share", "inclusion", "apart")
    )
    params: dict[str, Any] = {
        "kernels": asdict(kernels),
        "log_likelihood": float(-surprise[space.works.dated].mean()),
        "steps": taken,
        "seed": seed,
        "candidates": k,
        "parents": parents,
        "limit": steps,
        "sample": sample,
        "metric": {"centre": metric.centre.tolist(), "matrix": metric.matrix.tolist()},
    }
    return assemble(space, years, (child, parent), share, inclusion, innovation, apart, surprise, params)


class _Reader:
    """Parents of blocks of works, given everything that was learned; blocks come in order of date."""

    def __init__(
        self,
        space: Embedding,
        metric: Projection,
        kernels: Kernels,
        labels: Labels,
        years: np.ndarray,
        weight: np.ndarray,
        *,
        k: int,
        parents: int,
    ) -> None:
        from .tracing import earlier_of

        self.kernels, self.labels, self.years, self.k, self.parents = kernels, labels, years, k, parents
        self.weight = np.where(np.isnan(years), 0.0, weight)
        self.earlier = earlier_of(space, metric)
        self.places = self.earlier.vectors
        self.strange = fashion_of(self.places, years, self.weight, labels)
        self.offspring = np.zeros(len(years))
        self.order = dated_order(years)
        self.time = years[self.order]
        self.grid = np.linspace(np.log(1e-9), np.log(16 * float(self.strange.max(initial=1.0))), 4 * GRID)
        squared = np.exp(self.grid)
        sets = log_sets(kernels)
        self.steps = np.stack([log_mutation(squared, kernels, used=u) + sets[u] for u in range(MOST)])

    def blocks(self, size: int) -> list[np.ndarray]:
        """Positions of all works in order of date, `size` at once."""
        positions = np.argsort(self.earlier.reach, kind="stable")
        return [positions[s : s + size] for s in range(0, len(positions), size)]

    def read(self, positions: np.ndarray) -> tuple[BlockResult, np.ndarray, np.ndarray, np.ndarray]:
        """Edges of a block's works, the works, P(nobody) and the log likelihood of each."""
        rows = np.sort(self.earlier.rows[positions])
        child, parent, squared = self.earlier.among(positions, self.k)
        ok = (self.years[parent] < self.years[child]) & (self.weight[parent] > 0)
        child, parent, squared = child[ok], parent[ok], squared[ok]
        mine = np.searchsorted(rows, child)
        log_prior = self._prior(rows, mine, child, parent)
        # the block by itself: its works first, then whoever may be a parent
        others, at = np.unique(parent, return_inverse=True)
        m = len(rows)
        local = Candidates(
            mine.astype(np.int32),
            (m + at).astype(np.int32),
            squared,
            m + len(others),
            np.concatenate([self.places[rows], self.places[others]]),
            self.kernels.dims,
        )
        if self.parents > 1:
            most = 3 * self.k // 4
            triples = self.k // 2 if self.parents > 2 else 0
            likely = np.maximum(log_prior, -40.0)
            table = blends(local, likely, step=self.kernels.step, width=most, pairs=most, triples=triples)
        else:
            table = singles(local)
        size = (table.member >= 0).sum(axis=1)
        cell = np.rint((np.log(table.squared.astype(np.float64) + 1e-9) - self.grid[0]) / (self.grid[1] - self.grid[0]))
        cell = np.clip(cell, 0, len(self.grid) - 1).astype(np.int64)
        log_h = self.steps[size - 1, cell] + np.append(log_prior, 0.0)[table.member].sum(axis=1) - 0.5 * table.spread
        q = log_background(self.strange[rows], self.kernels)
        has = np.bincount(table.child, minlength=m)[:m] > 0
        q = q + np.where(has, np.log(self.kernels.immigrant), 0.0)
        top = q.copy()
        np.maximum.at(top, table.child, log_h)
        r = np.exp(log_h - top[table.child])
        alone = np.exp(q - top)
        norm = alone + np.bincount(table.child, r, minlength=m)[:m]
        r /= norm[table.child]
        inclusion, share = np.zeros(len(child)), np.zeros(len(child))
        for slot in range(MOST):
            used = table.member[:, slot] >= 0
            edge = table.member[used, slot]
            inclusion += np.bincount(edge, r[used], minlength=len(child))
            share += np.bincount(edge, r[used] * table.share[used, slot], minlength=len(child))
        self.offspring += np.bincount(parent, inclusion * self.weight[child], minlength=len(self.offspring))
        apart = displacement(table, log_prior, np.arange(len(child)))
        return BlockResult(child, parent, share, inclusion, apart), rows, alone / norm, top + np.log(norm)

    def _prior(self, rows: np.ndarray, mine: np.ndarray, child: np.ndarray, parent: np.ndarray) -> np.ndarray:
        """log prior of a block's edges, normalised over all earlier works, float64[e]."""
        time, (fame, career, _) = np.asarray(self.kernels.preference.time), self.kernels.preference.ties
        bins = lag_bin(self.years[child] - self.years[parent])
        same = self.labels.artist[child] == self.labels.artist[parent]
        raw = time[bins] + fame * np.log1p(self.offspring[parent]) + np.log(self.weight[parent])
        known = self.weight[self.order] * (1.0 + self.offspring[self.order]) ** fame
        total = np.concatenate([[0.0], np.cumsum(known)])
        cut = np.stack([np.searchsorted(self.time, self.years[rows] - lag, side="left") for lag in LAGS], axis=1)
        mass = (total[cut[:, :-1]] - total[cut[:, 1:]]) @ np.exp(time)
        mass += np.bincount(mine[same], np.exp(raw[same]) * np.expm1(career), minlength=len(rows))
        return raw + career * same - np.log(np.maximum(mass, 1e-300))[mine]


def fashion_of(places: np.ndarray, years: np.ndarray, weight: np.ndarray, labels: Labels) -> np.ndarray:
    """Squared distance of every work from the fashion of its time, float64[n]."""
    from .branching.background import Background

    return Background(places, years, weight, labels.artist).squared()
