"""Credit: what the world's model would lack without a work, an artist or a style."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from .. import __version__
from ..corpus.copies.index import KeypointIndex
from ..corpus.lookup import Selection, pronouns, select
from ..errors import StylogenyError
from ..executors import Execution
from ..influence.graph import InfluenceGraph
from ..progress import Callback
from ..provenance import Provenance
from ..runs import digest
from .answer import FORMAT, Credit, ScoreEstimate
from .baselines import compare as compare_baselines
from .bootstrap import Comparison, Question, compare, fingerprint, question, unit
from .denoising_bound import MIN_WORKS, ClosedFormModel, closed_form
from .flow_model import FLOW_TRAINING, FlowTraining
from .intervals import LEVEL, MIN_DRAWS, conformal_widening, widened_interval
from .lightcone import DELETIONS, ESTIMANDS
from .metrics import Preference, build
from .noise_ceiling import noise_ceiling
from .summaries import losses, summaries
from .worlds.found_copies import with_found_copies
from .worlds.regions import REGIONS, region_scores, where_it_falls

GENEALOGIES = 16  # sampled ones behind the point of a sampled deletion
COLLAPSE = 0.9  # share of later works gone at which a deletion says little any more
LEFT = 5.0  # expected works below which nothing is left to make a model of
MODELS = ("closed-form", "flow")


@dataclass(frozen=True)
class CreditOptions:
    """What is asked, by :func:`credit`, whose parameters these are."""

    estimand: str = "lineage"
    deletion: str = "sampled"
    bootstraps: int = 100
    model: str | FlowTraining = "closed-form"
    metrics: tuple[str | Preference, ...] = ("bound",)
    queries: int = 2048
    baselines: bool = False
    seed: int = 0

    def __post_init__(self) -> None:
        if self.estimand not in ESTIMANDS:
            raise StylogenyError(f"an estimand is one of {', '.join(ESTIMANDS)}", got=repr(self.estimand))
        if self.deletion not in DELETIONS:
            raise StylogenyError(f"a deletion is one of {', '.join(DELETIONS)}", got=repr(self.deletion))
        if self.model_name not in MODELS:
            raise StylogenyError(f"a model is one of {', '.join(MODELS)}", got=repr(self.model))
        if self.bootstraps < 0 or not self.metrics:
            raise StylogenyError("a credit needs at least one metric and 0 or more bootstraps", got=self.bootstraps)

    @property
    def model_name(self) -> str:
        """One of :data:`MODELS`."""
        return "flow" if isinstance(self.model, FlowTraining) else self.model

    @property
    def training(self) -> FlowTraining | None:
        """How the flow is trained; None for the closed form."""
        return None if self.model_name != "flow" else FLOW_TRAINING if isinstance(self.model, str) else self.model


def credit(
    graph: InfluenceGraph,
    work: str | int | Sequence[str | int],
    *,
    kind: str | None = None,
    estimand: str = "lineage",
    deletion: str = "sampled",
    bootstraps: int = 100,
    model: str | FlowTraining = "closed-form",
    metrics: Sequence[str | Preference] = ("bound",),
    queries: int = 2048,
    baselines: bool = False,
    seed: int = 0,
    executor: str | Execution = "serial",
    truth: Path | str | None = None,
    index: KeypointIndex | None = None,
    callback: Callback | None = None,
) -> Credit:
    """What the world's model would lack without a work, several, an artist or a style.

    Parameters
    ----------
    graph : InfluenceGraph
        From :func:`stylogeny.trace`.
    work : str, int or sequence
        An id, file name, title, artist or style; a row; or several works.
    kind : str, optional
        ``work``, ``artist`` or ``style``, to say which a name is.
    estimand : str
        ``lineage``: the work and what descends from it are gone. ``net``: others have taken its place.
    deletion : str
        ``sampled`` (one genealogy per bootstrap: this history's luck is in the interval), ``soft`` (exact path weights:
        the expectation over genealogies) or ``hard`` (the likeliest genealogy).
    bootstraps : int
        Histories resampled and refitted behind the interval; 0 for the point alone.
    model : str or FlowTraining
        What describes a world's works: ``closed-form``, re-weighted exactly, or ``flow``, a network trained anew on
        every world with its weights as sample weights; factual and counterfactual share its first weights, its order of
        batches and its noise (:mod:`.flow_model`).
    metrics : sequence
        ``bound`` (the first is the headline), ``difficulty``, ``rarity``, ``colourfulness``, or callables that take a
        picture, uint8[H, W, 3], and return a number (more is better).
    queries : int
        At most this many works are held out in turn.
    baselines : bool
        Also ask leave-one-out, similarity look-up, influence functions and TRAK (:mod:`.baselines`).
    seed : int
        Owns every draw.
    executor : str or Execution
        Where bootstraps run: ``serial``, ``process`` or ``ray``; an :class:`~stylogeny.executors.Execution` also says
        with how many workers, and in which folder finished ones are kept.
    truth : Path, optional
        The painted world whose noise ceilings the answer carries; the corpus's own folder where it is one.
    index : KeypointIndex, optional
        Of all works: copies of what is left out are then looked for among all of them, and otherwise among those near
        it and its children.

    Returns
    -------
    Credit

    Raises
    ------
    StylogenyError
        For an unknown or undated work, an unknown option, or pedigree collapse.

    Notes
    -----
    "Per cent worse" is the growth of the denoising bound: the bits that the weighted closed-form model needs to
    describe held-out works down to a fixed fidelity (:mod:`stylogeny.counterfactual.denoising_bound`).
    """
    options = CreditOptions(
        estimand=estimand, deletion=deletion, bootstraps=bootstraps, model=model, metrics=tuple(metrics),
        queries=queries, baselines=baselines, seed=seed,
    )  # fmt: skip
    selection = select(graph.works, work, kind=kind, years=graph.years)
    ceiling = noise_ceiling(graph.works.root, truth=truth)
    graph = with_found_copies(graph, selection.rows, index=index)
    computed = _compute(graph, selection, options, Execution.of(executor), callback)
    return _assemble(graph, selection, options, computed, ceiling)


def file_name(selection: Selection, *, estimand: str, model: str) -> str:
    """The name an answer is saved under: the selection's, and what is not the default about the question."""
    usual = ("lineage", "closed-form")
    return "--".join([selection.slug, *(part for part in (estimand, model) if part not in usual)])


@dataclass(frozen=True, eq=False)
class _Computed:
    """What an answer is made of: the factual histories, the resampled ones, and the model that scores them."""

    question: Question
    exact: ClosedFormModel
    factual: list[Comparison]
    draws: list[Comparison]
    later_share: float  # of the works after the first deleted one, those that are gone
    config: dict[str, Any]


def _compute(
    graph: InfluenceGraph,
    selection: Selection,
    options: CreditOptions,
    execution: Execution,
    callback: Callback | None,
) -> _Computed:
    seed = options.seed
    exact = closed_form(graph, queries=options.queries, seed=seed)
    scores = build(graph, options.metrics, rows=selection.rows, model=exact, training=options.training, seed=seed)
    if options.model_name == "closed-form":
        scores = [*scores, *region_scores(graph, selection.rows, exact, seed=seed)]
    q = question(graph, selection.rows, estimand=options.estimand, deletion=options.deletion, scores=scores)
    factual, later_share = _factual(q, selection, seed)
    config = _config(q, exact, options)
    enough = int(np.isfinite(graph.years).sum()) >= MIN_WORKS
    units = execution.run(
        unit, q, shards=range(options.bootstraps if enough else 0), seed=seed, config=config, what="bootstraps",
        callback=callback,
    )  # fmt: skip
    return _Computed(q, exact, factual, [Comparison.of(arrays) for arrays in units], later_share, config)


def _config(q: Question, exact: ClosedFormModel, options: CreditOptions) -> dict[str, Any]:
    """What names a bootstrap's result: everything that changes it."""
    return {
        "step": str(FORMAT),
        "version": __version__,
        "works": q.graph.works.ids[q.rows].tolist(),
        "estimand": q.estimand,
        "deletion": q.deletion,
        "scores": [s.name for s in q.scores],
        "fidelity": exact.fidelity,
        "queries": options.queries,
        "graph": fingerprint(q.graph),
        "copies": 0.0 if q.graph.known_copies is None else float(q.graph.known_copies[1].sum()),
        "hypotheses": 0 if q.graph.parent_sets is None else len(q.graph.parent_sets),
        "model": options.model_name,
        "training": None if options.training is None else asdict(options.training),
    }


def _factual(q: Question, selection: Selection, seed: int) -> tuple[list[Comparison], float]:
    """The answer on the history as it was, over sampled genealogies where the deletion samples them.

    Beside it the share of later works that is gone.
    """
    graph = q.graph
    later = np.isfinite(graph.years) & (graph.years > graph.years[q.rows].min())
    later[q.rows] = False
    # shards below zero: no bootstrap shares a genealogy with the point
    shards = range(-GENEALOGIES, 0) if q.deletion == "sampled" else range(-1, 0)
    changes = [q.delete(graph, seed=seed, shard=s) for s in shards]
    share = float(np.mean([c.loss[later[c.rows]].sum() for c in changes]) / max(later.sum(), 1))
    total = int(np.isfinite(graph.years).sum())
    if q.estimand == "lineage" and total - len(q.rows) < LEFT:
        raise StylogenyError(
            f"too few works are left to tell what the world would lack without {selection.name}",
            got=f"{total - len(q.rows)} other dated works",
            fix=f"it takes {LEFT:g}; a corpus of more works would do",
        )
    if q.estimand == "lineage" and min(total - c.effective for c in changes) < LEFT:
        instead = "deletion='soft', or " if q.deletion != "soft" else ""
        raise StylogenyError(
            f"pedigree collapse: nearly everything after {selection.name} descends from it",
            got=f"{share:.0%} of later works",
            fix=f"use {instead}estimand='net'",
        )
    return [compare(q, graph, graph.works.weight, seed=seed, shard=s) for s in shards], share


def _assemble(
    graph: InfluenceGraph,
    selection: Selection,
    options: CreditOptions,
    computed: _Computed,
    ceiling: dict[str, float] | None,
) -> Credit:
    q, exact = computed.question, computed.exact
    widening = conformal_widening(options.estimand, float(graph.innovation[np.isfinite(graph.years)].mean()))
    every = summaries(q, computed.factual, computed.draws, widening=widening)
    metric = q.scores[0].name
    parameters = {
        **{name: getattr(options, name) for name in ("estimand", "deletion", "seed")},
        "bootstraps": len(computed.draws),
        "level": LEVEL,
        "model": options.model_name,
        "metrics": [score.name for score in q.scores if score.name not in REGIONS],
        "queries": len(exact.queries),
        "fidelity": exact.fidelity,
        "works": len(exact.data),
    }
    baselines = {}
    if options.baselines:
        baselines = compare_baselines(graph, selection.rows, exact, estimand=options.estimand, seed=options.seed)
    return Credit(
        name=selection.name,
        kind=selection.kind,
        works=tuple(map(str, graph.works.ids[selection.rows])),
        estimand=options.estimand,
        deletion=options.deletion,
        metric=metric,
        metrics={name: estimate for name, estimate in every.items() if name not in REGIONS},
        regions={name: estimate for name, estimate in every.items() if name in REGIONS},
        where=where_it_falls(q, exact, seed=options.seed),
        table=losses(graph, computed.draws or computed.factual),
        conformal_widening=widening if metric == "bound" else (0.0, 0.0),
        effective_works=float(np.mean([c.effective for c in computed.factual])),
        notes=(*_notes(graph, selection, options, computed), *_unknown(every.get("bound"), widening)),
        provenance=Provenance(
            parameters, inputs={"influence": fingerprint(graph), "question": digest(computed.config)}
        ),
        baselines=baselines,
        ceiling=ceiling,
        slug=file_name(selection, estimand=options.estimand, model=options.model_name),
    )


def _unknown(bound: ScoreEstimate | None, widening: tuple[float, float]) -> list[str]:
    """What is not known of the loss over all art, where the widening is most of its interval."""
    if bound is None or bound.interval is None or sum(widening) <= 1.0:
        return []
    _, high = widened_interval(bound.draws, bound.point)
    return [
        f"The range for all art goes on from {high:.2g} %, where resampled histories end, because a line of descent "
        "may have been missed: how large it would be is not known."
    ]


def _notes(graph: InfluenceGraph, selection: Selection, options: CreditOptions, computed: _Computed) -> tuple[str, ...]:
    notes = []
    if int(np.isfinite(graph.years).sum()) < MIN_WORKS:
        notes.append(f"The corpus is too small for an interval (fewer than {MIN_WORKS} dated works).")
    elif 0 < options.bootstraps < MIN_DRAWS:
        notes.append(f"Too few bootstraps for an interval (fewer than {MIN_DRAWS}).")
    stopped = sum(not draw.converged for draw in computed.draws)
    if stopped:
        notes.append(f"EM was stopped before it had converged in {stopped} of {len(computed.draws)} refits.")
    if computed.later_share > COLLAPSE and options.estimand == "lineage":
        soft = "" if options.deletion == "soft" else "soft deletion or "
        notes.append(
            f"Pedigree collapse: {computed.later_share:.0%} of later works descend from what is deleted, so this says "
            f"little; {soft}the net estimand says more."
        )
    if all(np.isin(c.rows, selection.rows).all() for c in computed.factual):
        notes.append(f"No work descends from {pronouns(selection.kind)[0]}: only the deletion itself is felt.")
    evidence = None if graph.model is None else graph.model.evidence
    if evidence is not None and not evidence.speaks:
        notes.append(f"{evidence.sentence[0].upper()}{evidence.sentence[1:]}. Read this as a question.")
    return tuple(notes)
