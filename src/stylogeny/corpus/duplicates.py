"""Near-duplicate pictures: perceptual hashes and the groups that they make.

A later photograph of the same painting is not its offspring, so works whose pictures are the same design share a group.
The hash is the 256-bit DCT hash of `imagehash`; two pictures belong together when fewer than :data:`RADIUS` bits
differ. Pictures that are unlike differ in about 128; see ``docs/corpus.md`` for the distances measured on real art.
"""

from __future__ import annotations

from collections.abc import Callable

import faiss
import imagehash
import numpy as np
from PIL import Image
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

SIDE = 16
BITS = SIDE * SIDE
RADIUS = 60
FLAT = 100_000  # up to here every pair is compared; above, only pairs that agree (but for a bit) in one of 16 pieces
BLOCK = 4096
SAME = 16  # bits in which two savings of one file may differ
DIFFERENT = 3  # makers, or titles and dates, whose works cannot share a picture
MIN_CONTRAST = 2.0  # standard deviation of grey levels; flatter pictures have no design to compare


def picture_hash(image: Image.Image) -> bytes | None:
    """The perceptual hash of an RGB picture, 32 bytes, or None for a picture of one flat tone."""
    grey = image.convert("L")
    if np.asarray(grey, dtype=np.float32).std() < MIN_CONTRAST:
        return None
    return np.packbits(imagehash.phash(grey, hash_size=SIDE).hash).tobytes()


def flat_tone(image: Image.Image) -> int:
    """The colour of a picture of one flat tone, 15 bits: what the hash of a picture without a design cannot tell."""
    red, green, blue = (int(v) >> 3 for v in np.asarray(image, dtype=np.float32).mean(axis=(0, 1)))
    return red << 10 | green << 5 | blue


def stand_ins(
    hashes: np.ndarray,
    group: np.ndarray,
    tones: np.ndarray,
    said: Callable[[np.ndarray], list[tuple[str, str, str]]],
) -> set[int]:
    """Rows whose picture stands in for one that is not there ("image not available").

    That is one and the same picture, or one and the same blank, for three makers or more, none of whose works is called
    as another; where no maker is known, for three titles with three dates or more. A series that one artist's
    collection shows by one photograph is none.

    Parameters
    ----------
    hashes, group : uint8[n, 32], int64[n]
    tones : int[n]
        Of pictures without a design, else -1.
    said : callable
        Title, artist and date of given rows.
    """
    order = np.argsort(group, kind="stable")
    _, starts, counts = np.unique(group[order], return_index=True, return_counts=True)
    sets = [np.sort(order[s : s + n]) for s, n in zip(starts, counts) if n >= DIFFERENT]
    sets = [rows[np.unpackbits(hashes[rows] ^ hashes[rows[0]], axis=1).sum(axis=1) <= SAME] for rows in sets]
    blank, many = np.unique(tones[tones >= 0], return_counts=True)
    sets += [np.flatnonzero(tones == tone) for tone in blank[many >= DIFFERENT]]
    found: set[int] = set()
    for rows in sets:
        if len(rows) < DIFFERENT:
            continue
        titles, artists, dates = (set(column) - {""} for column in zip(*said(rows)))
        makers = len(artists) >= DIFFERENT and len(titles) >= DIFFERENT
        if makers or (not artists and len(titles) >= DIFFERENT and len(dates) >= DIFFERENT):
            found.update(int(row) for row in rows)
    return found


def bits_apart(one: bytes | None, other: bytes | None) -> int:
    """Bits in which two hashes differ; all of them where a picture has none."""
    return (int.from_bytes(one, "big") ^ int.from_bytes(other, "big")).bit_count() if one and other else BITS


def near_pairs(hashes: np.ndarray, *, radius: int = RADIUS, flat: int = FLAT) -> tuple[np.ndarray, np.ndarray]:
    """Pairs of rows whose hashes differ in fewer than `radius` bits.

    Parameters
    ----------
    hashes : uint8[n, 32]
    radius : int
        Bits.
    flat : int
        Up to this many rows the search is exhaustive.

    Returns
    -------
    (int64[m], int64[m])
        First row < second row.
    """
    index: faiss.IndexBinary
    hashes = np.ascontiguousarray(hashes, dtype=np.uint8)
    if len(hashes) < 2:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    if len(hashes) <= flat:
        index = faiss.IndexBinaryFlat(BITS)
    else:
        index = faiss.IndexBinaryMultiHash(BITS, BITS // 16, 16)
        index.nflip = 1
    index.add(hashes)
    first: list[np.ndarray] = []
    second: list[np.ndarray] = []
    for start in range(0, len(hashes), BLOCK):
        block = hashes[start : start + BLOCK]
        limits, _, found = index.range_search(block, radius)
        row = start + np.repeat(np.arange(len(block)), np.diff(np.asarray(limits).astype(np.int64)).astype(np.int64))
        found = found.astype(np.int64)
        first.append(row[found > row])
        second.append(found[found > row])
    return np.concatenate(first), np.concatenate(second)


def groups(hashes: np.ndarray, has: np.ndarray, *, radius: int = RADIUS, flat: int = FLAT) -> np.ndarray:
    """Group numbers, int64[n]: the lowest row of each set of near-duplicates (its own row for a picture like no other).

    Parameters
    ----------
    hashes : uint8[n, 32]
    has : bool[n]
        Which rows have a hash.
    """
    n = len(has)
    rows = np.flatnonzero(has)
    first, second = near_pairs(hashes[rows], radius=radius, flat=flat)
    if len(first) == 0:
        return np.arange(n, dtype=np.int64)
    graph = coo_matrix((np.ones(len(first), np.int8), (rows[first], rows[second])), shape=(n, n))
    _, label = connected_components(graph, directed=False)
    lowest = np.full(label.max() + 1, n, dtype=np.int64)
    np.minimum.at(lowest, label, np.arange(n))
    return lowest[label]
