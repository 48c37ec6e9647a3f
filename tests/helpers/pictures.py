"""Random pictures, and folders of them."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
from PIL import Image


def noise(seed: int, side: int = 96) -> Image.Image:
    """A smooth random picture, like no other."""
    pixels = np.random.default_rng(seed).integers(0, 255, (12, 12, 3), dtype=np.uint8)
    return Image.fromarray(pixels).resize((side, side), Image.Resampling.BICUBIC)


def corpus(folder: Path, rows: list[dict[str, str]]) -> Path:
    """A folder with metadata.csv and a picture for every row whose file name ends in .jpg."""
    (folder / "images").mkdir(parents=True)
    columns = list(dict.fromkeys(c for row in rows for c in row))
    with open(folder / "metadata.csv", "w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(rows)
    for number, row in enumerate(rows):
        if row.get("file_name", "").endswith(".jpg"):
            noise(number).save(folder / row["file_name"], quality=92)
    return folder
