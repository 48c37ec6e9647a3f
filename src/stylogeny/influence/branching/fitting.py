"""From an embedding to parent sets and kernels: candidates, their metric, single parents, sets of several, a start."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ...embedding.space import Embedding
from ...errors import StylogenyError
from ..dates import draw_years
from .background import MIN_WORKS
from .candidates import CandidateIndex, Candidates, candidates_among
from .em import MAX_ITER, EMResult, fit
from .em_data import EMData
from .model import Kernels
from .parent_sets import MAX_PARENTS, ParentSets, parent_sets, singles
from .predictive_gain import POWERS, explained_gain, predictive_gain, predictive_gains, sharpest
from .prior import Labels
from .projection import Projection, embedding_projection, regression

METRIC_ITER = 12  # iterations of EM for each fit on trial
REGRESSION_ROUNDS = 3  # times the regression towards the mean is learned anew
SURE = 2.0  # standard errors by which it must predict better
REGRESSION_TOL = 0.05  # a smaller change in it moves no parent
MANY_IMMIGRANTS = 0.5  # share of works without a parent above which a likelihood may be too weak
TEMPER = 0.5  # first guess of what a dimension is worth
FLOOR = -40.0  # nats: an edge's log prior counts as no less when sets are proposed
# Share of a single work's innovation that is taken from the mean of all. The background is one normal, and noise makes
# the verdict on one work bolder than it is right. Half raised the rank correlation of net credit with the truth from
# .39 to .42 on painted pictures and its slope from .36 to .56; on noisy genomes it cost .655 to .641
# (verification/background.py).
INNOVATION_SHRINKAGE = 0.5


@dataclass(frozen=True)
class FitOptions:
    """How a model is fitted.

    Parameters
    ----------
    seed : int
        Of every random draw.
    k : int
        Nearest earlier works considered for each work.
    parents : int
        At most this many parents of one work (1 to 3).
    max_iter : int
        At most this many iterations of EM.
    background_min_works : int
        See :class:`Background`.
    innovation_shrinkage : float
        In [0, 1]: the share of each work's innovation that is taken from the mean of all works with parents.
    """

    seed: int = 0
    k: int = 64
    parents: int = MAX_PARENTS
    max_iter: int = MAX_ITER
    background_min_works: int = MIN_WORKS
    innovation_shrinkage: float = INNOVATION_SHRINKAGE


@dataclass(frozen=True, eq=False)
class Proposal:
    """Parent sets, kernels to start their fit from, and the iterations of EM that finding them took."""

    parent_sets: ParentSets
    kernels: Kernels
    n_iter: int = 0


def candidates_of(
    space: Embedding,
    *,
    k: int = 64,
    learn: bool = True,
    children: np.ndarray | None = None,
    background_min_works: int = MIN_WORKS,
) -> Candidates:
    """The candidate parents of every dated work, for any draw of the dates: find once, reuse in every refit.

    Parameters
    ----------
    space : Embedding
        n works as vectors.
    k : int
        Nearest works kept for each work.
    learn : bool
        Learn what a distance is worth and how children regress to the mean; otherwise measure as it is.
    children : ndarray, optional
        bool[n]: the works whose parents are looked for, a fair sample of all. Default: every dated work.
    background_min_works : int
        See :class:`Background`.

    Raises
    ------
    StylogenyError
        When fewer than two works are dated.
    """
    works = space.works
    if works.dated.sum() < 2:
        raise StylogenyError("influence needs at least two dated works", got=int(works.dated.sum()))
    projection = embedding_projection(space.vectors[works.dated])
    if not learn:
        nearest = nearest_candidates(space, projection, k, children)
        return replace(nearest, dims=TEMPER * nearest.dims)
    years = draw_years(works)
    plain = trial = _trial(space, projection, k, years, children, background_min_works)
    for _ in range(REGRESSION_ROUNDS):
        edges = trial.edges
        kept = regression(edges.vectors, child=edges.child, parent=edges.parent, share=trial.result.share)
        if abs(kept - edges.regression) < REGRESSION_TOL:
            break
        trial = _trial(space, replace(projection, regression=kept), k, years, children, background_min_works)
    best = trial if trial.predicts_better_than(plain) else plain
    power = sharpest([predictive_gain(best.result, best.data, power=power) for power in POWERS])
    return replace(best.edges, dims=best.edges.dims * _bolder(best, power))


@dataclass(frozen=True, eq=False)
class _Trial:
    """Single parents, fitted on trial."""

    edges: Candidates
    data: EMData
    result: EMResult

    def predicts_better_than(self, other: _Trial) -> bool:
        """Whether it predicts lag and artist of parents better beyond doubt.

        With few works two fits predict about as well, and chance would choose between two different answers.
        """
        (ours, weight), (theirs, _) = (predictive_gains(t.result, t.data) for t in (self, other))
        gain = (ours - theirs)[weight > 0]
        return len(gain) > 1 and bool(gain.mean() > SURE * gain.std(ddof=1) / np.sqrt(len(gain)))


def _trial(
    space: Embedding,
    projection: Projection,
    k: int,
    years: np.ndarray,
    children: np.ndarray | None,
    background_min_works: int,
) -> _Trial:
    nearest = nearest_candidates(space, projection, k, children)
    edges = replace(nearest, dims=TEMPER * nearest.dims)
    data = EMData(
        singles(edges),
        years,
        Labels(space.works),
        np.ones(len(years)),
        children=children,
        background_min_works=background_min_works,
    )
    return _fitted(edges, data)


def _fitted(edges: Candidates, data: EMData) -> _Trial:
    return _Trial(edges, data, fit(data, initial_kernels(data, dims=edges.dims), max_iter=METRIC_ITER))


def _bolder(trial: _Trial, power: float) -> float:
    """What a dimension is worth where most works seem to have no parent: more than `power`, while that explains more.

    A likelihood that is tempered still pays the whole price of choosing one parent among all. In many independent
    dimensions, such as genes, no parent is worth that price then.
    """

    def at(power: float) -> _Trial:
        return _fitted(replace(trial.edges, dims=trial.edges.dims * power), trial.data)

    now = at(power)
    while power < POWERS[-1] and now.result.kernels.immigrant > MANY_IMMIGRANTS:
        more = next(p for p in POWERS if p > power)
        then = at(more)
        if explained_gain(then.result, then.data) <= explained_gain(now.result, now.data):
            break
        power, now = more, then
    return power


def candidate_index(space: Embedding, projection: Projection) -> CandidateIndex:
    """The dated works in order of date, placed by a metric."""
    works = space.works
    return CandidateIndex(
        projection.project(space.vectors),
        np.where(works.dated, works.earliest, np.nan),
        np.where(works.dated, works.latest, np.nan),
        group=works.table["group"].to_numpy(),
        artist=works.column("artist"),
        regression=projection.regression,
    )


def nearest_candidates(
    space: Embedding, projection: Projection, k: int, children: np.ndarray | None = None
) -> Candidates:
    """The k nearest earlier works in a metric, of all works or of a mask `children` bool[n]."""
    index = candidate_index(space, projection)
    return replace(candidates_among(index, k=k, children=children), projection=projection)


def propose(
    space: Embedding,
    years: np.ndarray,
    weight: np.ndarray,
    options: FitOptions,
    *,
    candidates: Candidates | None = None,
    children: np.ndarray | None = None,
) -> Proposal:
    """Fit single parents, and propose sets of several from them.

    Parameters
    ----------
    space : Embedding
        n works as vectors.
    years, weight : ndarray
        float64[n] each: dates, NaN where undated, and how often each work counts.
    options : FitOptions
        How.
    candidates : Candidates, optional
        From :func:`candidates_of`. Default: they are found here.
    children : ndarray, optional
        bool[n]: as for :func:`candidates_of`.
    """
    if candidates is None:
        candidates = candidates_of(
            space, k=options.k, children=children, background_min_works=options.background_min_works
        )
    alone = singles(candidates)
    data = em_data(alone, space, years, weight, options, children=children)
    if options.parents < 2:
        return Proposal(alone, initial_kernels(data))
    result = fit(data, initial_kernels(data), max_iter=options.max_iter)
    sets = propose_sets(candidates, result.log_prior, result.kernels, options)
    return Proposal(sets, result.kernels, result.n_iter)


def propose_sets(candidates: Candidates, log_prior: np.ndarray, kernels: Kernels, options: FitOptions) -> ParentSets:
    """The parent sets worth a look, in proportion to `options.k`; `log_prior` float64[e] of the edges."""
    if options.parents < 2:
        return singles(candidates)
    several = 3 * options.k // 4
    triples = options.k // 2 if options.parents > 2 else 0
    log_prior = np.maximum(log_prior, FLOOR)
    return parent_sets(candidates, log_prior, step=kernels.step, width=several, pairs=several, triples=triples)


def em_data(
    sets: ParentSets,
    space: Embedding,
    years: np.ndarray,
    weight: np.ndarray,
    options: FitOptions,
    *,
    children: np.ndarray | None = None,
) -> EMData:
    """Parent sets, dates and weights arranged for EM; arguments as for :func:`propose`."""
    return EMData(
        sets,
        years,
        Labels(space.works),
        weight,
        seed=options.seed,
        children=children,
        background_min_works=options.background_min_works,
    )


def initial_kernels(data: EMData, *, dims: float | None = None) -> Kernels:
    """Kernels to start a fit from, by default with the candidates' effective dimension of a step."""
    edges = data.parent_sets.edges
    nearest = edges.start[:-1][edges.start[:-1] < edges.start[1:]]
    dims = edges.dims if dims is None else dims
    return Kernels.initial(edges.squared[nearest], data.background_sq_dist[data.inside], dims=dims)
