"""The run folder of a world without something: its works, the space that they stood in, and where it came from.

``works.parquet`` has the works that are left, with their weights; ``origin.safetensors`` the space of the factual
world with them displaced in it; ``displaced.safetensors`` the features of those that moved; ``pictures/`` how these
would have looked; ``changes.parquet`` and ``substitutes.parquet`` what every work lost and who took the place;
``without.json`` the question, and the run that it was asked of. The other steps of the chain then make their own files,
as in any run.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from PIL import Image

from ...artifacts import (
    Format,
    read_document,
    read_table,
    read_tensors,
    replacing,
    write_document,
    write_table,
    write_tensors,
)
from ...corpus.pictures import read as read_picture
from ...corpus.works import Works
from ...embedding.backbones.backbone import Backbone
from ...embedding.backbones.backbone import backbone as open_backbone
from ...embedding.backbones.features import features
from ...embedding.space import FILE as SPACE
from ...embedding.space import Embedding
from ...errors import StylogenyError
from ...generation.palette import Palettes
from ...generation.styles import Corpus, Style
from ...progress import Callback, progress
from ...runs import Run, digest_file, place_from, slug
from .other_world import OtherWorld

FIX = "run `stylogeny without` again"
FORMAT = Format("without", 1, FIX)
CHANGES = Format("changes", 1, FIX, ("id", "loss", "owed", "distance"))
SUBSTITUTES = Format("substitutes", 1, FIX, ("child", "substitute", "share"))
DISPLACED = Format("displaced", 1, FIX)
QUESTION, ORIGIN, MOVED = "without.json", "origin.safetensors", "displaced.safetensors"
INPUTS = ("works.parquet", SPACE, "influence.parquet")  # of the factual run
OUTPUTS = ("works.parquet", ORIGIN, MOVED, "changes.parquet", "substitutes.parquet", QUESTION)
PAINTED = 0.05  # usual steps: a work that moved less keeps its picture
MAX_PAINTED = 500  # pictures that are changed, those of the farthest works


@dataclass(frozen=True, eq=False)
class WorldQuestion:
    """What a world is without, and of which run that was asked.

    Parameters
    ----------
    name, kind : str
        What never was: its name in a sentence, and whether it is a work, works, an artist or a style.
    works : tuple of str
        Ids of the works that never were.
    estimand, deletion, seed
        As in :func:`stylogeny.without`.
    sentence : str
        What has changed.
    notes : tuple of str
    source : str
        The factual run, as the folder refers to it.
    inputs : mapping
        The digests of that run's files.
    unit : float
        The usual step, in the space of the factual run.
    """

    name: str
    kind: str
    works: tuple[str, ...]
    estimand: str
    deletion: str
    seed: int
    sentence: str
    notes: tuple[str, ...]
    source: str
    inputs: dict[str, str]
    unit: float

    @classmethod
    def read(cls, run: Run) -> WorldQuestion:
        """Of the run folder of a world without something.

        Raises
        ------
        StylogenyError
            When it is a run of another kind, or the file is damaged.
        """
        if not is_other_world(run):
            fix = 'make one with `stylogeny without "WORK" RUN --out RUN2`'
            raise StylogenyError("not the run of a world without something", got=run.path, fix=fix)
        said = read_document(run.path / QUESTION, FORMAT)
        with FORMAT.fits(run.path / QUESTION):
            names = ("name", "kind", "estimand", "deletion", "sentence", "source")
            return cls(
                **{name: str(said[name]) for name in names},
                works=tuple(map(str, said["works"])),
                notes=tuple(map(str, said["notes"])),
                seed=int(said["seed"]),
                inputs={str(name): str(mark) for name, mark in said["inputs"].items()},
                unit=float(said["unit"]),
            )

    def source_of(self, run: Run) -> Path:
        """The folder of the factual run."""
        return (run.path / self.source).resolve()

    def check(self, run: Run) -> None:
        """Raise unless `run` is still the factual run that was asked."""
        for name, mark in self.inputs.items():
            file = run.path / name
            if not file.exists() or digest_file(file) != mark:
                raise StylogenyError(
                    "the run is not the one that this world was made from, or has changed since", got=file, fix=FIX
                )


def is_other_world(run: Run) -> bool:
    """Whether a run folder is that of a world without something."""
    return (run.path / QUESTION).exists()


def write(
    world: OtherWorld,
    run: Run,
    *,
    source: Run,
    max_painted: int = MAX_PAINTED,
    callback: Callback | None = None,
) -> None:
    """Write the world into its run folder.

    Parameters
    ----------
    world : OtherWorld
    run, source : Run
        Its own folder, and that of the factual world.
    max_painted : int
        At most this many works get the picture that they would have had, the farthest first.
    """
    folder, graph = run.path, world.graph
    pictures = _paint(world, folder, max_painted, callback)
    table = world.works.table.copy()
    at = np.searchsorted(world.kept, np.array(list(pictures), dtype=np.int64))
    table.loc[at, "picture"] = list(pictures.values())
    Works(table, world.works.root).save(folder / "works.parquet")
    world.space.save(folder / ORIGIN)
    _write_displaced(world, folder, source, callback)
    write_table(folder / "changes.parquet", world.changes(), CHANGES)
    write_table(folder / "substitutes.parquet", world.substitutes(), SUBSTITUTES)
    selection = world.selection
    write_document(
        folder / QUESTION, FORMAT,
        name=selection.name, kind=selection.kind, works=[str(i) for i in graph.works.ids[selection.rows]],
        estimand=world.estimand, deletion=world.deletion, seed=world.seed, sentence=world.sentence,
        notes=list(world.notes), source=place_from(folder, source.path),
        inputs={name: digest_file(source.path / name) for name in INPUTS}, unit=world.unit,
    )  # fmt: skip


def _paint(world: OtherWorld, folder: Path, most: int, callback: Callback | None) -> dict[int, str]:
    """How the works that moved would have looked: row to picture, as the works table refers to it."""
    graph = world.graph
    rows = [int(r) for r in world.moved[:most] if graph.works.pictured[r] and world.distance[r] >= PAINTED]
    root = graph.works.root or folder
    out = {}
    repaint = would_have_looked(world)
    for row in progress(rows, "pictures that would have been", unit="picture", callback=callback):
        path = folder / "pictures" / f"{slug(str(graph.works.ids[row]))}.png"
        with replacing(path) as part:
            Image.fromarray(repaint(row)).save(part, format="PNG")
        out[row] = place_from(root, path)
    return dict(sorted(out.items()))


def would_have_looked(world: OtherWorld) -> Callable[[int], np.ndarray]:
    """How a work would have looked in its place of this world: its own picture, its colours and its detail moved as the
    space says they move on the way there (:class:`stylogeny.generation.palette.Palettes`)."""
    graph = world.graph
    palettes = Palettes(Corpus.of(graph), world.weight)
    vectors = graph.embedding.vectors + world.shift

    def picture(row: int) -> np.ndarray:
        own = np.zeros(len(graph))
        own[row] = 1.0
        shift = palettes.shift(Style(str(graph.works.ids[row]), own, vectors[row]))
        factual = read_picture(graph.works.picture(row))
        return factual if shift is None else shift(factual)

    return picture


def _write_displaced(world: OtherWorld, folder: Path, source: Run, callback: Callback | None) -> None:
    """The features of the works that moved; none for a space of your own vectors, which has no way back."""
    old = world.graph.embedding
    ids = [str(i) for i in world.graph.works.ids[world.moved]]
    values = np.zeros((0, 0), dtype=np.float32)
    if old.head is not None and ids:
        works = world.graph.works
        every = features(works, open_backbone(old.backbone), cache=source.path / "features", callback=callback)
        at = np.cumsum(works.pictured) - 1
        values = world.features(every[at[world.moved]])
    write_tensors(folder / MOVED, {"features": values}, DISPLACED, ids=ids, backbone=old.backbone, edition=old.edition)


def features_of(run: Run, works: Works, body: Backbone, *, callback: Callback | None = None) -> np.ndarray:
    """Backbone features of the pictured works of a world without something, float32[m, D].

    Those of works that did not move are those of the factual run, where it is at hand; those that moved have what was
    worked out for them, if by this backbone, and else what it sees in the pictures they would have had.
    """
    values, said = read_tensors(run.path / MOVED, DISPLACED)
    question = WorldQuestion.read(run)
    every = _factual_features(question.source_of(run), question, works, body, callback)
    if every is None:
        every = features(works, body, cache=run.path / "features", callback=callback)
    if (said["backbone"], said["edition"]) == (body.name, body.edition) and len(values["features"]):
        row = _pictured_places(works)
        every[[row[str(i)] for i in said["ids"]]] = values["features"]
    return every


def _pictured_places(works: Works) -> dict[str, int]:
    """The place of each pictured work among them, by id."""
    return {str(i): k for k, i in enumerate(works.ids[works.pictured])}


def _factual_features(
    source: Path, question: WorldQuestion, works: Works, body: Backbone, callback: Callback | None
) -> np.ndarray | None:
    """The features that the factual run kept, for these works; None where it is gone, has changed or used another."""
    file = source / "works.parquet"
    if not file.exists() or digest_file(file) != question.inputs["works.parquet"]:
        return None
    run = Run(source)
    old = Works.read(file)
    if Embedding.read(run, old).backbone != body.name:
        return None
    every = features(old, body, cache=source / "features", callback=callback)
    row = _pictured_places(old)
    return every[[row[str(i)] for i in works.ids[works.pictured]]]


def tables(run: Run) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What every work lost, and who took the place: changes.parquet and substitutes.parquet."""
    return (
        read_table(run.file("changes.parquet", needs="without"), CHANGES)[0],
        read_table(run.file("substitutes.parquet", needs="without"), SUBSTITUTES)[0],
    )


def origin(run: Run, works: Works) -> Embedding:
    """The space of the factual world, with the works of this one displaced in it."""
    return Embedding.read(run.file(ORIGIN, needs="without"), works)
