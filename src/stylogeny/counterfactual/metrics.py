"""What "worse" means: how well a world's model describes works, how often it comes near one, how much it is liked.

Every score is one number for a world, and every answer is in per cent of the factual world's number.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from ..corpus.pictures import read
from ..errors import StylogenyError
from ..influence.graph import InfluenceGraph
from ..progress import progress
from .denoising_bound import ClosedFormModel, closed_form
from .flow_model import Flow, FlowTraining, flow
from .lightcone import Change

Preference = Callable[[np.ndarray], float]
NEAR = 0.01  # share of factual samples that count as near a work


class Score(Protocol):
    """A number for a world; `better` is +1 where more is better and -1 where more is worse."""

    @property
    def name(self) -> str: ...

    @property
    def unit(self) -> str: ...

    @property
    def better(self) -> int: ...

    def value(self, weights: np.ndarray, change: Change | None) -> float:
        """The number for the world with these weights, float64[n], after this change."""
        ...


def percent_worse(score: Score, factual: float, counterfactual: float) -> float:
    """Per cent worse than factual (negative: better)."""
    return 100.0 * score.better * (factual - counterfactual) / max(abs(factual), 1e-12)


@dataclass(frozen=True, eq=False)
class BoundScore:
    """The denoising bound on held-out works (bits/dim; fewer is better): the default score."""

    model: ClosedFormModel | Flow
    name: str = "bound"
    unit: str = "bits/dim"
    better: int = -1

    def value(self, weights: np.ndarray, change: Change | None) -> float:
        """Mean over the held-out works; a bootstrap's weights also weigh these."""
        held = weights[self.model.data[self.model.queries]]
        nats = self.model.nats(weights, change)
        return float(held @ nats / held.sum() / self.model.dims / np.log(2))


@dataclass(frozen=True, eq=False)
class RarityScore:
    """How rarely samples come near given works (samples needed for one that does; fewer is better).

    A sample of the closed-form model is a work plus noise, so the probability that it falls within a radius is a
    weighted sum of non-central chi-square distributions: no sampling error. The radius of each work is the one that
    `NEAR` of the factual world's samples reach.
    """

    model: ClosedFormModel
    inside: np.ndarray  # float64[q, m]: P(a sample from work j falls within the radius of target q)
    name: str = "rarity"
    unit: str = "samples"
    better: int = -1

    def value(self, weights: np.ndarray, change: Change | None) -> float:
        """Geometric mean over the works of the expected number of samples until one comes near."""
        left = weights[self.model.data].astype(np.float64)
        if change is not None:
            left[np.searchsorted(self.model.data, change.rows)] *= 1.0 - change.loss
        p = self.inside @ left / np.maximum(left.sum(), 1e-300)
        return float(np.exp(-np.log(np.maximum(p, 1e-12)).mean()))


@dataclass(frozen=True, eq=False)
class PreferenceScore:
    """A preference over pictures: its mean over what the world's model would show (more is better)."""

    scores: np.ndarray  # float64[n], NaN where a work has no readable picture
    name: str = "preference"
    unit: str = "score"
    better: int = 1

    def value(self, weights: np.ndarray, change: Change | None) -> float:
        """Mean score of the works, by their weight in the world."""
        left = weights.astype(np.float64).copy()
        if change is not None:
            left[change.rows] *= 1.0 - change.loss
        known = np.isfinite(self.scores)
        return float(left[known] @ self.scores[known] / np.maximum(left[known].sum(), 1e-300))


def colourfulness(picture: np.ndarray) -> float:
    """How colourful a picture is (Hasler & Suesstrunk 2003): the bundled example of a preference.

    Parameters
    ----------
    picture : ndarray
        uint8[H, W, 3], sRGB.

    Returns
    -------
    float
        About 0 (grey) to 110 (extremely colourful).
    """
    r, g, b = (picture[..., c].astype(np.float64) for c in range(3))
    rg, yb = r - g, 0.5 * (r + g) - b
    return float(np.hypot(rg.std(), yb.std()) + 0.3 * np.hypot(rg.mean(), yb.mean()))


NAMES = ("bound", "difficulty", "rarity", "colourfulness")


def build(
    graph: InfluenceGraph,
    names: Sequence[str | Preference],
    *,
    rows: np.ndarray,
    model: ClosedFormModel,
    training: FlowTraining | None = None,
    seed: int = 0,
) -> list[Score]:
    """Scores by name (one of :data:`NAMES`) or as a preference callable.

    Parameters
    ----------
    graph : InfluenceGraph
        n works.
    names : sequence
        Which scores.
    rows : ndarray
        int64[m]: the works in question, for ``difficulty`` and ``rarity``.
    model : ClosedFormModel
        The factual world's.
    training : FlowTraining, optional
        How a flow is trained; the bounds are then those of a flow instead of the closed form.
    seed : int
        Owns noise and, of a flow, weights and batches.

    Raises
    ------
    StylogenyError
        For an unknown name, a score that the flow does not have, or a preference that is not a finite number.
    """
    return [_score(graph, name, rows, model, training, seed) for name in names]


def _score(
    graph: InfluenceGraph,
    name: str | Preference,
    rows: np.ndarray,
    model: ClosedFormModel,
    training: FlowTraining | None,
    seed: int,
) -> Score:
    if callable(name):
        return _preference(graph, name)
    if name == "colourfulness":
        return _preference(graph, colourfulness)
    if name == "bound":
        queries = len(model.queries)
        every = None if training is None else flow(graph, queries=queries, like=model, training=training, seed=seed)
        return BoundScore(model if every is None else every)
    if name == "difficulty" and training is not None:
        return BoundScore(flow(graph, rows=rows, like=model, training=training, seed=seed), name="difficulty")
    if name == "rarity" and training is not None:
        raise StylogenyError("rarity is known for the closed form only", fix="leave the metric or the model out")
    if name in ("difficulty", "rarity"):
        own = closed_form(graph, rows=rows, like=model, seed=seed)
        return BoundScore(own, name="difficulty") if name == "difficulty" else RarityScore(own, _inside(own))
    raise StylogenyError(
        "no such metric", got=repr(name), fix=f"use {', '.join(NAMES)}, or your own callable on pictures"
    )


def _inside(model: ClosedFormModel) -> np.ndarray:
    from scipy.optimize import brentq
    from scipy.stats import ncx2

    from .denoising_bound import squared_distances

    d, var = model.dims, model.fidelity**2
    far = squared_distances(model.points[model.queries], model.points).astype(np.float64) / var
    own = model.group[model.queries][:, None] == model.group[None, :]
    inside = np.zeros_like(far)
    for q, row in enumerate(far):
        others = row[~own[q]]

        def short(log_r: float, others: np.ndarray = others) -> float:
            return float(ncx2.cdf(np.exp(2 * log_r), d, others).mean()) - NEAR

        radius = brentq(short, 0.5 * np.log(d) - 6, 0.5 * np.log(others.max() + d) + 4, xtol=1e-3)
        inside[q, ~own[q]] = ncx2.cdf(np.exp(2 * radius), d, others)
    return inside


def _preference(graph: InfluenceGraph, prefer: Preference) -> PreferenceScore:
    works = graph.works
    scores = np.full(len(works), np.nan)
    for row in progress(np.flatnonzero(np.isfinite(graph.years) & works.pictured), "preferences", unit="picture"):
        scores[row] = float(prefer(read(works.picture(int(row)))))
        if not np.isfinite(scores[row]):
            raise StylogenyError("a preference must be a finite number", got=f"{scores[row]} for {works.ids[row]!r}")
    if not np.isfinite(scores).any():
        raise StylogenyError("a preference needs pictures, and this corpus has none that can be read")
    return PreferenceScore(scores, name=getattr(prefer, "__name__", "preference"))
