"""ImaginedWorks: works that do not exist yet, their parents, and their pictures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pandas as pd

from ..artifacts import Format, read_table, read_tensors, write_table, write_tensors
from ..corpus.pictures import pixels
from ..display import axes, html
from ..errors import StylogenyError
from ..generation.saved_pictures import PictureRecord, keep_picture
from ..manifest import checksum
from ..provenance import Provenance
from .kernel import JUMP
from .offspring import Offspring, OffspringModel, exceeded
from .storage import IMAGINED, PARENTS, PARENTS_FORMAT, VECTORS, picture_file

COLUMNS = (
    "id", "title", "artist", "year", "root", "generation", "answers", "response", "jump", "step", "log_density",
    "plausibility", "novelty",
)  # fmt: skip
FORMAT = Format("imagined-works", 2, "imagine them again", COLUMNS)
VECTORS_FORMAT = Format("imagined-vectors", 2, "imagine them again")


@dataclass(frozen=True, eq=False)
class ImaginedWorks:
    """Imagined works.

    Parameters
    ----------
    table : DataFrame
        n rows: id, title, artist, year (int), root (what it was imagined from), generation (1 = a child of real works),
        answers (id of the work it is an answer to), response (``build on``, ``negate`` or ``travel beside``), jump (a
        Levy jump?), step (its scale), log_density (nats, under the fitted model), plausibility and novelty (shares in
        [0, 1] of real works that it exceeds).
    vectors : ndarray
        float32[n, d], in the space of the graph it was imagined from.
    parents : DataFrame
        child, parent, weight: ids; the parents of a generation above 1 may be imagined works. The weights of each child
        sum to 1.
    pictures : mapping
        id to uint8[H, W, 3] or to the path of a picture; may be empty.
    provenance : Provenance
        What was asked, and under ``kernel`` the law of steps that was fitted.
    """

    table: pd.DataFrame
    vectors: np.ndarray
    parents: pd.DataFrame
    pictures: Mapping[str, np.ndarray | Path] = field(default_factory=dict)
    provenance: Provenance = field(default_factory=Provenance)

    @classmethod
    def of(
        cls,
        model: OffspringModel,
        born: Sequence[Offspring],
        *,
        ids: Sequence[str],
        root: str,
        generations: Sequence[int] = (),
        lineages: Sequence[Sequence[int]] = (),
        earlier: Sequence[str] = (),
        provenance: Provenance | None = None,
    ) -> ImaginedWorks:
        """k offspring under their ids: how plausible and how new each is, and who its parents are. Titles are empty.

        Parameters
        ----------
        model : OffspringModel
            What they were imagined from.
        born : sequence of Offspring
            The works, with their `ids`.
        root : str
            What they grow from, in words.
        generations : sequence of int
            One per work; by default all are children of real works.
        lineages : sequence of sequence of int
            For each work the rows of the imagined ones from which it descends; by default none.
        earlier : sequence of str
            Ids of the imagined works that `model` holds.
        provenance : Provenance, optional
            What was asked.
        """
        known = [*model.graph.works.ids, *earlier]
        vectors = np.array([b.vector for b in born], dtype=np.float64).reshape(len(born), model.vectors.shape[1])
        when = np.array([b.year for b in born], dtype=np.int64)
        density, novelty = model.log_density(vectors, when, lineages), model.novelty(vectors, when, lineages)
        usual_density, usual_novelty = model.reference
        table = pd.DataFrame(
            {
                "id": list(ids),
                "title": "",
                "artist": "imagined",
                "year": when,
                "root": root,
                "generation": list(generations) or 1,
                "answers": [known[b.answers] for b in born],
                "response": [b.response for b in born],
                "jump": [b.scale >= JUMP * model.kernel.usual for b in born],
                "step": [b.scale for b in born],
                "log_density": density,
                "plausibility": exceeded(usual_density, density),
                "novelty": exceeded(usual_novelty, novelty),
            }
        )
        edges = [{"child": i, "parent": known[p], "weight": w} for i, b in zip(ids, born) for p, w in b.parents]
        parents = pd.DataFrame(edges, columns=["child", "parent", "weight"])
        return cls(table, vectors.astype(np.float32), parents, {}, provenance or Provenance())

    def __post_init__(self) -> None:
        missing = [c for c in COLUMNS if c not in self.table.columns]
        if missing:
            raise StylogenyError("a table of imagined works lacks columns", got=", ".join(missing))
        if len(self.vectors) != len(self.table):
            raise StylogenyError(
                "one vector per imagined work is expected", got=f"{len(self.vectors)} for {len(self.table)}"
            )
        object.__setattr__(self, "table", self.table.reset_index(drop=True).copy())

    def __len__(self) -> int:
        return len(self.table)

    def __repr__(self) -> str:
        if not len(self):
            return "ImaginedWorks(no works)"
        return f"ImaginedWorks({len(self)} imagined works, {self.table['year'].min()}-{self.table['year'].max()})"

    def _repr_html_(self) -> str:
        rows = self.table.head(12).to_dict("records")
        items = [(self.pictures.get(str(r["id"])), (str(r["title"] or r["id"]), str(r["year"]))) for r in rows]
        return html.block(repr(self), html.strip(items))

    def plot(self, *, n: int = 24, ax: axes.Axes | None = None) -> axes.Axes:
        """The first n works by generation, each joined to its heaviest parent, on matplotlib axes."""
        shown = self.table.head(n).to_dict("records")
        number = {str(row["id"]): k for k, row in enumerate(shown)}
        generations = {k: int(row["generation"]) for k, row in enumerate(shown)}
        captions = {k: f"{row['title'] or row['id']}\n{row['year']}" for k, row in enumerate(shown)}
        edges = []
        for row in range(len(shown)):
            for parent, weight in self.parents_of(row)[:1]:
                if parent not in number:  # a work of the past
                    number[parent] = len(number)
                    generations[number[parent]], captions[number[parent]] = 0, parent
                edges.append((number[parent], row, weight))
        pictures = {number[name]: picture for name, picture in self.pictures.items() if name in number}
        return axes.family(generations, edges, captions, pictures, ax=ax)

    def picture(self, row: int) -> np.ndarray | None:
        """The picture of one imagined work, uint8[H, W, 3], or None when none was made."""
        picture = self.pictures.get(str(self.table["id"].iat[row]))
        return None if picture is None else pixels(picture)

    def parents_of(self, row: int) -> list[tuple[str, float]]:
        """Parents of one imagined work as (id, weight), heaviest first."""
        own = self.parents[self.parents["child"] == self.table["id"].iat[row]]
        return [(p, float(w)) for p, w in sorted(zip(own["parent"], own["weight"]), key=lambda e: (-e[1], e[0]))]

    def record(self, row: int) -> PictureRecord:
        """What the picture of one imagined work says of itself."""
        line, picture = self.table.iloc[row], self.pictures.get(str(self.table["id"].iat[row]))
        titles = dict(zip(self.table["id"], self.table["title"]))
        between = self.provenance.parameters.get("between")
        own = float(line["step"]) == 0.0  # a picture of one's own that was put into a tree: no step led to it
        return PictureRecord(
            style=str(line["root"]),
            seed=int(self.provenance.parameters.get("seed") or 0),
            index=row + 1,
            size=(picture.shape[0], picture.shape[1]) if isinstance(picture, np.ndarray) else (0, 0),
            family="" if own else "closed-form",
            sources=[{"id": p, "title": str(titles.get(p, "")), "share": round(w, 4)} for p, w in self.parents_of(row)],
            name=str(line["title"] or line["id"]),
            year=float(line["year"]),
            interval=None if between is None else (float(between[0]), float(between[1])),
            command="imagine",
            more={"id": str(line["id"]), "answers": str(line["answers"]), "response": str(line["response"])},
        )

    def save(self, folder: Path | str) -> None:
        """Write imagined.parquet, parents.parquet, vectors.safetensors and pictures/.

        Pictures of works that were in the folder before are removed.
        """
        folder = Path(folder)
        write_table(folder / PARENTS, self.parents, PARENTS_FORMAT)
        write_tensors(folder / VECTORS, {"vectors": np.asarray(self.vectors, dtype=np.float32)}, VECTORS_FORMAT)
        for row, name in enumerate(self.table["id"]):
            picture = self.pictures.get(str(name))
            if picture is not None:
                keep_picture(picture, folder / picture_file(name), self.record(row))
        own = {folder / picture_file(name) for name in self.pictures}
        pictures = folder / "pictures"
        for stale in () if pictures.is_symlink() else pictures.glob("*.png"):  # a link leads to what is not ours
            if stale not in own:  # of works that were in this folder before
                stale.unlink()
        write_table(
            folder / IMAGINED,
            self.table,
            FORMAT,
            provenance=self.provenance.document(),
            rest=self._first(len(self.table))._rest(),
        )

    @classmethod
    def read(cls, folder: Path | str, *, first: int | None = None) -> ImaginedWorks:
        """Read what :meth:`save` wrote; pictures stay on disk until asked for.

        Where works were only ever added to a folder, `first` of them are those of an earlier save, even of one that the
        last was cut short after.

        Raises
        ------
        StylogenyError
            When the folder holds no imagined works of this version, or damaged ones.
        """
        folder = Path(folder)
        if not (folder / IMAGINED).exists():
            raise StylogenyError(
                "no imagined works lie in this folder", got=folder, fix="run `stylogeny imagine` first"
            )
        table, head = read_table(folder / IMAGINED, FORMAT)
        parents, _ = read_table(folder / PARENTS, PARENTS_FORMAT)
        tensors, _ = read_tensors(folder / VECTORS, VECTORS_FORMAT)
        with FORMAT.fits(folder):
            files = {i: folder / picture_file(i) for i in table["id"]}
            pictures = {i: p for i, p in files.items() if p.exists()}
            works = cls(table, tensors["vectors"], parents, pictures, Provenance.of(head["provenance"]))
            works = works._first(len(table))  # a save that was cut short may have added vectors and parents
            if head.get("rest", works._rest()) != works._rest():
                raise StylogenyError(
                    "vectors or parents of other works lie beside these", got=folder, fix="imagine them again"
                )
            return works if first is None else works._first(first)

    def digest(self) -> str:
        """A digest of these works with their vectors and parents."""
        rows = {name: self.table[name].tolist() for name in ("id", "year", "answers")}
        return checksum({**rows, "rest": self._first(len(self.table))._rest()})

    def _first(self, count: int) -> ImaginedWorks:
        """The first works alone; their pictures stay."""
        table = self.table.iloc[:count]
        parents = self.parents[self.parents["child"].isin(set(table["id"]))].reset_index(drop=True)
        return replace(self, table=table, vectors=self.vectors[:count], parents=parents)

    def _rest(self) -> str:
        """A digest of what lies beside the table: the vectors, and every parent's share."""
        parents = {name: self.parents[name].tolist() for name in ("child", "parent", "weight")}
        return checksum(parents, np.ascontiguousarray(self.vectors, dtype=np.float32).tobytes())
