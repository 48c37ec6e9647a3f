"""Careers: the artist dimension of a corpus is learned, one artist is held still, and works are drawn in a row.

An artist is a manner (a mean vector, shrunk where works are few), a way of changing (vector units per year) and a
memory: the next work lies near the last one, and falls back to the manner as years pass (an Ornstein-Uhlenbeck process
with the heavy-tailed steps of the graph). An artist of the corpus is carried on from the last known work; artists who
never lived are drawn from how the manners of a style's own artists vary, which gives a school.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from ..corpus.lookup import select
from ..errors import StylogenyError
from ..influence.graph import InfluenceGraph
from ..progress import Callback
from ..provenance import Provenance
from ..runs import readable
from ..streams import int_seed, stream
from ..text.artist_names import names
from ..text.colours import palette
from .artist_space import ArtistSpace
from .imagined import ImaginedWorks
from .offspring import Offspring, OffspringModel
from .pictures import render

MIN_CAREER = 4  # works of an artist from which memory is learned
MIN_MEMORY, MAX_MEMORY = 1.0, 50.0  # years


@dataclass(frozen=True, eq=False)
class ArtistModel:
    """One artist, held still.

    Parameters
    ----------
    name : str
    manner, career : ndarray
        float64[d]: the mean vector, and its change per year.
    middle : float
        The year in which the manner is the mean.
    source : int
        The row of the work from which the first drawn one goes on.
    event : tuple
        The event that owns the draws: a name for an artist of the corpus, a number for an invented one.
    """

    name: str
    manner: np.ndarray
    career: np.ndarray
    middle: float
    source: int
    event: tuple[object, ...]

    def at(self, year: float) -> np.ndarray:
        """Where this artist's works of a year lie on average, float64[d]."""
        return self.manner + self.career * (year - self.middle)


@dataclass(frozen=True, eq=False)
class CareerSampler:
    """What careers are drawn from.

    Parameters
    ----------
    model : OffspringModel
    space : ArtistSpace
    """

    model: OffspringModel
    space: ArtistSpace

    @classmethod
    def fit(cls, graph: InfluenceGraph) -> CareerSampler:
        """The sampler of a traced graph."""
        return cls(OffspringModel.fit(graph), ArtistSpace.fit(graph))

    @cached_property
    def memory(self) -> float:
        """Years in which what sets a work apart from its artist's manner falls to 1/e.

        Between 1 and 50, from neighbouring works.
        """
        graph, rows = self.model.graph, self.model.rows
        artist = graph.works.column("artist")[rows].astype(str)
        shared, whole, gaps, bias = 0.0, 0.0, 0.0, 0.0
        pairs = 0
        for name in self.space.names:
            own = rows[artist == name]
            if len(own) < MIN_CAREER:
                continue
            rest = graph.embedding.vectors[own] - graph.embedding.vectors[own].mean(axis=0)
            shared += float((rest[:-1] * rest[1:]).sum())
            whole += float((rest**2).sum()) * (len(own) - 1) / len(own)
            gaps += float(graph.years[own[-1]] - graph.years[own[0]])
            bias += (len(own) - 1) / len(own)  # a mean taken from the same works makes neighbours look opposed
            pairs += len(own) - 1
        if not pairs or whole <= 0:
            return MIN_MEMORY
        correlation = float(np.clip(shared / whole + bias / pairs, 0.02, 0.98))
        return float(np.clip(-gaps / pairs / np.log(correlation), MIN_MEMORY, MAX_MEMORY))

    def artist(self, name: str) -> ArtistModel:
        """An artist of the corpus, as it stands at the last dated work.

        Raises
        ------
        StylogenyError
            When no artist with a dated work has this name.
        """
        graph = self.model.graph
        target = select(graph.works, name, kind="artist", years=graph.years)
        k = int(np.flatnonzero(self.space.names == target.name)[0])
        years = graph.years[target.rows]
        return ArtistModel(
            name=target.name,
            manner=self.space.manner[k].astype(float),
            career=self.space.career[k].astype(float),
            middle=float(years.mean()),
            source=int(target.rows[np.argmax(years)]),
            event=(target.name,),
        )

    def invented(self, style: str, *, artists: int, seed: int) -> list[ArtistModel]:
        """Artists who never lived, whose manners vary as those of a style's own artists do.

        Raises
        ------
        StylogenyError
            When no style with a dated work has this name.
        """
        graph = self.model.graph
        target = select(graph.works, style, kind="style", years=graph.years)
        artist = graph.works.column("artist")[target.rows].astype(str)
        known = np.flatnonzero(np.isin(self.space.names.astype(str), artist))
        manner, career = self.space.manner[known].astype(float), self.space.career[known].astype(float)
        late = target.rows[graph.years[target.rows] >= np.median(graph.years[target.rows])]
        name = names(np.arange(artists), seed=int_seed(seed, "school", target.name), past=sorted(set(artist)))
        out = []
        for k in range(artists):
            rng = stream(seed, "school", target.name, k)
            weight = rng.standard_normal(len(known)) / np.sqrt(max(len(known) - 1, 1))
            own = manner.mean(axis=0) + weight @ (manner - manner.mean(axis=0))
            if len(known) == 1:
                own = own + 0.5 * self.space.within * rng.standard_normal(manner.shape[1])
            out.append(
                ArtistModel(
                    name=name[k],
                    manner=own,
                    career=career.mean(axis=0) + weight @ (career - career.mean(axis=0)),
                    middle=float(graph.years[target.rows].mean()),
                    source=int(late[((graph.embedding.vectors[late] - own) ** 2).sum(axis=1).argmin()]),
                    event=("school", target.name, k),
                )
            )
        return out

    def draw(self, artist: ArtistModel, when: Sequence[int], *, seed: int) -> list[Offspring]:
        """Works of one artist at these years (later than the source), in a row, each the parent of the next."""
        model, kernel, first = self.model, self.model.kernel, len(self.model.years)
        d = len(artist.manner)
        length = self.space.within * np.sqrt(d) / (kernel.usual * np.sqrt(kernel.dims))
        row, year, place = artist.source, float(model.years[artist.source]), model.vectors[artist.source]
        born: list[Offspring] = []
        for k, now in enumerate(when):
            keep = float(np.exp(-(now - year) / self.memory))
            step, scale = kernel.draw(stream(seed, "career", *artist.event, k))
            base = artist.at(now) + keep * (place - artist.at(year)) - kernel.trend.at(now)[0]
            before = place - kernel.trend.at(year)[0]
            base += ((before - base) @ kernel.axis) * kernel.axis  # as late as the last work: time is not the artist's
            vector = model.forward(base, step * length * np.sqrt(1 - keep**2), now)
            born.append(Offspring(vector, now, row, "build on", scale, ((row, 1.0),)))
            row, year, place = first + k, float(now), vector.astype(float)
        return born


def career(
    graph: InfluenceGraph,
    artist: str,
    *,
    works: int = 12,
    years: int = 30,
    seed: int = 0,
    pictures: bool = True,
    size: int = 128,
    callback: Callback | None = None,
) -> ImaginedWorks:
    """How an artist of the corpus might have gone on.

    Parameters
    ----------
    graph : InfluenceGraph
        The traced past.
    artist : str
        An artist with a dated work.
    works, years : int
        How many works, in how many years after the last known one.
    seed : int
        Owns every draw.
    pictures, size : bool, int
        Whether each is rendered, and its longest side in pixels.

    Raises
    ------
    UnknownWork, StylogenyError
        When the artist is unknown or undated, or a number is not positive.
    """
    sampler = CareerSampler.fit(graph)
    one = sampler.artist(artist)
    drawn = _careers(sampler, [one], one.name, works=works, years=years, seed=seed)
    return _finished(drawn, graph, pictures=pictures, size=size, seed=seed, callback=callback)


def school(
    graph: InfluenceGraph,
    style: str,
    *,
    artists: int = 4,
    works: int = 8,
    years: int = 30,
    seed: int = 0,
    pictures: bool = True,
    size: int = 128,
    callback: Callback | None = None,
) -> ImaginedWorks:
    """A school: careers of artists who never lived, within a style of the corpus; `works` of each.

    Raises
    ------
    UnknownWork, StylogenyError
        When the style is unknown or undated, or a number is not positive.
    """
    if artists < 1:
        raise StylogenyError("a school has at least one artist", got=artists)
    sampler = CareerSampler.fit(graph)
    every = sampler.invented(style, artists=artists, seed=seed)
    root = select(graph.works, style, kind="style", years=graph.years).name
    drawn = _careers(sampler, every, root, works=works, years=years, seed=seed)
    return _finished(drawn, graph, pictures=pictures, size=size, seed=seed, callback=callback)


def _careers(
    sampler: CareerSampler, artists: Sequence[ArtistModel], root: str, *, works: int, years: int, seed: int
) -> ImaginedWorks:
    """Careers of these artists: ids by artist, every work after the one from which it goes on. Titles are empty."""
    if works < 1 or works > years:
        raise StylogenyError("a career has from one work to one a year", got=f"{works} works in {years} years")
    graph, n = sampler.model.graph, len(sampler.model.graph.years)
    start = int(max(np.floor(graph.years[a.source]) for a in artists))
    born: list[Offspring] = []
    lineages: list[list[int]] = []
    for artist in artists:
        offsets = stream(seed, "career years", *artist.event).choice(years, size=works, replace=False)
        when = sorted(int(y) for y in start + 1 + offsets)
        grown = CareerSampler(sampler.model.with_imagined(born), sampler.space).draw(artist, when, seed=seed)
        lineages += [list(range(n + len(born), n + len(born) + k)) for k in range(len(grown))]
        born += grown
    ids = [f"career-{readable(a.name)}-{seed}-{k + 1:03d}" for a in artists for k in range(works)]
    model = sampler.model.with_imagined(born)
    asked = {"root": root, "works": works, "years": years, "seed": seed}
    provenance = Provenance({**asked, "memory_years": round(sampler.memory, 2)})
    drawn = ImaginedWorks.of(model, born, ids=ids, root=root, lineages=lineages, earlier=ids, provenance=provenance)
    known = set(graph.works.column("artist").astype(str))
    name = [f"{a.name}, imagined" if a.name in known else a.name for a in artists for _ in range(works)]
    generation = [k + 1 for _ in artists for k in range(works)]
    return replace(drawn, table=drawn.table.assign(artist=name, generation=generation))


def _finished(
    drawn: ImaginedWorks, graph: InfluenceGraph, *, pictures: bool, size: int, seed: int, callback: Callback | None
) -> ImaginedWorks:
    """The works with pictures where they are wanted, and with titles."""
    if pictures:
        drawn = render(drawn, graph, size=size, seed=seed, callback=callback)
    shown = [drawn.picture(row) for row in range(len(drawn))]
    words = [f": {' and '.join(palette(p))}" if p is not None else "" for p in shown]
    titles = [f"Imagined work {k}{w}" for k, w in zip(drawn.table["generation"], words)]
    return replace(drawn, table=drawn.table.assign(title=titles))
