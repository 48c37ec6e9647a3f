"""How a society begins: at the end of a past that was traced, or with founders and no past at all."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..errors import StylogenyError
from ..futures.artist_space import ArtistSpace
from ..futures.kernel import OffspringKernel
from ..influence.graph import InfluenceGraph
from ..streams import normals, uniforms
from . import audience, critics
from .artists import TRAITS, Artists, founders
from .engine import usual_standing
from .parameters import MUSEUM, Setting, SocietyParameters
from .state import State, WorkSet, enrolled, rooms

RECENT = 60  # years of the past that the first artists have before their eyes


def begin(
    graph: InfluenceGraph, *, artists: int, seed: int = 0, customs: SocietyParameters | None = None, without: int = -1
) -> tuple[State, Setting]:
    """A society at the end of the past, and what its history never changes.

    Raises
    ------
    StylogenyError
        When there are no artists, or the past is too short to learn from.
    """
    if artists < 1:
        raise StylogenyError("a society needs at least one artist", got=artists, fix="pass --artists 500")
    steps = OffspringKernel.fit(graph)
    inside = np.flatnonzero(~np.isnan(graph.years))
    z = graph.embedding.vectors[inside]
    start = int(np.floor(graph.years[inside].max()))
    recent = inside[graph.years[inside] > start - RECENT]
    setting = Setting(
        customs or SocietyParameters(), ArtistSpace.fit(graph), (steps.root * steps.usual).astype(np.float32), z.mean(axis=0),
        (z.std(axis=0) + 1e-6).astype(np.float32), _traits(z.shape[1], seed), audience.tastes(traits=TRAITS, seed=seed),
        (steps.axis * steps.drift).astype(np.float32), start, len(graph.years), seed, without, steps.unit_norm,
    )  # fmt: skip
    at = np.arange(artists)
    seen = recent[(uniforms(seed, "seen", index=at)[:, 0] * len(recent)).astype(np.int64)]
    nought = np.zeros(artists, dtype=np.float32)
    last = WorkSet(seen, graph.embedding.vectors[seen], nought, graph.years[seen].astype(np.int64), at)
    kept = inside[np.argsort(-graph.fertility[inside], kind="stable")[: 4 * MUSEUM]]
    fame, years = graph.fertility[kept].astype(np.float32), graph.years[kept].astype(np.int64)
    museum = WorkSet(kept, graph.embedding.vectors[kept], fame, years, np.full(len(kept), -1))
    people = founders(setting.space, artists=artists, year=start, seed=seed)
    return _opening(setting, people, last, museum, graph.embedding.vectors[recent]), setting


def begin_anew(
    *,
    dim: int,
    artists: int,
    year: int,
    step: float,
    schools: int,
    seed: int = 0,
    customs: SocietyParameters | None = None,
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
        The usual step from parents to offspring, a dimension.
    schools : int
        Manners that founders have and that newcomers bring from elsewhere, standard normal points.
    """
    at, nought = np.arange(artists), np.zeros(artists, dtype=np.float32)
    manner = normals(seed, "school", index=np.arange(schools), draws=dim).astype(np.float32)
    names = np.array([f"school {k}" for k in range(schools)], dtype=object)
    reach = np.ones((1, dim), dtype=np.float32)
    space = ArtistSpace(names, manner, np.zeros_like(manner), 0.5, ("",), np.ones(1), reach)
    setting = Setting(
        customs or SocietyParameters(), space, step * np.eye(dim, dtype=np.float32), np.zeros(dim, np.float32), reach[0],
        _traits(dim, seed), audience.tastes(traits=TRAITS, seed=seed), np.zeros(dim, np.float32), year, 0, seed,
    )  # fmt: skip
    people = founders(space, artists=artists, year=year, seed=seed)
    nothing = WorkSet(np.full(artists, -1), np.zeros((artists, dim), np.float32), nought, np.full(artists, year), at)
    return _opening(setting, people, nothing, nothing, people.place), setting


def _traits(dim: int, seed: int) -> np.ndarray:
    """Directions that tastes attend to, orthonormal columns, float32[d, t]."""
    traits = np.linalg.qr(normals(seed, "traits", index=np.arange(dim), draws=min(TRAITS, dim)))[0]
    return np.pad(traits, ((0, 0), (0, TRAITS - traits.shape[1]))).astype(np.float32)


def _opening(setting: Setting, people: Artists, last: WorkSet, museum: WorkSet, known: np.ndarray) -> State:
    """The first state, of people who have seen `last`, critics and publics who know the styles `known` float32[k, d]."""
    at = np.arange(len(people))
    theory = critics.theories(setting.scale, seed=setting.seed)
    familiar = ((known.mean(axis=0) - setting.centre) / setting.scale).astype(np.float32)
    warm = critics.judge(theory, setting.unit(known) - familiar).max(axis=1)
    standing = np.full(len(people), usual_standing(setting.customs.attention), dtype=np.float32)
    return State(
        setting.start, people, last, replace(last, number=np.full(len(people), -1)), last.pick(at[:0]),
        rooms(museum, MUSEUM, seed=setting.seed), standing, 0 * at, theory, (float(warm.mean()), float(warm.std()) + 1e-6),
        familiar, (), (enrolled(people, at),),
    )  # fmt: skip
