"""One bootstrap: resample works, draw dates, refit influence, sample a genealogy, delete, rebuild the model, score.

Works are resampled by the Bayesian bootstrap (Rubin 1981): exponential weights instead of counts, so that the work in
question is never absent by accident and no work is its own twin. A draw belongs to (seed, shard, work).
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ..executors import Result
from ..influence.branching.candidates import Candidates
from ..influence.branching.fitting import candidates_of
from ..influence.dates import draw_years
from ..influence.graph import InfluenceGraph
from ..influence.tracing import ConvergenceWarning, trace
from ..runs import digest
from ..streams import int_seed, stream, uniforms
from .lightcone import Change, delete
from .metrics import Score, percent_worse
from .shortcuts.hypotheses import likely_hypotheses

# A refit ends when no parameter moves by more than PARAM_TOL in a step of EM, or after MAX_STEPS: painted worlds need
# 6 to 15, and what more steps would change is far inside the interval (verification/credit_warm.py). Graphs of many
# hypotheses stop at LOOSE_TOL, which changes a credit of the real corpus by a ten-thousandth of its interval
PARAM_TOL, LOOSE_TOL, MAX_STEPS = 1e-3, 1e-2, 16
CONTROLS = ("random", "matched")
PERIOD = 25  # years: works of one style and period are each other's matched controls


@dataclass(frozen=True, eq=False)
class Question:
    """What every bootstrap of one answer shares.

    Parameters
    ----------
    graph : InfluenceGraph
        The factual fit, of n works.
    candidates : Candidates
        Possible parents of every work.
    rows : ndarray
        int64[m]: the works that are deleted.
    estimand, deletion : str
        As in :func:`stylogeny.credit`.
    scores : list of Score
        By which worlds are compared.
    strata : mapping
        int64[n] for each of :data:`CONTROLS`: a control hits as many works of each stratum.
    cold : bool
        Refits propose their hypotheses anew instead of starting from the factual fit.
    """

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
    cold = cold or graph.model is None
    parent_sets = None if cold else likely_hypotheses(graph)
    candidates = candidates_of(graph.embedding) if parent_sets is None else parent_sets.edges
    # a plain copy travels to other processes: what a graph caches for itself need not, but its parent sets must
    plain = replace(graph, parent_sets=parent_sets)
    return Question(
        graph=plain,
        candidates=candidates,
        rows=rows,
        estimand=estimand,
        deletion=deletion,
        scores=scores,
        strata=strata(graph),
        cold=cold,
    )


@dataclass(frozen=True, eq=False)
class Comparison:
    """One history with the works, without them, and without as many others; s scores.

    Parameters
    ----------
    factual : ndarray
        float64[s]: the scores with all works.
    percent_worse : mapping
        ``counterfactual`` and each of :data:`CONTROLS` to float64[s], per cent worse.
    rows, loss, shift : ndarray
        int64[k], float64[k], float64[k]: the works that change, the share of each that is gone, and the length of the
        way that the rest of it moves.
    converged : bool
        Whether the fit behind it had converged.
    """

    factual: np.ndarray
    percent_worse: Mapping[str, np.ndarray]
    rows: np.ndarray
    loss: np.ndarray
    shift: np.ndarray
    converged: bool = True

    @property
    def effective(self) -> float:
        """Expected number of works gone."""
        return float(self.loss.sum())

    def arrays(self) -> Result:
        """As a unit's result, which travels and is kept as arrays."""
        own = {name: getattr(self, name) for name in ("factual", "rows", "loss", "shift")}
        return {**own, "converged": np.array(self.converged), **self.percent_worse}

    @classmethod
    def of(cls, arrays: Result) -> Comparison:
        """The comparison that :meth:`arrays` gave."""
        own = {name: arrays[name] for name in ("factual", "rows", "loss", "shift")}
        worse = {name: arrays[name] for name in ("counterfactual", *CONTROLS)}
        return cls(percent_worse=worse, converged=bool(arrays["converged"]), **own)


def fingerprint(graph: InfluenceGraph) -> str:
    """What names a graph in a unit's key: its weights, vectors and parameters."""
    fitted = None if graph.model is None else graph.model.document()
    asked = dict(graph.provenance.parameters)
    return digest([float(graph.parents.sum()), graph.parents.nnz, float(graph.embedding.vectors.sum()), fitted, asked])


def strata(graph: InfluenceGraph) -> dict[str, np.ndarray]:
    """The controls' strata, int64[n] each: ``random`` is one stratum, ``matched`` one for each style and period."""
    works = graph.works
    period = np.floor(np.nan_to_num(works.year, nan=-1e6) / PERIOD).astype(np.int64)
    style = np.unique(works.column("style").astype(str), return_inverse=True)[1]
    both = np.unique(np.stack([style, period]), axis=1, return_inverse=True)[1].ravel()
    return {"random": np.zeros(len(works), dtype=np.int64), "matched": both}


def resample(graph: InfluenceGraph, *, seed: int, shard: int) -> tuple[np.ndarray, np.ndarray]:
    """A bootstrap's weights and dates, float64[n] each."""
    years = draw_years(graph.works, seed=int_seed(seed, "dates", shard, bits=62))
    return resampled_weights(graph, seed=seed, shard=shard), years


def resampled_weights(graph: InfluenceGraph, *, seed: int, shard: int) -> np.ndarray:
    """A bootstrap's weights, float64[n]."""
    index = np.arange(len(graph.works))
    return -np.log(uniforms(seed, "works", shard, index=index)[:, 0]) * graph.works.weight


def refit(q: Question, weights: np.ndarray, years: np.ndarray) -> InfluenceGraph:
    """The influence graph of a resampled history: EM from the factual fit's hypotheses and parameters.

    From nothing, on the same hypotheses, it converges to the same place (verification/credit_warm.py). `cold` proposes
    the hypotheses anew as well.
    """
    tol = PARAM_TOL if q.candidates.looks is None else LOOSE_TOL
    how: dict[str, Any] = {"years": years, "sample_weight": weights, "net": False, "param_tol": tol}
    with warnings.catch_warnings():  # what MAX_STEPS costs is known, and the answer counts the fits that it stopped
        warnings.simplefilter("ignore", ConvergenceWarning)
        if q.cold:
            fitted = trace(q.graph.embedding, candidates=q.candidates, **how)
        else:
            fitted = trace(q.graph.embedding, warm_start=q.graph, max_iter=MAX_STEPS, **how)
    return replace(fitted, known_copies=q.graph.known_copies)


def placebo(
    change: Change, stratum: np.ndarray, inside: np.ndarray, *, seed: int, event: tuple[str | int, ...]
) -> Change:
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


def compare(q: Question, graph: InfluenceGraph, weights: np.ndarray, *, seed: int, shard: int) -> Comparison:
    """Per cent worse without the works, and without as many others, under the same weights, noise and queries."""
    change = q.delete(graph, seed=seed, shard=shard)
    inside = np.isfinite(graph.years)
    worlds = {"counterfactual": change}
    for name, stratum in q.strata.items():
        worlds[name] = placebo(change, stratum, inside, seed=seed, event=("control", name, shard))
    factual = [score.value(weights, None) for score in q.scores]
    worse = {
        name: np.array([percent_worse(s, f, s.value(weights, world)) for s, f in zip(q.scores, factual)])
        for name, world in worlds.items()
    }
    shift = np.zeros(len(change.rows)) if change.shift is None else np.linalg.norm(change.shift, axis=1)
    return Comparison(
        factual=np.array(factual),
        percent_worse=worse,
        rows=change.rows.astype(np.int64),
        loss=change.loss,
        shift=shift.astype(np.float64),
        converged=graph.model is None or graph.model.converged,
    )


def unit(state: Question, seed: int, shard: int) -> Result:
    """One bootstrap (see the module)."""
    weights, years = resample(state.graph, seed=seed, shard=shard)
    return compare(state, refit(state, weights, years), weights, seed=seed, shard=shard).arrays()
