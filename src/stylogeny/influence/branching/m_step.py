"""The M step: kernels and prior that make the E step's responsibilities likeliest."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from .e_step import EStep
from .em_data import GRID, EMData
from .model import SCALES, Kernels, scale_terms
from .parent_sets import MAX_PARENTS
from .prior import BINS, COVARIATES, Preference

# Bounds of the covariates' coefficients: fame is made of the posterior and would otherwise feed on itself. Of 7,307
# real works one took 471 offspring with fame free to 1.2, 348 with 0.6 and 64 with 0.3; painted worlds in which fame
# does feed fame lose 0.04 of average precision by 0.3, the others nothing.
BOUNDS = ([0.0, 0.0], [0.3, 2.0])
RIDGE = 4.0  # prior precision of the coefficients, and of log g of own works about that of others' and a factor
ROUGHNESS = 2.0  # prior precision of how far log g is from that of the next bin, or lags that nobody has would creep
MAX_STEP = 0.7  # in a coefficient or a log g


def m_step(data: EMData, kernels: Kernels, e: EStep) -> Kernels:
    """Kernels after one M step from `kernels`, given the E step's results.

    How many parents works have maximises the likelihood itself and not its bound (ECME: Liu & Rubin 1994). The evidence
    for two parents instead of one is slight in every single work, and EM would add it up over hundreds of iterations.
    """
    number = _number_of_parents(data, kernels, e)
    return replace(
        kernels,
        preference=_preference(data, kernels.preference, e),
        mixture=tuple(_steps(data, kernels, e).tolist()),
        immigrant=float(np.clip(number[0], 1e-3, 0.999)),
        set_size=tuple((number[1:] / number[1:].sum()).tolist()),
    )


def _number_of_parents(data: EMData, kernels: Kernels, e: EStep) -> np.ndarray:
    """Probabilities of none, one, two and three parents, float64[4], among works that may have some."""
    of, child = 1 + MAX_PARENTS, data.by_child.child
    among = data.counted & data.by_child.any
    posterior = np.bincount(child * of + data.size, e.responsibilities, minlength=data.n * of).reshape(data.n, of)
    posterior[:, 0] = e.innovation
    now = np.append(kernels.immigrant, (1 - kernels.immigrant) * np.array(kernels.set_size))
    return proportions(posterior[among] / now, data.weight[among], now)


def _steps(data: EMData, kernels: Kernels, e: EStep) -> np.ndarray:
    """Probabilities of the scales, float64[scales], that make the expected steps likeliest."""
    weight = e.responsibilities * data.weight[data.by_child.child]
    mass = np.bincount(data.cell, weight, minlength=MAX_PARENTS * GRID)
    even = replace(kernels, mixture=(1.0,) * SCALES)
    terms = np.concatenate([scale_terms(np.exp(data.grid.log_squared), even, used) for used in range(MAX_PARENTS)])
    return proportions(np.exp(terms - terms.max(axis=1, keepdims=True)), mass, np.array(kernels.mixture))


def proportions(
    likelihood: np.ndarray, weight: np.ndarray, start: np.ndarray, *, tol: float = 1e-6, max_iter: int = 50
) -> np.ndarray:
    """The proportions of a mixture under which data are likeliest, with one pseudo-count for each component.

    Newton's method with the step halved until it gains (the objective is concave and self-concordant).

    Parameters
    ----------
    likelihood : ndarray
        float64[m, k]: of m data under each of k components, up to a factor for each datum.
    weight : ndarray
        float64[m]: how often each datum counts.
    start : ndarray
        float64[k], positive.
    tol : float
        Nats that a step must still promise.
    max_iter : int
        Steps at most.

    Returns
    -------
    ndarray
        float64[k], sums to 1.
    """
    used = weight > 0
    likelihood, weight = likelihood[used], weight[used]

    def value(w: np.ndarray) -> float:
        return float(weight @ np.log(likelihood @ w) + np.log(w).sum())

    k = len(start)
    w = np.maximum(start, 1e-9) / np.maximum(start, 1e-9).sum()
    system = np.ones((k + 1, k + 1))
    system[k, k] = 0.0
    for _ in range(max_iter):
        ratio = likelihood / (likelihood @ w)[:, None]
        gradient = weight @ ratio + 1.0 / w
        system[:k, :k] = (ratio * weight[:, None]).T @ ratio + np.diag(1.0 / np.square(w))
        step = np.linalg.solve(system, np.append(gradient, 0.0))[:k]
        promised = float(gradient @ step)
        if promised < tol:
            break
        size, now = 1.0, value(w)
        while (w + size * step).min() <= 0 or value(w + size * step) < now + 0.25 * size * promised:
            size /= 2
            if size < 1e-9:
                return w
        w = w + size * step
        w /= w.sum()
    return w


def _preference(data: EMData, preference: Preference, e: EStep) -> Preference:
    """The prior after one Newton step, each work counting once for every parent it has.

    The expected log prior of the parents is that of a multinomial logit in log g and the coefficients together: its
    gradient is observed less expected parents, its information the covariance of what a draw of a parent adds up.
    """
    m, bins = len(COVARIATES), 2 * BINS
    parents = np.bincount(data.pairs.child, e.inclusion, minlength=data.n) * data.weight
    observed = e.inclusion * data.weight[data.pairs.child]
    gradient = np.concatenate([np.bincount(data.pairs.bin, observed, minlength=bins), e.covariates @ observed])
    information = np.zeros((bins + m, bins + m))
    by_child = np.zeros((data.n, bins + m))
    for pairs, log_prior, values in (
        (data.pairs, e.log_prior, e.covariates),
        (data.base_pairs, e.log_base, e.base_covariates),
    ):
        expected = np.exp(log_prior)
        expected *= parents[pairs.child]
        by_child[:, :bins] += np.bincount(pairs.child * bins + pairs.bin, expected, minlength=data.n * bins).reshape(
            data.n, bins
        )
        for k in range(m):
            likely = expected * values[k]
            by_child[:, bins + k] += np.bincount(pairs.child, likely, minlength=data.n)
            information[bins + k, :bins] += np.bincount(pairs.bin, likely, minlength=bins)
            information[bins + k, bins:] += values @ likely
    total = by_child.sum(axis=0)
    gradient -= total
    information[:bins, bins:] = information[bins:, :bins].T
    information[np.arange(bins), np.arange(bins)] = total[:bins]
    information -= (by_child / np.maximum(parents, 1e-12)[:, None]).T @ by_child
    now = np.concatenate([preference.log_g, preference.coefficients])
    gradient -= PRECISION @ now
    low, high = np.full(bins + m, -MAX_STEP), np.full(bins + m, MAX_STEP)
    low[bins:] = np.maximum(low[bins:], np.asarray(BOUNDS[0]) - now[bins:])
    high[bins:] = np.minimum(high[bins:], np.asarray(BOUNDS[1]) - now[bins:])
    after = now + newton_step(gradient, information + PRECISION, low, high)
    return bounded_preference(after[:bins] - after[:bins].mean(), after[bins:], BOUNDS)


def newton_step(gradient: np.ndarray, information: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """The step within [low, high], float64[m], along which a concave quadratic gains most, by an active set.

    A joint step cut off at one coefficient's bound would stop the others short: they are solved for again.
    """
    step, free = np.zeros(len(gradient)), np.ones(len(gradient), dtype=bool)
    while free.any():
        rest = gradient[free] - information[np.ix_(free, ~free)] @ step[~free]
        step[free] = np.linalg.solve(information[np.ix_(free, free)], rest)
        beyond = np.maximum(step - high, low - step)
        worst = int(np.argmax(beyond))
        if beyond[worst] <= 0:
            break
        step[worst], free[worst] = np.clip(step[worst], low[worst], high[worst]), False
    return step


def _precision() -> np.ndarray:
    """The Gaussian prior's precision of log g and the coefficients, float64[2 BINS + 2, 2 BINS + 2]."""
    step = np.diff(np.eye(BINS), axis=0)
    others, own = np.eye(2 * BINS + len(COVARIATES))[:BINS], np.eye(2 * BINS + len(COVARIATES))[BINS : 2 * BINS]
    rough, apart = step @ others, own - others
    apart = apart - apart.mean(axis=0)
    out = ROUGHNESS * rough.T @ rough + RIDGE * apart.T @ apart
    out[2 * BINS :, 2 * BINS :] += RIDGE * np.eye(len(COVARIATES))
    return out + 1e-6 * np.eye(len(out))


PRECISION = _precision()


def bounded_preference(log_g: np.ndarray, beta: np.ndarray, bounds: tuple[list[float], list[float]]) -> Preference:
    """The prior of log g and coefficients, within their bounds."""
    log_g = np.clip(log_g, -20.0, 20.0)
    return Preference(
        tuple(log_g[:BINS].tolist()), tuple(log_g[BINS:].tolist()), tuple(np.clip(beta, *bounds).tolist())
    )
