"""Influence among very many works: learned on a sample of them, then read off block by block in order of date.

What a fit learns is some fifty numbers and a metric, for which twenty thousand works are plenty; their parents are
looked for among all works. With the numbers known, one pass finds every work's parents. Fame is made of earlier
offspring alone, so a pass in order of date needs no repetition, and the prior's normaliser over all earlier works is a
difference of running totals instead of a sample. Memory is that of the answer and of one block. What is lost: *habit*,
how often one artist turns to another elsewhere, which looks both ways in time, counts nothing here; and works of one
block do not add to each other's fame.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np

from ..embedding.space import Embedding
from ..progress import progress
from .assembly import MIN_SHARE, Edges, Parentage
from .branching.background import Background
from .branching.candidates import Candidates
from .branching.displacement import displacement
from .branching.e_step import log_evidence, log_no_parent, responsibilities
from .branching.em import TOL, fit
from .branching.em_data import GRID, ByChild
from .branching.fitted_model import FittedModel
from .branching.fitting import FitOptions, candidate_index, em_data, propose, propose_sets
from .branching.model import StepGrid
from .branching.prior import COVARIATES, LAGS, Labels, lag_bin
from .dates import dated_order

LARGE = 50_000  # works above which a trace is done here
SAMPLE = 20_000  # works that are learned from
BLOCK = 8_192  # works whose parents are found at once


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
        Works whose parents are found at once.
    """
    if learned is None:
        model = _learn(space, years, weight, options, tol=tol, sample=sample)
    else:
        model = replace(
            learned,
            innovation_shrinkage=options.innovation_shrinkage,
            background_min_works=options.background_min_works,
        )
    reader = _BlockReader(space, years, weight, model, options)
    innovation, log_likelihood = np.ones(len(years)), np.zeros(len(years))
    parts: list[Edges] = []
    for positions in progress(reader.blocks(block), "parents", unit="block"):
        read = reader.read(positions)
        innovation[read.rows], log_likelihood[read.rows] = read.innovation, read.log_likelihood
        parts.append(read.edges)
    edges = Edges(*(np.concatenate([getattr(part, f.name) for part in parts]) for f in fields(Edges)))
    mean = float(log_likelihood[space.works.dated].mean())
    return Parentage(edges, innovation, log_likelihood, replace(model, log_likelihood=mean))


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


@dataclass(frozen=True, eq=False)
class _BlockResult:
    """A block's works `rows` int64[m], P(no parent) and log-likelihood float64[m] each, and their edges."""

    rows: np.ndarray
    innovation: np.ndarray
    log_likelihood: np.ndarray
    edges: Edges


class _BlockReader:
    """Parents of blocks of works, given everything that was learned; blocks come in order of date."""

    def __init__(
        self, space: Embedding, years: np.ndarray, weight: np.ndarray, model: FittedModel, options: FitOptions
    ) -> None:
        self.kernels, self.years, self.options = model.kernels, years, options
        self.artist = Labels(space.works).artist
        self.weight = np.where(np.isnan(years), 0.0, weight)
        self.index = candidate_index(space, model.projection)
        self.places = self.index.vectors
        background = Background(self.places, years, self.weight, self.artist, min_works=options.background_min_works)
        self.background_sq_dist = background.squared_distance()
        self.offspring = np.zeros(len(years))
        self.order = dated_order(years)
        self.time = years[self.order]
        widest = np.log(16 * float(self.background_sq_dist.max(initial=1.0)))
        self.grid = StepGrid(np.linspace(np.log(1e-9), widest, 4 * GRID), 1e-9)
        self.log_steps = self.grid.log_steps(self.kernels)

    def blocks(self, size: int) -> list[np.ndarray]:
        """Positions of all works in order of date, `size` at once."""
        positions = np.argsort(self.index.reach, kind="stable")
        return [positions[s : s + size] for s in range(0, len(positions), size)]

    def read(self, positions: np.ndarray) -> _BlockResult:
        """Parents of a block's works; their offspring count as fame for the blocks that follow."""
        rows = np.sort(self.index.rows[positions])
        child, parent, squared = self.index.among(positions, self.options.k)
        ok = (self.years[parent] < self.years[child]) & (self.weight[parent] > 0)
        child, parent, squared = child[ok], parent[ok], squared[ok]
        local = self._block(rows, child, parent, squared)
        log_prior = self._log_prior(rows, local.child, child, parent)
        sets = propose_sets(local, log_prior, self.kernels, self.options)
        log_step = self.log_steps[sets.size - 1, self.grid.nearest(sets.squared.astype(np.float64))]
        evidence = log_evidence(log_step, sets.log_prior(log_prior), sets.log_det)
        by_child = ByChild(sets.child, len(rows))
        alone = log_no_parent(self.background_sq_dist[rows], self.kernels, by_child.any)
        r, innovation, log_likelihood = responsibilities(evidence, alone, by_child)
        inclusion, share = sets.edge_posterior(r)
        self.offspring += np.bincount(parent, inclusion * self.weight[child], minlength=len(self.offspring))
        kept = np.flatnonzero(share > MIN_SHARE)
        lost = displacement(sets, log_prior, kept)
        edges = Edges(child[kept], parent[kept], share[kept], inclusion[kept], lost)
        return _BlockResult(rows, innovation, log_likelihood, edges)

    def _block(self, rows: np.ndarray, child: np.ndarray, parent: np.ndarray, squared: np.ndarray) -> Candidates:
        """The block by itself: its works first, then whoever may be a parent."""
        others, at = np.unique(parent, return_inverse=True)
        return Candidates(
            child=np.searchsorted(rows, child).astype(np.int32),
            parent=(len(rows) + at).astype(np.int32),
            squared=squared,
            size=len(rows) + len(others),
            vectors=np.concatenate([self.places[rows], self.places[others]]),
            dims=self.kernels.dims,
            regression=self.index.regression,
        )

    def _log_prior(self, rows: np.ndarray, at: np.ndarray, child: np.ndarray, parent: np.ndarray) -> np.ndarray:
        """log prior of a block's edges, normalised over all earlier works, float64[e].

        `at` int[e] are the children's places in `rows`.
        """
        preference = self.kernels.preference
        log_lag, log_own = np.asarray(preference.log_lag), np.asarray(preference.log_own)
        fame = preference.coefficients[COVARIATES.index("fame")]
        bins = lag_bin(self.years[child] - self.years[parent])
        same = self.artist[child] == self.artist[parent]
        more = np.where(same, log_own[bins] - log_lag[bins], 0.0)  # than the same work would count by another artist
        raw = log_lag[bins] + fame * np.log1p(self.offspring[parent]) + np.log(self.weight[parent])
        offer = self.weight[self.order] * (1.0 + self.offspring[self.order]) ** fame
        total = np.concatenate([[0.0], np.cumsum(offer)])
        cut = np.stack([np.searchsorted(self.time, self.years[rows] - lag, side="left") for lag in LAGS], axis=1)
        mass = (total[cut[:, :-1]] - total[cut[:, 1:]]) @ np.exp(log_lag)
        mass += np.bincount(at[same], np.exp(raw[same]) * np.expm1(more[same]), minlength=len(rows))
        return raw + more - np.log(np.maximum(mass, 1e-300))[at]
