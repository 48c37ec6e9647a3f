"""A small corpus of flat pictures with known colours, and generators of it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from stylogeny.corpus.works import COLUMNS, Works
from stylogeny.embedding.space import Embedding
from stylogeny.generation.styles import Corpus
from stylogeny.streams import stream

REDS, BLUES = range(0, 8), range(8, 16)


def painting(row: int) -> np.ndarray:
    """A reddish or bluish picture with blobs, uint8[64, 80, 3]."""
    rng = stream(0, "painting", row)
    picture = np.zeros((64, 80, 3), dtype=np.float32)
    picture[...] = (190, 60, 50) if row in REDS else (40, 70, 180)
    picture += 30 * np.linspace(-1, 1, 64)[:, None, None]
    for _ in range(12):
        y, x = rng.integers(0, 56), rng.integers(0, 72)
        picture[y : y + 8, x : x + 8] += rng.normal(0, 25, 3)
    return np.clip(picture + rng.normal(0, 4, picture.shape), 0, 255).astype(np.uint8)


@pytest.fixture(scope="session")
def small_works(tmp_path_factory: pytest.TempPathFactory) -> Works:
    """Eight works of Rosso (red) and eight of Azzurri (blue)."""
    folder = tmp_path_factory.mktemp("pictures")
    rows = []
    for row in [*REDS, *BLUES]:
        Image.fromarray(painting(row)).save(folder / f"w{row}.png")
        artist = "Rosso" if row in REDS else "Azzurri"
        rows.append(
            dict.fromkeys(COLUMNS, "")
            | {"id": f"w{row}", "title": f"Study {row}", "artist": artist, "earliest": 1900 + row, "latest": 1900 + row,
               "style": "Redness" if row in REDS else "Blueness", "picture": f"w{row}.png",
               "status": "dated", "group": row}
        )  # fmt: skip
    return Works(pd.DataFrame(rows), Path(folder))


@pytest.fixture(scope="session")
def small_space(small_works: Works) -> Embedding:
    """The mean colour of each work as its vector, with two more random axes."""
    colours = np.stack([painting(r).reshape(-1, 3).mean(axis=0) / 255 for r in range(16)])
    noise = stream(0, "luck").normal(0, 0.05, (16, 2))
    return Embedding.from_vectors(small_works, np.hstack([colours, noise]).astype(np.float32))


@pytest.fixture(scope="session")
def gapped(small_works: Works) -> Corpus:
    """Those works twelve times over on a plane, with none of them about its middle."""
    table = pd.concat([small_works.table.assign(id=small_works.table["id"] + f"-{k}") for k in range(12)])
    points = stream(0, "points").normal(0, 1, (192, 2)).astype(np.float32)
    points = np.where(np.linalg.norm(points, axis=1, keepdims=True) < 0.5, points * 4, points)
    return Corpus.of(Embedding.from_vectors(Works(table, small_works.root), points))
