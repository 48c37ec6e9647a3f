"""Credit: what the world's model would lack without a work, an artist or a style, with its interval and its controls."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from .. import __version__
from ..artifacts import replacing, write_json
from ..corpus.selection import Selection, select
from ..errors import StylogenyError
from ..executors import run_units
from ..influence.evidence import Evidence
from ..influence.graph import InfluenceGraph
from ..progress import Callback
from ..runs import Run, digest
from .baselines import compare as compare_rivals
from .bootstrap import Question, compare, fingerprint, question, unit
from .denoising_bound import LEAST_WORKS, ClosedFormModel, closed_form
from .intervals import LEAST_DRAWS, LEVEL, amount, reach_of
from .lightcone import DELETIONS, ESTIMANDS
from .metrics import Preference, build
from .noise_ceiling import noise_ceiling
from .summaries import losses, summaries

GENEALOGIES = 16  # sampled ones behind the point of a sampled deletion
COLLAPSE = 0.9  # share of later works gone at which a deletion says little any more
LEFT = 5.0  # expected works below which nothing is left to make a model of
MODELS = ("closed-form", "flow")

ESTIMAND_SENTENCE = {
    "lineage": "Without {name} and what descends from {it}",
    "net": "Without {name}, others having taken {its} place",
}


@dataclass(frozen=True, eq=False)
class Credit:
    """The answer to one counterfactual question.

    Parameters
    ----------
    name, kind : str
        What was deleted, and whether it is a work, works, an artist or a style.
    estimand, deletion, metric : str
        Which question this answers, along which descent, by which score.
    point : float
        Per cent worse than factual (negative: better).
    interval : tuple of float, or None
        The middle 95 % of `draws`, widened to hold the point and, for the bound, by what the model of influence was measured to miss in
        painted worlds (:func:`.amounts.reach_of`); None where there are too few works or bootstraps for one.
    draws : ndarray
        float64[bootstraps].
    controls : mapping
        ``random`` and ``matched``: point, interval and draws of as many other works gone.
    metrics : mapping
        The same numbers for every score asked for, `metric` among them; and the factual value with its unit.
    table : DataFrame
        One row a work that changes: id, title, artist, year, style, lost (mean share gone), low, high, moved.
    notes : tuple of str
        What the reader must know beside the number.
    provenance : mapping
        Software, parameters, seed, input digest.
    rivals : mapping
        What other methods say about the same works, where asked.
    ceiling : mapping, or None
        Noise ceilings of true impacts, in painted worlds (:mod:`.ceilings`); None where nobody knows.
    slug : str
        Its file name.
    """

    name: str
    kind: str
    estimand: str
    deletion: str
    metric: str
    point: float
    interval: tuple[float, float] | None
    draws: np.ndarray
    controls: Mapping[str, Any]
    metrics: Mapping[str, Any]
    table: pd.DataFrame
    notes: tuple[str, ...] = ()
    provenance: Mapping[str, Any] = field(default_factory=dict)
    rivals: Mapping[str, Any] = field(default_factory=dict)
    ceiling: Mapping[str, float] | None = None
    slug: str = "unnamed"

    @property
    def sentence(self) -> str:
        """The answer in one sentence."""
        many = self.kind in ("works", "artist", "style")
        what = ESTIMAND_SENTENCE[self.estimand]
        start = what.format(name=self.name, it="them" if many else "it", its="their" if many else "its")
        measure = "" if self.metric == "bound" else f" ({self.metric})"
        return f"{start}, the world's model is {amount(self.point, self.interval)}{measure}."

    def __str__(self) -> str:
        return self.sentence

    def __repr__(self) -> str:
        return f"Credit({self.sentence})"

    def to_json(self) -> dict[str, Any]:
        """The answer as JSON-able values."""
        return {
            "sentence": self.sentence,
            "name": self.name,
            "kind": self.kind,
            "estimand": self.estimand,
            "deletion": self.deletion,
            "metric": self.metric,
            "point": self.point,
            "interval": None if self.interval is None else list(self.interval),
            "draws": [float(x) for x in self.draws],
            "controls": dict(self.controls),
            "metrics": dict(self.metrics),
            "rivals": dict(self.rivals),
            "ceiling": None if self.ceiling is None else dict(self.ceiling),
            "notes": list(self.notes),
            "provenance": dict(self.provenance),
        }

    def save(self, run: Run | Path | str) -> Path:
        """Write ``credit/NAME.json`` and ``credit/NAME.parquet`` into a run folder; returns the first."""
        folder = (run.path if isinstance(run, Run) else Path(run)) / "credit"
        with replacing(folder / f"{self.slug}.parquet") as part:
            self.table.to_parquet(part, index=False)
        write_json(folder / f"{self.slug}.json", {**self.to_json(), "slug": self.slug})
        return folder / f"{self.slug}.json"

    @classmethod
    def read(cls, run: Run | Path | str, name: str) -> Credit:
        """Read what :meth:`save` wrote under this name."""
        folder = (run.path if isinstance(run, Run) else Path(run)) / "credit"
        if not (folder / f"{name}.json").exists():
            raise StylogenyError("the run has no such credit answer", got=name, fix="run `stylogeny credit` first")
        stored = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
        stored.pop("sentence")
        stored["interval"] = None if stored["interval"] is None else tuple(stored["interval"])
        stored["draws"], stored["notes"] = np.array(stored["draws"], dtype=float), tuple(stored["notes"])
        return cls(table=pd.read_parquet(folder / f"{name}.parquet"), **stored)


def credit(
    graph: InfluenceGraph,
    work: str | int | Sequence[str | int],
    *,
    kind: str | None = None,
    estimand: str = "lineage",
    deletion: str = "sampled",
    bootstraps: int = 100,
    model: str = "closed-form",
    metrics: Sequence[str | Preference] = ("bound",),
    queries: int = 2048,
    rivals: bool = False,
    seed: int = 0,
    executor: str = "serial",
    workers: int | None = None,
    address: str | None = None,
    folder: Path | str | None = None,
    truth: Path | str | None = None,
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
        ``sampled`` (one genealogy a bootstrap: this history's luck is in the interval), ``soft`` (exact path weights: the
        expectation over genealogies) or ``hard`` (the likeliest genealogy).
    bootstraps : int
        Histories resampled and refitted behind the interval; 0 for the point alone.
    model : str
        What describes a world's works: ``closed-form``, re-weighted exactly, or ``flow``, a network trained anew on every
        world with its weights as sample weights; factual and counterfactual share its first weights, its order of batches
        and its noise (:mod:`.trained`).
    metrics : sequence
        ``bound`` (the first is the headline), ``difficulty``, ``rarity``, ``colourfulness``, or callables that take a
        picture, uint8[H, W, 3], and return a number (more is better).
    queries : int
        At most so many works are held out in turn.
    rivals : bool
        Also ask leave-one-out, similarity look-up, influence functions and TRAK (:mod:`.rivals`).
    seed : int
        Owns every draw.
    executor, workers, address, folder
        Where bootstraps run and where finished ones are kept (see :func:`stylogeny.executors.run_units`).
    truth : Path, optional
        The painted world whose noise ceilings the answer carries; the corpus's own folder where it is one.

    Returns
    -------
    Credit

    Raises
    ------
    StylogenyError
        For an unknown or undated work, an unknown option, or pedigree collapse.

    Notes
    -----
    "Per cent worse" is the growth of the denoising bound: the bits that the weighted closed-form model needs to describe
    held-out works down to a fixed fidelity (:mod:`stylogeny.counterfactual.denoising_bound`).
    """
    if estimand not in ESTIMANDS:
        raise StylogenyError(f"an estimand is one of {', '.join(ESTIMANDS)}", got=repr(estimand))
    if deletion not in DELETIONS:
        raise StylogenyError(f"a deletion is one of {', '.join(DELETIONS)}", got=repr(deletion))
    if model not in MODELS:
        raise StylogenyError(f"a model is one of {', '.join(MODELS)}", got=repr(model))
    if bootstraps < 0 or not metrics:
        raise StylogenyError("a credit needs at least one metric and no fewer than 0 bootstraps", got=bootstraps)
    target = select(graph.works, work, kind=kind, years=graph.years)
    ceiling = noise_ceiling(graph.works.root, truth=truth)
    exact = closed_form(graph, queries=queries, seed=seed)
    scores = build(graph, metrics, rows=target.rows, model=exact, trained=model == "flow", seed=seed)
    q = question(graph, target.rows, estimand=estimand, deletion=deletion, scores=scores)
    notes: list[str] = []
    first, share, childless = _factual(q, target, seed)
    if int(np.isfinite(graph.years).sum()) < LEAST_WORKS:
        notes.append(f"The corpus is too small for an interval (fewer than {LEAST_WORKS} dated works).")
        bootstraps = 0
    elif 0 < bootstraps < LEAST_DRAWS:
        notes.append(f"Too few bootstraps for an interval (fewer than {LEAST_DRAWS}).")
    config = _config(graph, target, q, exact, queries) | {"model": model}
    draws = run_units(
        unit, q, shards=range(bootstraps), seed=seed, config=config, executor=executor, workers=workers,
        address=address, folder=folder, what="bootstraps", callback=callback,
    )  # fmt: skip
    reach = reach_of(estimand, float(graph.innovation[np.isfinite(graph.years)].mean()))
    every = summaries(q, first, draws, reach=reach)
    headline = every[scores[0].name]
    if share > COLLAPSE and estimand == "lineage":
        soft = "" if deletion == "soft" else "soft deletion or "
        notes.append(
            f"Pedigree collapse: {share:.0%} of later works descend from it, so this says little; {soft}the net estimand "
            "says more."
        )
    if childless:
        one = target.kind == "work"
        notes.append(f"No work descends from {'it' if one else 'them'}: only the deletion itself is felt.")
    tried = Evidence.of(graph.params)
    if tried is not None and not tried.speaks:
        notes.append(f"{tried.sentence[0].upper()}{tried.sentence[1:]}. Read this as a question.")
    return Credit(
        name=target.name,
        kind=target.kind,
        estimand=estimand,
        deletion=deletion,
        metric=scores[0].name,
        point=headline["point"],
        interval=None if headline["interval"] is None else tuple(headline["interval"]),
        draws=np.array(headline["draws"]),
        controls=headline["controls"],
        metrics=every,
        table=losses(graph, draws or first),
        notes=tuple(notes),
        provenance={
            "stylogeny": __version__,
            "seed": seed,
            "bootstraps": len(draws),
            "level": LEVEL,
            "interval_reach": list(reach) if scores[0].name == "bound" else [0.0, 0.0],
            "model": model,
            "queries": len(exact.queries),
            "fidelity": exact.fidelity,
            "works": len(exact.data),
            "effective_works_gone": float(np.mean([f["effective"][0] for f in first])),
            "config": digest(config),
        },
        rivals=compare_rivals(graph, target.rows, exact, estimand=estimand, seed=seed) if rivals else {},
        ceiling=ceiling,
        slug=file_name(target, estimand=estimand, model=model),
    )


def file_name(target: Selection, *, estimand: str, model: str) -> str:
    """The name an answer is saved under: the target's, and what is not the default about the question."""
    usual = ("lineage", "closed-form")
    return "--".join([target.slug, *(part for part in (estimand, model) if part not in usual)])


def _config(
    graph: InfluenceGraph, target: Selection, q: Question, exact: ClosedFormModel, queries: int
) -> dict[str, Any]:
    return {
        "step": "credit",
        "version": __version__,
        "works": graph.works.ids[target.rows].tolist(),
        "estimand": q.estimand,
        "deletion": q.deletion,
        "scores": [s.name for s in q.scores],
        "fidelity": exact.fidelity,
        "queries": queries,
        "graph": fingerprint(graph),
    }


def _factual(q: Question, target: Selection, seed: int) -> tuple[list[dict[str, np.ndarray]], float, bool]:
    """The answer on the history as it was, over sampled genealogies where the deletion samples them.

    Beside it the share of later works gone, and whether nothing descends from the target in any of these genealogies.
    """
    graph = q.graph
    later = np.isfinite(graph.years) & (graph.years > graph.years[q.rows].min())
    later[q.rows] = False
    # shards below zero: no bootstrap shares a genealogy with the point
    shards = range(-GENEALOGIES, 0) if q.deletion == "sampled" else range(-1, 0)
    changes = [q.delete(graph, seed=seed, shard=s) for s in shards]
    share = float(np.mean([c.loss[later[c.rows]].sum() for c in changes]) / max(later.sum(), 1))
    total = int(np.isfinite(graph.years).sum())
    if q.estimand == "lineage" and min(total - c.effective for c in changes) < LEFT:
        instead = "deletion='soft', or " if q.deletion != "soft" else ""
        raise StylogenyError(
            f"pedigree collapse: nearly everything after {target.name} descends from it",
            got=f"{share:.0%} of later works",
            fix=f"use {instead}estimand='net'",
        )
    ones = np.ones(len(graph.works))
    first = [compare(q, graph, ones, seed=seed, shard=s) for s in shards]
    return first, share, all(np.isin(f["rows"], q.rows).all() for f in first)
