"""Relations that are documented elsewhere, to set beside what a model infers."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ..corpus.names.spelling import plain
from ..errors import StylogenyError
from ..influence.graph import InfluenceGraph

FILE = "influences.csv"  # beside a corpus
EARLIER = ("influencer", "source", "from", "teacher", "influence")
LATER = ("influenced", "target", "to", "pupil", "follower")


@dataclass(frozen=True)
class Documented:
    """Pairs of artists of whom the first is documented to have influenced the second, by plain words of their names."""

    pairs: frozenset[tuple[tuple[str, ...], tuple[str, ...]]]

    def has(self, earlier: str, later: str) -> bool:
        """Whether a relation is documented."""
        return (plain(earlier), plain(later)) in self.pairs

    def about(self, artist: str) -> bool:
        """Whether anything is documented of an artist."""
        words = plain(artist)
        return any(words in pair for pair in self.pairs)

    @classmethod
    def read(cls, path: Path | str) -> Documented:
        """From a table with columns ``influencer`` and ``influenced`` (or ``source``, ``target``).

        Raises
        ------
        StylogenyError
            When there is no such file, or it lacks the columns.
        """
        import pandas as pd

        if not Path(path).exists():
            raise StylogenyError("no such table of documented influences", got=path, fix="check the path")
        try:
            table = pd.read_csv(path, dtype=str, keep_default_na=False)
        except ValueError as error:  # empty, of other bytes, or of rows of different lengths
            raise StylogenyError(
                "not a table of documented influences",
                got=path,
                fix="give a CSV with columns influencer and influenced",
            ) from error
        heads = {str(c).casefold().strip(): c for c in table.columns}
        earlier = next((heads[c] for c in EARLIER if c in heads), None)
        later = next((heads[c] for c in LATER if c in heads), None)
        if earlier is None or later is None:
            raise StylogenyError(
                "a table of documented influences has columns influencer and influenced",
                got=", ".join(map(str, table.columns)),
                fix="name them so",
            )
        return cls(frozenset((plain(a), plain(b)) for a, b in zip(table[earlier], table[later])))

    @classmethod
    def beside(cls, graph: InfluenceGraph) -> Documented | None:
        """What lies beside the corpus as :data:`FILE`; None where there is none."""
        root = graph.works.root
        file = None if root is None else root / FILE
        return cls.read(file) if file is not None and file.exists() else None
