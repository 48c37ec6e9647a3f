"""A run as it would stand had nothing after a year been seen: space, scales, metric and influence of the past alone.

It is a run folder of its own, ``RUN/until/YEAR/``, and every command works on it. ``RUN/until/YEAR/judged/`` is
another: there the later works stand too, placed by the eye that never saw them, so that what came can be held against
what was to be expected.
"""

from __future__ import annotations

import warnings

import numpy as np

from ..corpus.calendar import end_of, year_text
from ..corpus.works import Works
from ..embedding.backbones.backbone import backbone
from ..embedding.backbones.features import features
from ..embedding.build import embed
from ..embedding.space import FILE, YOUR_VECTORS, Embedding
from ..errors import StylogenyError
from ..influence.tracing import ConvergenceWarning, trace
from ..provenance import Provenance
from ..runs import Run

MIN_PAST = 30  # works up to a year from which a past can be learned
GRAPH = ("influence.parquet", "lineage.parquet")


def past_run(run: Run, year: int, *, seed: int = 0) -> Run:
    """The run of the works up to a year, made unless it is there already.

    Parameters
    ----------
    run : Run
        A run that has an embedding: the past is embedded anew from the features it has kept.
    year : int
        Works whose dates end by the end of this year are the past.
    seed : int
        Owns every draw.

    Raises
    ------
    StylogenyError
        When fewer than thirty works are dated up to the year, or none after it.
    """
    works, space = _opened(run)
    early = _early(works, year)
    later = works.dated & ~early
    if early.sum() < MIN_PAST:
        raise StylogenyError(
            f"too few works to learn from up to {year_text(year)}: at least {MIN_PAST} are needed",
            got=int(early.sum()), fix="a later year",
        )  # fmt: skip
    if not later.any():
        raise StylogenyError(f"nothing came after {year_text(year)}", fix=f"a year before {year_text(works.span[1])}")
    past = Run(run.path / "until" / str(year), create=True)
    table = past.path / "works.parquet"

    def select() -> None:
        works.select(early).save(table)

    def put() -> None:
        earlier = Works.read(table)
        if space.backbone == YOUR_VECTORS:
            Embedding.from_vectors(earlier, space.vectors[early]).save(past)
        else:
            every = _features(run, works, space)
            embed(earlier, backbone=space.backbone, known=every[early[works.pictured]], seed=seed).save(past)

    inputs = [run.path / "works.parquet", run.path / FILE]
    past.step("load", select, parameters={"until": year}, inputs=inputs[:1], outputs=["works.parquet"])
    past.step("embed", put, parameters={"until": year, "seed": seed}, inputs=inputs, outputs=[FILE])
    _trace(past, seed)
    return past


def judged_run(run: Run, year: int, *, seed: int = 0) -> Run:
    """All works of a run in the space of its past: later ones placed by an eye that never saw them, and traced there.

    Errors are those of :func:`past_run`.
    """
    past = past_run(run, year, seed=seed)
    works, space = _opened(run)
    kept, later = works.select(works.dated), works.dated & ~_early(works, year)
    before = _early(kept, year)
    judged = Run(past.path / "judged", create=True)
    table = judged.path / "works.parquet"

    def select() -> None:
        kept.save(table)

    def put() -> None:
        every = Works.read(table)
        strict = Embedding.read(past.path / FILE, Works.read(past.path / "works.parquet"))
        vectors = np.zeros((len(every), strict.vectors.shape[1]), dtype=np.float32)
        vectors[before] = strict.vectors
        if strict.head is None:
            vectors[~before] = space.vectors[later]
        else:
            vectors[~before] = strict.head.vectors(_features(run, works, space)[later[works.pictured]])
        provenance = Provenance({**strict.provenance.parameters, "until": year})
        Embedding(every, vectors, strict.time_axis, provenance, strict.head, strict.measures).save(judged)

    inputs = [run.path / "works.parquet", past.path / FILE]
    judged.step("load", select, parameters={"until": year}, inputs=inputs[:1], outputs=["works.parquet"])
    judged.step("embed", put, parameters={"until": year, "seed": seed}, inputs=inputs, outputs=[FILE])
    _trace(judged, seed)
    return judged


def _opened(run: Run) -> tuple[Works, Embedding]:
    works = Works.read(run.file("works.parquet", needs="load"))
    return works, Embedding.read(run.file(FILE, needs="embed"), works)


def _early(works: Works, year: int) -> np.ndarray:
    """Works that were certainly made by the end of a year, bool[n]."""
    with np.errstate(invalid="ignore"):
        return np.asarray(works.dated & (works.latest <= end_of(year)))


def _features(run: Run, works: Works, space: Embedding) -> np.ndarray:
    """The backbone features of all pictured works, as the run has kept them."""
    return features(works, backbone(space.backbone), cache=run.path / "features")


def _trace(run: Run, seed: int) -> None:
    """Influence among the works of a run."""

    def work() -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            trace(Embedding.read(run.path / FILE, Works.read(run.path / "works.parquet")), seed=seed).save(run)

    inputs = [run.path / "works.parquet", run.path / FILE]
    run.step("trace", work, parameters={"seed": seed}, inputs=inputs, outputs=GRAPH)
