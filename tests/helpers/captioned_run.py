"""A run folder of captioned pictures whose vectors are subject and style plus noise."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from PIL import Image

from stylogeny.corpus.works import COLUMNS, Works
from stylogeny.embedding.space import Embedding
from stylogeny.runs import Run

SUBJECTS, STYLES = ("snow", "harbour", "portrait"), ("Impressionism", "Cubism")


def captioned_run(folder: Path, *, n: int = 120, seed: int = 0) -> tuple[Run, Works, np.ndarray]:
    """The run, its works and their vectors; every fifth title does not name its subject."""
    rng = np.random.default_rng(seed)
    rows, vectors = [], []
    (folder / "images").mkdir(parents=True)
    for k in range(n):
        subject, style = k % 3, (k // 3) % 2
        vector = np.zeros(12)
        vector[subject], vector[4 + style] = 1, 1
        vectors.append(vector + 0.1 * rng.normal(size=12))
        colour = np.array([[250, 250, 250], [30, 60, 160], [200, 140, 110]])[subject]
        pixels = np.clip(colour + rng.normal(0, 15, (24, 32, 3)) * (1 + 2 * style), 0, 255).astype(np.uint8)
        Image.fromarray(pixels).save(folder / "images" / f"w{k}.png")
        title = "Untitled" if k % 5 == 0 else f"{SUBJECTS[subject]} {['morning', 'evening', 'at night'][k % 7 % 3]}"
        year = 1870 + 40 * style + k % 10
        rows.append({
            "id": f"w{k}", "title": title, "artist": f"Painter {k % 4}", "earliest": year, "latest": year,
            "date_text": str(year), "style": STYLES[style], "genre": "", "medium": "oil",
            "picture": f"images/w{k}.png", "status": "dated", "group": k,
        })  # fmt: skip
    works = Works(pd.DataFrame(rows, columns=list(COLUMNS)), folder)
    run = Run(folder / "run", create=True)
    works.save(run.path / "works.parquet")
    Embedding.from_vectors(works, np.array(vectors)).save(run.path / "embedding.safetensors")
    run.record(
        "load", {"state": "done", "digest": "", "provenance": {"parameters": {}}, "outputs": {"works.parquet": ""}}
    )
    return run, works, np.array(vectors, dtype=np.float32)
