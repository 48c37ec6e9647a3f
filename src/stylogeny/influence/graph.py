"""InfluenceGraph: who descends from whom, and the descent algebra on it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import sparse
from scipy.sparse.linalg import splu

from ..artifacts import replacing
from ..corpus.works import Works
from ..embedding.space import Embedding
from ..errors import StylogenyError
from ..runs import Run
from ..streams import uniforms
from .dates import dated_order

if TYPE_CHECKING:
    from .branching.background import Background
    from .branching.model import Kernels
    from .branching.parent_sets import ParentSets
    from .branching.projection import Projection

ENCODING = "influence/2"
HANDED_ON = 0.7  # share of a loss that the next generation passes on, set on painted worlds (docs/influence.md)


@dataclass(frozen=True, eq=False)
class InfluenceGraph:
    """Posterior parents of every work.

    Parameters
    ----------
    embedding : Embedding
        n works as vectors.
    parents : csr_array
        float32[n, n]; row = child, column = parent, value = P(parent) or share. Each row sums to 1 with its `innovation`.
    innovation : ndarray
        float32[n]: the share that has no ancestor in the corpus (1 for works outside the graph).
    years : ndarray
        float64[n]: the strictly ordering dates used (NaN for works outside the graph); every parent is strictly earlier.
    params : mapping
        The fitted model, and how it was fitted.
    inclusion : csr_array, optional
        float32[n, n], the pattern of `parents`: P(the work is a parent at all), whatever its share. Default: `parents`.
    net_weights : csr_array, optional
        float32[n, n], the pattern of `parents`: what a child would lose were the parent gone and its freed weight
        re-assigned (net.py), in units of the mean loss per share. Default: `parents`.
    surprise : ndarray, optional
        float64[n]: minus the log likelihood of each work given what came before it, nats. Default: zeros.
    """

    embedding: Embedding
    parents: sparse.csr_array
    innovation: np.ndarray
    years: np.ndarray
    params: Mapping[str, Any] = field(default_factory=dict)
    inclusion: sparse.csr_array = None  # type: ignore[assignment]
    net_weights: sparse.csr_array = None  # type: ignore[assignment]
    surprise: np.ndarray = None  # type: ignore[assignment]

    def __post_init__(self) -> None:
        parents = sparse.csr_array(self.parents).astype(np.float32)
        parents.sort_indices()
        years = np.asarray(self.years, dtype=np.float64)
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
        surprise = np.zeros(len(years)) if self.surprise is None else np.asarray(self.surprise, dtype=np.float64)
        object.__setattr__(self, "surprise", surprise)

    def __len__(self) -> int:
        return len(self.years)

    def __repr__(self) -> str:
        inside = ~np.isnan(self.years)
        return (
            f"InfluenceGraph({int(inside.sum())} works, {self.parents.nnz} edges, "
            f"innovation {float(self.innovation[inside].mean()) if inside.any() else 1:.2f})"
        )

    @property
    def works(self) -> Works:
        return self.embedding.works

    @cached_property
    def order(self) -> np.ndarray:
        """Rows from earliest to latest (works outside the graph last), int64[n]."""
        return np.argsort(self.years, kind="stable")

    @cached_property
    def dated(self) -> np.ndarray:
        """Rows of the works inside the graph from earliest to latest, int64[m]."""
        return dated_order(self.years)

    def _substitution(self, handed: float) -> Callable[[np.ndarray, str], np.ndarray]:
        """Solve (I - handed W) x = b, or its transpose, by substitution in order of date: no fill, exact."""
        order = self.order
        weights = handed * self.parents.astype(np.float64)[order][:, order]
        eye = sparse.eye_array(len(order), format="csc")
        factor = splu(
            sparse.csc_matrix(eye - weights.tocsc()),
            permc_spec="NATURAL",
            diag_pivot_thresh=0.0,
            options={"SymmetricMode": True},
        )

        def solve(b: np.ndarray, trans: str) -> np.ndarray:
            out = np.empty(b.shape, dtype=np.float64)
            out[order] = factor.solve(np.ascontiguousarray(b[order], dtype=np.float64), trans)
            return np.clip(out, 0.0, None)

        return solve

    @cached_property
    def _solve(self) -> Callable[[np.ndarray, str], np.ndarray]:
        return self._substitution(1.0)

    def descent(self, row: int) -> np.ndarray:
        """Soft lightcone of a work: P(it is an ancestor of each work, or that work itself), float64[n]."""
        return self.descent_columns([row])[:, 0]

    def descent_columns(self, rows: Any) -> np.ndarray:
        """Columns of A = (I - W)^-1 for several works, float64[n, len(rows)]."""
        rows = np.asarray(rows, dtype=np.int64)
        b = np.zeros((len(self), len(rows)))
        b[rows, np.arange(len(rows))] = 1.0
        return self._solve(b, "N")

    def ancestors(self, row: int) -> np.ndarray:
        """P(each work is an ancestor of this one, or it itself), float64[n]: a row of A."""
        b = np.zeros(len(self))
        b[row] = 1.0
        return self._solve(b, "T")

    def path_flow(self, row: int) -> np.ndarray:
        """Sum over all paths from the work to each work of the product of parent weights, float64[n].

        With weights that are posterior probabilities of a single parent this is the probability of descent; with weights
        that are shares of several parents it is the share of each work that came through this one.
        """
        return self.descent(row)

    @cached_property
    def fertility(self) -> np.ndarray:
        """Expected direct offspring, float64[n]: column sums of W."""
        return np.asarray(self.parents.sum(axis=0, dtype=np.float64)).ravel()

    @cached_property
    def importance(self) -> np.ndarray:
        """Expected descendants, float64[n]: column sums of A, less one."""
        return np.clip(self._solve(np.ones(len(self)), "T") - 1.0, 0.0, None)

    @cached_property
    def net(self) -> np.ndarray:
        """What later works would lack without each work, others having taken its place, float64[n].

        Each child loses `net_weights` of itself, and hands :data:`HANDED_ON` of its loss to its own descendants by path flow:
        they too make good for part of what they miss.
        """
        downstream = self._substitution(HANDED_ON)(np.ones(len(self)), "T")
        return np.asarray(self.net_weights.astype(np.float64).T @ downstream).ravel()

    @cached_property
    def expected(self) -> np.ndarray:
        """Descendants each work might expect had luck been drawn anew, float64[n]: path flow under the prior (expected.py)."""
        from .expected import expected_descendants

        return expected_descendants(self)

    def sample_parents(self, seed: int, k: int = 1) -> np.ndarray:
        """k sampled genealogies, int64[k, n]: one parent row a work, -1 where it is an immigrant or outside the graph."""
        start, cumulative = self.parents.indptr, self._cumulative
        u = uniforms(seed, "genealogy", index=np.arange(len(self)), draws=k).T
        # row r of `_cumulative` rises from r to r + 1 - innovation, so one search serves all rows
        at = np.searchsorted(cumulative, np.arange(len(self)) + u, side="right")
        none = at >= start[1:][None, :]
        at = np.clip(at, start[:-1], np.maximum(start[1:] - 1, start[:-1]))
        indices = np.append(self.parents.indices, -1)
        return np.where(none, -1, indices[at]).astype(np.int64)

    def posterior(
        self, vector: np.ndarray, year: float, *, skip: np.ndarray | None = None
    ) -> tuple[np.ndarray, np.ndarray, float]:
        """Likely parents of a vector that is not in the graph.

        Parameters
        ----------
        vector : ndarray
            float32[d], in the embedding's space.
        year : float
            Only strictly earlier works can be parents.
        skip : ndarray, optional
            Rows or mask of works that are no parents (near-duplicates of the picture, say).

        Returns
        -------
        rows, weights : ndarray
            int64[k] and float64[k], heaviest first; with `innovation` the weights sum to 1.
        innovation : float
            The share that comes from nowhere in the corpus.
        """
        from .posterior import posterior

        return posterior(self, vector, year, skip=skip)

    @cached_property
    def kernels(self) -> Kernels:
        """The fitted kernels of the branching model."""
        from .branching.model import Kernels

        return Kernels.from_dict(self.params["kernels"])

    @cached_property
    def metric(self) -> Projection:
        """The metric in which steps were measured."""
        from .branching.projection import Projection, plain

        stored = self.params.get("metric")
        if stored is None:
            return plain(self.embedding.vectors[self.works.dated])
        return Projection(np.asarray(stored["centre"]), np.asarray(stored["matrix"]))

    @cached_property
    def places(self) -> np.ndarray:
        """All works as the metric measures them, float32[n, p]."""
        return self.metric.measure(self.embedding.vectors)

    @cached_property
    def fashion(self) -> Background:
        """What a work of no influence looked like in any year, in the metric's places."""
        from .branching.background import Background
        from .branching.prior import Labels

        return Background(self.places, self.years, np.ones(len(self)), Labels(self.works).artist)

    @cached_property
    def hypotheses(self) -> ParentSets:
        """The parentage hypotheses the graph was fitted on (found again when the graph was read from disk)."""
        from .tracing import hypotheses_of

        return hypotheses_of(self)

    @property
    def singles(self) -> ParentSets:
        """The hypotheses of a single parent among :attr:`hypotheses`."""
        from .branching.parent_sets import singles

        return singles(self.hypotheses.edges)

    @cached_property
    def _cumulative(self) -> np.ndarray:
        start = self.parents.indptr
        total = np.concatenate([[0.0], np.cumsum(self.parents.data, dtype=np.float64)])
        rows = np.repeat(np.arange(len(self)), np.diff(start))
        return rows + np.minimum(total[1:] - total[start[rows]], 1.0 - 1e-12)

    @cached_property
    def lag(self) -> np.ndarray:
        """Years between parent and child on every stored edge, float64[nnz]."""
        edge = self.parents.tocoo()
        return self.years[edge.row] - self.years[edge.col]

    def artist_matrix(self) -> tuple[np.ndarray, np.ndarray]:
        """Artist-to-artist shares: names object[m], float64[m, m]; row = influencer, column = influenced.

        Entry (a, b) is the mean share of b's works that comes directly from works of a.
        """
        from .artists import artists_of, matrix

        return artists_of(self.works).names, matrix(self)

    @cached_property
    def artist_affinity(self) -> np.ndarray:
        """How much of what each artist (column) owes to others is owed to each other artist (row), float64[m, m].

        Dense, in the order of names of :meth:`artist_matrix`; see artists.py.
        """
        from .artists import affinity

        return affinity(self)

    def save(self, run: Run | Path | str) -> None:
        """Write `influence.parquet` and `lineage.parquet` into a run folder."""
        import pandas as pd
        import pyarrow as pa
        import pyarrow.parquet as pq

        folder = run.path if isinstance(run, Run) else Path(run)
        ids = self.works.ids
        edge = self.parents.tocoo()
        edges = pd.DataFrame({"child": ids[edge.row], "parent": ids[edge.col], "weight": edge.data, "lag": self.lag})
        edges["probability"], edges["net"] = self.inclusion.data, self.net_weights.data
        lineage = pd.DataFrame(
            {
                "id": ids,
                "innovation": self.innovation,
                "fertility": self.fertility,
                "importance": self.importance,
                "net": self.net,
                "surprise": self.surprise,
                "year": self.years,
            }
        )
        meta = {b"stylogeny": ENCODING.encode(), b"params": json.dumps(dict(self.params), sort_keys=True).encode()}
        for name, frame in (("influence.parquet", edges), ("lineage.parquet", lineage)):
            table = pa.Table.from_pandas(frame, preserve_index=False)
            with replacing(folder / name) as part:
                pq.write_table(table.replace_schema_metadata({**(table.schema.metadata or {}), **meta}), part)

    @classmethod
    def read(cls, run: Run | Path | str, *, embedding: Embedding) -> InfluenceGraph:
        """Read what :meth:`save` wrote, over the embedding it was traced in."""
        import pandas as pd
        import pyarrow.parquet as pq

        run = run if isinstance(run, Run) else Run(run)
        table = pq.read_table(run.file("influence.parquet", needs="trace"))
        meta = table.schema.metadata or {}
        if meta.get(b"stylogeny") != ENCODING.encode():
            raise StylogenyError("not an influence table of this version", got=str(run.path), fix="trace the run again")
        edges, lineage = table.to_pandas(), pq.read_table(run.file("lineage.parquet", needs="trace")).to_pandas()
        ids = embedding.works.ids
        if list(lineage["id"]) != list(ids):
            raise StylogenyError("the influence graph is of other works", got=str(run.path), fix="trace the run again")
        rows = pd.Series(np.arange(len(ids)), index=ids)
        at = (rows[edges["child"]].to_numpy(), rows[edges["parent"]].to_numpy())

        def matrix(name: str) -> sparse.csr_array:
            return sparse.csr_array((edges[name].to_numpy(dtype=np.float32), at), shape=(len(ids), len(ids)))

        return cls(
            embedding,
            matrix("weight"),
            lineage["innovation"].to_numpy(),
            lineage["year"].to_numpy(),
            json.loads(meta[b"params"]),
            matrix("probability"),
            matrix("net"),
            lineage["surprise"].to_numpy(),
        )
