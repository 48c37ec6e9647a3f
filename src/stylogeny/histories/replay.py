"""History played again from a year, many times, and what arose held against what in fact came.

Each run is a society that goes on from the past alone. A movement of a run, and a style of real history, is described
by how it differs from its own time: the mean of its works less the mean of everything of those years, across the axis
of time, so that neither the mean's drift nor an eye that cannot read years it never saw counts for likeness. A
movement is like a style by the cosine of the two. What likeness chance alone gives is told by continuations that are
shuffled: the same movements of the same years and sizes, but the works of every decade dealt anew to them. A style
*arises* in a run when a movement of it is more like the style than the likest one of 19 shuffled continuations in 20.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse

from ..errors import StylogenyError
from ..executors import Execution, Result
from ..futures.trend import reading_axis
from ..influence.graph import InfluenceGraph
from ..movements.detect import detect_movements
from ..progress import Callback
from ..society.parameters import SocietyParameters
from ..streams import int_seed, stream
from .play import play
from .tables import ShownWorks

SHUFFLES = 20  # shuffled continuations of each run
LEVEL = 0.05  # share of them that are as like a style by chance
DECADE = 10  # years within which works are dealt anew
MIN_WORKS = 10  # later works by which a real style is known
KEPT = 4  # works of each movement that stand for it: the most adopted ones
SOURCES = 3  # past artists named as those from whom a movement comes


@dataclass(frozen=True, eq=False)
class RealStyle:
    """A style that in fact began after the year.

    Parameters
    ----------
    name : str
    rows : ndarray
        int64[k]: its later works.
    born, died : int
        Years between which eight tenths of them were made.
    apart : ndarray
        float64[d], unit: how it differs from its own time.
    """

    name: str
    rows: np.ndarray
    born: int
    died: int
    apart: np.ndarray


@dataclass(frozen=True, eq=False)
class Replay:
    """What came of replaying.

    Parameters
    ----------
    since, until : int
        The last year of the past, and the last that was played.
    runs : int
    styles : tuple of RealStyle
    movements : DataFrame
        One row per movement of a run: ``run``, ``number``, ``born``, ``died`` (missing while it lives), ``size``,
        ``lived``, ``likest`` (the real style it is likest), ``likeness`` (cosine), ``sources`` (past artists from whom
        most of it comes).
    likeness : ndarray
        float64[movements, styles]: cosines.
    exemplars : ndarray
        float32[movements, 4, d]: works that stand for each movement, in the strict space.
    table : DataFrame
        One row per style: ``style``, ``works``, ``born``, ``died``, ``arose`` (share of runs), ``by_chance`` (of
        shuffled continuations), ``likeness`` (mean over runs of the likest movement), ``shuffled`` (the same of
        shuffled ones), ``when``, ``lived`` (years, means over the movements by which it arose), ``sources``.
    """

    since: int
    until: int
    runs: int
    styles: tuple[RealStyle, ...]
    movements: pd.DataFrame
    likeness: np.ndarray
    exemplars: np.ndarray
    table: pd.DataFrame


def replay(
    past: InfluenceGraph,
    whole: InfluenceGraph,
    *,
    since: int,
    years: int | None = None,
    runs: int = 20,
    artists: int = 200,
    seed: int = 0,
    parameters: SocietyParameters | None = None,
    executor: str | Execution = "serial",
    callback: Callback | None = None,
) -> Replay:
    """Play history again from a year and compare the movements that arise with the styles that came.

    Parameters
    ----------
    past : InfluenceGraph
        Traced on the works up to the year alone.
    whole : InfluenceGraph
        All works in the space of that past (:func:`stylogeny.futures.past_run.judged_run`).
    since : int
        The year.
    years : int, optional
        How far; by default as far as the real works go.
    runs, artists : int
        Histories, and artists at any time in each.
    seed : int
        Owns every draw.
    parameters : SocietyParameters, optional
        How the societies work.
    executor : str or Execution
        Where runs are played, and where finished ones are kept.

    Raises
    ------
    StylogenyError
        When nothing came after the year.
    """
    if runs < 1:
        raise StylogenyError("a replay has at least one run", got=runs)
    last = int(np.floor(np.nanmax(whole.years)))
    if last <= since:
        raise StylogenyError("nothing came after the year", got=since)
    ahead = years or last - since
    axis = reading_axis(past.embedding)
    styles = real_styles(whole, since, since + ahead, axis)
    parameters = parameters or SocietyParameters()
    state = _State(
        past, axis, np.array([s.apart for s in styles]).reshape(len(styles), len(axis)), ahead, artists, parameters
    )
    config = {
        "what": "replay", "past": float(past.embedding.vectors.sum()), "works": len(whole), "years": ahead,
        "artists": artists, "parameters": vars(parameters), "shuffles": SHUFFLES, "styles": [s.name for s in styles],
    }  # fmt: skip
    results = Execution.of(executor).run(
        _unit, state, shards=range(runs), seed=seed, config=config, what="runs", callback=callback
    )
    return _gathered(past, styles, results, since, since + ahead)


def real_styles(whole: InfluenceGraph, since: int, until: int, axis: np.ndarray) -> tuple[RealStyle, ...]:
    """Styles most of whose works came after the year, earliest first; movements are found where no style is named."""
    years, vectors = whole.years, whole.embedding.vectors.astype(np.float64)
    later = np.flatnonzero((years >= since + 1) & (years < until + 1))
    label = whole.works.column("style").astype(str)
    if not np.any(label[later] != ""):
        found = detect_movements(vectors[later], years[later], whole.works.column("artist")[later], seed=0)
        label = np.full(len(years), "", dtype=object)
        named = found.member >= 0
        label[later[named]] = [f"movement {m + 1}" for m in found.member[named]]
    out = []
    for name in sorted(set(label[later]) - {""}):
        own = later[label[later] == name]
        if len(own) < MIN_WORKS or np.nanmedian(years[label == name]) < since + 1:
            continue
        low, high = np.quantile(years[own], [0.1, 0.9])
        apart = _apart(vectors[own], years[own], vectors[later], years[later], axis)
        out.append(RealStyle(str(name), own, int(low), int(high), apart))
    return tuple(sorted(out, key=lambda s: s.born))


def _apart(own: np.ndarray, when: np.ndarray, every: np.ndarray, years: np.ndarray, axis: np.ndarray) -> np.ndarray:
    """How works differ on average from all of their decades, across the axis, as a unit vector float64[d]."""
    decade, count = np.unique(when // DECADE, return_counts=True)
    usual = np.array([every[years // DECADE == t].mean(axis=0) for t in decade])
    apart = own.mean(axis=0) - count @ usual / count.sum()
    apart = apart - (apart @ axis) * axis
    return np.asarray(apart / max(float(np.linalg.norm(apart)), 1e-12))


@dataclass(frozen=True, eq=False)
class _State:
    """What every run shares; `apart` float64[styles, d]."""

    past: InfluenceGraph
    axis: np.ndarray
    apart: np.ndarray
    years: int
    artists: int
    parameters: SocietyParameters


def _unit(state: _State, seed: int, shard: int) -> Result:
    """One run: its movements, how like each style each is, and the likest of shuffled continuations."""
    number = int_seed(seed, "replay", shard)
    end, setting = play(state.past, years=state.years, artists=state.artists, seed=number, parameters=state.parameters)
    shown = ShownWorks.of(end, setting)
    style, years = shown.style.astype(np.float64), shown.year.astype(np.float64)
    found = detect_movements(style / setting.scale, years, shown.uid, seed=number)
    groups = [np.flatnonzero(found.member == m) for m in found.table["number"]]
    k, d = len(groups), style.shape[1]
    shuffled = np.full((SHUFFLES, len(state.apart)), -1.0)
    for s in range(SHUFFLES):
        dealt = _dealt(years, stream(number, "dealt", s))
        if k:
            shuffled[s] = _likeness(style[dealt], years, groups, state).max(axis=0)
    best = [own[np.argsort(-shown.fame[own], kind="stable")] for own in groups]
    exemplars = np.array([style[np.resize(own, KEPT)] for own in best], dtype=np.float32).reshape(k, KEPT, d)
    share = _ancestry(shown, groups, len(state.past))
    died = found.table["died"].to_numpy(dtype=float, na_value=np.nan)
    born = np.array([years[own].min() for own in groups])
    ended = np.array([years[own].max() for own in groups])
    return {
        "born": born,
        "died": died,
        "lived": ended - born + 1,
        "size": np.array([len(own) for own in groups], dtype=np.float64),
        "likeness": _likeness(style, years, groups, state),
        "shuffled": shuffled,
        "exemplars": exemplars,
        "ancestry": share.astype(np.float32),
    }


def _dealt(years: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """The works dealt anew within each decade, int64[n]."""
    out = np.arange(len(years))
    for decade in np.unique(years // DECADE):
        rows = np.flatnonzero(years // DECADE == decade)
        out[rows] = rng.permutation(rows)
    return out


def _likeness(style: np.ndarray, years: np.ndarray, groups: list[np.ndarray], state: _State) -> np.ndarray:
    """Cosines of movements with real styles, float64[movements, styles]."""
    apart = [_apart(style[own], years[own], style, years, state.axis) for own in groups]
    return np.array(apart).reshape(len(groups), style.shape[1]) @ state.apart.T


def _ancestry(shown: ShownWorks, groups: list[np.ndarray], past: int) -> np.ndarray:
    """What share of each movement comes from each work of the past, float64[movements, past]."""
    n, k = len(shown.number), len(groups)
    slot_rows, weight = shown.parent_rows, shown.shares.astype(np.float64)
    load = np.zeros((n, k))
    for m, own in enumerate(groups):
        load[own, m] = 1 / len(own)
    from_past = np.zeros((past, k))
    for row in range(n - 1, -1, -1):  # parents come before their children
        if not load[row].any():
            continue
        for slot in range(shown.parents.shape[1]):
            parent, share = shown.parents[row, slot], weight[row, slot]
            if parent < 0 or share <= 0:
                continue
            if parent < past:
                from_past[parent] += share * load[row]
            elif slot_rows[row, slot] >= 0:
                load[slot_rows[row, slot]] += share * load[row]
    return from_past.T


def _gathered(
    past: InfluenceGraph, styles: tuple[RealStyle, ...], results: list[Result], since: int, until: int
) -> Replay:
    """The movements of all runs and what became of every style."""
    artist = past.works.column("artist").astype(str)
    rows = []
    for run, result in enumerate(results):
        for m in range(len(result["born"])):
            likeness = result["likeness"][m]
            best = int(likeness.argmax()) if len(styles) else -1
            rows.append(
                {
                    "run": run,
                    "number": m,
                    "born": int(result["born"][m]),
                    "died": result["died"][m],
                    "size": int(result["size"][m]),
                    "lived": int(result["lived"][m]),
                    "likest": styles[best].name if best >= 0 else "",
                    "likeness": float(likeness[best]) if best >= 0 else np.nan,
                    "sources": _sources(result["ancestry"][m], artist),
                }
            )
    columns = ["run", "number", "born", "died", "size", "lived", "likest", "likeness", "sources"]
    movements = pd.DataFrame(rows, columns=columns)
    d = past.embedding.vectors.shape[1]
    likeness = np.concatenate([np.asarray(r["likeness"]).reshape(len(r["born"]), len(styles)) for r in results])
    exemplars = np.concatenate([np.asarray(r["exemplars"]).reshape(-1, KEPT, d) for r in results])
    table = _table(styles, results, movements, likeness)
    return Replay(
        since=since,
        until=until,
        runs=len(results),
        styles=styles,
        movements=movements,
        likeness=likeness,
        exemplars=exemplars,
        table=table,
    )


def _table(
    styles: tuple[RealStyle, ...], results: list[Result], movements: pd.DataFrame, likeness: np.ndarray
) -> pd.DataFrame:
    rows = []
    run = movements["run"].to_numpy(dtype=np.int64)
    for s, style in enumerate(styles):
        best = np.array([np.max(r["likeness"][:, s], initial=-1.0) for r in results])
        chance = np.concatenate([np.asarray(r["shuffled"])[:, s] for r in results])
        bar = float(np.quantile(chance, 1 - LEVEL))
        by = np.flatnonzero(likeness[:, s] > bar)
        first = [by[run[by] == k][np.argmax(likeness[by[run[by] == k], s])] for k in np.unique(run[by])]
        chosen = movements.iloc[first]
        named = pd.Series([a for text in chosen["sources"] for a in text]).value_counts()
        rows.append(
            {
                "style": style.name,
                "works": len(style.rows),
                "born": style.born,
                "died": style.died,
                "arose": float((best > bar).mean()),
                "by_chance": float((chance > bar).mean()),
                "bar": bar,
                "likeness": float(best.mean()),
                "shuffled": float(chance.mean()),
                "when": float(chosen["born"].mean()) if len(chosen) else np.nan,
                "when_spread": float(chosen["born"].std(ddof=0)) if len(chosen) else np.nan,
                "lived": float(chosen["lived"].mean()) if len(chosen) else np.nan,
                "sources": list(named.index[:SOURCES]),
            }
        )
    columns = [
        "style", "works", "born", "died", "arose", "by_chance", "bar", "likeness", "shuffled", "when", "when_spread",
        "lived", "sources",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def _sources(share: np.ndarray, artist: np.ndarray) -> list[str]:
    """The past artists of whose works most of a movement comes."""
    names, code = np.unique(artist, return_inverse=True)
    total = np.asarray(
        sparse.coo_array((share, (code, np.zeros(len(code), dtype=int))), shape=(len(names), 1)).sum(axis=1)
    )
    order = np.argsort(-total.ravel(), kind="stable")
    return [str(names[k]) for k in order if names[k] and total.ravel()[k] > 0][:SOURCES]


def summary(result: Replay) -> Mapping[str, float | None]:
    """A replay in a few figures: movements of a run, and in what share of runs the like of a real style arose."""
    arose = float(result.table["arose"].mean()) if len(result.table) else None
    return {
        "runs": result.runs,
        "movements_per_run": len(result.movements) / result.runs,
        "styles": len(result.styles),
        "arose": arose,
        "by_chance": LEVEL,
    }
