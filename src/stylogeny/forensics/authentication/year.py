"""A claimed year against the years that a picture looks like, whole and by window.

The claim's place in the picture's posterior over years is compared with the places that the true years of works by
artists whom the head had not seen took in theirs, period by period (conformal p-values; Vovk, Gammerman & Shafer 2005):
of pictures of the claimed year by unseen artists at most a share p get a p as small. By window, that of five
which is least likely to be as early as the claim is compared with those of works of the run: a late motif in an early
manner gives a picture away.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ...corpus import pictures as reader
from ...embedding.backbones.backbone import Backbone
from ...embedding.heads.dating import position, quantiles
from ...embedding.heads.folds import folds_by
from ...embedding.heads.head import Head
from ...embedding.space import Embedding
from ...executors import Result, run_units
from ...progress import Callback
from ...runs import digest
from ...streams import stream

LEAST = 150  # held-out works of a period
WORKS, LEAST_WINDOWS = 240, 60  # works of a run whose windows are read, and fewest of them in a period
SHARD = 12  # works
SHARE = 0.6  # of a picture's sides that a window has
CORNERS = ((0.0, 0.0), (0.0, 0.4), (0.4, 0.0), (0.4, 0.4), (0.2, 0.2))  # of the windows, as shares of the sides
UNITS = Path("forensics", "windows")  # in a run


@dataclass(frozen=True)
class YearClaim:
    """How a claimed year fits.

    Parameters
    ----------
    two_sided, looks_later, looks_earlier : float
        Conformal p: that the picture is of that year; small where it looks later, or earlier.
    works : int
        That it is calibrated on.
    """

    two_sided: float
    looks_later: float
    looks_earlier: float
    works: int


@dataclass(frozen=True)
class DatedWindow:
    """One window of a picture: (top, left, height, width) as shares of its sides, the year that is read there, and how
    it fits the claim: the share of windows of works of the run that look later yet."""

    box: tuple[float, float, float, float]
    year: float
    p: float


@dataclass(frozen=True, eq=False)
class WindowCalibration:
    """What the windows of n works of a run look like, read by the head that had not seen their artists.

    Parameters
    ----------
    medians : ndarray
        float64[n]: the year that is read from each work, whole.
    positions : ndarray
        float64[n, w]: the place of its true year in the posterior of each window.
    """

    medians: np.ndarray
    positions: np.ndarray

    def near(self, median: float) -> np.ndarray:
        """Positions float64[k, w] of the works of the period in which this year was read."""
        return _period(self.medians, self.positions, median, LEAST_WINDOWS)


def year_claim(head: Head, posterior: np.ndarray, year: float) -> YearClaim:
    """How a claimed year (its middle) fits a posterior float64[m] over the head's years."""
    t = head.tensors
    median = float(quantiles(posterior[None], head.years, 0.5)[0])
    known = _period(t["held_out_median"], t["held_out_position"], median, LEAST)
    at = float(position(posterior[None], head.years, np.array([year]))[0])
    later = _p(known <= at)
    earlier = _p(known >= at)
    return YearClaim(min(1.0, 2 * min(later, earlier)), later, earlier, len(known))


def latest_window(
    picture: np.ndarray,
    year: float,
    space: Embedding,
    body: Backbone,
    known: WindowCalibration,
    *,
    fold: int | None = None,
) -> tuple[list[DatedWindow], float, int]:
    """The windows of a picture uint8[H, W, 3], least likely as early first; the p of that, and how many works say so.

    Parameters
    ----------
    year : float
        That is claimed: its middle.
    fold : int, optional
        Whose head reads the picture, for a work of the run; by default the mean of all.
    """
    assert space.head is not None
    head = space.head
    features = body.features([picture, *windows_of(picture)])
    every = head.posterior(features, fold=None if fold is None else np.full(len(features), fold))
    posterior = every[1:]
    at = position(posterior, head.years, np.full(len(posterior), year))
    years = quantiles(posterior, head.years, 0.5)
    near = known.near(float(quantiles(every[:1], head.years, 0.5)[0]))
    found = [DatedWindow((*corner, SHARE, SHARE), float(y), _p(near <= u)) for corner, y, u in zip(CORNERS, years, at)]
    order = np.argsort(at, kind="stable")
    return [found[k] for k in order], _p(near.min(axis=1) <= at.min()), len(near)


def windows_of(picture: np.ndarray) -> list[np.ndarray]:
    """The windows of a picture uint8[H, W, 3]."""
    high, wide = picture.shape[:2]
    tall, broad = round(SHARE * high), round(SHARE * wide)
    return [
        picture[round(a * high) : round(a * high) + tall, round(b * wide) : round(b * wide) + broad]
        for a, b in CORNERS
    ]  # fmt: skip


def calibrate_windows(
    space: Embedding, body: Backbone, run: Path, *, works: int = WORKS, seed: int = 0, callback: Callback | None = None
) -> WindowCalibration:
    """Read the windows of some works of a run; kept in the run, and resumed there.

    Parameters
    ----------
    space : Embedding
        Made from pictures.
    body : Backbone
        The space's.
    run : Path
    works : int
        At most; every period is in it as in the corpus.
    """
    assert space.head is not None
    usable = np.flatnonzero(space.works.dated & space.works.pictured)
    fold = folds_by(space.works.column("artist")[usable], folds=space.head.folds)
    chosen = np.sort(stream(seed, "window calibration").permutation(len(usable))[:works])
    paths = [space.works.picture(int(row)) for row in usable[chosen]]
    held = space.head.tensors["held_out_position"].tobytes()  # another head has another
    named = {
        "rows": usable[chosen].tolist(),
        "head": hashlib.blake2b(held).hexdigest(),
        "body": body.edition,
        "windows": CORNERS,
    }
    results = run_units(
        _unit,
        (paths, fold[chosen], space.works.year[usable[chosen]], space.head, body),
        shards=range(-(-len(paths) // SHARD)),
        config={"windows": digest(named)},
        folder=run / UNITS,
        what="windows",
        callback=callback,
    )
    return WindowCalibration(*(np.concatenate([r[name] for r in results]) for name in ("medians", "positions")))


def _unit(state: tuple[Sequence[Path], np.ndarray, np.ndarray, Head, Backbone], seed: int, shard: int) -> Result:
    paths, fold, years, head, body = state
    medians, positions = [], []
    for k in range(shard * SHARD, min((shard + 1) * SHARD, len(paths))):
        try:
            picture = reader.read(paths[k], size=body.side)
        except reader.BadPicture:  # it has gone since it was embedded
            continue
        features = body.features([picture, *windows_of(picture)])
        posterior = head.posterior(features, fold=np.full(len(features), fold[k]))
        medians.append(quantiles(posterior[:1], head.years, 0.5)[0])
        positions.append(position(posterior[1:], head.years, np.full(len(features) - 1, years[k])))
    return {"medians": np.array(medians), "positions": np.array(positions).reshape(-1, len(CORNERS))}


def _period(medians: np.ndarray, values: np.ndarray, median: float, least: int) -> np.ndarray:
    """The values of the works that were read in the same period, of at least `least` works, as this year."""
    order = np.argsort(medians, kind="stable")
    parts = np.array_split(order, max(len(order) // least, 1))
    starts = np.array([medians[part[0]] for part in parts[1:]])
    return np.asarray(values[parts[int(np.searchsorted(starts, median, side="right"))]], dtype=np.float64)


def _p(as_extreme: np.ndarray) -> float:
    """A conformal p-value, of how many of n are as extreme: never 0."""
    return float((1 + as_extreme.sum()) / (1 + as_extreme.size))
