"""A little corpus of painted stripes whose colour and scale drift with the years, and whose slant belongs to the
artist."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from stylogeny.corpus.works import Works
from stylogeny.embedding.build import embed
from stylogeny.embedding.heads.config import HeadConfig
from stylogeny.embedding.space import Embedding

from .works import dated_works

QUICK = HeadConfig(dim=8, pca_dim=16, axes=64, hidden_dim=32, networks=1, epochs=1, min_steps=100, batch_size=48)


def stripes(year: float, slant: float, seed: int, side: int = 72) -> np.ndarray:
    """uint8[side, side + 16, 3]: stripes that get finer and redder over the years."""
    rng = np.random.default_rng(seed)
    age = (year - 1500) / 400
    y, x = np.mgrid[0:side, 0 : side + 16]
    wave = np.sin((x * np.cos(slant) + y * np.sin(slant)) * (0.2 + 0.8 * age) + rng.uniform(0, 6))
    colour = np.array([80 + 120 * age, 120, 200 - 120 * age])
    picture = colour + 40 * wave[..., None] + rng.normal(0, 6, (side, side + 16, 3))
    return np.clip(picture, 0, 255).astype(np.uint8)


def paint_stripes(folder: Path, *, artists: int = 12, works: int = 6, seed: int = 0) -> Works:
    """Works of `artists` artists, `works` in each career of 30 years, as PNG files below `folder`."""
    rng = np.random.default_rng(seed)
    folder.mkdir(parents=True, exist_ok=True)
    names, years, pairs = [], [], [(a, k) for a in range(artists) for k in range(works)]
    slants = rng.uniform(0, np.pi, artists)
    for a, k in pairs:
        start = 1500 + 370 * a / (artists - 1)
        years.append(int(start + 30 * k / works))
        names.append(f"work-{a:02d}-{k}")
        picture = stripes(years[-1], slants[a], seed=1000 * seed + 20 * a + k)
        Image.fromarray(picture).save(folder / f"{names[-1]}.png")
    return dated_works(
        years,
        root=folder,
        id=names,
        title=[f"Stripes {a}.{k}" for a, k in pairs],
        artist=[f"Artist {a}" for a, _ in pairs],
        date_text=[str(year) for year in years],
        style=["early" if year < 1700 else "late" for year in years],
        picture=[f"{name}.png" for name in names],
        group=[a * 100 + k for a, k in pairs],
    )


@pytest.fixture(scope="session")
def stripe_works(tmp_path_factory: pytest.TempPathFactory) -> Works:
    """72 works by 12 artists, 1500 to 1900."""
    return paint_stripes(tmp_path_factory.mktemp("stripes"))


@pytest.fixture(scope="session")
def stripe_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where their features are kept, so that they are measured once."""
    return tmp_path_factory.mktemp("features")


@pytest.fixture(scope="session")
def stripe_space(stripe_works: Works, stripe_cache: Path) -> Embedding:
    """Their space, quickly trained."""
    return embed(stripe_works, backbone="statistics", config=QUICK, seed=1, cache=stripe_cache)
