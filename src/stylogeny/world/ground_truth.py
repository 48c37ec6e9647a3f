"""The truth about a painted world, brought into the order of whatever works a method was given."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import sparse

from ..errors import StylogenyError
from . import impact
from .corpus import truth as tables
from .history import World


@dataclass(frozen=True, eq=False)
class Truth:
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
    alike : set of (str, str)
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
    alike: frozenset[tuple[str, str]]
    impacts: pd.DataFrame | None = None
    ceilings: dict[str, float] = field(default_factory=dict)

    @classmethod
    def of(cls, world: World, *, futures: int = 0, most: int = 400, run: bool = True) -> Truth:
        """The truth of a world in memory; with `run`, impacts are found by re-running it."""
        table, ceilings = impact.measure(world, futures=futures, most=most) if run else (None, {})
        return cls._from(tables(world), table, ceilings)

    @classmethod
    def read(cls, folder: Path | str) -> Truth:
        """The truth of a painted world on disk."""
        folder = Path(folder) / "truth"
        if not (folder / "parents.parquet").exists():
            raise StylogenyError(
                "not a painted world (no truth/parents.parquet)",
                got=str(folder.parent),
                fix="paint one with `stylogeny world paint --out DIR`",
            )
        frames = {name: pd.read_parquet(folder / f"{name}.parquet") for name in ("parents", "genomes", "planted")}
        table, ceilings = impact.read(folder / "impact.parquet") if (folder / "impact.parquet").exists() else (None, {})
        return cls._from(frames, table, ceilings)

    @classmethod
    def _from(cls, frames: dict[str, pd.DataFrame], table: pd.DataFrame | None, ceilings: dict[str, float]) -> Truth:
        genomes, edges, planted = frames["genomes"], frames["parents"], frames["planted"]
        n = len(genomes)
        row = pd.Series(np.arange(n), index=genomes["id"])
        child, parent = row[edges["child"]].to_numpy(), row[edges["parent"]].to_numpy()
        whole = sparse.csr_array((edges["weight"].to_numpy(), (child, parent)), shape=(n, n))
        lost = genomes["lost"].to_numpy()
        kinds = np.full(n, "plain", dtype=object)
        kinds[child] = edges["kind"].to_numpy()
        kinds[whole.sum(axis=1) == 0] = "fresh"
        seen, hidden = np.flatnonzero(~lost), np.flatnonzero(lost)
        direct = whole[seen][:, seen]
        orphaned = whole[seen][:, hidden].sum(axis=1)
        if len(hidden):  # through lost works: W_vv + W_vh (I - W_hh)^-1 W_hv
            inner = sparse.eye_array(len(hidden), format="csr") - whole[hidden][:, hidden]
            through = sparse.linalg.spsolve_triangular(inner.tocsr(), whole[hidden][:, seen].toarray(), lower=True)
            direct = direct + whole[seen][:, hidden] @ sparse.csr_array(through)
        alike = planted[planted["kind"].eq("look-alike")]
        return cls(
            genomes["id"].to_numpy(dtype=object)[seen], genomes["year"].to_numpy()[seen], genomes["artist"].to_numpy()[seen],
            genomes["region"].to_numpy()[seen], sparse.csr_array(direct), orphaned, kinds[seen],
            frozenset(zip(alike["child"], alike["parent"])), None if table is None else table.set_index("id"), ceilings,
        )  # fmt: skip

    @cached_property
    def row(self) -> dict[str, int]:
        """Row of each id."""
        return {i: k for k, i in enumerate(self.ids)}

    @cached_property
    def flow(self) -> np.ndarray:
        """Path flow of every work on the true parents, less itself: float64[m]; what `net` credit estimates."""
        m = len(self.ids)
        lower = (sparse.eye_array(m, format="csr") - self.parents).tocsr()
        return sparse.linalg.spsolve_triangular(lower.T.tocsr(), np.ones(m), lower=False) - 1

    @cached_property
    def first_parent(self) -> np.ndarray:
        """The heaviest true parent of every work, int64[m], -1 for none."""
        return heaviest(self.parents)


def heaviest(parents: sparse.csr_array) -> np.ndarray:
    """The heaviest parent in each row, int64[m], -1 where there is none."""
    out = np.full(parents.shape[0], -1)
    for k in range(parents.shape[0]):
        lo, hi = parents.indptr[k], parents.indptr[k + 1]
        if hi > lo and parents.data[lo:hi].max() > 0:
            out[k] = parents.indices[lo:hi][parents.data[lo:hi].argmax()]
    return out


def account(folder: Path | str) -> dict[str, object]:
    """What world.json says of a painted world."""
    return json.loads((Path(folder) / "truth" / "world.json").read_text(encoding="utf-8"))
