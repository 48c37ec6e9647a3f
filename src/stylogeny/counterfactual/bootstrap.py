"""One bootstrap: resample works, draw dates, refit influence, sample a genealogy, delete, rebuild the model, score.

Works are resampled by the Bayesian bootstrap (Rubin 1981): exponential weights instead of counts, so that the work in
question is never absent by accident and no work is its own twin. A draw belongs to (seed, shard, work).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ..influence import candidates_of, trace
from ..influence.branching.candidates import Candidates
from ..influence.dates import draw_years
from ..influence.graph import InfluenceGraph
from ..runs import digest
from ..streams import int_seed, stream, uniforms
from .lightcone import Change, delete
from .metrics import Score, worse

# A refit ends when no parameter moves by more than SETTLED in a step of EM, or after STEPS: painted worlds need 13 to 16,
# and what more steps would change is far inside the interval (verification/credit_warm.py)
SETTLED, STEPS = 1e-3, 16
PERIOD = 25  # years: works of one style and period are each other's matched controls


@dataclass(frozen=True, eq=False)
class Question:
    """What every bootstrap of one answer shares."""

    graph: InfluenceGraph
    candidates: Candidates
    rows: np.ndarray
    estimand: str
    deletion: str
    scores: list[Score]
    strata: dict[str, np.ndarray]
    cold: bool = False

    def delete(self, graph: InfluenceGraph, *, seed: int, shard: int) -> Change:
        """The deletion that is asked about, in this graph."""
        how: dict[str, Any] = {"estimand": self.estimand, "deletion": self.deletion}
        return delete(graph, self.rows, candidates=self.candidates, seed=seed, shard=shard, **how)


def question(
    graph: InfluenceGraph, rows: np.ndarray, *, estimand: str, deletion: str, scores: list[Score], cold: bool = False
) -> Question:
    """Gather what the bootstraps share: possible parents depend on neither weights nor dates and are found once.

    A graph that was not traced here has no fitted model to start from: its refits are cold.
    """
    cold = cold or "kernels" not in graph.params
    candidates = candidates_of(graph.embedding) if cold else graph.hypotheses.edges
    # a plain copy travels to other processes: what a graph caches for itself need not, but for its hypotheses
    plain = replace(graph)
    if not cold:
        plain.__dict__["hypotheses"] = graph.hypotheses
    return Question(plain, candidates, rows, estimand, deletion, scores, strata(graph), cold)


def fingerprint(graph: InfluenceGraph) -> str:
    """What names a graph in a unit's key: its weights, vectors and parameters."""
    return digest(
        [float(graph.parents.sum()), graph.parents.nnz, float(graph.embedding.vectors.sum()), dict(graph.params)]
    )


def strata(graph: InfluenceGraph) -> dict[str, np.ndarray]:
    """The controls' strata, int64[n] each: ``random`` is one stratum, ``matched`` one a style and period."""
    works = graph.works
    period = np.floor(np.nan_to_num(works.year, nan=-1e6) / PERIOD).astype(np.int64)
    style = np.unique(works.column("style").astype(str), return_inverse=True)[1]
    both = np.unique(np.stack([style, period]), axis=1, return_inverse=True)[1].ravel()
    return {"random": np.zeros(len(works), dtype=np.int64), "matched": both}


def resample(graph: InfluenceGraph, *, seed: int, shard: int) -> tuple[np.ndarray, np.ndarray]:
    """A bootstrap's weights and dates, float64[n] each."""
    index = np.arange(len(graph.works))
    weights = -np.log(uniforms(seed, "works", shard, index=index)[:, 0])
    return weights, draw_years(graph.works, seed=int_seed(seed, "dates", shard, bits=62))


def refit(q: Question, weights: np.ndarray, years: np.ndarray) -> InfluenceGraph:
    """The influence graph of a resampled history: EM on the factual fit's hypotheses and from its parameters, until it settles.

    From nothing, on the same hypotheses, it settles in the same place (verification/credit_warm.py). `cold` proposes the
    hypotheses anew as well.
    """
    how: dict[str, Any] = {"years": years, "sample_weight": weights, "net": False}
    if q.cold:
        return trace(q.graph.embedding, candidates=q.candidates, settle=SETTLED, **how)
    return trace(q.graph.embedding, warm_start=q.graph, settle=SETTLED, steps=STEPS, **how)


def placebo(change: Change, stratum: np.ndarray, inside: np.ndarray, *, seed: int, event: tuple[Any, ...]) -> Change:
    """The same losses dealt to other works: a permutation of the works within each stratum.

    Exactly the same number is lost in every stratum; only which works it hits is chance.
    """
    at = np.flatnonzero(inside)
    luck = stream(seed, *event).random(len(inside))[at]
    into = np.empty(len(inside), dtype=np.int64)
    into[at[np.lexsort((at, stratum[at]))]] = at[np.lexsort((luck, stratum[at]))]
    rows = into[change.rows]
    by_row = np.argsort(rows)
    shift = None if change.shift is None else change.shift[by_row]
    return Change(rows[by_row], change.loss[by_row], shift)


def compare(q: Question, graph: InfluenceGraph, weights: np.ndarray, *, seed: int, shard: int) -> dict[str, np.ndarray]:
    """Per cent worse without the works, and without as many others, under the same weights, noise and queries.

    Returns
    -------
    dict
        ``factual`` float64[s]; ``counterfactual``, ``random``, ``matched`` float64[s] per cent worse for each of s
        scores; ``rows`` and ``loss`` of the change; ``effective`` float64[1], the expected number of works gone.
    """
    change = q.delete(graph, seed=seed, shard=shard)
    inside = np.isfinite(graph.years)
    worlds = {"counterfactual": change}
    for name, stratum in q.strata.items():
        worlds[name] = placebo(change, stratum, inside, seed=seed, event=("control", name, shard))
    factual = [score.value(weights, None) for score in q.scores]
    out = {"factual": np.array(factual)}
    for name, what in worlds.items():
        out[name] = np.array([worse(s, f, s.value(weights, what)) for s, f in zip(q.scores, factual)])
    moved = np.zeros(len(change.rows)) if change.shift is None else np.linalg.norm(change.shift, axis=1)
    out |= {"rows": change.rows.astype(np.int64), "loss": change.loss, "moved": moved.astype(np.float64)}
    return out | {"effective": np.array([change.effective])}


def unit(state: Question, seed: int, shard: int) -> dict[str, np.ndarray]:
    """One bootstrap (see the module)."""
    weights, years = resample(state.graph, seed=seed, shard=shard)
    return compare(state, refit(state, weights, years), weights, seed=seed, shard=shard)
