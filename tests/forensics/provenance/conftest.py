"""An identity, made once, and pictures to sign."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from stylogeny.forensics.provenance.genealogy import Ancestor, Genealogy, ParentSource
from stylogeny.forensics.provenance.identity import Identity, make_identity


@pytest.fixture(scope="session")
def identity(tmp_path_factory: pytest.TempPathFactory) -> Identity:
    return make_identity(tmp_path_factory.mktemp("identity"), "Atelier of Tests")


@pytest.fixture(scope="session")
def picture() -> np.ndarray:
    """A picture with shapes and grain, uint8[160, 224, 3]."""
    rng = np.random.default_rng(5)
    coarse = Image.fromarray(rng.integers(30, 220, (10, 14, 3), dtype=np.uint8)).resize((224, 160), Image.BICUBIC)
    return np.clip(np.asarray(coarse) + rng.normal(0, 6, (160, 224, 1)), 0, 255).astype(np.uint8)


@pytest.fixture(scope="session")
def genealogy() -> Genealogy:
    parents = (
        Ancestor("w1", "The hay wain", "J. Constable", "1821", 0.7, (0.5, 0.8), "ab" * 32),
        Ancestor("w2", share=0.1),
    )
    return Genealogy(
        "A wain", "closed-form", "composite", seed=7, year=1850.0, interval=(1822.0, 1851.0), parents=parents
    )


def png(picture: np.ndarray) -> bytes:
    out = io.BytesIO()
    Image.fromarray(picture).save(out, "PNG")
    return out.getvalue()


def jpeg(picture: np.ndarray, quality: int = 90) -> bytes:
    out = io.BytesIO()
    Image.fromarray(picture).save(out, "JPEG", quality=quality)
    return out.getvalue()


def lookup_in(folder: Path, picture: np.ndarray):
    """Finds w1, the only parent whose file is there."""
    (folder / "w1.png").write_bytes(png(picture[:40, :40]))
    return lambda name: ParentSource(folder / "w1.png", "The hay wain") if name == "w1" else None
