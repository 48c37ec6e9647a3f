"""Styles of a run that no catalogue has: clusters, gaps, movements of futures and works imagined, each with a name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from ..artifacts import Format, read_tensors, write_tensors
from ..errors import StylogenyError
from ..runs import Run, digest_file

FILE = "styles.safetensors"
FORMAT = Format("styles", 1, "remove it, and name them again with `stylogeny styles`")
NAMED_KINDS = ("cluster", "gap", "movement", "work")


@dataclass(frozen=True, eq=False)
class NamedStyle:
    """A style with a name of its own.

    Parameters
    ----------
    name : str
    kind : str
        One of :data:`NAMED_KINDS`: works that lie together, a place where no work is, a movement or a work of a future.
    vector : ndarray
        float32[d]: its point of the space.
    year : float
        About when it is from, in years; NaN where unknown.
    words : str
        How its pictures look.
    source : str
        What it was made from: ``12 clusters``, ``future society-0``.
    works : tuple of str
        Ids of real works that are in it, or of those nearest to it where none is.
    """

    name: str
    kind: str
    vector: np.ndarray
    year: float = float("nan")
    words: str = ""
    source: str = ""
    works: tuple[str, ...] = ()

    @property
    def members(self) -> tuple[str, ...]:
        """The ids of its own works; of a style in which no real work is, none."""
        return self.works if self.kind == "cluster" else ()

    def document(self) -> dict[str, object]:
        """As JSON-able values, without the point."""
        year = None if np.isnan(self.year) else round(float(self.year), 1)
        return {
            "name": self.name,
            "kind": self.kind,
            "year": year,
            "words": self.words,
            "source": self.source,
            "works": [*self.works],
        }


@dataclass(frozen=True, eq=False)
class NamedStyles:
    """The named styles of a run, in the order in which they were named; no two have one name, whatever its case."""

    styles: tuple[NamedStyle, ...] = field(default=())

    def __len__(self) -> int:
        return len(self.styles)

    @property
    def names(self) -> list[str]:
        """Their names."""
        return [style.name for style in self.styles]

    @cached_property
    def _by_name(self) -> dict[str, NamedStyle]:
        return {style.name.casefold(): style for style in self.styles}

    def get(self, name: str) -> NamedStyle | None:
        """The style of a name, in any case; None for none."""
        return self._by_name.get(name.strip().casefold())

    def with_styles(self, new: Sequence[NamedStyle]) -> NamedStyles:
        """These and others; whatever came from the same source before is replaced.

        Raises
        ------
        StylogenyError
            When a name is taken.
        """
        sources = {style.source for style in new}
        kept = [style for style in self.styles if style.source not in sources]
        names = [style.name.casefold() for style in (*kept, *new)]
        if len({*names}) < len(names):
            taken = next(name for name in names if names.count(name) > 1)
            raise StylogenyError("no two styles have one name", got=repr(taken), fix="rename or forget one of them")
        return NamedStyles((*kept, *new))

    def without(self, names: Sequence[str]) -> NamedStyles:
        """These without those of some names.

        Raises
        ------
        StylogenyError
            For a name that none has.
        """
        gone = {self._known(name).name for name in names}
        return NamedStyles(tuple(style for style in self.styles if style.name not in gone))

    def renamed(self, old: str, new: str) -> NamedStyles:
        """These, one of them under another name.

        Raises
        ------
        StylogenyError
            When none has the old name, or another the new one.
        """
        style = self._known(old)
        if not new.strip() or self.get(new) not in (None, style):
            raise StylogenyError("a style's name is its own", got=repr(new), fix="give one that no other has")
        return NamedStyles(tuple(replace(s, name=new.strip()) if s is style else s for s in self.styles))

    def _known(self, name: str) -> NamedStyle:
        style = self.get(name)
        if style is None:
            known = ", ".join(self.names) or "none yet"
            raise StylogenyError("no named style is called that", got=repr(name), fix=f"there are: {known}")
        return style

    @classmethod
    def read(cls, run: Run) -> NamedStyles:
        """Those that a run keeps; none where it has no file of them."""
        if not (path := run.file(FILE)).exists():
            return cls()
        tensors, said = read_tensors(path, FORMAT)
        if said.get("space", own := _space(run)) not in (own, ""):
            raise StylogenyError("the named styles are of another embedding than this run's", got=path, fix=FORMAT.fix)
        rows = [{**row, "works": tuple(row["works"])} for row in said["styles"]]
        years = [
            float("nan") if row.pop("year") is None else year for row, year in zip(rows, tensors["years"].tolist())
        ]
        return cls(
            tuple(
                NamedStyle(vector=v, year=y, **row) for row, v, y in zip(rows, tensors["vectors"], years, strict=True)
            )
        )

    def save(self, run: Run) -> None:
        """Keep them in a run."""
        vectors = np.stack([style.vector for style in self.styles]) if self.styles else np.zeros((0, 0))
        years = np.array([style.year for style in self.styles], dtype=np.float64)
        write_tensors(
            run.file(FILE),
            {"vectors": vectors.astype(np.float32), "years": years},
            FORMAT,
            styles=[style.document() for style in self.styles],
            space=_space(run),
        )


def _space(run: Run) -> str:
    """A digest of the file in whose space the styles of a run lie; empty where there is none."""
    file = run.file("embedding.safetensors")
    return digest_file(file) if file.exists() else ""
