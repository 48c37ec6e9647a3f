"""Embedding: works as vectors in which time and style are legible."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from ..artifacts import Format, read_tensors, write_tensors
from ..corpus.works import Works
from ..display import axes, html
from ..errors import StylogenyError
from ..provenance import Provenance
from ..runs import Run
from .backbones.backbone import BUILT_IN
from .heads.head import Head
from .measure import HeldOutMeasures

FORMAT = Format("embedding", 4, "run `stylogeny embed` again")
FILE = "embedding.safetensors"
LARGEST = 1e12  # of a vector's entries: squares of larger ones do not fit into 32 bits when they are summed
YOUR_VECTORS = "your vectors"  # named as the backbone of vectors that were given


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
    provenance : Provenance
        How they were made: backbone and its edition, the head's configuration, seed.
    head : Head, optional
        What puts new pictures into this space and dates them; None for your own vectors.
    measures : HeldOutMeasures, optional
        What the head was measured to do on artists it had not seen; None where there was nothing to measure.
    """

    works: Works
    vectors: np.ndarray
    time_axis: np.ndarray
    provenance: Provenance = field(default_factory=Provenance)
    head: Head | None = None
    measures: HeldOutMeasures | None = None

    def __post_init__(self) -> None:
        v = np.asarray(self.vectors, dtype=np.float32)
        if v.ndim != 2 or len(v) != len(self.works):
            raise StylogenyError("one vector per work is expected", got=f"shape {v.shape} for {len(self.works)} works")
        bad = ~(np.abs(v) < LARGEST).all(axis=1)  # NaN is not less than anything
        if bad.any():
            raise StylogenyError(
                f"vectors must be finite, and below {LARGEST:g}",
                got=f"NaN, infinity or more for work {self.works.ids[bad.argmax()]!r}",
                fix="leave that work out, or scale the vectors down",
            )
        object.__setattr__(self, "vectors", v)
        object.__setattr__(self, "time_axis", np.asarray(self.time_axis, dtype=np.float32))

    def __repr__(self) -> str:
        error = "" if self.measures is None else f", dated within {self.measures.date_error_median:.0f} years"
        return f"Embedding({len(self.works)} works, {self.vectors.shape[1]} dimensions, {self.backbone}{error})"

    def _repr_html_(self) -> str:
        return html.block(repr(self), self.works._repr_html_())

    def plot(self, *, ax: axes.Axes | None = None) -> axes.Axes:
        """Dated works in the two directions in which they differ most, coloured by year, on matplotlib axes."""
        dated = self.works.dated
        return axes.cloud(axes.principal_plane(self.vectors[dated]), self.works.year[dated], ax=ax)

    @classmethod
    def from_vectors(cls, works: Works, vectors: np.ndarray) -> Embedding:
        """Your own vectors, one per work, as they are; the time axis is a ridge regression on the dated works."""
        vectors = np.asarray(vectors, dtype=np.float32)
        axis = np.zeros(vectors.shape[-1], dtype=np.float32)
        space = cls(works, vectors, axis, Provenance({"backbone": YOUR_VECTORS}))
        if works.dated.sum() > 2:
            from sklearn.linear_model import Ridge

            axis = Ridge(alpha=1.0).fit(vectors[works.dated], works.year[works.dated]).coef_
            axis = axis / max(float(np.linalg.norm(axis)), 1e-12)
        return cls(works, space.vectors, axis, space.provenance)

    @property
    def backbone(self) -> str:
        """What made the features: ``built-in``, a model's id or folder, or ``your vectors``."""
        return str(self.provenance.parameters.get("backbone", BUILT_IN))

    @property
    def edition(self) -> str | None:
        """The backbone's edition; None for your own vectors."""
        edition = self.provenance.parameters.get("edition")
        return None if edition is None else str(edition)

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
        """Write vectors, time axis, head and provenance as safetensors (into a run or folder, or to a file of this
        name); the works stay in works.parquet."""
        tensors = {"vectors": self.vectors, "time_axis": self.time_axis}
        if self.head is not None:
            tensors |= {f"head.{name}": value for name, value in self.head.tensors.items()}
        head: dict[str, Any] = {"provenance": self.provenance.document()}
        if self.measures is not None:
            head["measures"] = asdict(self.measures)
        write_tensors(_file(run), tensors, FORMAT, **head)

    @classmethod
    def read(cls, run: Run | Path | str, works: Works | None = None) -> Embedding:
        """Read what :meth:`save` wrote; `works` are read from the works.parquet beside it unless given.

        Raises
        ------
        StylogenyError
            When the file is damaged, of another kind or of another version.
        """
        path = _file(run)
        works = Works.read(path.parent / "works.parquet") if works is None else works
        tensors, head = read_tensors(path, FORMAT)
        trained = {k.removeprefix("head."): v for k, v in tensors.items() if k.startswith("head.")}
        with FORMAT.fits(path):
            return cls(
                works,
                tensors["vectors"],
                tensors["time_axis"],
                Provenance.of(head["provenance"]),
                Head(trained) if trained else None,
                HeldOutMeasures(**head["measures"]) if "measures" in head else None,
            )
