"""Simulation: a history that a society made, kept as a run folder that every step of the chain can read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pandas as pd

from ..artifacts import Format, read_document, read_table, write_document, write_table
from ..corpus.works import Works
from ..display import axes, html
from ..embedding.space import FILE, Embedding
from ..errors import StylogenyError
from ..futures.storage import PARENTS, PARENTS_FORMAT, SIMULATION, picture_file
from ..generation.saved_pictures import PictureRecord, keep_picture
from ..provenance import Provenance
from ..runs import Run
from .ground_truth_tables import FOLDER as TRUTH
from .ground_truth_tables import write_truth
from .public.feed import FANS, FEED, LIKES, Feed

FIX = "run `stylogeny simulate` again"
FORMAT = Format("simulation", 2, FIX)
TABLES = {  # fields, the files that keep them, and the columns that none of these may lack
    "works": (
        "history.parquet",
        Format("simulated-works", 2, FIX, ("id", "title", "artist", "year", "movement", "fame", "response")),
    ),
    "parents": (PARENTS, replace(PARENTS_FORMAT, fix=FIX)),
    "artists": (
        "artists.parquet",
        Format("simulated-artists", 2, FIX, ("id", "name", "born", "died", "teacher", "rivals", "movement")),
    ),
    "movements": (
        "movements.parquet",
        Format("simulated-movements", 2, FIX, ("id", "name", "born", "died", "founder", "parent", "size")),
    ),
    "yearly": (
        "yearly.parquet",
        Format("simulated-years", 2, FIX, ("year", "artists", "made", "shown", "spread", "gini")),
    ),
}
IN_FULL, EVERYONE_DIED = "in full", "everyone has died"


def history_files(name: str, *, fans: bool = False) -> list[str]:
    """The files of a run that a history of this name is known by, and those of its fans where it has any."""
    files = [
        SIMULATION,
        "works.parquet",
        *(table for table, _ in TABLES.values()),
        *([FEED, LIKES, FANS] if fans else []),
    ]
    return [f"futures/{name}/{file}" for file in files]


@dataclass(frozen=True, eq=False)
class Simulation:
    """What happened.

    Parameters
    ----------
    works : DataFrame
        One row per shown work in order of date: ``id``, ``title``, ``artist`` (id), ``year``, ``movement`` (id, empty
        for none), ``fame`` (adoptions), ``response`` (``build on``, ``negate``, ``travel beside``), ``jump``,
        ``advocates`` and ``opponents`` (critics for and against).
    vectors : ndarray
        float32[n, d], in the space of the graph it grew from.
    parents : DataFrame
        ``child``, ``parent``, ``weight``: true parents by id, simulated works or works of the past; the weights of each
        child sum to 1.
    artists : DataFrame
        ``id``, ``name``, ``born``, ``died`` (missing while they live), ``teacher`` (id, empty for none), ``rivals``
        (ids of the colleagues they turned away from), ``ambition``, ``strictness``, ``medium`` (empty where the past
        names none), ``works``, ``fame``, ``movement`` (of most of their works).
    movements : DataFrame
        ``id``, ``name``, ``born``, ``declared``, ``died``, ``founder``, ``parent``, ``merged`` and the figures of
        :class:`stylogeny.movements.life_cycle.LifeCycle`.
    yearly : DataFrame
        One row per year: ``year``, ``artists`` at work, works ``made`` and ``shown``, ``spread`` of the styles shown,
        ``gini`` of their fame.
    start, years : int
        The last year of the past, and how many years were played after it.
    ended : str
        ``in full``, or why it ended before the years that were asked for.
    pictures : mapping
        Work id to uint8[H, W, 3] or the path of a picture.
    provenance : Provenance
        What was asked: ``artists``, ``seed``, ``without``, and the ``parameters`` of the society.
    feed : Feed, optional
        What was posted and liked, where the public are fans.
    """

    works: pd.DataFrame
    vectors: np.ndarray
    parents: pd.DataFrame
    artists: pd.DataFrame
    movements: pd.DataFrame
    yearly: pd.DataFrame
    start: int
    years: int
    ended: str = IN_FULL
    pictures: Mapping[str, np.ndarray | Path] = field(default_factory=dict)
    provenance: Provenance = field(default_factory=Provenance)
    feed: Feed | None = None

    def __len__(self) -> int:
        return len(self.works)

    def require_feed(self) -> Feed:
        """The feed; raises where the history has no fans."""
        if self.feed is None:
            raise StylogenyError(
                "this history has no fans, and so no feed", fix="run `stylogeny simulate --fans 1000` again"
            )
        return self.feed

    def __repr__(self) -> str:
        span = f"{self.works['year'].min()}-{self.works['year'].max()}" if len(self) else "empty"
        return f"Simulation({len(self)} works, {len(self.artists)} artists, {len(self.movements)} movements, {span})"

    def _repr_html_(self) -> str:
        foremost = self.works.sort_values("fame", ascending=False, kind="stable").head(8)
        names = dict(zip(self.artists["id"], self.artists["name"]))
        items = []
        for row in foremost.itertuples():
            lines = (str(row.title or row.id), str(names.get(row.artist, "")), str(row.year))
            items.append((self.pictures.get(str(row.id)), lines))
        return html.block(repr(self), html.strip(items))

    def plot(self, *, ax: axes.Axes | None = None) -> axes.Axes:
        """How long each movement lived and how large it was, on matplotlib axes; without movements, works by year."""
        last = self.start + self.years
        if not len(self.movements):
            shown, edges = self.yearly["shown"].to_numpy(float), self.yearly["year"].to_numpy(float)
            return axes.counts(np.append(edges, edges[-1:] + 1), {"works": shown}, ax=ax)
        ordered = self.movements.sort_values("born", kind="stable").head(axes.LABELS)
        ends = ordered["died"].fillna(last).to_numpy(float)
        return axes.spans(
            [str(name) for name in ordered["name"]], ordered["born"].to_numpy(float), ends,
            ordered["size"].to_numpy(float), ax=ax,
        )  # fmt: skip

    def as_works(self, root: Path | None = None) -> Works:
        """Its works as a corpus: dated, by artists of a name, the movement for a style."""
        names = dict(zip(self.artists["id"], self.artists["name"]))
        media = dict(zip(self.artists["id"], self.artists["medium"])) if "medium" in self.artists else {}
        styles = dict(zip(self.movements["id"], self.movements["name"]))
        year, ids = self.works["year"], self.works["id"]
        table = pd.DataFrame(
            {
                "id": ids,
                "title": self.works["title"],
                "artist": self.works["artist"].map(names),
                "earliest": year,
                "latest": year,
                "date_text": year.astype(str),
                "style": [styles.get(m, "") for m in self.works["movement"]],
                "genre": "",
                "medium": [media.get(a) or "simulated" for a in self.works["artist"]],
                "picture": [picture_file(i).as_posix() if i in self.pictures else "" for i in ids],
                "status": "dated",
                "group": np.arange(len(self.works)),
            }
        )
        return Works(table, root)

    def record(self, row: int, shape: tuple[int, int], *, made_from: str = "") -> PictureRecord:
        """What the picture of one work, `shape` pixels high and wide, says of itself.

        `made_from` is a digest of what it was painted from.
        """
        line = self.works.iloc[row]
        own = self.parents[self.parents["child"] == line["id"]].sort_values("weight", ascending=False, kind="stable")
        parents = zip(own["parent"], own["weight"])
        return PictureRecord(
            style=str(line["movement"] or ""),
            seed=int(self.provenance.parameters.get("seed") or 0),
            index=row + 1,
            size=shape,
            sources=[{"id": str(parent), "share": round(float(weight), 4)} for parent, weight in parents],
            name=str(line["title"] or line["id"]),
            year=float(line["year"]),
            command="simulate",
            more={"id": str(line["id"]), "made_from": made_from},
        )

    def save(self, folder: Path | str) -> None:
        """Write a run folder: works, embedding, the tables, ``truth/`` and ``pictures/``.

        `stylogeny trace`, `credit`, `holdout` and `report` work on it; `stylogeny world score` scores them by the
        true parents.
        """
        folder = Path(folder)
        run = Run(folder, create=True)
        rows = {str(name): row for row, name in enumerate(self.works["id"])}
        for name, picture in self.pictures.items():
            shape = picture.shape[:2] if isinstance(picture, np.ndarray) else (0, 0)
            keep_picture(picture, folder / picture_file(name), self.record(rows[name], shape))
        works = self.as_works(folder.resolve())
        works.save(folder / "works.parquet")
        Embedding.from_vectors(works, self.vectors).save(run)
        for name, (file, form) in TABLES.items():
            write_table(folder / file, getattr(self, name), form)
        if self.feed is not None:
            self.feed.save(folder)
        truth = self._truth()
        write_truth(folder, truth)
        summary = {"start": self.start, "years": self.years, "ended": self.ended}
        write_document(folder / SIMULATION, FORMAT, **summary, provenance=self.provenance.document())
        tables = [*(file for file, _ in TABLES.values()), *(f"{TRUTH}/{name}.parquet" for name in truth)]
        tables += [] if self.feed is None else [FEED, LIKES, FANS]
        own = {"load": ["works.parquet"], "embed": [FILE], "simulate": [SIMULATION, *tables]}
        for step, files in own.items():
            run.record_written(step, files, parameters={"simulated": True})

    def _truth(self) -> dict[str, pd.DataFrame]:
        """What a painted world writes as its truth: the true parents among these works, and what each work is."""
        year = dict(zip(self.works["id"], self.works["year"]))
        kind = dict(zip(self.works["id"], self.works["response"].map({"negate": "reaction"}).fillna("plain")))
        parents = self.parents[self.parents["parent"].isin(set(self.works["id"]))].reset_index(drop=True)
        born = (parents[end].map(year).astype(float) for end in ("child", "parent"))  # without rows a map is of text
        parents["lag"] = next(born) - next(born)
        parents["kind"] = parents["child"].map(kind)
        genomes = pd.DataFrame(
            {
                "id": self.works["id"],
                "year": self.works["year"],
                "lost": False,
                "artist": np.unique(self.works["artist"], return_inverse=True)[1],
                "region": 0,
            }
        )
        planted = parents.loc[parents["kind"].ne("plain"), ["kind", "child", "parent"]]
        return {"parents": parents, "genomes": genomes, "planted": planted}

    @classmethod
    def read(cls, folder: Path | str) -> Simulation:
        """Read what :meth:`save` wrote; pictures stay on disk until asked for.

        Raises
        ------
        StylogenyError
            When the folder holds no simulation of this version, a damaged one, or files that its run did not write.
        """
        folder = Path(folder)
        if not (folder / SIMULATION).exists():
            raise StylogenyError("no simulation lies in this folder", got=folder, fix="run `stylogeny simulate` first")
        head = read_document(folder / SIMULATION, FORMAT)
        with FORMAT.fits(folder / SIMULATION):
            start, years, ended = int(head["start"]), int(head["years"]), str(head["ended"])
            provenance = Provenance.of(head["provenance"])
        tables = {name: read_table(folder / file, form)[0] for name, (file, form) in TABLES.items()}
        files = {i: folder / picture_file(i) for i in tables["works"]["id"]}
        return cls(
            **tables,
            vectors=Embedding.read(folder).vectors,
            start=start,
            years=years,
            ended=ended,
            pictures={i: file for i, file in files.items() if file.exists()},
            provenance=provenance,
            feed=Feed.read(folder) if (folder / FEED).exists() else None,
        )
