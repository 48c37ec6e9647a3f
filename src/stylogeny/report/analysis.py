"""What the report says about a graph: the works that matter, the unlikely pairs, artists, innovation over time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import sparse

from ..corpus.pictures import read
from ..errors import StylogenyError
from ..influence.ancestors import hidden_influences
from ..influence.artists import artist_matrix, artists_of
from ..influence.graph import InfluenceGraph
from ..questions.genealogies import counts, ends, how_many

LONG = 80.0  # years that make an influence long-range
GREY = 6.0  # levels of 255: a picture whose colours differ by less was reproduced without colour (or with one tint)
MIN_CENTURY = 8  # works from which a century has a foremost one
MIN_PERIOD = 25  # works that a period holds, where there are enough


@dataclass(frozen=True)
class Edge:
    """A parent and child (rows) with the child's weight on the parent and the years between them."""

    parent: int
    child: int
    weight: float
    lag: float


@dataclass(frozen=True)
class UnlikelyEdge:
    """A tie, the probability that it is there, why it is odd, and the likeliest other parent (a row), if there is
    one."""

    tie: Edge
    probability: float
    why: str
    instead: int | None


@dataclass(frozen=True)
class Relatives:
    """The heaviest relatives of a work: generation (0 itself, negative for ancestors) by row, and the edges that join
    them."""

    generation: Mapping[int, int]
    edges: Sequence[Edge]


@dataclass(frozen=True, eq=False)
class ArtistMatrix:
    """Artists in order of their median year, and the share of the column's works that comes directly from the row's."""

    names: list[str]
    shares: np.ndarray
    years: list[float]


@dataclass(frozen=True)
class Period:
    """Consecutive works: their median year, mean innovation share with the 90 % interval of the mean, and number."""

    year: float
    innovation: float
    low: float
    high: float
    works: int


@dataclass(frozen=True, eq=False)
class Analysis:
    """What a graph says to people.

    Parameters
    ----------
    graph : InfluenceGraph
    seed : int
        Owns the sampled genealogies that give the intervals.
    first, last : float
        Only works from the beginning of year `first` to the end of year `last` are spoken of; what they came from and
        what came of them may be of any year.
    """

    graph: InfluenceGraph
    seed: int = 0
    first: float = -np.inf
    last: float = np.inf

    @cached_property
    def rows(self) -> np.ndarray:
        """Rows that are spoken of, from earliest to latest."""
        rows, years = self.graph.dated, self.graph.years
        return rows[(years[rows] >= self.first) & (years[rows] < self.last + 1)]

    @cached_property
    def spoken_of(self) -> np.ndarray:
        """Which works are spoken of, bool[n]."""
        return np.isin(np.arange(len(self.graph)), self.rows)

    @property
    def genealogies(self) -> int:
        """How many genealogies the intervals are read from."""
        return how_many(self.graph)

    @cached_property
    def genealogy_counts(self) -> tuple[np.ndarray, np.ndarray]:
        """Descendants and direct offspring of every work in each sampled genealogy, int32[k, n] each."""
        return counts(self.graph, self.seed)

    def descendants_interval(self, row: int) -> tuple[int, int]:
        """5th and 95th percentile of the number of descendants over sampled genealogies."""
        return ends(self.genealogy_counts[0][:, row])

    def offspring_interval(self, row: int) -> tuple[int, int]:
        """5th and 95th percentile of the number of direct offspring over sampled genealogies."""
        return ends(self.genealogy_counts[1][:, row])

    def foremost(self, values: np.ndarray, n: int) -> list[int]:
        """The n rows with the highest values, ties in the order of the table."""
        inside = values[self.rows]
        best = np.lexsort((self.rows, -inside))[:n]
        return [int(self.rows[b]) for b in best if inside[b] > 0]

    def by_century(self) -> list[tuple[int, int]]:
        """(first year, row) of the most important work of each century that has enough works."""
        century = np.floor(self.graph.years[self.rows] / 100).astype(int)
        out = []
        for c in np.unique(century):
            members = self.rows[century == c]
            if len(members) >= MIN_CENTURY:
                out.append((int(c) * 100, int(members[np.argmax(self.graph.importance[members])])))
        return out

    def styles_reached(self, row: int) -> float:
        """Effective number of styles among a work's descendants: exp of the entropy of their share of its lightcone."""
        descent = self.graph.descent(row)
        descent[row] = 0.0
        style = self.graph.works.column("style").astype(str)
        use = (style != "") & (descent > 0)
        if not use.any():
            return 0.0
        _, code = np.unique(style[use], return_inverse=True)
        share = np.bincount(code, descent[use])
        share = share / share.sum()
        return float(np.exp(-(share * np.log(np.maximum(share, 1e-300))).sum()))

    def long_ties(self, n: int) -> list[Edge]:
        """The heaviest ties across at least :data:`LONG` years and between different artists, no child and no parent
        twice.

        None between two colourless pictures: what those share is too often the photographer's film.
        """
        edge = self.graph.parents.tocoo()
        artist = self.graph.works.column("artist").astype(str)
        lag = self.graph.years[edge.row] - self.graph.years[edge.col]
        able = np.flatnonzero(
            self.spoken_of[edge.row]
            & (lag >= LONG)
            & ((artist[edge.row] != artist[edge.col]) | (artist[edge.row] == ""))
        )
        ranked = able[np.lexsort((edge.row[able], -edge.data[able]))]
        out: list[Edge] = []
        used: set[int] = set()
        for e in ranked:
            parent, child = int(edge.col[e]), int(edge.row[e])
            if parent not in used and child not in used and self.coloured(parent, child):
                used |= {parent, child}
                out.append(Edge(parent, child, float(edge.data[e]), float(lag[e])))
            if len(out) == n:
                break
        return out

    def unexpected(self, n: int) -> list[UnlikelyEdge]:
        """Likely ties between artists that the catalogue makes unlikely, likeliest first, no work twice.

        As in :meth:`long_ties`, none between two colourless pictures.
        """
        artist = self.graph.works.column("artist").astype(str)
        row = {i: r for r, i in enumerate(self.graph.works.ids)}
        out: list[UnlikelyEdge] = []
        used = {end for tie in self.long_ties(n) for end in (tie.parent, tie.child)}
        for edge in hidden_influences(self.graph, limit=20 * n).to_dict("records") if self.graph.parents.nnz else []:
            parent, child = row[edge["parent"]], row[edge["child"]]
            if artist[parent] == artist[child] != "" or not self.spoken_of[child]:
                continue
            if not used & {parent, child} and self.coloured(parent, child):
                used |= {parent, child}
                tie = Edge(parent, child, float(edge["weight"]), float(edge["lag"]))
                instead = row[edge["instead"]] if edge["instead"] else None
                out.append(UnlikelyEdge(tie, float(edge["probability"]), str(edge["why"]), instead))
            if len(out) == n:
                break
        return out

    def coloured(self, *rows: int) -> bool:
        """Whether any of these works' pictures has colour."""
        return not all(self.grey(row) for row in rows)

    def grey(self, row: int) -> bool:
        """Whether a work's picture has no colour to speak of; False where there is none to look at."""
        if row not in self._grey:
            try:
                small = read(self.graph.works.picture(row), size=64).astype(np.float64)
            except (StylogenyError, OSError):
                self._grey[row] = False
            else:
                red, green, blue = small.reshape(-1, 3).T
                self._grey[row] = bool(max((red - green).std(), (green - blue).std()) < GREY)
        return self._grey[row]

    @cached_property
    def _grey(self) -> dict[int, bool]:
        """What :meth:`grey` has looked at."""
        return {}

    def artists(self, n: int) -> ArtistMatrix:
        """The n artists of most important works."""
        names, flow = artists_of(self.graph.works).names, artist_matrix(self.graph)
        artist = self.graph.works.column("artist").astype(str)
        weight = {str(name): 0.0 for name in names}
        dates: dict[str, list[float]] = {str(name): [] for name in names}
        for row in self.rows:
            weight[artist[row]] += float(self.graph.importance[row])
            dates[artist[row]].append(float(self.graph.years[row]))
        median = {name: float(np.median(np.array(years))) for name, years in dates.items() if name and years}
        named = [k for k, name in enumerate(names) if str(name) in median]
        chosen = sorted(named, key=lambda k: (-weight[str(names[k])], str(names[k])))[:n]
        chosen.sort(key=lambda k: (median[str(names[k])], names[k]))
        chosen_names = [str(names[k]) for k in chosen]
        return ArtistMatrix(chosen_names, flow[np.ix_(chosen, chosen)], [median[name] for name in chosen_names])

    def innovation_over_time(self, periods: int = 16) -> list[Period]:
        """The innovation share over periods with equal numbers of works."""
        out = []
        for rows in np.array_split(self.rows, min(periods, max(len(self.rows) // MIN_PERIOD, 1))):
            share = self.graph.innovation[rows].astype(np.float64)
            if len(rows) < 2:
                continue
            half = 1.645 * share.std(ddof=1) / np.sqrt(len(rows))
            mean, year = float(share.mean()), float(np.median(self.graph.years[rows]))
            out.append(Period(year, mean, max(mean - half, 0.0), min(mean + half, 1.0), len(rows)))
        return out

    def relatives(self, row: int, *, near: int = 4, far: int = 3) -> Relatives:
        """At most `near` heaviest parents and children, and `far` grandparents and grandchildren."""
        level: dict[int, int] = {row: 0}
        edges: list[Edge] = []
        for sign, table in ((-1, self.graph.parents), (1, self.children)):
            front = [row]
            for generation, count in ((1, near), (2, far)):
                heaviest: dict[int, tuple[float, int]] = {}  # weight, and the member of the front it is a tie to
                for member in front:
                    span = slice(table.indptr[member], table.indptr[member + 1])
                    for other, weight in zip(table.indices[span], table.data[span]):
                        here = (float(weight), member)
                        if int(other) not in level and here > heaviest.get(int(other), (0.0, 0)):
                            heaviest[int(other)] = here
                front = sorted(heaviest, key=lambda r: (-heaviest[r][0], r))[:count]
                front.sort(key=lambda r: (self.graph.years[r], r))
                for other in front:
                    weight, member = heaviest[other]
                    level[other] = sign * generation
                    parent, child = (other, member) if sign < 0 else (member, other)
                    edges.append(Edge(parent, child, weight, float(self.graph.years[child] - self.graph.years[parent])))
        return Relatives(level, edges)

    @cached_property
    def children(self) -> sparse.csr_array:
        """The children of every work: the parents' matrix transposed, row = parent."""
        return sparse.csr_array(self.graph.parents.T)
