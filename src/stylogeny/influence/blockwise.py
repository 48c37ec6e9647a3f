"""Influence among very many works: learned on a sample of them, then read off block by block in order of date.

What a fit learns is some fifty numbers and a metric, for which twelve thousand works are plenty; their parents are
looked for among all works. With the numbers known, one pass finds every work's parents. Fame is made of earlier
offspring alone, so a pass in order of date needs no repetition, and the prior's normaliser over all earlier works is a
difference of running totals instead of a sample. Memory is that of the answer and of one block. What is lost: *habit*,
how often one artist turns to another elsewhere, which looks both ways in time, counts nothing here; and works of one
block do not add to each other's fame.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from functools import lru_cache
from uuid import uuid4

import numpy as np

from ..embedding.space import Embedding
from ..executors import Execution, Result, Task
from ..progress import progress
from .assembly import MIN_SHARE, Edges, Parentage
from .branching.background import Background
from .branching.candidates import CandidateIndex, Candidates
from .branching.displacement import displacement
from .branching.e_step import log_evidence, log_no_parent, responsibilities
from .branching.em import TOL, fit
from .branching.em_data import GRID, ByChild
from .branching.fitted_model import FittedModel
from .branching.fitting import FitOptions, candidate_index, em_data, propose, propose_sets
from .branching.model import Kernels, StepGrid
from .branching.prior import COVARIATES, LAGS, Labels, lag_bin
from .dates import dated_order

LARGE = 25_000  # works above which a trace is done here
SAMPLE = 12_000  # works that are learned from
BLOCK = 8_192  # works that do not add to each other's fame
SHARD = 1_024  # works of a block whose parents are found at once


def trace_blockwise(
    space: Embedding,
    years: np.ndarray,
    weight: np.ndarray,
    options: FitOptions,
    *,
    tol: float = TOL,
    learned: FittedModel | None = None,
    sample: int = SAMPLE,
    block: int = BLOCK,
    shard: int = SHARD,
    executor: str | Execution = "serial",
) -> Parentage:
    """Edges and model as :func:`stylogeny.influence.tracing.trace` finds them, without ever holding all parent sets.

    Parameters
    ----------
    space : Embedding
        n works as vectors.
    years, weight : ndarray
        float64[n] each: dates, NaN where undated, and how often each work counts.
    options : FitOptions
        How.
    tol : float
        As for :func:`stylogeny.influence.branching.em.fit`.
    learned : FittedModel, optional
        A model to apply as it is, instead of learning one.
    sample : int
        Works that are learned from.
    block : int
        Works that do not add to each other's fame.
    shard : int
        Works of a block whose parents are found at once, by one worker.
    executor : str or Execution
        Where they are found; blocks follow one another in order of date. The edges are the same.
    """
    if learned is None:
        model = _learn(space, years, weight, options, tol=tol, sample=sample)
    else:
        model = replace(
            learned,
            innovation_shrinkage=options.innovation_shrinkage,
            background_min_works=options.background_min_works,
        )
    index = candidate_index(space, model.projection)
    fame = _Fame(space, years, weight, model, index)
    reader = _Reader(index.vectors, index.regression, model.kernels, options, StepGrid(fame.grid(), 1e-9))
    execution = Execution.of(executor)
    innovation, log_likelihood, columns = _read_off(index, fame, reader, block=block, shard=shard, execution=execution)
    del index, fame, reader  # before the edges are put together, one column after another: then memory is fullest
    edges = Edges(**{name: np.concatenate(columns.pop(name)) for name in tuple(columns)})
    mean = float(log_likelihood[space.works.dated].mean())
    return Parentage(edges, innovation, log_likelihood, replace(model, log_likelihood=mean))


def _read_off(
    index: CandidateIndex, fame: _Fame, reader: _Reader, *, block: int, shard: int, execution: Execution
) -> tuple[np.ndarray, np.ndarray, dict[str, list[np.ndarray]]]:
    """Innovation and log-likelihood of every work, float64[n] each, and the columns of its edges, shard by shard."""
    innovation, log_likelihood = np.ones(len(fame.years)), np.zeros(len(fame.years))
    columns: dict[str, list[np.ndarray]] = {f.name: [] for f in fields(Edges)}
    search = _Search(index, reader.options.k, uuid4().hex)
    try:
        with execution.pool((search, reader)) as pool:
            for positions in progress(_blocks(index, block), "parents", unit="block"):
                shards = [positions[s : s + shard] for s in range(0, len(positions), shard)]
                near = pool.map(_near, map(Task, range(len(shards)), shards), count=len(shards))
                given = [fame.given(part, **found) for part, found in zip(shards, near)]
                found = list(pool.map(_read, map(Task, range(len(shards)), given), count=len(shards)))
                for read in found:
                    rows = read["rows"]
                    innovation[rows], log_likelihood[rows] = read["innovation"], read["log_likelihood"]
                    for name, parts in columns.items():
                        parts.append(read[name])
                fame.add(found)
    finally:
        _held.cache_clear()
    return innovation, log_likelihood, columns


def _learn(
    space: Embedding, years: np.ndarray, weight: np.ndarray, options: FitOptions, *, tol: float, sample: int
) -> FittedModel:
    """The model of a sample of the works."""
    children = sample_of(years, sample)
    proposal = propose(space, years, weight, options, children=children)
    data = em_data(proposal.parent_sets, space, years, weight, options, children=children)
    result = fit(data, proposal.kernels, max_iter=options.max_iter, tol=tol)
    projection = proposal.parent_sets.edges.projection
    assert projection is not None  # the candidates were found here
    mean = float(result.log_likelihood[children].mean())
    return FittedModel.fitted(result, projection, options, log_likelihood=mean, n_iter_singles=proposal.n_iter)


def sample_of(years: np.ndarray, size: int) -> np.ndarray:
    """bool[n]: about `size` dated works, evenly spaced in order of date."""
    order = dated_order(years)
    chosen = np.zeros(len(years), dtype=bool)
    chosen[order[np.linspace(0, len(order) - 1, min(size, len(order))).astype(np.int64)]] = True
    return chosen


def _blocks(index: CandidateIndex, size: int) -> list[np.ndarray]:
    """Positions of all works in order of date, `size` at once."""
    positions = np.argsort(index.reach, kind="stable")
    return [positions[s : s + size] for s in range(0, len(positions), size)]


@dataclass(frozen=True, eq=False)
class _Search:
    """What a search for candidates needs; `token` names it, so that a worker goes on with the index that it has."""

    index: CandidateIndex
    k: int
    token: str


@dataclass(frozen=True, eq=False)
class _Reader:
    """What reading parents off needs: places float32[n, p] and all that was learned."""

    places: np.ndarray
    regression: float
    kernels: Kernels
    options: FitOptions
    grid: StepGrid


@dataclass(frozen=True, eq=False)
class _Given:
    """A shard's works `rows` int64[m], their candidates as in :class:`Candidates`, log prior float64[e] of each, and
    squared distances of the works from the background, float64[m]."""

    rows: np.ndarray
    child: np.ndarray
    parent: np.ndarray
    squared: np.ndarray
    log_prior: np.ndarray
    background_sq_dist: np.ndarray


_State = tuple[_Search, _Reader]


@lru_cache(maxsize=1)
def _held(token: str) -> list[CandidateIndex]:
    """The index of a search as this worker has filled it so far."""
    return []


def _near(state: tuple[_State, np.ndarray], seed: int, shard: int) -> Result:
    """The candidates of the works at these positions."""
    (search, _), positions = state
    held = _held(search.token)
    if not held:
        held.append(search.index)
    child, parent, squared = held[0].among(positions, search.k)
    return {"child": child, "parent": parent, "squared": squared}


def _read(state: tuple[_State, _Given], seed: int, shard: int) -> Result:
    """Parents of a shard's works."""
    (_, reader), given = state
    rows, options, kernels = given.rows, reader.options, reader.kernels
    local = _local(reader, given)
    sets = propose_sets(local, given.log_prior, kernels, options)
    log_step = reader.grid.log_steps(kernels)[sets.size - 1, reader.grid.nearest(sets.squared.astype(np.float64))]
    evidence = log_evidence(log_step, sets.log_prior(given.log_prior), sets.log_det)
    by_child = ByChild(sets.child, len(rows))
    alone = log_no_parent(given.background_sq_dist, kernels, by_child.any)
    r, innovation, log_likelihood = responsibilities(evidence, alone, by_child)
    inclusion, share = sets.edge_posterior(r)
    kept = np.flatnonzero(share > MIN_SHARE)
    return {
        "rows": rows,
        "innovation": innovation,
        "log_likelihood": log_likelihood,
        "child": given.child[kept],
        "parent": given.parent[kept],
        "share": share[kept],
        "inclusion": inclusion[kept],
        "displacement": displacement(sets, given.log_prior, kept),
    }


def _local(reader: _Reader, given: _Given) -> Candidates:
    """A shard by itself: its works first, then whoever may be a parent."""
    others, at = np.unique(given.parent, return_inverse=True)
    return Candidates(
        child=np.searchsorted(given.rows, given.child).astype(np.int32),
        parent=(len(given.rows) + at).astype(np.int32),
        squared=given.squared,
        size=len(given.rows) + len(others),
        vectors=np.concatenate([reader.places[given.rows], reader.places[others]]),
        dims=reader.kernels.dims,
        regression=reader.regression,
    )


class _Fame:
    """What looks back in time: the offspring that works have had so far, and the prior that follows from them."""

    def __init__(
        self, space: Embedding, years: np.ndarray, weight: np.ndarray, model: FittedModel, index: CandidateIndex
    ) -> None:
        self.index, self.years, self.preference = index, years, model.kernels.preference
        self.artist = Labels(space.works).artist
        self.weight = np.where(np.isnan(years), 0.0, weight)
        background = Background(index.vectors, years, self.weight, self.artist, min_works=model.background_min_works)
        self.background_sq_dist = background.squared_distance()
        self.offspring = np.zeros(len(years))
        self.order = dated_order(years)
        self.time = years[self.order]
        self._total = self._running_offer()

    def grid(self) -> np.ndarray:
        """Logarithms of squared steps at which the kernel is tabulated."""
        widest = np.log(16 * float(self.background_sq_dist.max(initial=1.0)))
        return np.linspace(np.log(1e-9), widest, 4 * GRID)

    def given(self, positions: np.ndarray, child: np.ndarray, parent: np.ndarray, squared: np.ndarray) -> _Given:
        """A shard's candidates that the dates and weights allow, with their log prior."""
        rows = np.sort(self.index.rows[positions])
        ok = (self.years[parent] < self.years[child]) & (self.weight[parent] > 0)
        child, parent, squared = child[ok], parent[ok], squared[ok]
        log_prior = self._log_prior(rows, np.searchsorted(rows, child), child, parent)
        return _Given(rows, child, parent, squared, log_prior, self.background_sq_dist[rows])

    def add(self, block: list[Result]) -> None:
        """Count the offspring of a block as fame for the blocks that follow."""
        for edges in block:
            more = edges["inclusion"] * self.weight[edges["child"]]
            self.offspring += np.bincount(edges["parent"], more, minlength=len(self.offspring))
        self._total = self._running_offer()

    @property
    def _fame(self) -> float:
        return float(self.preference.coefficients[COVARIATES.index("fame")])

    def _running_offer(self) -> np.ndarray:
        offer = self.weight[self.order] * (1.0 + self.offspring[self.order]) ** self._fame
        return np.concatenate([[0.0], np.cumsum(offer)])

    def _log_prior(self, rows: np.ndarray, at: np.ndarray, child: np.ndarray, parent: np.ndarray) -> np.ndarray:
        """log prior of a shard's edges, normalised over all earlier works, float64[e].

        `at` int[e] are the children's places in `rows`.
        """
        log_lag, log_own = np.asarray(self.preference.log_lag), np.asarray(self.preference.log_own)
        bins = lag_bin(self.years[child] - self.years[parent])
        same = self.artist[child] == self.artist[parent]
        more = np.where(same, log_own[bins] - log_lag[bins], 0.0)  # than the same work would count by another artist
        raw = log_lag[bins] + self._fame * np.log1p(self.offspring[parent]) + np.log(self.weight[parent])
        cut = np.stack([np.searchsorted(self.time, self.years[rows] - lag, side="left") for lag in LAGS], axis=1)
        mass = (self._total[cut[:, :-1]] - self._total[cut[:, 1:]]) @ np.exp(log_lag)
        mass += np.bincount(at[same], np.exp(raw[same]) * np.expm1(more[same]), minlength=len(rows))
        return raw + more - np.log(np.maximum(mass, 1e-300))[at]
