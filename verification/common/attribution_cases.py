"""Pictures whose sources are known: drawn by every family, cut and pasted, copied, or by strangers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

import stylogeny as sg
from stylogeny.corpus.pictures import read
from stylogeny.corpus.works import Works
from stylogeny.embedding.space import Embedding
from stylogeny.generation import fit
from stylogeny.generation.canvas import crop_to
from stylogeny.generation.generator import Drawing, Generator
from stylogeny.generation.learned.config import default_config
from stylogeny.generation.learned.run import train_run
from stylogeny.generation.styles import Corpus
from stylogeny.influence.graph import InfluenceGraph
from stylogeny.runs import Run
from stylogeny.streams import stream
from stylogeny.style.transfer.optimisation import stylise

DRAWN = ("closed form", "mixture", "content of a stranger", "content of a work", "flow", "transfer")
COPIES = ("collage", "crop 85 %", "crop 60 %", "mirrored", "tinted", "grey", "JPEG 60, 75 %")
STRANGERS = "stranger"
SIDE = 128  # pixels of drawn pictures
LEAST = 0.02  # share of a picture below which a work is no source of it
ENOUGH = 6  # works of an artist whose name is drawn from


@dataclass(frozen=True, eq=False)
class Case:
    """A picture uint8[H, W, 3] of a kind, and the true shares of works by row (empty for a stranger)."""

    kind: str
    picture: np.ndarray
    truth: dict[int, float]


@dataclass(frozen=True, eq=False)
class Bench:
    """The part of a run that is known, and pictures of artists that are not in it.

    Parameters
    ----------
    graph : InfluenceGraph
        Of the known works, traced without the strangers.
    strangers : list of Path
        Pictures of works by other artists.
    """

    graph: InfluenceGraph
    strangers: list[Path]

    @classmethod
    def of(cls, run: Path, *, works: int, seed: int) -> Bench:
        """Whole artists of a run, about `works` works of them; a tenth more are strangers."""
        space = Embedding.read(run)
        artist = space.works.column("artist").astype(str)
        usable = space.works.pictured & space.works.dated
        order = stream(seed, "artists").permutation(np.unique(artist[usable]))
        known: list[int] = []
        others: list[int] = []
        for name in order:
            rows = np.flatnonzero(usable & (artist == name)).tolist()
            if len(known) < works:
                known += rows
            elif len(others) < works // 10:
                others += rows
        rows = np.sort(known)
        part = Embedding(
            space.works.select(rows), space.vectors[rows], space.time_axis, space.provenance, head=space.head
        )
        return cls(sg.trace(part, seed=seed), [space.works.picture(r) for r in others])

    @property
    def works(self) -> Works:
        """The known works."""
        return self.graph.works


def cases(bench: Bench, kinds: Sequence[str], *, n: int, folder: Path, steps: int, seed: int) -> Iterator[Case]:
    """`n` pictures of each kind.

    Parameters
    ----------
    folder : Path
        Where the network of the flow is trained, for `steps` steps.
    """
    for kind in kinds:
        maker = _Maker(bench, kind, folder, steps, seed)
        yield from (maker.make(i) for i in range(n))


class _Maker:
    """Pictures of one kind."""

    def __init__(self, bench: Bench, kind: str, folder: Path, steps: int, seed: int) -> None:
        self.bench, self.kind, self.seed = bench, kind, seed
        artist = bench.works.column("artist").astype(str)
        names, counts = np.unique(artist[bench.works.pictured], return_counts=True)
        self.names = [n for n, c in zip(names, counts) if c >= ENOUGH and n]
        self.generator: Generator | None = None
        if kind in DRAWN[:4]:
            self.generator = fit(bench.graph)
        elif kind == "flow":
            self.generator = _flow(bench.graph, folder, steps, seed)

    def make(self, i: int) -> Case:
        rng = stream(self.seed, self.kind, i)
        if self.generator is not None:
            return self._drawn(i, rng)
        rows = rng.permutation(np.flatnonzero(self.bench.works.pictured))[:2].tolist()
        one, two = (read(self.bench.works.picture(row)) for row in rows)
        if self.kind == STRANGERS:
            return Case(self.kind, read(self.bench.strangers[int(rng.integers(len(self.bench.strangers)))]), {})
        if self.kind == "transfer":
            painted = stylise(one, two, size=2 * SIDE, steps=60, seed=self.seed).picture
            return Case(self.kind, painted, dict.fromkeys(rows, 0.5))
        if self.kind == "collage":
            return Case(self.kind, _collage(one, two), dict.fromkeys(rows, 0.5))
        return Case(self.kind, doctored(one, self.kind, rng), {rows[0]: 1.0})

    def _drawn(self, i: int, rng: np.random.Generator) -> Case:
        assert self.generator is not None
        a, b = rng.permutation(self.names)[:2]
        style = f"0.5*{a}+0.5*{b}" if self.kind == "mixture" else str(a)
        content, lent = None, {}
        if self.kind == "content of a stranger":
            content = read(self.bench.strangers[int(rng.integers(len(self.bench.strangers)))])
        if self.kind == "content of a work":
            row = int(rng.choice(np.flatnonzero(self.bench.works.pictured)))
            content, lent = read(self.bench.works.picture(row)), {row: 0.5}
        fitted = None if content is None else crop_to(content, (SIDE, SIDE))
        drawing = self.generator.draw(style, n=1, size=SIDE, seed=self.seed * 1000 + i, content=fitted)
        return Case(self.kind, drawing.pictures[0], _with(lent, _truth(drawing)))


def _truth(drawing: Drawing) -> dict[int, float]:
    return {row: share for row, share in drawing.works(0).items() if share > LEAST}


def _with(lent: dict[int, float], drawn: dict[int, float]) -> dict[int, float]:
    """Shares of what was lent and of what was drawn, which shares the rest."""
    rest = 1 - sum(lent.values())
    return {row: lent.get(row, 0) + rest * drawn.get(row, 0) for row in {*lent, *drawn}}


def _flow(graph: InfluenceGraph, folder: Path, steps: int, seed: int) -> Generator:
    run = Run(folder / f"flow-{seed}", create=True)
    graph.works.save(run.path / "works.parquet")
    graph.embedding.save(run)
    train_run(run, default_config(seed, size="tiny"), steps=steps)
    return fit(Corpus.of(graph.embedding), family="flow", run=run)


def _collage(one: np.ndarray, two: np.ndarray) -> np.ndarray:
    """The left half of one picture beside the right half of another, at one height."""
    high = min(one.shape[0], two.shape[0])
    scaled = [cv2.resize(p, (round(p.shape[1] * high / p.shape[0]), high)) for p in (one, two)]
    side = min(p.shape[1] for p in scaled) // 2
    return np.concatenate([scaled[0][:, :side], scaled[1][:, -side:]], axis=1)


def doctored(picture: np.ndarray, how: str, rng: np.random.Generator) -> np.ndarray:
    """A copy of a picture: ``crop 85 %``, ``mirrored``, ``tinted``, ``grey``, ``JPEG 60``, ``resized to 75 %``."""
    if how.startswith("crop"):
        part = float(how.split()[1]) / 100
        high, wide = (round(part * s) for s in picture.shape[:2])
        top, left = (int(rng.integers(s - p + 1)) for s, p in zip(picture.shape, (high, wide)))
        return picture[top : top + high, left : left + wide].copy()
    if how == "mirrored":
        return np.ascontiguousarray(picture[:, ::-1])
    if how == "tinted":
        tint = rng.uniform(0.7, 1.25, 3)
        return np.asarray(np.clip(picture * tint + rng.uniform(-15, 15), 0, 255).astype(np.uint8))
    if how == "grey":
        return np.repeat(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)[..., None], 3, axis=2)
    small = picture
    if "75 %" in how:
        small = cv2.resize(picture, None, fx=0.75, fy=0.75, interpolation=cv2.INTER_AREA)
    if "JPEG" not in how:
        return small
    coded = cv2.imencode(".jpg", small[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, 60])[1]
    return np.ascontiguousarray(cv2.imdecode(coded, cv2.IMREAD_COLOR)[..., ::-1])
