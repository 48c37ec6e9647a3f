"""What a fit learned, as a graph carries it in memory and in its file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..evidence import Evidence
from .background import MIN_WORKS
from .em import EMResult
from .fitting import INNOVATION_SHRINKAGE, FitOptions
from .model import Kernels
from .projection import Projection


@dataclass(frozen=True, eq=False)
class FittedModel:
    """A fitted branching model.

    Parameters
    ----------
    kernels : Kernels
        Its parameters.
    projection : Projection
        The metric in which steps were measured.
    log_likelihood : float
        Mean over the dated works, nats.
    n_iter : int
        Iterations of EM that learned it.
    converged : bool
        Whether EM stopped because hardly anything changed any more: not at its limit of iterations, and not because the
        likelihood fell.
    last_gain : float
        What the last iteration added to the mean log-likelihood, nats per work.
    n_iter_singles : int
        Iterations of the first fit, of single parents, which proposes the sets of several.
    innovation_shrinkage : float
        In [0, 1]: the share of each work's innovation that is taken from the mean of all works with parents.
    background_min_works : int
        See :class:`Background`.
    evidence : Evidence, optional
        Whether the order of the works matters, where that was tested.
    fits : int
        Draws of the dates that the model was fitted to; its parameters are those of the first.
    innovation_spread : float
        Standard deviation of the mean innovation over these fits.
    """

    kernels: Kernels
    projection: Projection
    log_likelihood: float
    n_iter: int
    converged: bool
    last_gain: float = 0.0
    n_iter_singles: int = 0
    innovation_shrinkage: float = INNOVATION_SHRINKAGE
    background_min_works: int = MIN_WORKS
    evidence: Evidence | None = None
    fits: int = 1
    innovation_spread: float = 0.0

    @classmethod
    def fitted(
        cls,
        result: EMResult,
        projection: Projection,
        options: FitOptions,
        *,
        log_likelihood: float,
        n_iter_singles: int,
    ) -> FittedModel:
        """The model that EM came to."""
        return cls(
            result.kernels,
            projection,
            log_likelihood=log_likelihood,
            n_iter=result.n_iter,
            converged=result.converged,
            last_gain=result.last_gain,
            n_iter_singles=n_iter_singles,
            innovation_shrinkage=options.innovation_shrinkage,
            background_min_works=options.background_min_works,
        )

    def document(self) -> dict[str, Any]:
        """As JSON-able values."""
        metric = self.projection
        projection = {
            "centre": metric.centre.tolist(),
            "matrix": metric.matrix.tolist(),
            "regression": metric.regression,
        }
        return {
            "kernels": self.kernels.document(),
            "projection": projection,
            "log_likelihood": self.log_likelihood,
            "n_iter": self.n_iter,
            "converged": self.converged,
            "last_gain": self.last_gain,
            "n_iter_singles": self.n_iter_singles,
            "innovation_shrinkage": self.innovation_shrinkage,
            "background_min_works": self.background_min_works,
            "evidence": None if self.evidence is None else self.evidence.document(),
            "fits": self.fits,
            "innovation_spread": self.innovation_spread,
        }

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> FittedModel:
        """The model that :meth:`document` wrote down."""
        projection, evidence = document["projection"], document["evidence"]
        made_of = {
            "kernels": Kernels.of(document["kernels"]),
            "projection": Projection(
                np.array(projection["centre"]), np.array(projection["matrix"]), projection["regression"]
            ),
            "evidence": None if evidence is None else Evidence.of(evidence),
        }
        return cls(**{**document, **made_of})
