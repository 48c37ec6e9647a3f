"""Embedding: works as vectors in which time and style are legible."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from ..artifacts import replacing
from ..corpus.works import Works
from ..errors import StylogenyError
from ..runs import Run
from .heads.head import Head

ENCODING = "embedding/2"
FILE = "embedding.safetensors"


def _file(run: Run | Path | str) -> Path:
    path = run.path if isinstance(run, Run) else Path(run)
    return path if path.suffix == ".safetensors" else path / FILE


@dataclass(frozen=True, eq=False)
class Embedding:
    """Vectors of all works, in the order of the works table.

    Parameters
    ----------
    works : Works
        n works.
    vectors : ndarray
        float32[n, d]; rows of refused works are zero.
    time_axis : ndarray
        float32[d], unit length: the direction along which the predicted year grows.
    provenance : mapping
        How they were made (backbone, parameters, seed).
    head : Head, optional
        What puts new pictures into this space and dates them; None for your own vectors.
    """

    works: Works
    vectors: np.ndarray
    time_axis: np.ndarray
    provenance: Mapping[str, Any] = field(default_factory=dict)
    head: Head | None = None

    def __post_init__(self) -> None:
        v = np.asarray(self.vectors, dtype=np.float32)
        if v.ndim != 2 or len(v) != len(self.works):
            raise StylogenyError("one vector a work is expected", got=f"shape {v.shape} for {len(self.works)} works")
        bad = ~np.isfinite(v).all(axis=1)
        if bad.any():
            raise StylogenyError(
                "vectors must be finite",
                got=f"NaN or infinity for work {self.works.ids[bad.argmax()]!r}",
                fix="leave that work out",
            )
        object.__setattr__(self, "vectors", v)
        object.__setattr__(self, "time_axis", np.asarray(self.time_axis, dtype=np.float32))

    @classmethod
    def from_vectors(cls, works: Works, vectors: np.ndarray) -> Embedding:
        """Your own vectors, one a work, as they are; the time axis is found by ridge regression on the dated works."""
        vectors = np.asarray(vectors, dtype=np.float32)
        axis = np.zeros(vectors.shape[-1], dtype=np.float32)
        space = cls(works, vectors, axis, {"backbone": "your vectors"})
        if works.dated.sum() > 2:
            from sklearn.linear_model import Ridge

            axis = Ridge(alpha=1.0).fit(vectors[works.dated], works.year[works.dated]).coef_
            axis = axis / max(float(np.linalg.norm(axis)), 1e-12)
        return cls(works, space.vectors, axis, space.provenance)

    def date(self, vectors: np.ndarray) -> np.ndarray:
        """Predicted year of vectors float32[k, d], float64[k] (by the head, else by position on the time axis)."""
        if self.head is not None:
            return self.head.date(vectors)
        dated = self.works.dated
        along = self.vectors[dated] @ self.time_axis
        slope, start = (
            np.polyfit(along, self.works.year[dated], 1) if np.ptp(along) > 0 else (0.0, self.works.year[dated].mean())
        )
        return np.asarray(vectors, np.float32) @ self.time_axis * slope + start

    def decode(self, vectors: np.ndarray) -> np.ndarray:
        """Backbone features that vectors stand for, float32[k, D] (your own vectors stand for themselves)."""
        return self.head.decode(vectors) if self.head is not None else np.asarray(vectors, np.float32)

    def save(self, run: Run | Path | str) -> None:
        """Write vectors, time axis, heads and provenance as safetensors (into a run or folder, or to a file of this name);
        the works stay in works.parquet."""
        from safetensors.numpy import save_file

        tensors = {"vectors": self.vectors, "time_axis": self.time_axis}
        if self.head is not None:
            tensors |= {f"head.{k}": np.ascontiguousarray(v) for k, v in self.head.tensors.items()}
        # one key: safetensors keeps several in no fixed order, and the same run must give the same bytes
        meta = {"stylogeny": json.dumps({"encoding": ENCODING, "provenance": dict(self.provenance)}, sort_keys=True)}
        with replacing(_file(run)) as part:
            save_file(tensors, part, metadata=meta)

    @classmethod
    def read(cls, run: Run | Path | str, works: Works | None = None) -> Embedding:
        """Read what :meth:`save` wrote; `works` are read from the works.parquet beside it unless given."""
        from safetensors import safe_open

        path = _file(run)
        works = Works.read(path.parent / "works.parquet") if works is None else works
        with safe_open(path, framework="numpy") as file:
            meta = json.loads((file.metadata() or {}).get("stylogeny", "{}"))
            if meta.get("encoding") != ENCODING:
                raise StylogenyError("not an embedding of this version", got=str(path), fix="embed the run again")
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - not a dict
        head = {k.removeprefix("head."): v for k, v in tensors.items() if k.startswith("head.")}
        return cls(
            works,
            tensors["vectors"],
            tensors["time_axis"],
            meta["provenance"],
            Head(head) if head else None,
        )
