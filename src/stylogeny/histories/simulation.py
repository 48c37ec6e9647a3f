"""Simulation: a history that a society made, kept as a run folder that every step of the chain can read."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ..artifacts import replacing, write_json
from ..corpus.works import Works
from ..embedding.space import Embedding
from ..errors import StylogenyError
from ..futures.storage import SIMULATION
from ..runs import Run
from .ground_truth_tables import write_truth

ENCODING = "simulation/1"
TABLES = ("works", "parents", "artists", "movements", "film")


@dataclass(frozen=True, eq=False)
class Simulation:
    """What happened.

    Parameters
    ----------
    works : DataFrame
        A row a shown work in order of date: ``id``, ``title``, ``artist`` (id), ``year``, ``movement`` (id, empty for none),
        ``fame`` (adoptions), ``response`` (``build on``, ``negate``, ``travel beside``), ``jump``, ``advocates`` and
        ``opponents`` (critics for and against).
    vectors : ndarray
        float32[n, d], in the space of the graph it grew from.
    parents : DataFrame
        ``child``, ``parent``, ``weight``: true parents by id, simulated works or works of the past; weights of a child sum to 1.
    artists : DataFrame
        ``id``, ``name``, ``born``, ``died`` (missing while they live), ``teacher`` (id, empty for none), ``rivals`` (ids of the
        colleagues they turned away from), ``movement`` (of most of their works), ``ambition``, ``strictness``, ``medium`` (empty where the past names none),
        ``works``, ``fame``.
    movements : DataFrame
        ``id``, ``name``, ``born``, ``declared``, ``died``, ``founder``, ``parent``, ``merged`` and the life-cycle figures of
        :mod:`.lifecycle`.
    film : DataFrame
        A row a year: ``year``, ``artists`` at work, ``made``, ``shown``, ``spread`` (of styles shown), ``gini`` (of fame).
    pictures : mapping
        Work id to uint8[H, W, 3] or the path of a picture.
    params : mapping
        What was asked, and how it ended.
    """

    works: pd.DataFrame
    vectors: np.ndarray
    parents: pd.DataFrame
    artists: pd.DataFrame
    movements: pd.DataFrame
    film: pd.DataFrame
    pictures: Mapping[str, Any] = field(default_factory=dict)
    params: Mapping[str, Any] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.works)

    def __repr__(self) -> str:
        span = f"{self.works['year'].min()}-{self.works['year'].max()}" if len(self) else "empty"
        return f"Simulation({len(self)} works, {len(self.artists)} artists, {len(self.movements)} movements, {span})"

    def as_works(self, root: Path | None = None) -> Works:
        """Its works as a corpus: dated, by artists of a name, a movement for a style."""
        names = dict(zip(self.artists["id"], self.artists["name"]))
        media = dict(zip(self.artists["id"], self.artists["medium"])) if "medium" in self.artists else {}
        styles = dict(zip(self.movements["id"], self.movements["name"]))
        table = pd.DataFrame(
            {
                "id": self.works["id"], "title": self.works["title"], "artist": self.works["artist"].map(names),
                "earliest": self.works["year"], "latest": self.works["year"], "date_text": self.works["year"].astype(str),
                "style": [styles.get(m, "") for m in self.works["movement"]], "genre": "", "medium": [media.get(a) or "simulated" for a in self.works["artist"]],
                "picture": [f"pictures/{i}.png" if i in self.pictures else "" for i in self.works["id"]],
                "status": "dated", "group": np.arange(len(self.works)),
            }
        )  # fmt: skip
        return Works(table, root)

    def save(self, folder: Path | str) -> None:
        """Write a run folder: works, embedding, the tables, ``truth/parents.parquet`` and ``pictures/ID.png``.

        `stylogeny trace`, `credit`, `holdout` and `report` go on from it; `stylogeny world score` scores them by the true parents.
        """
        from PIL import Image

        folder = Path(folder)
        run = Run(folder, create=True)
        for name, picture in self.pictures.items():
            file = folder / "pictures" / f"{name}.png"
            if not isinstance(picture, np.ndarray) and Path(picture).resolve() == file.resolve():
                continue
            with replacing(file) as part:
                if isinstance(picture, np.ndarray):
                    Image.fromarray(picture).save(part, format="PNG")
                else:
                    shutil.copyfile(picture, part)
        works = self.as_works(folder.resolve())
        works.save(folder / "works.parquet")
        Embedding.from_vectors(works, self.vectors).save(run)
        for name, table in ((f"{t}.parquet", getattr(self, t)) for t in TABLES):
            with replacing(folder / ("history.parquet" if name == "works.parquet" else name)) as part:
                table.to_parquet(part, index=False)
        write_truth(folder, self._truth())
        write_json(folder / SIMULATION, {"encoding": ENCODING, "params": dict(self.params)})
        for step in ("load", "embed"):
            run.record(
                step,
                {"digest": "", "params": {"simulated": True}, "outputs": [], "state": "done"},
            )

    def _truth(self) -> dict[str, pd.DataFrame]:
        """What a painted world writes as its truth: the true parents among these works, and what each work is."""
        year = dict(zip(self.works["id"], self.works["year"]))
        kind = dict(zip(self.works["id"], self.works["response"].map({"negate": "reaction"}).fillna("plain")))
        parents = self.parents[self.parents["parent"].isin(set(self.works["id"]))].reset_index(drop=True)
        born = (parents[end].map(year).astype(float) for end in ("child", "parent"))  # without rows a map is of text
        parents["lag"] = next(born) - next(born)
        parents["kind"] = parents["child"].map(kind)
        known = pd.DataFrame(
            {
                "id": self.works["id"], "year": self.works["year"], "lost": False,
                "artist": np.unique(self.works["artist"], return_inverse=True)[1], "region": 0,
            }
        )  # fmt: skip
        planted = parents.loc[parents["kind"].ne("plain"), ["kind", "child", "parent"]]
        return {"parents": parents, "genomes": known, "planted": planted}

    @classmethod
    def read(cls, folder: Path | str) -> Simulation:
        """Read what :meth:`save` wrote; pictures stay on disk until asked for.

        Raises
        ------
        StylogenyError
            When the folder holds no simulation of this version, or a damaged one.
        """
        folder = Path(folder)
        try:
            head = json.loads((folder / SIMULATION).read_text(encoding="utf-8"))
            if not isinstance(head, dict) or not isinstance(head.get("params"), dict):
                raise ValueError("simulation.json says nothing of what was asked")
            names = {"works": "history.parquet"} | {t: f"{t}.parquet" for t in TABLES[1:]}
            tables = {t: pd.read_parquet(folder / file) for t, file in names.items()}
            vectors = Embedding.read(folder).vectors
        except Exception as error:
            raise StylogenyError(
                "not a readable simulation", got=f"{folder}: {error}", fix="run `stylogeny simulate` again"
            ) from error
        if head.get("encoding") != ENCODING:
            raise StylogenyError("a simulation of another version", got=head.get("encoding"), fix="simulate again")
        found = {i: folder / "pictures" / f"{i}.png" for i in tables["works"]["id"]}
        pictures = {i: p for i, p in found.items() if p.exists()}
        return cls(**tables, vectors=vectors, pictures=pictures, params=head["params"])
