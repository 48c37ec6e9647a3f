"""What a browser is sent of a history: numbers that it can draw at once, and words that follow.

The numbers are one safetensors file (little-endian arrays behind a short JSON header, which a browser reads without a
library): a work is its row, wherever it is spoken of. The words (titles, names, dates) are JSON.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
from safetensors.numpy import save
from scipy import sparse

from ...artifacts import Format, read_document, read_tensors, write_document, write_tensors
from ...errors import StylogenyError
from .layout import beside, difference_order, likeness_order, time_scale

AGAIN = "remove the folder `studio` of the run: it is made anew"
NUMBERS = Format("map-numbers", 1, AGAIN)
WORDS = Format("map-words", 1, AGAIN)
NUMBERS_FILE, WORDS_FILE = "numbers.safetensors", "words.json"
IN_TIME, UNDATED, REFUSED = 0, 1, 2  # lanes
LANE_GAP, LANE_HEIGHT = 0.035, 0.065  # of the height of the works in time
LANE_ROWS = 5
WORD_COLUMNS = ("id", "title", "artist", "style", "date")


@dataclass(frozen=True, eq=False)
class MapData:
    """n works on the map.

    Parameters
    ----------
    x : ndarray
        float32[n] in [0, 1]: across by date.
    down : ndarray
        float32[n]: in [0, 1] by likeness for works in time; those outside time have lanes of their own below 1.
    lane : ndarray
        uint8[n]: 0 in time, 1 undated, 2 refused.
    year : ndarray
        float32[n], NaN where unknown.
    artist, style : ndarray
        Unsigned integers [n]: places in the lists of names.
    order : ndarray
        uint32[n]: rows from the most important work to the least; cell k of the thumbnails is of the k-th.
    start, parent, share : ndarray
        uint32[n + 1], uint32[e], uint8[e]: the parents of row k are ``parent[start[k]:start[k + 1]]``, the heaviest
        first, and their shares in per cent beside them.
    knots : ndarray
        float32[k, 2]: years and their x.
    words : mapping
        ``ids``, ``titles``, ``dates``: n texts each; ``artists``, ``styles``: names.
    """

    x: np.ndarray
    down: np.ndarray
    lane: np.ndarray
    year: np.ndarray
    artist: np.ndarray
    style: np.ndarray
    order: np.ndarray
    start: np.ndarray
    parent: np.ndarray
    share: np.ndarray
    knots: np.ndarray
    words: Mapping[str, list[str]]

    def __len__(self) -> int:
        return len(self.x)

    @property
    def numbers(self) -> dict[str, np.ndarray]:
        """The arrays by name."""
        return {f.name: np.ascontiguousarray(getattr(self, f.name)) for f in fields(self) if f.name != "words"}

    def to_bytes(self) -> bytes:
        """The numbers as a safetensors file."""
        return save(self.numbers)

    def save(self, folder: Path | str) -> None:
        """Write :data:`NUMBERS_FILE` and :data:`WORDS_FILE` into a folder."""
        folder = Path(folder)
        write_document(folder / WORDS_FILE, WORDS, **self.words)
        write_tensors(folder / NUMBERS_FILE, self.numbers, NUMBERS)

    @classmethod
    def read(cls, folder: Path | str) -> MapData:
        """Read what :meth:`save` wrote.

        Raises
        ------
        StylogenyError
            When a file is missing, damaged or of another version.
        """
        folder = Path(folder)
        numbers, _ = read_tensors(folder / NUMBERS_FILE, NUMBERS)
        with NUMBERS.fits(folder / NUMBERS_FILE):
            return cls(**numbers, words=read_document(folder / WORDS_FILE, WORDS))


def map_data(
    columns: Mapping[str, np.ndarray],
    *,
    years: np.ndarray,
    lane: np.ndarray,
    vectors: np.ndarray,
    parents: sparse.csr_array,
    importance: np.ndarray,
    max_parents: int = 5,
    min_share: float = 0.02,
    quickly: bool = False,
    seed: int = 0,
) -> MapData:
    """Lay works out on a map.

    Parameters
    ----------
    columns : mapping
        ``id``, ``title``, ``artist``, ``style`` and ``date`` (as people write it): texts, object[n].
    years : ndarray
        float64[n], NaN where unknown. Works in time need one.
    lane : ndarray
        int[n]: 0 in time, 1 undated, 2 refused.
    vectors : ndarray
        float[n, d].
    parents : csr_array
        float[n, n], row = child: shares.
    importance : ndarray
        float[n]: expected descendants.
    max_parents, min_share : int, float
        Of a work's parents, how many are drawn, and from what share on.
    quickly : bool
        Whether works stand down the page by their greatest difference alone: a draft.
    seed : int
        See :func:`.layout.likeness_order`.
    """
    years, lane = np.asarray(years, dtype=np.float64), np.asarray(lane, dtype=np.uint8)
    n = len(years)
    if missing := [c for c in WORD_COLUMNS if c not in columns]:
        raise StylogenyError("a map lacks columns", got=", ".join(missing), fix=f"it needs {', '.join(WORD_COLUMNS)}")
    if np.isnan(years[lane == IN_TIME]).any():
        raise StylogenyError("a work in time has no year", fix="put it into the lane of undated works")
    rows = np.flatnonzero(lane == IN_TIME)
    rows = rows[np.argsort(years[rows], kind="stable")]
    knots = time_scale(years[rows])
    y = np.full(n, 0.5)
    if quickly:
        y[rows] = difference_order(vectors[rows])
    else:
        y[rows] = likeness_order(vectors[rows], sparse.csr_array(parents)[rows][:, rows], seed=seed)
        undated = np.flatnonzero(lane == UNDATED)
        y[undated] = beside(vectors[rows], y[rows], vectors[undated], seed=seed)
    start, parent, share = _heaviest(sparse.csr_array(parents), max_parents, min_share)
    names, codes = zip(*(np.unique(columns[c].astype(str), return_inverse=True) for c in ("artist", "style")))
    small = [code.astype(np.min_scalar_type(max(len(name), 1))) for name, code in zip(names, codes)]
    x = _across(years, lane, y, knots)
    return MapData(
        x.astype(np.float32),
        _lanes(x, y, lane).astype(np.float32),
        lane,
        year=years.astype(np.float32),
        artist=small[0],
        style=small[1],
        order=np.lexsort((np.arange(n), -np.asarray(importance), lane)).astype(np.uint32),
        start=start,
        parent=parent,
        share=share,
        knots=knots.astype(np.float32),
        words={
            "ids": [str(v) for v in columns["id"]],
            "titles": [str(v) for v in columns["title"]],
            "dates": [str(v) for v in columns["date"]],
            "artists": [str(v) for v in names[0]],
            "styles": [str(v) for v in names[1]],
        },
    )


def _across(years: np.ndarray, lane: np.ndarray, y: np.ndarray, knots: np.ndarray) -> np.ndarray:
    """x by date; in the lanes, what has no date is spread evenly in the order of likeness."""
    x = np.interp(years, knots[:, 0], knots[:, 1]) if len(knots) else np.full(len(years), np.nan)
    for of in (UNDATED, REFUSED):
        rows = np.flatnonzero((lane == of) & np.isnan(x))
        rows = rows[np.argsort(y[rows], kind="stable")]
        x[rows] = (np.arange(len(rows)) + 0.5) / max(len(rows), 1)
    return x


def _lanes(x: np.ndarray, y: np.ndarray, lane: np.ndarray) -> np.ndarray:
    """Places down the page: works outside time below the others; an empty lane takes no room."""
    down, top = y.copy(), 1.0
    for of in (UNDATED, REFUSED):
        rows = lane == of
        if count := int(rows.sum()):
            turn = np.empty(count)  # neighbours across stand one below another, so that all are seen
            turn[np.argsort(x[rows], kind="stable")] = np.arange(count) % LANE_ROWS
            down[rows] = top + LANE_GAP + LANE_HEIGHT * (turn + 0.5) / LANE_ROWS
            top += LANE_GAP + LANE_HEIGHT
    return down


def _heaviest(parents: sparse.csr_array, most: int, least: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The heaviest parents of each work, in CSR: start uint32[n + 1], parent uint32[e], per cent uint8[e]."""
    n = parents.shape[0]
    edge = parents.tocoo()
    by = np.lexsort((edge.col, -edge.data, edge.row))
    child, parent, share = edge.row[by], edge.col[by], edge.data[by]
    rank = np.arange(len(child)) - np.searchsorted(child, child)
    kept = (rank < most) & (share >= least)
    start = np.concatenate([[0], np.cumsum(np.bincount(child[kept], minlength=n))])
    per_cent = np.clip(np.rint(100 * share[kept]), 1, 100)
    return start.astype(np.uint32), parent[kept].astype(np.uint32), per_cent.astype(np.uint8)
