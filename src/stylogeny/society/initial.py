"""How a society begins: at the end of a past that was traced, or with founders and no past at all."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from ..errors import StylogenyError
from ..futures.artist_space import ArtistSpace
from ..futures.roots import Root, ground
from ..futures.trend import StyleTrend
from ..influence.graph import InfluenceGraph
from ..streams import normals, uniforms
from . import audience, critics
from .artists import TRAITS, Artists, founders
from .engine import usual_reputation
from .parameters import SocietyParameters
from .setting import Setting
from .state import VENUES, State, WorkSet, cohort, venues

RECENT = 60  # years of the past that the first artists have before their eyes


def begin(
    graph: InfluenceGraph,
    *,
    artists: int,
    seed: int = 0,
    parameters: SocietyParameters | None = None,
    without: int = -1,
    root: Root | None = None,
) -> tuple[State, Setting]:
    """A society at the end of the past, and what its history never changes.

    Parameters
    ----------
    graph : InfluenceGraph
        The past.
    artists : int
        How many there are at any time, of all ages.
    seed : int
        Owns every draw.
    parameters : SocietyParameters, optional
        How the society works.
    without : int
        Number of a work that is never made; -1 for none.
    root : str or RootPictures, optional
        What the first artists have before their eyes: a work, an artist or a style, or pictures of one's own, with
        which the past then ends; by default everything of the last sixty years.

    Raises
    ------
    StylogenyError
        When there are no artists, or the past is too short to learn from.
    """
    if artists < 1:
        raise StylogenyError("a society needs at least one artist", got=artists, fix="pass --artists 500")
    past, target = ground(graph, root)
    graph, kernel, years = past.graph, past.kernel, past.graph.years
    inside = np.flatnonzero(~np.isnan(years) & graph.works.present(seed=seed))
    start = int(np.floor(years[inside].max()))
    here = (past.vectors - kernel.trend.at(np.nan_to_num(years)) + kernel.trend.at(start)).astype(np.float32)
    z = here[inside]
    setting = Setting(
        parameters=parameters or SocietyParameters(),
        space=_space(graph, kernel.trend, start),
        step_root=(kernel.root * kernel.usual).astype(np.float32),
        centre=z.mean(axis=0),
        scale=(past.vectors[inside].std(axis=0) + 1e-6).astype(np.float32),
        traits=_traits(z.shape[1], seed),
        public_tastes=audience.public_tastes(traits=TRAITS, seed=seed),
        start=start,
        past_works=len(years),
        seed=seed,
        trend=kernel.trend,
        without=without,
        unit_norm=kernel.unit_norm,
    )
    recent = target.rows if root is not None else inside
    recent = recent[years[recent] > years[recent].max() - RECENT]
    at = np.arange(artists)
    model = recent[(uniforms(seed, "seen", index=at)[:, 0] * len(recent)).astype(np.int64)]
    last = _works_of_the_past(model, here, years, np.zeros(artists, dtype=np.float32), at)
    kept = inside[np.argsort(-graph.fertility[inside], kind="stable")[: 4 * VENUES]]
    museum = _works_of_the_past(kept, here, years, graph.fertility[kept].astype(np.float32), np.full(len(kept), -1))
    people = founders(setting.space, artists=artists, year=start, seed=seed)
    return _first_state(setting, people, last, museum, here[recent]), setting


def _space(graph: InfluenceGraph, trend: StyleTrend, start: int) -> ArtistSpace:
    """Where the artists of the past worked, each manner as it would be in the last year of the past."""
    space = ArtistSpace.fit(graph)
    known = ~np.isnan(graph.years)
    middle = pd.Series(graph.years[known]).groupby(graph.works.column("artist")[known].astype(str)).mean()
    moved = trend.at(start) - trend.at(middle.reindex(space.names).to_numpy(dtype=float))
    return replace(space, manner=(space.manner + moved).astype(np.float32))


def begin_anew(
    *,
    dim: int,
    artists: int,
    year: int,
    step: float,
    schools: int,
    seed: int = 0,
    parameters: SocietyParameters | None = None,
) -> tuple[State, Setting]:
    """A society without a past, in a space where styles are about standard normal.

    Parameters
    ----------
    dim : int
        Dimensions of style.
    artists : int
        Artists at any time; the first are of all ages and have seen nothing.
    year : int
        The year before the first works.
    step : float
        The usual step from parents to offspring, per dimension.
    schools : int
        Manners that founders have and that newcomers bring from elsewhere, standard normal points.
    seed : int
        Owns every draw.
    parameters : SocietyParameters, optional
        How the society works.
    """
    manner = normals(seed, "school", index=np.arange(schools), draws=dim).astype(np.float32)
    reach = np.ones((1, dim), dtype=np.float32)
    space = ArtistSpace(
        names=np.array([f"school {k}" for k in range(schools)], dtype=object),
        manner=manner,
        career=np.zeros_like(manner),
        within=0.5,
        media=("",),
        common=np.ones(1),
        reach=reach,
    )
    setting = Setting(
        parameters=parameters or SocietyParameters(),
        space=space,
        step_root=step * np.eye(dim, dtype=np.float32),
        centre=np.zeros(dim, np.float32),
        scale=reach[0],
        traits=_traits(dim, seed),
        public_tastes=audience.public_tastes(traits=TRAITS, seed=seed),
        start=year,
        past_works=0,
        seed=seed,
    )
    people = founders(space, artists=artists, year=year, seed=seed)
    nothing = WorkSet(
        number=np.full(artists, -1),
        style=np.zeros((artists, dim), np.float32),
        fame=np.zeros(artists, dtype=np.float32),
        year=np.full(artists, year),
        place=np.arange(artists),
    )
    return _first_state(setting, people, nothing, nothing, people.manner), setting


def _works_of_the_past(
    rows: np.ndarray, style: np.ndarray, years: np.ndarray, fame: np.ndarray, place: np.ndarray
) -> WorkSet:
    return WorkSet(rows, style[rows], fame, np.floor(years[rows]).astype(np.int64), place)


def _traits(dim: int, seed: int) -> np.ndarray:
    """Directions that tastes attend to, orthonormal columns, float32[d, t]."""
    traits = np.linalg.qr(normals(seed, "traits", index=np.arange(dim), draws=min(TRAITS, dim)))[0]
    return np.pad(traits, ((0, 0), (0, TRAITS - traits.shape[1]))).astype(np.float32)


def _first_state(setting: Setting, people: Artists, last: WorkSet, museum: WorkSet, styles: np.ndarray) -> State:
    """The first state: of people who have seen `last`, critics and publics who are used to the styles float32[k, d]."""
    at = np.arange(len(people))
    theories = critics.theories(setting.scale, seed=setting.seed)
    familiar = ((styles.mean(axis=0) - setting.centre) / setting.scale).astype(np.float32)
    warmest = critics.judge(theories, setting.standardise(styles) - familiar).max(axis=1)
    return State(
        year=setting.start,
        artists=people,
        last=last,
        best=replace(last, number=np.full(len(people), -1)),
        recent=last.select(at[:0]),
        museum=venues(museum, seed=setting.seed),
        reputation=np.full(len(people), usual_reputation(setting.parameters.attention), dtype=np.float32),
        years_unseen=0 * at,
        theories=theories,
        critic_baseline=critics.Baseline.of(warmest),
        familiar=familiar,
        cohorts=(cohort(people, at),),
    )
