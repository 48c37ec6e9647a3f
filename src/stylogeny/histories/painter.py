"""An eye for a society: works are painted in the loop, read back by the run's own eye, and are what they became.

A picture may miss the point that was meant. It is painted again while it misses by more than real works are apart from
their nearest, at most `tries` times; the nearest attempt stands, as what it became.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np
from scipy.spatial import cKDTree

from ..artifacts import Format, read_tensors, write_tensors
from ..embedding.backbones.backbone import Backbone, backbone
from ..embedding.heads.head import Head
from ..errors import StylogenyError
from ..generation import fit
from ..generation.generator import Generator
from ..influence.graph import InfluenceGraph
from ..society.eye import Sighting
from ..streams import int_seed

FORMAT = Format("seen-works", 1, "simulate again")
SIDE = 64  # pixels of a picture that is painted to be seen
THREADS = 2
BATCH = 64  # pictures read at once

Preference = Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True, eq=False)
class PaintingEye:
    """Paints by the closed-form generator over the past, and reads by the past's own eye.

    Parameters
    ----------
    graph : InfluenceGraph
        The past, whose space was made from pictures.
    seed : int
        Owns what is painted.
    every : int
        Years from one in which works are painted to the next.
    size : int
        Longest side of the pictures, pixels.
    tries : int
        At most this many attempts at a work.
    preference : callable, optional
        Pictures uint8[n, H, W, 3] to float[n]: a model of taste; its scores are put in spreads of each year's.
    folder : Path, optional
        Where each year's pictures are kept, so that a killed history does not paint them again.

    Raises
    ------
    StylogenyError
        When what is painted could not be read: a space of your own vectors, or one of another edition of its backbone.
    """

    graph: InfluenceGraph
    seed: int = 0
    every: int = 1
    size: int = SIDE
    tries: int = 2
    preference: Preference | None = None
    folder: Path | None = None
    pictures: dict[int, np.ndarray] = field(default_factory=dict, repr=False)
    misses: list[float] = field(default_factory=list, repr=False)

    def __post_init__(self) -> None:
        if self.graph.embedding.head is None:
            raise StylogenyError(
                "an eye that cannot read the painter: the run's space was not made from pictures",
                fix="embed the run with a backbone, or simulate without --paint-every",
            )
        if self.every < 1 or self.tries < 1:
            raise StylogenyError("works are painted every year or less often, at least once", got=self.every)
        if self._eye.edition != self.graph.embedding.edition:
            raise StylogenyError(
                "an eye that cannot read the painter: the space was made by another edition of its backbone",
                got=self._eye.edition, fix="run `stylogeny embed` again",
            )  # fmt: skip

    @cached_property
    def _eye(self) -> Backbone:
        return backbone(self.graph.embedding.backbone)

    @cached_property
    def _head(self) -> Head:
        head = self.graph.embedding.head
        assert head is not None
        return head

    @cached_property
    def _generator(self) -> Generator:
        return fit(self.graph.embedding)

    @cached_property
    def apart(self) -> float:
        """Median distance of real works from their nearest."""
        vectors = self.graph.embedding.vectors[self.graph.works.pictured]
        return float(np.median(cKDTree(vectors).query(vectors, k=2)[0][:, 1]))

    def look(self, style: np.ndarray, number: np.ndarray, year: int) -> Sighting:
        """Works painted, read, and painted again where they missed."""
        if not len(style):
            return Sighting(style, np.zeros(0, dtype=np.float32))
        stored = self._stored(style, number, year)
        seen, pictures = stored or self._painted(style, number)
        if stored is None and self.folder is not None:
            tensors = {"meant": style, "number": number, "seen": seen, "pictures": pictures}
            write_tensors(self.folder / f"{year}.safetensors", tensors, FORMAT)
        self.pictures.update(zip(number.tolist(), pictures))
        self.misses.extend(np.linalg.norm(seen - style, axis=1).tolist())
        preference = np.zeros(len(style), dtype=np.float32)
        if self.preference is not None:
            score = np.asarray(self.preference(pictures), dtype=np.float32)
            preference = (score - score.mean()) / max(float(score.std()), 1e-6)
        return Sighting(seen, preference)

    def _stored(self, style: np.ndarray, number: np.ndarray, year: int) -> tuple[np.ndarray, np.ndarray] | None:
        """What a killed run painted of these very works."""
        file = None if self.folder is None else self.folder / f"{year}.safetensors"
        if file is None or not file.exists():
            return None
        try:
            kept, _ = read_tensors(file, FORMAT)
        except StylogenyError:
            return None
        if not np.array_equal(kept["number"], number) or not np.array_equal(kept["meant"], style):
            return None
        return kept["seen"], kept["pictures"]

    def _painted(self, style: np.ndarray, number: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Vectors float32[n, d] and pictures uint8[n, H, W, 3]: of each work the attempt nearest to what was meant."""
        seen = np.zeros_like(style)
        pictures = np.zeros((len(style), self.size, self.size, 3), dtype=np.uint8)
        miss = np.full(len(style), np.inf)
        todo = np.arange(len(style))
        for attempt in range(self.tries):
            made = self._attempts(style[todo], number[todo], attempt)
            read = self._read(made)
            far = np.linalg.norm(read - style[todo], axis=1)
            better = far < miss[todo]
            rows = todo[better]
            seen[rows], pictures[rows], miss[rows] = read[better], made[better], far[better]
            todo = np.flatnonzero(miss > self.apart)
            if not len(todo):
                break
        return seen, pictures

    def _attempts(self, style: np.ndarray, number: np.ndarray, attempt: int) -> np.ndarray:
        """One picture of each, uint8[n, H, W, 3]."""

        def paint(row: int) -> np.ndarray:
            own = int_seed(self.seed, "seen", int(number[row]), attempt)
            return self._generator.generate(style[row], n=1, size=(self.size, self.size), seed=own)[0]

        self._generator  # noqa: B018  (made once, before there are threads)
        with ThreadPoolExecutor(THREADS) as pool:
            return np.stack(list(pool.map(paint, range(len(style)))))

    def _read(self, pictures: np.ndarray) -> np.ndarray:
        batches = [pictures[k : k + BATCH] for k in range(0, len(pictures), BATCH)]
        features = np.concatenate([self._eye.features(list(batch)) for batch in batches])
        return self._head.vectors(features)
