"""Fix an artist and draw a career: the artist dimension of a corpus is learned, held still, and works are drawn in a row.

An artist is a manner (a mean vector, shrunk where works are few), a way of changing (vector units a year) and a memory: the
next work lies near the last one, and falls back to the manner as years pass (an Ornstein-Uhlenbeck process with the heavy-tailed
steps of the graph). An artist of the corpus is carried on from the last known work; artists who never lived are drawn from how
the manners of a style's own artists vary, which gives a school.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from ..corpus.selection import select
from ..errors import StylogenyError
from ..influence.graph import InfluenceGraph
from ..progress import Callback
from ..runs import readable
from ..streams import int_seed, stream
from ..text.artist_names import names
from ..text.colours import palette
from .artist_space import ArtistSpace
from .imagine import describe, edges
from .imagined import ImaginedWorks
from .kernel import OffspringKernel
from .offspring import Offspring, OffspringModel


@dataclass(frozen=True, eq=False)
class ArtistModel:
    """One artist, held still.

    Parameters
    ----------
    name : str
    manner, career : ndarray
        float64[d]: the mean vector, and its change a year.
    middle : float
        The year in which the manner is the mean.
    source : int
        The row of the work that the first drawn one goes on from.
    luck : tuple
        The event that owns the draws; a name owns those of an artist of the corpus, a number those of an invented one.
    """

    name: str
    manner: np.ndarray
    career: np.ndarray
    middle: float
    source: int
    luck: tuple[object, ...]

    def at(self, year: float) -> np.ndarray:
        """Where this artist's works of a year lie on average, float64[d]."""
        return self.manner + self.career * (year - self.middle)


@dataclass(frozen=True, eq=False)
class CareerSampler:
    """What careers are drawn from.

    Parameters
    ----------
    ground : OffspringModel
    space : ArtistSpace
    """

    ground: OffspringModel
    space: ArtistSpace

    @classmethod
    def of(cls, graph: InfluenceGraph) -> CareerSampler:
        """The studio of a traced graph."""
        return cls(OffspringModel(graph, OffspringKernel.fit(graph)), ArtistSpace.fit(graph))

    @cached_property
    def memory(self) -> float:
        """Years in which what sets a work apart from its artist's manner falls to 1/e, from neighbouring works; 1 to 50."""
        graph, rows = self.ground.graph, self.ground.rows
        maker = graph.works.column("artist")[rows].astype(str)
        shared, whole, gaps, few = 0.0, 0.0, 0.0, 0.0
        pairs = 0
        for name in self.space.names:
            mine = rows[maker == name]
            if len(mine) < 4:
                continue
            rest = graph.embedding.vectors[mine] - graph.embedding.vectors[mine].mean(axis=0)
            shared += float((rest[:-1] * rest[1:]).sum())
            whole += float((rest**2).sum()) * (len(mine) - 1) / len(mine)
            gaps += float(graph.years[mine[-1]] - graph.years[mine[0]])
            few += (len(mine) - 1) / len(mine)  # a mean taken from the same works makes neighbours look opposed
            pairs += len(mine) - 1
        if not pairs or whole <= 0:
            return 1.0
        alike = float(np.clip(shared / whole + few / pairs, 0.02, 0.98))
        return float(np.clip(-gaps / pairs / np.log(alike), 1.0, 50.0))

    def hand(self, artist: str) -> ArtistModel:
        """An artist of the corpus, as it stands at the last dated work.

        Raises
        ------
        StylogenyError
            When no artist with a dated work has this name.
        """
        graph = self.ground.graph
        target = select(graph.works, artist, kind="artist", years=graph.years)
        k = int(np.flatnonzero(self.space.names == target.name)[0])
        years = graph.years[target.rows]
        last = int(target.rows[np.argmax(years)])
        return ArtistModel(
            target.name,
            self.space.manner[k].astype(float),
            self.space.career[k].astype(float),
            float(years.mean()),
            last,
            (target.name,),
        )

    def invented(self, style: str, *, artists: int, seed: int) -> list[ArtistModel]:
        """Artists who never lived, whose manners vary as those of a style's own artists do.

        Raises
        ------
        StylogenyError
            When no style with a dated work has this name.
        """
        graph = self.ground.graph
        target = select(graph.works, style, kind="style", years=graph.years)
        maker = graph.works.column("artist")[target.rows].astype(str)
        known = np.flatnonzero(np.isin(self.space.names.astype(str), maker))
        manner, career = self.space.manner[known].astype(float), self.space.career[known].astype(float)
        late = target.rows[graph.years[target.rows] >= np.median(graph.years[target.rows])]
        called = names(np.arange(artists), seed=int_seed(seed, "school", target.name), past=sorted(set(maker)))
        out = []
        for k in range(artists):
            rng = stream(seed, "school", target.name, k)
            weight = rng.standard_normal(len(known)) / np.sqrt(max(len(known) - 1, 1))
            own = manner.mean(axis=0) + weight @ (manner - manner.mean(axis=0))
            if len(known) == 1:
                own = own + 0.5 * self.space.within * rng.standard_normal(manner.shape[1])
            way = career.mean(axis=0) + weight @ (career - career.mean(axis=0))
            source = int(late[((graph.embedding.vectors[late] - own) ** 2).sum(axis=1).argmin()])
            middle = float(graph.years[target.rows].mean())
            out.append(ArtistModel(called[k], own, way, middle, source, ("school", target.name, k)))
        return out

    def draw(self, hand: ArtistModel, when: Sequence[int], *, seed: int) -> list[Offspring]:
        """Works of one hand at these years (later than the source), in a row, each the parent of the next."""
        ground, steps, first = self.ground, self.ground.steps, len(self.ground.years)
        d = len(hand.manner)
        length = self.space.within * np.sqrt(d) / (steps.usual * np.sqrt(steps.dims))
        row, year, place = hand.source, float(ground.years[hand.source]), ground.vectors[hand.source]
        born: list[Offspring] = []
        for k, now in enumerate(when):
            keep = float(np.exp(-(now - year) / self.memory))
            step, scale = steps.draw(stream(seed, "career", *hand.luck, k))
            base = hand.at(now) + keep * (place - hand.at(year))
            here = ground.with_imagined(born)
            vector = here.forward(base, step * length * np.sqrt(1 - keep**2), row, now)
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
    studio = CareerSampler.of(graph)
    hand = studio.hand(artist)
    return _history(studio, [hand], hand.name, works, years, seed, pictures, size, callback)


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
    studio = CareerSampler.of(graph)
    hands = studio.invented(style, artists=artists, seed=seed)
    root = select(graph.works, style, kind="style", years=graph.years).name
    return _history(studio, hands, root, works, years, seed, pictures, size, callback)


def _history(
    studio: CareerSampler, hands: Sequence[ArtistModel], root: str, works: int, years: int, seed: int, pictures: bool, size: int,
    callback: Callback | None,
) -> ImaginedWorks:  # fmt: skip
    """Careers of these hands as a history: ids by artist, every work after the one it goes on from."""
    if works < 1 or works > years:
        raise StylogenyError("a career has from one work to one a year", got=f"{works} works in {years} years")
    graph, n = studio.ground.graph, len(studio.ground.graph.years)
    start = int(max(np.floor(graph.years[h.source]) for h in hands))
    born: list[Offspring] = []
    lines: list[list[int]] = []
    for hand in hands:
        luck = stream(seed, "career years", *hand.luck)
        when = sorted(int(y) for y in start + 1 + luck.choice(years, size=works, replace=False))
        grown = CareerSampler(studio.ground.with_imagined(born), studio.space).draw(hand, when, seed=seed)
        lines += [list(range(n + len(born), n + len(born) + k)) for k in range(len(grown))]
        born += grown
    ids = [f"career-{readable(h.name)}-{seed}-{k + 1:03d}" for h in hands for k in range(works)]
    ground = studio.ground.with_imagined(born)
    table = describe(ground, born, ids=ids, root=root, also=lines, earlier=ids)
    known = set(graph.works.column("artist").astype(str))
    table["artist"] = [f"{h.name}, imagined" if h.name in known else h.name for h in hands for _ in range(works)]
    table["generation"] = [k + 1 for _ in hands for k in range(works)]
    params = {"root": root, "works": works, "years": years, "seed": seed, "memory_years": round(studio.memory, 2)}
    vectors = np.array([b.vector for b in born], dtype=np.float32)
    made = ImaginedWorks(table, vectors, edges(ground, born, ids, ids), {}, params)
    if pictures:
        from .pictures import render

        made = render(made, graph, size=size, seed=seed, callback=callback)
    seen = [made.picture(row) for row in range(len(made))]
    words = [f": {' and '.join(palette(p))}" if p is not None else "" for p in seen]
    titles = [f"Imagined work {k}{w}" for k, w in zip(table["generation"], words)]
    return replace(made, table=made.table.assign(title=titles))
