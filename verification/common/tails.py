"""Is a tail a power law? Clauset, Shalizi & Newman 2009 (doi:10.1137/070710111), for counts.

The power law of whole numbers from `least` on is fitted by maximum likelihood, `least` where the fit is nearest to the
data (Kolmogorov and Smirnov's distance), and set against the exponential and the log-normal on the same numbers by
Vuong's test of likelihood ratios.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import optimize, special, stats

FEWEST = 50  # numbers in a tail


@dataclass(frozen=True)
class Tail:
    """A fitted tail.

    Parameters
    ----------
    alpha : float
        Exponent of the power law.
    least : int
        Where the tail begins.
    size : int
        How many numbers are in it.
    exponential, lognormal : tuple of float
        Vuong's z of the power law against each (above 0 for the power law) and its two-sided p.
    """

    alpha: float
    least: int
    size: int
    exponential: tuple[float, float]
    lognormal: tuple[float, float]


def fit_tail(counts: np.ndarray) -> Tail:
    """The tail of counts int[n]."""
    x = np.sort(np.asarray(counts, dtype=np.int64))
    starts = [int(k) for k in np.unique(x[x > 0]) if (x >= k).sum() >= FEWEST]
    fits = {least: _power_law(x[x >= least], least) for least in starts}
    least = min(fits, key=lambda k: fits[k][1])
    alpha, tail = fits[least][0], x[x >= least].astype(float)
    power = -alpha * np.log(tail) - np.log(special.zeta(alpha, least))
    return Tail(
        alpha, least, len(tail), _vuong(power, _exponential(tail, least)), _vuong(power, _lognormal(tail, least))
    )


def _power_law(x: np.ndarray, least: int) -> tuple[float, float]:
    """Exponent, and the distance of the fit from the data."""
    logs = np.log(x).sum()
    found = optimize.minimize_scalar(
        lambda a: a * logs + len(x) * np.log(special.zeta(a, least)), bounds=(1.01, 8.0), method="bounded"
    )
    values, seen = np.unique(x, return_counts=True)
    fitted = 1 - special.zeta(found.x, values + 1) / special.zeta(found.x, least)
    return float(found.x), float(np.abs(np.cumsum(seen) / len(x) - fitted).max())


def _exponential(x: np.ndarray, least: int) -> np.ndarray:
    """Log-likelihoods of the geometric law from `least` on."""
    stop = 1 / (1 + x.mean() - least)
    return (x - least) * np.log1p(-min(stop, 1 - 1e-12)) + np.log(stop)


def _lognormal(x: np.ndarray, least: int) -> np.ndarray:
    """Log-likelihoods of the log-normal, rounded and cut off below `least`."""

    def likelihoods(values: np.ndarray) -> np.ndarray:
        mu, sigma = values[0], np.exp(values[1])
        upper, lower, cut = ((np.log(v) - mu) / sigma for v in (x + 0.5, x - 0.5, least - 0.5))
        # by the survival function, which keeps its digits far out
        mass = np.where(
            lower > 0, stats.norm.sf(lower) - stats.norm.sf(upper), stats.norm.cdf(upper) - stats.norm.cdf(lower)
        )
        return np.log(np.maximum(mass, 1e-300)) - stats.norm.logsf(cut)

    start = np.array([np.log(x).mean(), np.log(np.log(x).std() + 0.1)])
    found = optimize.minimize(lambda v: -likelihoods(v).sum(), start, method="Nelder-Mead")
    return likelihoods(found.x)


def _vuong(ours: np.ndarray, other: np.ndarray) -> tuple[float, float]:
    gap = ours - other
    z = float(gap.sum() / max(np.sqrt(len(gap)) * gap.std(), 1e-12))
    return z, float(2 * stats.norm.sf(abs(z)))
