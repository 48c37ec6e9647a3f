"""What came after a year, as seen from before it: surprise, importance and fertility of movements and artists.

Surprise: the closed-form model of the works up to the year describes each later work; the nats per dimension that a
group takes beyond what other works of its dates take. Importance: expected later works, outside the group, that descend
from it. Fertility: later named styles whose founding works descend from it, counted by the share of descent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse

from .. import __version__
from ..artifacts import Format, read_document, write_document
from ..corpus.calendar import end_of, year_text
from ..corpus.lookup import select
from ..corpus.works import Works
from ..embedding.space import Embedding
from ..errors import StylogenyError
from ..executors import Execution, Result
from ..influence.graph import InfluenceGraph
from ..influence.tracing import trace
from ..provenance import Provenance
from ..runs import Run, digest
from .bootstrap import PERIOD, Question, fingerprint, placebo, question, refit, resample
from .denoising_bound import ClosedFormModel, closed_form
from .intervals import LEVEL, MIN_DRAWS, widened_interval
from .lightcone import Change, lightcone

FORMAT = Format("holdout", 1, "run `stylogeny holdout` again")
FOUNDERS = 5  # the first works of a style are its founding works
NEAR = 10.0  # years: works this close are each other's controls
MIN_WORKS = 10  # before the year, and after it
MEASURES = ("surprise", "importance", "fertility", "importance_control", "fertility_control")


@dataclass(frozen=True, eq=False)
class Holdout:
    """What the past says of each group.

    Parameters
    ----------
    until : float
        The year up to which the model saw works.
    by : str
        ``style`` or ``artist``: what the groups are.
    table : DataFrame
        One row per group: name, works (after the year), first, and for ``surprise`` (nats per dimension),
        ``importance`` (works) and ``fertility`` (styles) the point, ``_low`` and ``_high``; ``_control`` is the same
        for as many works of the same dates drawn at random.
    provenance : Provenance
        What was asked of which graph.
    """

    until: float
    by: str
    table: pd.DataFrame
    provenance: Provenance

    def to_json(self) -> dict[str, Any]:
        """As JSON-able values."""
        rows = self.table.astype(object).where(self.table.notna(), None).to_dict("records")
        return {"until": self.until, "by": self.by, "groups": rows, "provenance": self.provenance.document()}

    def save(self, run: Run | Path | str) -> Path:
        """Write ``holdout/BY-YEAR.json`` into a run folder and return its path."""
        path = (run.path if isinstance(run, Run) else Path(run)) / "holdout" / f"{self.by}-{self.until:g}.json"
        write_document(path, FORMAT, **self.to_json())
        return path

    @classmethod
    def read(cls, path: Path | str) -> Holdout:
        """Read what :meth:`save` wrote.

        Raises
        ------
        StylogenyError
            When the file is damaged, or of another kind or version.
        """
        stored = read_document(path, FORMAT)
        with FORMAT.fits(path):
            columns = ["name", "works", "first", *(f"{m}{end}" for m in MEASURES for end in ("", "_low", "_high"))]
            table = pd.DataFrame(stored["groups"], columns=columns)
            numbers = table.columns.drop(["name", "works"])
            table = table.astype({"works": np.int64, **dict.fromkeys(numbers, np.float64)})
            provenance = Provenance.of(stored["provenance"])
            return cls(float(stored["until"]), str(stored["by"]), table, provenance)

    def __str__(self) -> str:
        lines = [f"As seen from {year_text(self.until)}:"]
        for g in self.table.to_dict("records"):
            surprise, importance = _span(g, "surprise", 3), _span(g, "importance", 1)
            lines.append(
                f"  {g['name']} ({g['works']} works from {year_text(g['first'])}): surprise {surprise} nats per "
                f"dimension, importance {importance} works, fertility {_span(g, 'fertility', 2)} styles"
            )
        return "\n".join(lines)


def _span(group: Mapping[Any, Any], measure: str, digits: int) -> str:
    point = f"{group[measure]:.{digits}f}"
    if np.isnan(group[f"{measure}_low"]):
        return point
    return f"{point} ({group[f'{measure}_low']:.{digits}f} to {group[f'{measure}_high']:.{digits}f})"


@dataclass(frozen=True, eq=False)
class _State:
    """What every bootstrap shares: rows of each group and founders of each style, and each member's controls."""

    question: Question
    model: ClosedFormModel
    past: np.ndarray
    groups: dict[str, np.ndarray]
    founders: dict[str, np.ndarray]
    near: dict[str, np.ndarray]


def holdout(
    source: InfluenceGraph | Embedding | Works,
    *,
    until: float = 1850,
    by: str = "style",
    groups: Sequence[str] | Mapping[str, Sequence[str]] | None = None,
    min_works: int = 8,
    bootstraps: int = 20,
    seed: int = 0,
    executor: str | Execution = "serial",
) -> Holdout:
    """How surprising, important and fertile movements or artists were, as seen from a year before them.

    Parameters
    ----------
    source : InfluenceGraph, Embedding or Works
        Works are embedded and traced first. A space that was trained on later works too knows their look: for a strict
        forecast, give an embedding of a backbone that never saw them.
    until : float
        Works dated to this year or before are the past.
    by : str
        ``style`` or ``artist``: what the names of `groups` are.
    groups : sequence or mapping, optional
        Names, or a mapping from a name to its works (ids, file names or titles). By default all with `min_works` later
        works.
    bootstraps : int
        Resampled and refitted histories behind the intervals.
    executor : str or Execution
        Where bootstraps run and where finished ones are kept, as in :func:`stylogeny.credit`.

    Raises
    ------
    StylogenyError
        When there is too little before or after the year, or a group has no later works.
    """
    graph = _graph(source, seed)
    past, later = _split(graph.years, until)
    members = _groups(graph.works, by, groups, later, min_works)
    state = _State(
        question=question(graph, np.zeros(0, dtype=np.int64), estimand="lineage", deletion="soft", scores=[]),
        model=_model(graph, past, later, seed),
        past=past,
        groups=members,
        founders=_founders(graph.works, graph.years, until),
        near={name: _near(rows, later, graph.years) for name, rows in members.items()},
    )
    config = {
        "step": str(FORMAT),
        "version": __version__,
        "until": until,
        "groups": {name: graph.works.ids[rows].tolist() for name, rows in members.items()},
        "graph": fingerprint(graph),
    }
    point = _measure(state, graph, np.ones(len(graph.works)), seed, -1)
    draws = Execution.of(executor).run(
        _unit, state, shards=range(bootstraps), seed=seed, config=config, what="bootstraps"
    )
    parameters = {
        "by": by,
        "until": until,
        "seed": seed,
        "bootstraps": len(draws),
        "converged": sum(bool(draw["converged"]) for draw in draws),  # of the bootstraps' refits
        "level": LEVEL,
        "fidelity": state.model.fidelity,
    }
    inputs = {"influence": fingerprint(graph), "question": digest(config)}
    table = _table(members, later, graph.years, point, draws)
    return Holdout(float(until), by, table, Provenance(parameters, inputs=inputs))


def _split(years: np.ndarray, until: float) -> tuple[np.ndarray, np.ndarray]:
    """Works up to the end of a year and works after it, bool[n] each."""
    past, later = years < end_of(until), years >= end_of(until)
    if past.sum() < MIN_WORKS or later.sum() < MIN_WORKS:
        fix = None
        if np.isfinite(years).any():
            fix = f"choose a year between {year_text(np.nanmin(years))} and {year_text(np.nanmax(years))}"
        raise StylogenyError(
            f"a holdout needs at least {MIN_WORKS} works before the year and {MIN_WORKS} after it",
            got=f"{int(past.sum())} and {int(later.sum())}",
            fix=fix,
        )
    return past, later


def _table(
    members: Mapping[str, np.ndarray], later: np.ndarray, years: np.ndarray, point: Result, draws: Sequence[Result]
) -> pd.DataFrame:
    """The table of :class:`Holdout`."""
    table = pd.DataFrame({"name": list(members)})
    table["works"] = [int(later[rows].sum()) for rows in members.values()]
    table["first"] = [float(years[rows][later[rows]].min()) for rows in members.values()]
    for measure in MEASURES:
        table[measure] = point[measure]
        ends = np.full((len(members), 2), np.nan)
        if len(draws) >= MIN_DRAWS:
            drawn = np.stack([d[measure] for d in draws], axis=1)
            ends = np.array([widened_interval(own, at) for own, at in zip(drawn, point[measure])])
        table[f"{measure}_low"], table[f"{measure}_high"] = ends.T
    return table


def _graph(source: InfluenceGraph | Embedding | Works, seed: int) -> InfluenceGraph:
    if isinstance(source, InfluenceGraph):
        return source
    if isinstance(source, Works):
        from ..embedding.build import embed

        source = embed(source, seed=seed)
    return trace(source, seed=seed)


def _groups(
    works: Works,
    by: str,
    groups: Sequence[str] | Mapping[str, Sequence[str]] | None,
    later: np.ndarray,
    min_works: int,
) -> dict[str, np.ndarray]:
    """Rows of every group by its name."""
    if by not in ("style", "artist"):
        raise StylogenyError("groups go by style or artist", got=repr(by))
    labels = works.column(by).astype(str)
    if isinstance(groups, Mapping):
        members = {name: select(works, ids, kind="work").rows for name, ids in groups.items()}
    elif groups is not None:
        members = {name: select(works, name, kind=by).rows for name in groups}
    else:
        names, count = np.unique(labels[later], return_counts=True)
        members = {str(v): np.flatnonzero(labels == v) for v, c in zip(names, count) if v and c >= min_works}
    for name, rows in members.items():
        if not later[rows].any():
            known = ", ".join(dict.fromkeys(labels[later]))[:200]
            raise StylogenyError(f"no works after the year in {name!r}", fix=f"known: {known}")
    if not members:
        raise StylogenyError(f"no {by} has {min_works} works after the year", fix="name groups, or ask for fewer works")
    return members


def _model(graph: InfluenceGraph, past: np.ndarray, later: np.ndarray, seed: int) -> ClosedFormModel:
    """The closed-form model with its scales fitted to the past alone, ready to describe the later works."""
    like = closed_form(graph, inside=past, seed=seed)
    return closed_form(graph, rows=np.flatnonzero(later), like=like, seed=seed)


def _founders(works: Works, years: np.ndarray, until: float) -> dict[str, np.ndarray]:
    """The first works of every style that begins after the year."""
    out = {}
    styles = works.column("style").astype(str)
    for style in dict.fromkeys(styles):
        rows = np.flatnonzero((styles == style) & np.isfinite(years))
        rows = rows[np.argsort(years[rows], kind="stable")][:FOUNDERS]
        if style and len(rows) == FOUNDERS and np.median(years[rows]) >= end_of(until):
            out[style] = rows
    return out


def _near(rows: np.ndarray, later: np.ndarray, years: np.ndarray) -> np.ndarray:
    """For each later work of a group, the controls: other later works of nearly its date, bool[member, n]."""
    other = later.copy()
    other[rows] = False
    members = rows[later[rows]]
    with np.errstate(invalid="ignore"):
        return (np.abs(years[None, :] - years[members][:, None]) <= NEAR) & other[None, :]


def _unit(state: _State, seed: int, shard: int) -> Result:
    weights, years = resample(state.question.graph, seed=seed, shard=shard)
    graph = refit(state.question, weights, years)
    return {**_measure(state, graph, weights, seed, shard), "converged": np.array(graph.require_model().converged)}


def _measure(state: _State, graph: InfluenceGraph, weights: np.ndarray, seed: int, shard: int) -> Result:
    """Every measure of every group, float64[groups] each."""
    nats = np.full(len(weights), np.nan)
    model = state.model
    nats[model.data[model.queries]] = model.nats(np.where(state.past, weights, 0.0)) / model.dims
    inside = np.isfinite(graph.years)
    dealt = np.floor(np.nan_to_num(graph.works.year, nan=-1e6) / PERIOD).astype(np.int64)
    out: dict[str, list[float]] = {m: [] for m in MEASURES}
    for name, rows in state.groups.items():
        described = rows[np.isfinite(nats[rows])]
        near = state.near[name] * weights[None, :]
        has = near.sum(axis=1) > 0
        usual = near @ np.nan_to_num(nats) / np.where(has, near.sum(axis=1), 1.0)
        gap = np.where(has, nats[described] - usual, 0.0)
        held = weights[described] * has
        out["surprise"].append(float(gap @ held / held.sum()) if held.sum() > 0 else np.nan)
        own = Change(rows[inside[rows]], np.ones(int(inside[rows].sum())))
        other = placebo(own, dealt, inside, seed=seed, event=("holdout", name, shard))
        for suffix, these in (("", own.rows), ("_control", other.rows)):
            gone = lightcone(graph.parents, graph.order, these)
            gone[these] = 0.0
            gone[own.rows] = 0.0  # both are counted over works outside the group
            out["importance" + suffix].append(float(weights @ gone / weights[inside].mean()))
            founded = [gone[f].mean() for s, f in state.founders.items() if s != name]
            out["fertility" + suffix].append(float(np.sum(founded)))
    return {m: np.array(v) for m, v in out.items()}


def rounds(spaces: Sequence[Embedding], *, until: float = 1850, seed: int = 0) -> pd.DataFrame:
    """How predictable the later works are in each of several spaces, such as the rounds of the outer loop.

    Returns
    -------
    DataFrame
        round, past and future (nats per dimension that held-out past works and later works take), and their ratio,
        which does not depend on the scale of a space: if the loop works, it falls.
    """
    lines = []
    for number, space in enumerate(spaces):
        n = len(space.works)
        years = np.where(space.works.dated, space.works.year, np.nan)
        past, later = _split(years, until)
        graph = InfluenceGraph(space, sparse.csr_array((n, n)), np.ones(n), years)
        model = _model(graph, past, later, seed)
        before = closed_form(graph, inside=past, like=model, seed=seed)
        future = float(model.nats(past.astype(float)).mean() / model.dims)
        known = float(before.nats(np.ones(n)).mean() / model.dims)
        lines.append({"round": number, "past": known, "future": future, "ratio": future / known})
    return pd.DataFrame(lines)
