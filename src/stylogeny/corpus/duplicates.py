"""Near-duplicate pictures: perceptual hashes and the groups that they make.

A later photograph of the same painting is not its offspring, so works whose pictures are the same design share a group.
The hash is the 256-bit DCT hash of `imagehash`; two pictures belong together when fewer than :data:`RADIUS` bits
differ. Pictures that are unlike differ in about 128; see ``docs/corpus.md`` for the distances measured on real art.
"""

from __future__ import annotations

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
MIN_CONTRAST = 2.0  # standard deviation of grey levels; flatter pictures have no design to compare


def picture_hash(image: Image.Image) -> bytes | None:
    """The perceptual hash of an RGB picture, 32 bytes, or None for a picture of one flat tone."""
    grey = image.convert("L")
    if np.asarray(grey, dtype=np.float32).std() < MIN_CONTRAST:
        return None
    return np.packbits(imagehash.phash(grey, hash_size=SIDE).hash).tobytes()


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
