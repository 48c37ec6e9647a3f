"""A detector for a run: real are its own works, drawn is what its own generators make of others.

The first question makes it, some minutes, and keeps it as ``RUN/detector.safetensors``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ...corpus.pictures import read
from ...errors import StylogenyError
from ...generation import fit
from ...generation.autoencoder import load
from ...generation.canvas import crop_to
from ...influence.graph import InfluenceGraph
from ...progress import progress
from ...runs import Run
from ...streams import int_seed, stream
from .detector import LEAST, DetectionExample, Detector
from .saving import SHRINK

FILE = "detector.safetensors"
LARGEST = 256  # pixels of the longest side that pictures are taught at
WORKS = 60  # real pictures, and as many drawn ones
DRAWN = 0.4  # of the drawn ones, the share that the closed form painted; the others came through the decoder
GENERATORS = ("closed form", "decoder")
MIXED = 6  # pictures that are painted in one style


@dataclass(frozen=True)
class Sizes:
    """At which sizes a run's detector is taught.

    Parameters
    ----------
    side : int
        Of the square pictures, in pixels, a multiple of 8: most works have one as large.
    saved : tuple of int
        Sides that they are saved at.
    """

    side: int
    saved: tuple[int, ...]

    @classmethod
    def of(cls, shorter: np.ndarray) -> Sizes:
        """Those that fit works whose shorter sides are int64[n] pixels."""
        side = int(min(np.quantile(shorter, 0.1), LARGEST)) // 8 * 8
        if side < 48:
            raise StylogenyError("pictures are too small for a detector", got=f"{side} pixels", fix="48 are needed")
        return cls(side, (int(side * SHRINK), int(side * SHRINK * 0.6)))


def detector_of(run: Run, graph: InfluenceGraph, *, works: int = WORKS, seed: int = 0) -> Detector:
    """The detector of a run, taught when it is first asked for.

    Raises
    ------
    StylogenyError
        When the run has too few pictures, or they are too small.
    """
    path = run.path / FILE
    if not path.exists():
        sizes = sizes_of(graph, seed=seed)
        Detector.fit(examples(graph, sizes, works=works, seed=seed), sides=sizes.saved).save(path)
    return Detector.read(path)


def sizes_of(graph: InfluenceGraph, *, sample: int = 64, seed: int = 0) -> Sizes:
    """The sizes that fit a run, by a sample of its works."""
    rows = stream(seed, "sizes").permutation(np.flatnonzero(graph.works.pictured))[:sample]
    return Sizes.of(np.array([min(read(graph.works.picture(int(r))).shape[:2]) for r in rows]))


def examples(graph: InfluenceGraph, sizes: Sizes, *, works: int = WORKS, seed: int = 0) -> Iterator[DetectionExample]:
    """Real pictures of a run, and drawn ones of other works of it, all of one size."""
    rows = stream(seed, "taught").permutation(np.flatnonzero(graph.works.pictured))
    if len(rows) < 2 * LEAST:
        raise StylogenyError(f"a detector needs {2 * LEAST} works with pictures", got=len(rows))
    works = min(works, len(rows) // 2)
    painted, square = round(DRAWN * works), (sizes.side, sizes.side)
    for row in progress(rows[:works], "real pictures"):
        yield DetectionExample(
            crop_to(read(graph.works.picture(int(row))), square), False, str(graph.works.ids[row]), "run"
        )
    autoencoder = load()
    for row in progress(rows[works : 2 * works - painted], "pictures through the decoder"):
        seen = crop_to(read(graph.works.picture(int(row))), square)
        back = autoencoder.decode(autoencoder.encode(seen[None]))[0]
        yield DetectionExample(back, True, str(graph.works.ids[row]), GENERATORS[1])
    generator = fit(graph.embedding)
    artist = graph.works.column("artist").astype(str)
    names = stream(seed, "painted").permutation(np.unique(artist[graph.works.pictured & (artist != "")]))
    for k in progress(range(painted), "pictures by the closed form"):
        name = str(names[k // MIXED % len(names)])
        drawing = generator.draw(name, n=1, size=sizes.side, seed=int_seed(seed, "painted", k))
        yield DetectionExample(drawing.pictures[0], True, f"painted {name}", GENERATORS[0])
