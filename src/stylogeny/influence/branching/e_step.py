"""The E step: how likely each parent set makes its child, and the responsibilities that follow from it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .em_data import ByChild, EMData
from .model import Kernels, log_background
from .prior import Preference


@dataclass(frozen=True, eq=False)
class EStep:
    """What the E step finds: l live parent sets over e edges of n works, b sampled pairs of the normaliser.

    Parameters
    ----------
    responsibilities : ndarray
        float64[l]: posterior probability of each live parent set; with its `innovation` those of a work sum to 1.
    innovation : ndarray
        float64[n]: posterior probability of no parent at all.
    inclusion : ndarray
        float64[e]: posterior probability that the edge is there.
    log_likelihood : ndarray
        float64[n], nats; 0 for works that are not asked about.
    covariates, base_covariates : ndarray
        float64[2, e] and float64[2, b].
    log_prior, log_base : ndarray
        float64[e] and float64[b].
    """

    responsibilities: np.ndarray
    innovation: np.ndarray
    inclusion: np.ndarray
    log_likelihood: np.ndarray
    covariates: np.ndarray
    base_covariates: np.ndarray
    log_prior: np.ndarray
    log_base: np.ndarray


def e_step(data: EMData, kernels: Kernels, inclusion: np.ndarray) -> EStep:
    """Responsibilities of the live parent sets; the last iteration's `inclusion`, float64[e], makes fame and habit."""
    covariates, base_covariates = data.covariates(inclusion)
    log_prior, log_base = log_priors(data, kernels.preference, covariates, base_covariates)
    # edges that the dates forbid are in no live set, but a product with -inf would still be taken
    of_sets = data.uses @ np.maximum(log_prior, -1e30)
    evidence = log_evidence(data.grid.log_steps(kernels).ravel()[data.cell], of_sets, data.log_det)
    alone = log_no_parent(data.background_sq_dist, kernels, data.by_child.any)
    r, innovation, log_likelihood = responsibilities(evidence, alone, data.by_child)
    return EStep(
        responsibilities=r,
        innovation=np.where(data.inside, innovation, 1.0),
        inclusion=data.inclusion(r),
        log_likelihood=np.where(data.inside, log_likelihood, 0.0),
        covariates=covariates,
        base_covariates=base_covariates,
        log_prior=log_prior,
        log_base=log_base,
    )


def log_evidence(
    log_step: np.ndarray, log_prior: np.ndarray, log_det: np.ndarray, *, log_size: np.ndarray | None = None
) -> np.ndarray:
    """log(K x prior of the parent set x that of its size x volume of the shares) of parent sets, float64[h].

    Parameters
    ----------
    log_step : ndarray
        float64[h]: log K of the step that the set leaves (model.py).
    log_prior : ndarray
        float64[h]: log prior of choosing these parents.
    log_det : ndarray
        float[h]: as in :class:`ParentSets`; the Gaussian volume over the shares.
    log_size : ndarray, optional
        float64[h]: what the number of parents costs, where `log_step` does not hold it already, as a table of steps
        does.
    """
    evidence = log_step + log_prior
    if log_size is not None:
        evidence = evidence + log_size
    return np.asarray(evidence - 0.5 * log_det)


def log_no_parent(background_sq_dist: np.ndarray, kernels: Kernels, has_sets: np.ndarray) -> np.ndarray:
    """log(eta q) of works at these distances from the background, float64[n]; eta is 1 for works without sets."""
    return log_background(background_sq_dist, kernels) + np.where(has_sets, np.log(kernels.immigrant), 0.0)


def responsibilities(
    evidence: np.ndarray, alone: np.ndarray, by_child: ByChild
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Posterior of parent sets from their log evidence, float64[h], and from that of no parent, `alone` float64[n].

    Returns
    -------
    responsibilities, innovation, log_likelihood : ndarray
        float64[h], float64[n] and float64[n] (nats).
    """
    top = np.maximum(alone, by_child.largest(evidence))
    r = np.exp(evidence - top[by_child.child])
    innovation = np.exp(alone - top)
    norm = innovation + by_child.total(r)
    r /= norm[by_child.child]
    return r, innovation / norm, top + np.log(norm)


def log_priors(
    data: EMData, preference: Preference, covariates: np.ndarray, base_covariates: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """log prior of the edges float64[e], -inf where the dates forbid it, and of the normaliser's pairs float64[b]."""
    log_g, beta = preference.log_g, np.asarray(preference.coefficients)
    raw = log_g[data.pairs.bin]
    raw += beta @ covariates
    raw += data.log_offer
    base = log_g[data.base_pairs.bin]
    base += beta @ base_covariates
    base += data.base_log_offer
    z = np.bincount(data.pairs.child, np.exp(raw), minlength=data.n)
    z = z + np.bincount(data.base.child, np.exp(base), minlength=data.n)
    log_z = np.log(np.maximum(z, 1e-300))
    raw -= log_z[data.pairs.child]
    base -= log_z[data.base.child]
    return raw, base
