"""A run folder that has been embedded, made directly: eight red or blue pictures of two artists."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from PIL import Image

from stylogeny.corpus.works import COLUMNS, Works
from stylogeny.embedding.space import Embedding
from stylogeny.runs import Run
from stylogeny.streams import stream


def embedded_run(folder: Path) -> Run:
    """Write it into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    rows, vectors = [], []
    for i in range(8):
        rng = stream(0, "render", i)
        hue = np.array((200, 80, 60) if i % 2 else (60, 90, 190))
        Image.fromarray(np.clip(hue + rng.normal(0, 30, (64, 64, 3)), 0, 255).astype(np.uint8)).save(
            folder / f"w{i}.png"
        )
        artist = "Rosso" if i % 2 else "Azzurri"
        rows.append(
            dict.fromkeys(COLUMNS, "")
            | {"id": f"w{i}", "title": f"Study {i}", "artist": artist, "earliest": 1900, "latest": 1900,
               "picture": f"w{i}.png", "status": "dated", "group": i}
        )  # fmt: skip
        vectors.append(np.append(hue / 255, rng.normal(0, 0.1)))
    opened = Run(folder, create=True)
    works = Works(pd.DataFrame(rows), folder)
    works.save(folder / "works.parquet")
    Embedding.from_vectors(works, np.array(vectors)).save(opened)
    opened.record("embed", {"state": "done", "digest": "", "provenance": {"parameters": {}}, "outputs": {}})
    return opened
