"""Names for what has none: clusters and gaps of a space, movements and works of a future, each named from its pictures.

Whoever names them (the grammar, or a language model that is shown the pictures) decides nothing else: the same styles
lie at the same points under other names.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

import numpy as np

from ..embedding.gaps import find_gaps
from ..embedding.space import Embedding
from ..errors import StylogenyError
from ..futures.imagined import ImaginedWorks
from ..futures.storage import IMAGINED, SIMULATION
from ..generation.fit import fit
from ..generation.named_styles import NamedStyle
from ..generation.styles import Corpus, at_point
from ..histories.simulation import Simulation
from ..streams import int_seed
from ..text.appearance import Appearance, common_appearance, in_words
from ..text.facts.types.works import MovementNameFacts
from ..text.grammar import Grammar
from ..text.naming import name_movement
from ..text.writer import Writer

SHOWN = 8  # pictures by which a style is named
NEAREST = 5  # real works that are told of a style without its own
SIZE = 96  # pixels of the picture from which a gap is named
LEAST = 8  # works of a cluster on the average, and of all works


@dataclass(frozen=True, eq=False)
class StyleNamer:
    """Finds styles of a corpus and names them.

    Parameters
    ----------
    corpus : Corpus
        With a space.
    writer : Writer
        Whose names they are.
    seed : int
    """

    corpus: Corpus
    writer: Writer = field(default_factory=Grammar)
    seed: int = 0

    def clusters(self, count: int) -> list[NamedStyle]:
        """Works with pictures in `count` clusters (k-means), the largest first.

        Raises
        ------
        StylogenyError
            With fewer than eight works to a cluster.
        """
        from sklearn.cluster import KMeans

        space, works = self._space, self.corpus.works
        rows = np.flatnonzero(works.pictured)
        if count < 1 or len(rows) < LEAST * count:
            raise StylogenyError(
                f"a cluster needs {LEAST} works with pictures on the average",
                got=f"{len(rows)} works for {count}",
                fix=f"ask for at most {len(rows) // LEAST}",
            )
        vectors = space.vectors[rows]
        means = KMeans(count, n_init=4, random_state=self.seed % 2**32).fit(vectors)
        out: list[NamedStyle] = []
        for k in np.argsort(-np.bincount(means.labels_, minlength=count), kind="stable").tolist():
            own = rows[means.labels_ == k]
            order = own[np.argsort(((space.vectors[own] - means.cluster_centers_[k]) ** 2).sum(axis=1), kind="stable")]
            style = NamedStyle(
                "",
                "cluster",
                space.vectors[own].mean(axis=0),
                float(np.nanmedian(works.year[own])) if works.dated[own].any() else float("nan"),
                source=f"{count} clusters",
                works=tuple(map(str, works.ids[order])),
            )
            out.append(self._named(style, [works.picture(r) for r in order[:SHOWN].tolist()], out))
        return out

    def gaps(self, count: int) -> list[NamedStyle]:
        """At most `count` places where no work is but one might be, emptiest first, named from a picture of each."""
        found = find_gaps(self._space, count=count, seed=self.seed)
        if not len(found):
            return []
        styles = [at_point(vector, self.corpus, name=f"gap {k + 1}") for k, vector in enumerate(found.vectors)]
        generator = fit(self.corpus)
        pictures = generator.generate(styles, n=len(styles), size=SIZE, seed=int_seed(self.seed, "gaps"))
        out: list[NamedStyle] = []
        for row, vector, picture in zip(found.table.to_dict("records"), found.vectors, pictures):
            near = tuple(str(row["neighbours"]).split(", "))[:NEAREST]
            bare = NamedStyle("", "gap", vector, float(row["year"]), source=f"{count} gaps", works=near)
            out.append(self._named(bare, [picture], out))
        return out

    def of_future(self, folder: Path) -> list[NamedStyle]:
        """The movements of a simulated history, or the works that live in imagined ones or a tree, under their names.

        Raises
        ------
        StylogenyError
            When neither lies in the folder.
        """
        if (folder / SIMULATION).exists():
            return list(self._movements(Simulation.read(folder), folder.name))
        if (folder / IMAGINED).exists():
            return list(self._works(ImaginedWorks.read(folder), folder.name))
        raise StylogenyError("no future of this name has styles", got=folder.name, fix="imagine or simulate one first")

    def _movements(self, history: Simulation, name: str) -> Iterator[NamedStyle]:
        member = history.works["movement"].to_numpy()
        for m in history.movements.to_dict("records"):
            own = np.flatnonzero(member == m["id"])
            ids = history.works["id"].to_numpy()[own]
            shown = [history.pictures[i] for i in ids if i in history.pictures][:SHOWN]
            vector = history.vectors[own].mean(axis=0)
            yield self._placed(
                NamedStyle(str(m["name"]), "movement", vector, float(m["born"]), source=f"future {name}"), shown
            )

    def _works(self, works: ImaginedWorks, name: str) -> Iterator[NamedStyle]:
        for row, vector in zip(works.table.to_dict("records"), works.vectors):
            shown = [works.pictures[row["id"]]] if row["id"] in works.pictures else []
            yield self._placed(
                NamedStyle(str(row["title"]), "work", vector, float(row["year"]), source=f"future {name}"), shown
            )

    def _placed(self, style: NamedStyle, pictures: Sequence[np.ndarray | Path]) -> NamedStyle:
        """A style with what its pictures look like and the real works that lie nearest to it."""
        works = self.corpus.works
        near = np.argsort(((self._space.vectors - style.vector) ** 2).sum(axis=1), kind="stable")[:NEAREST]
        return replace(style, words=_words(pictures), works=tuple(map(str, works.ids[near])))

    def _named(
        self, style: NamedStyle, pictures: Sequence[np.ndarray | Path], others: Sequence[NamedStyle]
    ) -> NamedStyle:
        works, replaced = self.corpus.works, {s.name for s in self.corpus.named.styles if s.source == style.source}
        taken = sorted({*self._labels, *self.corpus.named.names, *(o.name for o in others)} - replaced)
        first = works.find(style.works[0]) if style.kind == "cluster" else None
        facts = MovementNameFacts(
            year=None if np.isnan(style.year) else int(style.year),
            first_title="" if first is None else str(works.column("title")[first]),
        )
        own_seed = int_seed(self.seed, "name", style.kind, len(others))
        name = name_movement(self.writer, facts, images=pictures, taken=taken, seed=own_seed)
        return replace(style, name=name, words=_words(pictures))

    @cached_property
    def _labels(self) -> set[str]:
        """What the table calls its works."""
        return {
            str(label) for kind in ("style", "artist", "genre") for label in self.corpus.works.column(kind) if label
        }

    @property
    def _space(self) -> Embedding:
        if self.corpus.space is None:
            raise StylogenyError("styles are named in a space", fix="run `stylogeny embed` first")
        return self.corpus.space


def _words(pictures: Sequence[np.ndarray | Path]) -> str:
    """How pictures look, in words; empty for none."""
    return in_words(common_appearance([Appearance.of(picture) for picture in pictures]))
