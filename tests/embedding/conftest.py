"""A little corpus of painted stripes whose colour and scale drift with the years, and whose slant belongs to the artist."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from stylogeny.corpus.works import Works
from stylogeny.embedding.heads.training import HeadConfig

QUICK = HeadConfig(size=8, hidden=32, epochs=1, least=100, batch=48)


def stripes(year: float, slant: float, seed: int, side: int = 72) -> np.ndarray:
    """uint8[side, side + 16, 3]: stripes that get finer and redder over the years."""
    rng = np.random.default_rng(seed)
    age = (year - 1500) / 400
    y, x = np.mgrid[0:side, 0 : side + 16]
    wave = np.sin((x * np.cos(slant) + y * np.sin(slant)) * (0.2 + 0.8 * age) + rng.uniform(0, 6))
    colour = np.array([80 + 120 * age, 120, 200 - 120 * age])
    picture = colour + 40 * wave[..., None] + rng.normal(0, 6, (side, side + 16, 3))
    return np.clip(picture, 0, 255).astype(np.uint8)


def paint(folder: Path, *, artists: int = 12, each: int = 6, seed: int = 0) -> Works:
    """Works of `artists` artists, `each` a career of 30 years, as PNG files below `folder`."""
    rng = np.random.default_rng(seed)
    folder.mkdir(parents=True, exist_ok=True)
    lines = []
    for a in range(artists):
        start, slant = 1500 + 370 * a / (artists - 1), rng.uniform(0, np.pi)
        for k in range(each):
            year = int(start + 30 * k / each)
            name = f"work-{a:02d}-{k}"
            Image.fromarray(stripes(year, slant, seed=1000 * seed + 20 * a + k)).save(folder / f"{name}.png")
            style = "early" if year < 1700 else "late"
            lines.append(
                (
                    name,
                    f"Stripes {a}.{k}",
                    f"Artist {a}",
                    year,
                    year,
                    str(year),
                    style,
                    "",
                    "",
                    f"{name}.png",
                    "dated",
                    a * 100 + k,
                )
            )
    columns = [
        "id",
        "title",
        "artist",
        "earliest",
        "latest",
        "date_text",
        "style",
        "genre",
        "medium",
        "picture",
        "status",
        "group",
    ]
    return Works(pd.DataFrame(lines, columns=columns), folder)


@pytest.fixture(scope="session")
def stripe_works(tmp_path_factory: pytest.TempPathFactory) -> Works:
    """72 works by 12 artists, 1500 to 1900."""
    return paint(tmp_path_factory.mktemp("stripes"))


@pytest.fixture(scope="session")
def stripe_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where their features are kept, so that they are measured once."""
    return tmp_path_factory.mktemp("features")


@pytest.fixture(scope="session")
def stripe_space(stripe_works: Works, stripe_cache: Path):
    """Their space, quickly trained."""
    from stylogeny.embedding import embed

    return embed(stripe_works, recipe=QUICK, seed=1, cache=stripe_cache)
