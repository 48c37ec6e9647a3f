"""The answer to a counterfactual question: estimates with their intervals and controls, and its files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ..artifacts import Format, read_document, read_table, write_document, write_table
from ..corpus.lookup import pronouns
from ..display import axes, html
from ..errors import StylogenyError
from ..provenance import Provenance
from ..runs import Run
from .intervals import LEVEL, MIN_DRAWS, change_text, harder_text, percent_text

FORMAT = Format("credit", 1, "ask for it again or delete it")

WHERE = "--where.parquet"

ESTIMAND_SENTENCE = {
    "lineage": "Without {name} and what descends from {it}",
    "net": "Without {name}, others having taken {its} place",
}
NOT_CLEAR = "Not clearly more than without as many others of the same dates and styles"
# of what a region's works are called in a sentence, in the order in which one leads with them
REGION_PHRASE = {
    "descendants": "the works that descend from {it}",
    "own style": "works of {its} style",
    "own decades": "works of {its} decades",
}


@dataclass(frozen=True, eq=False)
class Estimate:
    """How much worse a score is in a world without something, per cent of the factual world's (negative: better).

    Parameters
    ----------
    point : float
        In the history as it was.
    interval : tuple of float, or None
        Its ends; None where there are too few works or bootstraps for one.
    draws : ndarray
        float64[bootstraps]: in resampled histories.
    """

    point: float
    interval: tuple[float, float] | None = None
    draws: np.ndarray = field(default_factory=lambda: np.zeros(0))

    def __str__(self) -> str:
        return percent_text(self.point, self.interval)

    def to_json(self) -> dict[str, Any]:
        """As JSON-able values."""
        ends = None if self.interval is None else list(self.interval)
        return {"point": self.point, "interval": ends, "draws": [float(x) for x in self.draws]}

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Estimate:
        """The estimate that :meth:`to_json` wrote down."""
        return cls(**_estimate(stored))


@dataclass(frozen=True, eq=False, kw_only=True)
class ScoreEstimate(Estimate):
    """The estimate of one score, beside those of as many other works gone.

    Parameters
    ----------
    controls : mapping
        ``random`` and ``matched``.
    factual : float
        The score of the factual world.
    unit : str
        Its unit.
    """

    controls: Mapping[str, Estimate]
    factual: float
    unit: str

    def to_json(self) -> dict[str, Any]:
        """As JSON-able values."""
        controls = {name: control.to_json() for name, control in self.controls.items()}
        return {**super().to_json(), "controls": controls, "factual": self.factual, "unit": self.unit}

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> ScoreEstimate:
        """The estimate that :meth:`to_json` wrote down."""
        controls = {str(name): Estimate.of(control) for name, control in stored["controls"].items()}
        factual, unit = float(stored["factual"]), str(stored["unit"])
        return cls(**_estimate(stored), controls=controls, factual=factual, unit=unit)


def _estimate(stored: Mapping[str, Any]) -> dict[str, Any]:
    ends = stored["interval"]
    return {
        "point": float(stored["point"]),
        "interval": None if ends is None else (float(ends[0]), float(ends[1])),
        "draws": np.array(stored["draws"], dtype=float),
    }


@dataclass(frozen=True)
class BaselineScore:
    """What one attribution method says of the works.

    Parameters
    ----------
    value : float, or None
        In its own unit; None where it was not run.
    unit : str
    percentile : float, or None
        Per cent of all works that score less.
    text : str
        The same in words.
    """

    value: float | None
    unit: str
    percentile: float | None
    text: str


@dataclass(frozen=True, eq=False, kw_only=True)
class Credit:
    """The answer to one counterfactual question.

    Parameters
    ----------
    name, kind : str
        What was deleted, and whether it is a work, works, an artist or a style.
    works : tuple of str
        The ids of the deleted works.
    estimand, deletion : str
        Which question this answers, and along which descent.
    metric : str
        The headline among `metrics`.
    metrics : mapping
        Every score that was asked for, with its controls.
    table : DataFrame
        One row per work that changes: id, title, artist, year, style, loss (mean share gone), low, high (of the loss),
        shift (mean distance that what is left of it moved).
    conformal_widening : tuple of float
        Widths by which the headline's interval is widened below and above, as much as the model of influence was
        measured to miss in painted worlds (:func:`.intervals.conformal_widening`); zero for scores other than the
        bound.
    effective_works : float
        Expected number of works gone.
    notes : tuple of str
        What the reader must know beside the number.
    provenance : Provenance
        What was asked of which graph.
    baselines : mapping
        What other methods say about the same works, where asked.
    ceiling : mapping, or None
        Noise ceilings of true impacts, in painted worlds (:mod:`.noise_ceiling`); None where nobody knows.
    slug : str
        Its file name.
    regions : mapping
        The bound by region (:mod:`.worlds.regions`): ``descendants``, ``own style``, ``own decades``, as far as there
        are such works.
    where : DataFrame
        The loss of every held-out work (:func:`.worlds.regions.where_it_falls`); empty where it was not asked.
    """

    name: str
    kind: str
    works: tuple[str, ...]
    estimand: str
    deletion: str
    metric: str
    metrics: Mapping[str, ScoreEstimate]
    table: pd.DataFrame
    conformal_widening: tuple[float, float] = (0.0, 0.0)
    effective_works: float = 0.0
    notes: tuple[str, ...] = ()
    provenance: Provenance = field(default_factory=Provenance)
    baselines: Mapping[str, BaselineScore] = field(default_factory=dict)
    ceiling: Mapping[str, float] | None = None
    slug: str = "unnamed"
    regions: Mapping[str, ScoreEstimate] = field(default_factory=dict)
    where: pd.DataFrame = field(default_factory=pd.DataFrame)

    def __post_init__(self) -> None:
        if self.metric not in self.metrics:
            raise StylogenyError("an answer's headline is one of its metrics", got=self.metric)

    @property
    def headline(self) -> ScoreEstimate:
        """The estimate of :attr:`metric`."""
        return self.metrics[self.metric]

    @property
    def point(self) -> float:
        """Per cent worse than factual (negative: better)."""
        return self.headline.point

    @property
    def interval(self) -> tuple[float, float] | None:
        """The middle 95 % of the draws, extended to the point and widened; None without enough works or bootstraps."""
        return self.headline.interval

    @property
    def draws(self) -> np.ndarray:
        """Per cent worse in every resampled history, float64[bootstraps]."""
        return self.headline.draws

    @property
    def controls(self) -> Mapping[str, Estimate]:
        """``random`` and ``matched``: as many other works gone."""
        return self.headline.controls

    @property
    def lead(self) -> ScoreEstimate:
        """What the question is about: the region nearest to it, or the headline where there are no regions."""
        if self.metric != "bound":
            return self.headline
        return next((self.regions[name] for name in REGION_PHRASE if name in self.regions), self.headline)

    @property
    def clear_of_controls(self) -> bool:
        """Whether :attr:`lead` is more than the loss of as many works of the same dates and styles: in 19 of 20 draws,
        or without draws at the point."""
        lead, matched = self.lead, self.lead.controls.get("matched")
        if matched is None:
            return True
        if len(lead.draws) < MIN_DRAWS or len(lead.draws) != len(matched.draws):
            return lead.point > matched.point
        return bool((lead.draws > matched.draws).mean() >= LEVEL and lead.point > matched.point)

    @property
    def pronouns(self) -> tuple[str, str]:
        """What is said of it after its name (:func:`.lookup.pronouns`)."""
        return pronouns(self.kind)

    @property
    def sentence(self) -> str:
        """The answer in one sentence; it begins with it where the number does not leave its controls."""
        it, its = self.pronouns
        name = f"the works of {self.name}" if self.kind == "artist" else self.name
        start = ESTIMAND_SENTENCE[self.estimand].format(name=name, it=it, its=its)
        if not self.clear_of_controls:
            control = change_text(self.lead.controls["matched"].point)
            start = f"{NOT_CLEAR} ({control}): {start[0].lower()}{start[1:]}"
        if self.lead is self.headline:
            measure = "" if self.metric == "bound" else f" ({self.metric})"
            return f"{start}, the world's model is {self.headline}{measure}."
        first, *others = [name for name in REGION_PHRASE if name in self.regions]
        phrase = REGION_PHRASE[first].format(it=it, its=its)
        verb = "would be" if first == "descendants" else "would each be"
        parts = [f"{phrase} {verb} {harder_text(self.lead.point, self.lead.interval)}"]
        if "own style" in others:
            parts.append(f"{its} style {change_text(self.regions['own style'].point)}")
        parts.append(f"all art {change_text(self.point)}")
        return f"{start}, {', '.join(parts)}."

    def __str__(self) -> str:
        return self.sentence

    def __repr__(self) -> str:
        return f"Credit({self.sentence})"

    def _repr_html_(self) -> str:
        rows = [("without it", str(self.headline)), *((f"control: {n}", str(c)) for n, c in self.controls.items())]
        return html.block(self.sentence, html.table(("", "how much worse"), rows))

    def plot(self, *, ax: axes.Axes | None = None) -> axes.Axes:
        """The answer above its controls, each with its interval, on matplotlib axes."""
        rows = [(self.name, self.headline), *((f"control: {name}", c) for name, c in self.controls.items())]
        names, estimates = [name for name, _ in rows], [estimate for _, estimate in rows]
        ends = [estimate.interval for estimate in estimates]
        return axes.intervals(names, [e.point for e in estimates], ends, unit="% worse", ax=ax)

    def to_json(self) -> dict[str, Any]:
        """The answer as JSON-able values; point, interval, draws and controls are the headline's."""
        headline = self.headline.to_json()
        return {
            "sentence": self.sentence,
            "name": self.name,
            "kind": self.kind,
            "works": list(self.works),
            "estimand": self.estimand,
            "deletion": self.deletion,
            "metric": self.metric,
            **{name: headline[name] for name in ("point", "interval", "draws", "controls")},
            "metrics": {name: score.to_json() for name, score in self.metrics.items()},
            "conformal_widening": list(self.conformal_widening),
            "effective_works": self.effective_works,
            "notes": list(self.notes),
            "baselines": {name: vars(score) for name, score in self.baselines.items()},
            "ceiling": None if self.ceiling is None else dict(self.ceiling),
            "provenance": self.provenance.document(),
            "slug": self.slug,
            "regions": {name: region.to_json() for name, region in self.regions.items()},
        }

    def save(self, run: Run | Path | str) -> Path:
        """Write ``credit/SLUG.json``, ``SLUG.parquet`` and ``SLUG--where.parquet`` into a run folder; returns the
        first."""
        folder = _folder(run)
        write_table(folder / f"{self.slug}.parquet", self.table, FORMAT)
        if len(self.where):
            write_table(folder / f"{self.slug}{WHERE}", self.where, FORMAT)
        write_document(folder / f"{self.slug}.json", FORMAT, **self.to_json())
        return folder / f"{self.slug}.json"

    @classmethod
    def read(cls, run: Run | Path | str, name: str) -> Credit:
        """Read what :meth:`save` wrote under this file name.

        Raises
        ------
        StylogenyError
            When there is no such answer, or it is damaged or of another version.
        """
        file = _folder(run) / f"{name}.json"
        if not file.exists():
            raise StylogenyError("the run has no such credit answer", got=name, fix="run `stylogeny credit` first")
        stored = read_document(file, FORMAT)
        table, _ = read_table(file.with_suffix(".parquet"), FORMAT)
        place = file.with_name(f"{name}{WHERE}")
        where = read_table(place, FORMAT)[0] if place.exists() else pd.DataFrame()
        with FORMAT.fits(file):
            return cls._of(stored, table, where)

    @classmethod
    def _of(cls, stored: Mapping[str, Any], table: pd.DataFrame, where: pd.DataFrame) -> Credit:
        below, above = stored["conformal_widening"]
        ceiling = stored["ceiling"]
        return cls(
            **{name: str(stored[name]) for name in ("name", "kind", "estimand", "deletion", "metric", "slug")},
            works=tuple(map(str, stored["works"])),
            metrics={str(name): ScoreEstimate.of(score) for name, score in stored["metrics"].items()},
            table=table,
            where=where,
            regions={str(name): ScoreEstimate.of(region) for name, region in stored.get("regions", {}).items()},
            conformal_widening=(float(below), float(above)),
            effective_works=float(stored["effective_works"]),
            notes=tuple(map(str, stored["notes"])),
            provenance=Provenance.of(stored["provenance"]),
            baselines={str(name): BaselineScore(**score) for name, score in stored["baselines"].items()},
            ceiling=None if ceiling is None else {str(name): float(value) for name, value in ceiling.items()},
        )


def _folder(run: Run | Path | str) -> Path:
    return (run.path if isinstance(run, Run) else Path(run)) / "credit"
