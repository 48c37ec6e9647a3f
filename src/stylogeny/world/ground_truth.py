"""The truth about a painted world, brought into the order of whatever works a method was given."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import sparse

from ..counterfactual.noise_ceiling import TRUTH as IMPACTS
from ..errors import StylogenyError
from ..histories.ground_truth_tables import FOLDER, read_truth
from ..influence.descent import solve
from .corpus import truth_tables
from .history import World
from .impact import Impacts, measure


@dataclass(frozen=True, eq=False)
class GroundTruth:
    """What really happened, for the m surviving works in order of id.

    Parameters
    ----------
    ids : ndarray
        object[m].
    years, artist, region : ndarray
        int64[m]: the true years, whatever the catalogue says.
    parents : csr_array
        float64[m, m], row = child. A parent that is lost is replaced by its own parents, weights multiplied.
    orphaned : ndarray
        float64[m]: the share of a work's parents that is lost with all its ancestors or was directly a lost work.
    kinds : ndarray
        object[m]: plain, copy, reaction, revival, borrowing, fresh.
    lookalike_pairs : set of (str, str)
        Planted look-alikes without a causal tie.
    impacts : DataFrame, optional
        Indexed by id: realised, expected.
    ceilings : mapping
        The largest rank correlation a perfect method can be sure of, for each truth.
    """

    ids: np.ndarray
    years: np.ndarray
    artist: np.ndarray
    region: np.ndarray
    parents: sparse.csr_array
    orphaned: np.ndarray
    kinds: np.ndarray
    lookalike_pairs: frozenset[tuple[str, str]]
    impacts: pd.DataFrame | None = None
    ceilings: dict[str, float] = field(default_factory=dict)

    @classmethod
    def of(cls, world: World, *, futures: int = 0, max_works: int = 400, run: bool = True) -> GroundTruth:
        """The truth of a world in memory; with `run`, impacts are measured by re-running it."""
        impacts = measure(world, futures=futures, max_works=max_works) if run else None
        return cls._from(truth_tables(world), impacts)

    @classmethod
    def read(cls, folder: Path | str) -> GroundTruth:
        """The truth of a painted world, or of a simulated history, on disk."""
        folder = Path(folder)
        if not (folder / FOLDER / "parents.parquet").exists():
            raise StylogenyError(
                "not a painted world (no truth/parents.parquet)",
                got=str(folder),
                fix="paint one with `stylogeny world paint --out DIR`",
            )
        impacts = Impacts.read(folder / IMPACTS) if (folder / IMPACTS).exists() else None
        return cls._from(read_truth(folder), impacts)

    @classmethod
    def _from(cls, tables: dict[str, pd.DataFrame], impacts: Impacts | None) -> GroundTruth:
        genomes, edges, planted = tables["genomes"], tables["parents"], tables["planted"]
        n = len(genomes)
        row = pd.Series(np.arange(n), index=genomes["id"])
        child, parent = row[edges["child"]].to_numpy(), row[edges["parent"]].to_numpy()
        whole = sparse.csr_array((edges["weight"].to_numpy(), (child, parent)), shape=(n, n))
        lost = genomes["lost"].to_numpy()
        kinds = np.full(n, "plain", dtype=object)
        kinds[child] = edges["kind"].to_numpy()
        kinds[whole.sum(axis=1) == 0] = "fresh"
        kept, hidden = np.flatnonzero(~lost), np.flatnonzero(lost)
        lookalikes = planted[planted["kind"].eq("look-alike")]
        return cls(
            ids=genomes["id"].to_numpy(dtype=object)[kept],
            years=genomes["year"].to_numpy()[kept],
            artist=genomes["artist"].to_numpy()[kept],
            region=genomes["region"].to_numpy()[kept],
            parents=_through_lost(whole, kept, hidden),
            orphaned=whole[kept][:, hidden].sum(axis=1),
            kinds=kinds[kept],
            lookalike_pairs=frozenset(zip(lookalikes["child"], lookalikes["parent"])),
            impacts=None if impacts is None else impacts.table.set_index("id"),
            ceilings={} if impacts is None else impacts.ceilings,
        )

    @cached_property
    def row(self) -> dict[str, int]:
        """Row of each id."""
        return {i: k for k, i in enumerate(self.ids)}

    @cached_property
    def flow(self) -> np.ndarray:
        """Path flow of every work on the true parents, less itself: float64[m]; what `net` credit estimates."""
        m = len(self.ids)
        return solve(self.parents, np.arange(m), np.ones(m), transposed=True) - 1

    @cached_property
    def first_parent(self) -> np.ndarray:
        """The heaviest true parent of every work, int64[m], -1 for none."""
        return heaviest(self.parents)


def _through_lost(whole: sparse.csr_array, kept: np.ndarray, hidden: np.ndarray) -> sparse.csr_array:
    """Parents among the kept works, those through hidden ones included: W_kk + W_kh (I - W_hh)^-1 W_hk."""
    direct = whole[kept][:, kept]
    if len(hidden):
        through = solve(whole[hidden][:, hidden], np.arange(len(hidden)), whole[hidden][:, kept].toarray())
        direct = direct + whole[kept][:, hidden] @ sparse.csr_array(through)
    return sparse.csr_array(direct)


def heaviest(parents: sparse.csr_array) -> np.ndarray:
    """The heaviest parent in each row, int64[m], -1 where there is none."""
    out = np.full(parents.shape[0], -1)
    for k in range(parents.shape[0]):
        lo, hi = parents.indptr[k], parents.indptr[k + 1]
        if hi > lo and parents.data[lo:hi].max() > 0:
            out[k] = parents.indices[lo:hi][parents.data[lo:hi].argmax()]
    return out
