"""EM for the branching model (stochastic declustering: Veen & Schoenberg 2008, extended to mixtures of parents)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .anderson import AndersonMixing
from .e_step import EStep, e_step
from .em_data import EMData
from .m_step import BOUNDS, m_step
from .model import Kernels

MAX_ITER, TOL = 40, 1e-3
PATIENCE = 4  # iterations that a fit from nothing takes before its gain is looked at


@dataclass(frozen=True, eq=False)
class EMResult:
    """A fitted model and its posterior over h parent sets and e edges of n works.

    Parameters
    ----------
    kernels : Kernels
        The fitted parameters.
    responsibilities : ndarray
        float64[h]: posterior of the parent sets, 0 for those that the dates or weights forbid.
    inclusion : ndarray
        float64[e]: P(the edge is there).
    share : ndarray
        float64[e]: expected share of the child that the edge carries.
    innovation : ndarray
        float64[n]: P(no parent).
    log_prior : ndarray
        float64[e], -inf where the dates forbid the edge.
    log_likelihood : ndarray
        float64[n], nats.
    converged : bool
        Whether EM stopped because hardly anything changed any more: not at its limit of iterations, and not because the
        likelihood fell.
    n_iter : int
        Iterations done.
    log_likelihood_history : tuple of float
        The mean per work at each iteration, nats.
    """

    kernels: Kernels
    responsibilities: np.ndarray
    inclusion: np.ndarray
    share: np.ndarray
    innovation: np.ndarray
    log_prior: np.ndarray
    log_likelihood: np.ndarray
    converged: bool
    n_iter: int
    log_likelihood_history: tuple[float, ...]

    @property
    def last_gain(self) -> float:
        """What the last iteration added to the mean log-likelihood, nats; 0 after one iteration."""
        history = self.log_likelihood_history
        return history[-1] - history[-2] if len(history) > 1 else 0.0


def fit(
    data: EMData,
    kernels: Kernels,
    *,
    max_iter: int = MAX_ITER,
    tol: float = TOL,
    param_tol: float | None = None,
    inclusion: np.ndarray | None = None,
) -> EMResult:
    """EM from `kernels` until the mean log-likelihood gains less than `tol` nats per work.

    The step in the prior is damped and its covariates follow the posterior, so an iteration may lose a little: EM stops
    there too, keeps the best iteration, and has converged unless more than `tol` was lost.

    Parameters
    ----------
    data : EMData
        What to fit.
    kernels : Kernels
        Where to start.
    max_iter : int
        At most this many iterations.
    tol : float
        Nats per work.
    param_tol : float, optional
        Stop instead when no parameter moves by more than this in an iteration, with iterations extrapolated
        (anderson.py).
    inclusion : ndarray, optional
        float64[e]: the edges' probabilities to start from. Default: no parent is known yet.
    """
    patience = PATIENCE if inclusion is None else 1
    inclusion = np.zeros(len(data.pairs.child)) if inclusion is None else inclusion
    mixing = None if param_tol is None else AndersonMixing(BOUNDS)
    history: list[float] = []
    converged = False
    best = -np.inf
    for _ in range(max(max_iter, 1)):
        e = e_step(data, kernels, inclusion)
        inclusion = e.inclusion
        history.append(mean_log_likelihood(data, e))
        if history[-1] > best:
            best, best_kernels, best_e = history[-1], kernels, e
        gain = history[-1] - history[-2] if len(history) > 1 else np.inf
        if mixing is None and len(history) > patience and gain < tol:
            converged = gain > -tol
            break
        if mixing is not None and mixing.extrapolated and gain < -tol:
            kernels, inclusion = mixing.back()
            continue
        before, kernels = kernels, m_step(data, kernels, e)
        if mixing is not None and param_tol is not None:
            kernels, inclusion, moved = mixing.step(before, kernels, e.inclusion)
            if moved < param_tol:
                converged = True
                break
    if mixing is None:
        kernels, e = best_kernels, best_e
    responsibilities = np.zeros(len(data.parent_sets))
    responsibilities[data.live] = e.responsibilities
    return EMResult(
        kernels=kernels,
        responsibilities=responsibilities,
        inclusion=e.inclusion,
        share=data.shares(e.responsibilities),
        innovation=e.innovation,
        log_prior=e.log_prior,
        log_likelihood=e.log_likelihood,
        converged=converged,
        n_iter=len(history),
        log_likelihood_history=tuple(history),
    )


def mean_log_likelihood(data: EMData, e: EStep) -> float:
    """Mean over the works that count, by how often each does, nats."""
    total = max(float(data.weight[data.counted].sum()), 1e-12)
    return float((data.weight * e.log_likelihood)[data.counted].sum() / total)
