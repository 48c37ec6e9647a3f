"""Near-duplicate pictures: flat ones have no design, and the index finds what the exhaustive search finds."""

from __future__ import annotations

import numpy as np
from PIL import Image

from stylogeny.corpus.duplicates import groups, near_pairs, picture_hash


def test_flat_pictures_are_no_duplicates() -> None:
    assert picture_hash(Image.new("RGB", (50, 50), "white")) is None
    assert groups(np.zeros((3, 32), np.uint8), np.array([False, False, False])).tolist() == [0, 1, 2]


def test_indexed_search_finds_the_pairs_of_the_exhaustive_one() -> None:
    rng = np.random.default_rng(0)
    base = rng.integers(0, 256, (3000, 32), dtype=np.uint8)
    flips = np.packbits(rng.random((300, 256)) < 0.12, axis=1)  # about 31 of 256 bits
    hashes = np.concatenate([base, base[:300] ^ flips])
    exact = set(zip(*(a.tolist() for a in near_pairs(hashes))))
    assert len(exact) == 300
    assert len(exact & set(zip(*(a.tolist() for a in near_pairs(hashes, flat=10))))) >= 297
