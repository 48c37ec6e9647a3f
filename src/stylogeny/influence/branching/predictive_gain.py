"""Is a fit better? Judged without any truth, by lag and artist.

The posterior over parents from vectors alone should predict the lag and the artist of the parent. How much likelier
than chance it makes them, in nats, sets how much a distance is worth (the effective dimension), which a density fit
would overstate, and says whether children regress towards the mean.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from .e_step import log_priors
from .em import EMResult
from .em_data import EMData
from .model import log_mutation
from .prior import COVARIATES, Preference

POWERS = (0.85, 1.0, 1.2, 1.5, 2.0)  # of the likelihood, tried around the first guess
GAIN_TOL = 0.015  # nats per work that do not matter
UNEXPLAINED = 0.4  # share of works whose parent may be anything (lost, or none)


def sharpest(gains: list[float], *, gain_tol: float = GAIN_TOL) -> float:
    """The greatest of :data:`POWERS` whose gain is within `gain_tol` of the best: of equals, what decides more."""
    good = np.flatnonzero(np.asarray(gains) >= max(gains) - gain_tol)
    return POWERS[int(good[-1])]


def predictive_gain(result: EMResult, data: EMData, *, power: float = 1.0) -> float:
    """Mean of :func:`predictive_gains` over the works, nats per work."""
    gain, weight = predictive_gains(result, data, power=power)
    return float((gain * weight).sum() / max(weight.sum(), 1e-12))


def predictive_gains(result: EMResult, data: EMData, *, power: float = 1.0) -> tuple[np.ndarray, np.ndarray]:
    """Log of how much likelier than chance the vectors' own posterior makes lag and artist of each work's parents.

    The posterior uses distances only, raised to `power`; lag and artist enter through the fitted prior relative to an
    even choice among all earlier works. Fame and habit are left out: they are made of distances, and predict
    themselves.

    Returns
    -------
    gain : ndarray
        float64[n], nats; 0 where a work has no parent to predict.
    weight : ndarray
        float64[n]: how often the work counts, 0 where it has none.
    """
    squared = data.parent_sets.edges.squared.astype(np.float64)
    log_k = np.where(data.allowed, power * log_mutation(squared, result.kernels), -np.inf)
    child = data.pairs.child
    top = np.full(data.n, -np.inf)
    np.maximum.at(top, child, log_k)
    has = np.isfinite(top)
    likely = np.exp(log_k - np.where(has, top, 0.0)[child])
    norm = np.maximum(np.bincount(child, likely, minlength=data.n), 1e-300)
    prior = np.exp(log_prior_by_lag_and_artist(data, result.kernels.preference))
    chance = np.bincount(child, likely * prior, minlength=data.n) / norm
    earlier = np.searchsorted(np.sort(data.years[~np.isnan(data.years)]), data.years, side="left")
    gain = np.log((1 - UNEXPLAINED) * chance * earlier + UNEXPLAINED)
    counted = has & (earlier > 1)
    return np.where(counted, gain, 0.0), np.where(counted, data.weight, 0.0)


def explained_gain(result: EMResult, data: EMData) -> float:
    """The same of the whole posterior, works without parents among it, which are as likely as chance; nats per work.

    A posterior that calls nearly every work an immigrant predicts nothing, however well it ranks the candidates.
    """
    prior = np.exp(log_prior_by_lag_and_artist(data, result.kernels.preference))
    likely = np.bincount(data.pairs.child, result.share * prior, minlength=data.n)
    earlier = np.searchsorted(np.sort(data.years[~np.isnan(data.years)]), data.years, side="left")
    gain = np.log(np.maximum(likely * earlier + result.innovation, 1e-12))
    weight = np.where(data.by_child.any & (earlier > 1), data.weight, 0.0)
    return float((gain * weight).sum() / max(weight.sum(), 1e-12))


def log_prior_by_lag_and_artist(data: EMData, preference: Preference) -> np.ndarray:
    """The prior of the edges by lag and same artist alone, float64[e], -inf where the dates forbid it."""
    none = (0.0,) * len(COVARIATES)
    values = (np.zeros((len(COVARIATES), count)) for count in (len(data.pairs.child), len(data.base.child)))
    return log_priors(data, replace(preference, coefficients=none), *values)[0]
