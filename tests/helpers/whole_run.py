"""The small run of the studio's tests with every picture in its place, so that a generator can draw."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image


def with_every_picture(run: Path) -> Path:
    """The same run; its one missing picture is there."""
    pixels = np.random.default_rng(5).integers(90, 140, (60, 80, 3)).astype(np.uint8)
    Image.fromarray(pixels).save(run.parent / "images" / "missing.png")
    return run


@pytest.fixture
def whole(run: Path) -> Path:
    return with_every_picture(run)
