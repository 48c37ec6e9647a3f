"""Pictures that the run has never seen, put into its space: when, after whom, beside what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from ..corpus import pictures as reader
from ..corpus.copies.recognition import recognise
from ..embedding.backbones.backbone import Backbone
from ..embedding.backbones.backbone import backbone as open_backbone
from ..embedding.heads.dating import quantiles
from ..embedding.space import Embedding
from ..errors import StylogenyError
from ..progress import Callback, progress
from .graph import InfluenceGraph
from .posterior import posterior

SUFFIXES = {".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff", ".bmp", ".gif", ".avif", ".jp2", ".jpe", ".jfif"}
BATCH = 32
CANDIDATES = 24  # nearest works among which a picture may be found to be one


@dataclass(frozen=True)
class Placement:
    """One picture in the run's space.

    Parameters
    ----------
    file : str
        The picture.
    year, interval
        Median year, and the years between which it was made with 90 % probability (calibrated on unseen artists).
    vector : ndarray
        float32[d].
    parents : tuple of dict
        ``id, title, artist, date, weight``, likeliest first; with what is not listed the weights sum to 1.
    nearest : tuple of dict
        ``id, title, artist, distance``, nearest first.
    work : dict, optional
        ``id, title, artist, date`` of the work of the run that it is a picture of. Year and interval are then that
        work's own, and its parents the graph's.
    """

    file: str
    year: float
    interval: tuple[float, float]
    vector: np.ndarray = field(repr=False)
    parents: tuple[dict[str, Any], ...]
    nearest: tuple[dict[str, Any], ...]
    work: dict[str, Any] | None = None

    def json(self) -> dict[str, Any]:
        """As a JSON-able value; years to a tenth."""
        return {
            "file": self.file,
            "year": round(self.year, 1),
            "interval": [round(self.interval[0], 1), round(self.interval[1], 1)],
            "parents": list(self.parents),
            "nearest": list(self.nearest),
            "work": self.work,
        }


def find_pictures(where: Path | str | Iterable[Path | str]) -> list[Path]:
    """Picture files: a file, every picture below a folder (sorted), or those of a list."""
    if isinstance(where, (str, Path)):
        if not str(where).strip():
            raise StylogenyError("a picture's path is empty", fix="name a picture, or a folder of them")
        where = Path(where)
        if where.is_dir():
            files = sorted(p for p in where.rglob("*") if p.is_file() and p.suffix.lower() in SUFFIXES)
            if not files:
                raise StylogenyError(
                    "no pictures in this folder", got=str(where), fix="give a folder of JPEG, PNG, WebP or TIFF files"
                )
            return files
        if not where.exists():
            raise StylogenyError("no such picture or folder", got=str(where))
        return [where]
    return [p for item in where for p in find_pictures(item)]


def place(
    pictures: Path | str | Iterable[Path | str],
    space: Embedding,
    graph: InfluenceGraph | None = None,
    *,
    backbone: str | Backbone | None = None,
    coverage: float = 0.9,
    limit: int = 5,
    failed: list[tuple[str, str]] | None = None,
    callback: Callback | None = None,
) -> list[Placement]:
    """Year with an interval, likely parents and nearest works of pictures the run has never seen.

    Parameters
    ----------
    pictures : path or list of paths
        A picture, a folder of them, or a list.
    space : Embedding
        A space that was made from pictures.
    graph : InfluenceGraph, optional
        With it, parents are the fitted model's; without, earlier works weighted by nearness.
    backbone : str or Backbone, optional
        The space's backbone; by default the one it names.
    coverage : float
        Probability that the interval covers the year of a work by an artist outside the run.
    limit : int
        Parents and nearest works listed.
    failed : list, optional
        Bad files are added here as (file, reason) and left out; without it the first one raises.

    Returns
    -------
    list of Placement
        In the order of the pictures.

    Raises
    ------
    StylogenyError
        For a space of your own vectors, for no pictures, and for a bad file when `failed` is not given.
    """
    if space.head is None:
        raise StylogenyError(
            "this space was not made from pictures, so new ones cannot be put into it",
            fix="embed the run with a backbone",
        )
    body = open_backbone(backbone if backbone is not None else space.backbone)
    if body.edition != space.edition:
        raise StylogenyError(
            "this space was made by another edition of its backbone",
            got=body.edition,
            fix="run `stylogeny embed` again",
        )
    files = find_pictures(pictures)
    out: list[Placement] = []
    batches = [files[i : i + BATCH] for i in range(0, len(files), BATCH)]
    for batch in progress(batches, "placing", unit="batch", callback=callback):
        named, loaded = [], []
        for file in batch:
            try:
                loaded.append(reader.read(file, size=body.side))
                named.append(file)
            except StylogenyError as error:
                if failed is None:
                    raise
                failed.append((str(file), str(error)))
        if loaded:
            placed = _place(named, body.features(loaded), space, graph, coverage=coverage, limit=limit)
            out += [_recognised(p, space, graph, limit) for p in placed]
    return out


def _place(
    files: list[Path],
    features: np.ndarray,
    space: Embedding,
    graph: InfluenceGraph | None,
    *,
    coverage: float,
    limit: int,
) -> list[Placement]:
    assert space.head is not None
    vectors = space.head.vectors(features)
    posterior = space.head.posterior(features)
    year = quantiles(posterior, space.head.years, 0.5)
    low, high = space.head.interval(posterior, coverage=coverage)
    out = []
    for k, file in enumerate(files):
        rows, weight = _parents(space, graph, vectors[k], posterior[k])
        parents = _named_parents(space, rows, weight, limit)
        nearest = _nearest(space, vectors[k], limit)
        interval = (float(min(low[k], year[k])), float(max(high[k], year[k])))
        out.append(Placement(str(file), float(year[k]), interval, vectors[k], parents, nearest))
    return out


def _recognised(placed: Placement, space: Embedding, graph: InfluenceGraph | None, limit: int) -> Placement:
    """A placement, or that of the work which it is a picture of."""
    row = recognise(reader.read(placed.file), space.works, nearest_works(space, placed.vector, CANDIDATES)[0])
    if row is None:
        return placed
    mine = _name(space, row, date=True)
    near = tuple(n for n in _nearest(space, placed.vector, limit + 1) if n["id"] != mine["id"])[:limit]
    parents = tuple(p for p in placed.parents if p["id"] != mine["id"])
    if not space.works.dated[row]:
        return replace(placed, work=mine, nearest=near, parents=parents)
    if graph is not None:
        weights = graph.parents[[row]].toarray().ravel()
        parents = _named_parents(space, np.arange(len(weights)), weights, limit)
    span = (float(space.works.earliest[row]), float(space.works.latest[row]))
    year = float(space.works.year[row])
    return replace(
        placed, work=mine, year=year, interval=span, vector=space.vectors[row], nearest=near, parents=parents
    )


def _named_parents(space: Embedding, rows: np.ndarray, weight: np.ndarray, limit: int) -> tuple[dict[str, Any], ...]:
    """The likeliest parents by name, with their weights, likeliest first."""
    best = [b for b in np.argsort(-weight, kind="stable")[:limit] if weight[b] > 0]
    return tuple({**_name(space, rows[b], date=True), "weight": round(float(weight[b]), 4)} for b in best)


def _nearest(space: Embedding, vector: np.ndarray, limit: int) -> tuple[dict[str, Any], ...]:
    """The nearest works by name, nearest first."""
    rows, distance = nearest_works(space, vector, limit)
    return tuple({**_name(space, r), "distance": round(float(x), 4)} for r, x in zip(rows, distance))


def _parents(
    space: Embedding, graph: InfluenceGraph | None, vector: np.ndarray, dating: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Rows and weights of likely parents: the graph's, averaged over possible years, else works near and earlier."""
    if graph is None:
        return earlier_works(space, vector, dating)
    assert space.head is not None
    total = np.zeros(len(space.works))
    for level in (0.1, 0.3, 0.5, 0.7, 0.9):
        year = float(quantiles(dating[None], space.head.years, level)[0])
        rows, weight, _ = posterior(graph, vector, year)
        total[rows] += weight / 5
    rows = np.flatnonzero(total)
    return rows, total[rows]


def _name(space: Embedding, row: int, *, date: bool = False) -> dict[str, Any]:
    line = space.works.table.iloc[int(row)]
    named = {"id": line["id"], "title": line["title"], "artist": line["artist"]}
    if date:
        named["date"] = space.works.date(int(row))
    return named


def nearest_works(space: Embedding, vector: np.ndarray, limit: int) -> tuple[np.ndarray, np.ndarray]:
    """Rows of the nearest pictured works and their distances, nearest first."""
    rows = np.flatnonzero(space.works.pictured)
    distance = np.linalg.norm(space.vectors[rows] - vector, axis=1)
    order = np.argsort(distance, kind="stable")[:limit]
    return rows[order], distance[order]


def earlier_works(
    space: Embedding, vector: np.ndarray, dating: np.ndarray, *, k: int = 64
) -> tuple[np.ndarray, np.ndarray]:
    """Works that can precede a picture of uncertain year: rows and weights that sum to 1.

    The weight is the probability that the picture is later than the work, by `dating` (float[years], over the head's
    years), times a normal kernel of their distance as wide as the distance to the third nearest.
    """
    assert space.head is not None
    rows = np.flatnonzero(space.works.dated & space.works.pictured)
    after = 1 - np.interp(space.works.latest[rows], space.head.years, dating.cumsum() / dating.sum())
    squared = np.square(space.vectors[rows] - vector).sum(1)
    near = np.argsort(np.where(after > 0.05, squared, np.inf), kind="stable")[:k]
    width = max(float(squared[near][min(2, len(near) - 1)]), 1e-12)
    weight = after[near] * np.exp(-0.5 * (squared[near] - squared[near].min()) / width)
    return rows[near], weight / max(weight.sum(), 1e-300)
