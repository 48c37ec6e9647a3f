"""InfluenceGraph: who descends from whom, and the descent algebra on it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from ..artifacts import Format, read_table, write_table
from ..corpus.lookup import Named, rows_of
from ..corpus.works import Works
from ..display import axes, html
from ..display.map.data import IN_TIME, REFUSED, UNDATED, MapData, map_data
from ..embedding.space import Embedding
from ..errors import StylogenyError
from ..provenance import Provenance
from ..runs import Run
from .branching.background import Background
from .branching.fitted_model import FittedModel
from .branching.parent_sets import ParentSets
from .branching.prior import Labels
from .dates import dated_order
from .descent import draw_parents, factored, genealogy_uniforms

if TYPE_CHECKING:
    from ..display.map.widget import MapWidget

FIX = "run `stylogeny trace` again"
FORMAT = Format("influence", 4, FIX, ("child", "parent", "weight", "probability", "net"))
LINEAGE = Format(
    "lineage",
    2,
    FIX,
    ("id", "innovation", "innovation_spread", "agreement", "fertility", "importance", "net", "surprise", "year"),
)
LOSS_PROPAGATION = 0.7  # share of a loss that the next generation passes on, set on painted worlds (docs/influence.md)


@dataclass(frozen=True, eq=False)
class InfluenceGraph:
    """Posterior parents of every work.

    Parameters
    ----------
    embedding : Embedding
        n works as vectors.
    parents : csr_array
        float32[n, n]; row = child, column = parent, value = P(parent) or share. Each row sums to 1 with its
        `innovation`.
    innovation : ndarray
        float32[n]: the share that has no ancestor in the corpus (1 for works outside the graph).
    years : ndarray
        float64[n]: the strictly ordering dates used (NaN for works outside the graph); every parent is strictly
        earlier.
    model : FittedModel, optional
        What was fitted; None for a graph that was not traced.
    provenance : Provenance, optional
        How it was traced: seed, candidates, parents, limits.
    inclusion : csr_array, optional
        float32[n, n], the pattern of `parents`: P(the work is a parent at all), whatever its share. Default: `parents`.
    net_weights : csr_array, optional
        float32[n, n], the pattern of `parents`: what a child would lose were the parent gone and its freed weight
        re-assigned (displacement.py), in units of the mean loss per share. Default: `parents`.
    surprise : ndarray, optional
        float64[n]: minus the log likelihood of each work given what came before it, nats. Default: zeros.
    parent_sets : ParentSets, optional
        The hypotheses it was fitted on, from which refits start. They are not stored in files:
        :func:`stylogeny.influence.tracing.parent_sets_of` finds them again.
    innovation_spread : ndarray, optional
        float64[n]: standard deviation of each work's innovation over the fits. Default: zeros.
    agreement : ndarray, optional
        float64[n]: in what share of the fits each work's heaviest parent is the same. Default: ones.
    known_copies : (ndarray, ndarray), optional
        int64[n] and float64[n]: the work of which each is a copy, as its picture shows, -1 for none, and in what degree
        in [0, 1]. Not stored in files.

    Raises
    ------
    StylogenyError
        When a parent is not strictly earlier than its child.
    """

    embedding: Embedding
    parents: sparse.csr_array
    innovation: np.ndarray
    years: np.ndarray
    model: FittedModel | None = None
    provenance: Provenance = field(default_factory=Provenance)
    inclusion: sparse.csr_array = None  # type: ignore[assignment]
    net_weights: sparse.csr_array = None  # type: ignore[assignment]
    surprise: np.ndarray = None  # type: ignore[assignment]
    parent_sets: ParentSets | None = None
    innovation_spread: np.ndarray = None  # type: ignore[assignment]
    agreement: np.ndarray = None  # type: ignore[assignment]
    known_copies: tuple[np.ndarray, np.ndarray] | None = None

    def __post_init__(self) -> None:
        parents = sparse.csr_array(self.parents).astype(np.float32)
        parents.sort_indices()
        years = np.asarray(self.years, dtype=np.float64)
        n = len(self.embedding.works)
        if parents.shape != (n, n) or np.shape(self.innovation) != (n,) or years.shape != (n,):
            got = f"{parents.shape}, {np.shape(self.innovation)} and {years.shape}"
            raise StylogenyError(
                f"a graph of {n} works has parents of {n} by {n}, and {n} innovations and years", got=got
            )
        edge = parents.tocoo()
        if not (years[edge.col] < years[edge.row]).all():
            raise StylogenyError("every parent must be strictly earlier than its child")
        object.__setattr__(self, "parents", parents)
        for name in ("inclusion", "net_weights"):
            given = getattr(self, name)
            values = parents if given is None else sparse.csr_array(given).astype(np.float32)
            values.sort_indices()
            object.__setattr__(self, name, values)
        object.__setattr__(self, "innovation", np.asarray(self.innovation, dtype=np.float32))
        object.__setattr__(self, "years", years)
        for name, default in (("surprise", 0.0), ("innovation_spread", 0.0), ("agreement", 1.0)):
            given = getattr(self, name)
            values = np.full(len(years), default) if given is None else np.asarray(given, dtype=np.float64)
            object.__setattr__(self, name, values)

    def __len__(self) -> int:
        return len(self.years)

    def __repr__(self) -> str:
        inside = ~np.isnan(self.years)
        return (
            f"InfluenceGraph({int(inside.sum())} works, {self.parents.nnz} edges, "
            f"innovation {float(self.innovation[inside].mean()) if inside.any() else 1:.2f})"
        )

    def _repr_html_(self) -> str:
        foremost = self.dated[np.argsort(-self.importance[self.dated], kind="stable")][:8]
        items = []
        for row in map(int, foremost):
            picture = self.works.picture(row) if self.works.pictured[row] else None
            said = f"{self.importance[row]:,.0f} descendants"
            items.append((picture, (str(self.works.table["title"].iat[row]), self.works.date(row), said)))
        return html.block(repr(self), html.strip(items))

    def plot(self, name: Named | None = None, *, n: int = 24, ax: axes.Axes | None = None) -> axes.Axes:
        """On matplotlib axes: a work's parents and children, or without a name who influenced whom.

        Parameters
        ----------
        name : str, int, optional
            A work. Without one, the n artists with most works as sources (rows) and followers (columns).
        n : int
            How many artists, or relatives in a column.
        """
        if name is not None:
            return self._plot_family(int(rows_of(self.works, name, years=self.years)[0]), min(n, 5), ax)
        artist = self.works.column("artist").astype(str)
        names, code, count = np.unique(artist, return_inverse=True, return_counts=True)
        kept = [k for k in np.argsort(-count, kind="stable") if names[k]][:n]
        kept.sort(key=lambda k: float(np.nanmedian(self.years[code == k])) if (code == k).any() else 0.0)
        member = sparse.csr_array((np.ones(len(self)), (np.arange(len(self)), code)), shape=(len(self), len(names)))
        shares = (member.T @ self.parents.astype(np.float64) @ member).T.toarray() / np.maximum(count, 1)[None, :]
        return axes.influence_matrix([str(names[k]) for k in kept], shares[np.ix_(kept, kept)], ax=ax)

    def _plot_family(self, row: int, n: int, ax: axes.Axes | None) -> axes.Axes:
        children = sparse.csr_array(self.parents.T)
        generation, edges = {row: 0}, []
        for level, table in ((-1, self.parents), (1, children)):
            own = slice(table.indptr[row], table.indptr[row + 1])
            for weight, other in sorted(zip(-table.data[own], table.indices[own]))[:n]:
                generation[int(other)] = level
                edges.append((int(other), row, -float(weight)) if level < 0 else (row, int(other), -float(weight)))
        captions = {r: f"{self.works.table['title'].iat[r]}\n{self.works.date(r)}" for r in generation}
        return axes.family(
            generation, edges, captions, {r: self.works.picture(r) for r in generation if self.works.pictured[r]}, ax=ax
        )

    def map(self, *, pictures: int = 400) -> MapWidget:
        """All works on a map that one can search, filter and select on, in a notebook (extra ``notebook``).

        Parameters
        ----------
        pictures : int
            How many of the most important works have thumbnails, at most 1,024.
        """
        from ..display.map.widget import MapWidget

        return MapWidget(self.map_data(), thumbnail=self.works.thumbnail, pictures=pictures)

    def map_data(self, *, quickly: bool = False) -> MapData:
        """All works laid out on a map: across by date, down by likeness, undated and refused ones in lanes below.

        `quickly` gives a draft in which works stand down the page by their greatest difference alone, in a tenth of the
        time; everything but the places (``x``, ``down``) is that of the map itself.
        """
        works, inside = self.works, ~np.isnan(self.years)
        refused = works.table["status"].str.startswith("refused").to_numpy()
        columns = {name: works.column(name) for name in ("id", "title", "artist", "style")}
        columns["date"] = works.dates
        return map_data(
            columns,
            years=np.where(inside, self.years, works.year),
            lane=np.select([inside, refused], [IN_TIME, REFUSED], UNDATED),
            vectors=self.embedding.vectors,
            parents=self.parents,
            importance=self.importance,
            quickly=quickly,
        )

    @property
    def works(self) -> Works:
        """The works of the embedding."""
        return self.embedding.works

    @cached_property
    def order(self) -> np.ndarray:
        """Rows from earliest to latest (works outside the graph last), int64[n]."""
        return np.argsort(self.years, kind="stable")

    @cached_property
    def dated(self) -> np.ndarray:
        """Rows of the works inside the graph from earliest to latest, int64[m]."""
        return dated_order(self.years)

    @cached_property
    def lag(self) -> np.ndarray:
        """Years between parent and child on every stored edge, float64[nnz]."""
        edge = self.parents.tocoo()
        return self.years[edge.row] - self.years[edge.col]

    def require_model(self) -> FittedModel:
        """The fitted model; raises for a graph that was not traced."""
        if self.model is None:
            raise StylogenyError("this influence graph has no fitted model", fix="trace it from an embedding")
        return self.model

    @cached_property
    def places(self) -> np.ndarray:
        """All works in the metric of the model, float32[n, p]."""
        return self.require_model().projection.project(self.embedding.vectors)

    @cached_property
    def background(self) -> Background:
        """What a work of no influence looked like in any year, among the `places`."""
        min_works = self.require_model().background_min_works
        artist = Labels(self.works).artist
        return Background(self.places, self.years, np.ones(len(self)), artist, min_works=min_works)

    @cached_property
    def _solve(self) -> Callable[[np.ndarray, bool], np.ndarray]:
        return factored(self.parents, self.order)

    def descent(self, row: Named) -> np.ndarray:
        """Soft lightcone of a work, float64[n]: its column of (I - W)^-1.

        That is the sum over all paths from the work to each work of the product of their weights: with posterior
        probabilities of a single parent, P(it is an ancestor of each work, or that work itself); with shares of several
        parents, the share of each work that came through it. Of an artist, a style or several works: the sum of theirs.
        """
        if isinstance(row, int | np.integer):
            return self.descent_columns([int(row)])[:, 0]
        return self.descent_columns(rows_of(self.works, row, years=self.years)).sum(axis=1)

    def descent_columns(self, rows: Sequence[int] | np.ndarray) -> np.ndarray:
        """Columns of A = (I - W)^-1 for several works, float64[n, len(rows)]."""
        rows = np.asarray(rows, dtype=np.int64)
        b = np.zeros((len(self), len(rows)))
        b[rows, np.arange(len(rows))] = 1.0
        return self._solve(b, False)

    def ancestors(self, row: Named) -> np.ndarray:
        """P(each work is an ancestor of this one, or it itself), float64[n]: a row of A; of several, their sum."""
        b = np.zeros(len(self))
        b[row if isinstance(row, int | np.integer) else rows_of(self.works, row, years=self.years)] = 1.0
        return self._solve(b, True)

    @cached_property
    def fertility(self) -> np.ndarray:
        """Expected direct offspring, float64[n]: column sums of W."""
        return np.asarray(self.parents.sum(axis=0, dtype=np.float64)).ravel()

    @cached_property
    def importance(self) -> np.ndarray:
        """Expected descendants, float64[n]: column sums of A, less one."""
        return np.clip(self._solve(np.ones(len(self)), True) - 1.0, 0.0, None)

    @cached_property
    def net(self) -> np.ndarray:
        """What later works would lack without each work, others having taken its place, float64[n].

        Each child loses `net_weights` of itself, and passes :data:`LOSS_PROPAGATION` of its loss on to its own
        descendants along the paths of the graph: they too make good for part of what they miss.
        """
        downstream = factored(self.parents, self.order, propagation=LOSS_PROPAGATION)(np.ones(len(self)), True)
        return np.asarray(self.net_weights.astype(np.float64).T @ downstream).ravel()

    def sample_parents(self, seed: int, k: int = 1) -> np.ndarray:
        """k sampled genealogies, int64[k, n]: one parent row per work, -1 for an immigrant or outside the graph."""
        return draw_parents(self.parents, genealogy_uniforms(seed, len(self), k=k))

    def save(self, run: Run | Path | str) -> None:
        """Write `influence.parquet` and `lineage.parquet` into a run folder."""
        import pandas as pd

        folder = run.path if isinstance(run, Run) else Path(run)
        ids = self.works.ids
        edge = self.parents.tocoo()
        edges = pd.DataFrame({"child": ids[edge.row], "parent": ids[edge.col], "weight": edge.data, "lag": self.lag})
        edges["probability"], edges["net"] = self.inclusion.data, self.net_weights.data
        lineage = pd.DataFrame(
            {
                "id": ids,
                "innovation": self.innovation,
                "innovation_spread": self.innovation_spread,
                "agreement": self.agreement,
                "fertility": self.fertility,
                "importance": self.importance,
                "net": self.net,
                "surprise": self.surprise,
                "year": self.years,
            }
        )
        model = None if self.model is None else self.model.document()
        provenance = self.provenance.document()
        write_table(folder / "influence.parquet", edges, FORMAT, model=model, provenance=provenance)
        write_table(folder / "lineage.parquet", lineage, LINEAGE, provenance=provenance)

    @classmethod
    def read(cls, run: Run | Path | str, *, embedding: Embedding) -> InfluenceGraph:
        """Read what :meth:`save` wrote, over the embedding it was traced in.

        Raises
        ------
        StylogenyError
            When the files are missing, damaged, of another version or of other works.
        """
        import pandas as pd

        run = run if isinstance(run, Run) else Run(run)
        edges, head = read_table(run.file("influence.parquet", needs="trace"), FORMAT)
        lineage, _ = read_table(run.file("lineage.parquet", needs="trace"), LINEAGE)
        path, ids = run.path / "influence.parquet", embedding.works.ids
        at = tuple(pd.Index(ids).get_indexer(edges[end]) for end in ("child", "parent"))
        if list(lineage["id"]) != list(ids) or min(rows.min(initial=0) for rows in at) < 0:
            raise StylogenyError("the influence graph is of other works", got=str(run.path), fix=FORMAT.fix)

        def matrix(name: str) -> sparse.csr_array:
            return sparse.csr_array((edges[name].to_numpy(dtype=np.float32), at), shape=(len(ids), len(ids)))

        parents, innovation = matrix("weight"), lineage["innovation"].to_numpy()
        if not np.allclose(parents.sum(axis=1) + innovation, 1, atol=1e-3):
            raise FORMAT.damaged(path, "a work's parents and innovation do not sum to 1")
        with FORMAT.fits(path):
            return cls(
                embedding,
                parents,
                innovation,
                lineage["year"].to_numpy(),
                None if head["model"] is None else FittedModel.of(head["model"]),
                provenance=Provenance.of(head["provenance"]),
                inclusion=matrix("probability"),
                net_weights=matrix("net"),
                surprise=lineage["surprise"].to_numpy(),
                innovation_spread=lineage["innovation_spread"].to_numpy(),
                agreement=lineage["agreement"].to_numpy(),
            )
