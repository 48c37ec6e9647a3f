"""Pictures: deterministic, the asked size, smooth in the genes, style and content apart."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from stylogeny.world.painting.genome import NAMES, SIZE, style
from stylogeny.world.painting.motifs import MOTIFS
from stylogeny.world.painting.painter import Content, paint


def latent(seed: int) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal(SIZE)


def far(picture: np.ndarray) -> np.ndarray:
    return cv2.resize(picture, (12, 12), interpolation=cv2.INTER_AREA).astype(float)


@pytest.mark.parametrize("motif", list(MOTIFS))
def test_every_motif_paints_at_extreme_genes(motif: str) -> None:
    for z in (np.full(SIZE, -3.0), np.full(SIZE, 3.0)):
        picture = paint(Content(motif, 1, 1.25), style(z), size=64)
        assert picture.shape == (51, 64, 3) and picture.dtype == np.uint8
        assert picture.std() > 2


def test_same_arguments_same_pixels_and_longest_side() -> None:
    content = Content("sea", 3, 0.75)
    one, two = (paint(content, style(latent(1)), size=96, hand=5) for _ in range(2))
    assert np.array_equal(one, two)
    assert one.shape[0] == 96 and one.shape[1] == 72


def test_a_picture_looks_the_same_at_every_size() -> None:
    content, genes = Content("village", 2, 1.0), style(latent(2))
    small, large = paint(content, genes, size=128), paint(content, genes, size=320)
    assert np.abs(far(small) - far(large)).mean() < 12


def test_small_steps_of_genes_are_small_steps_of_looks() -> None:
    z, content = latent(3), Content("landscape", 1, 1.25)
    step = np.random.default_rng(0).standard_normal(SIZE)
    base = far(paint(content, style(z)))
    gaps = [np.abs(far(paint(content, style(z + k * step))) - base).mean() for k in (0.05, 0.4, 1.5)]
    assert gaps[0] < gaps[1] < gaps[2]
    assert gaps[0] < 8


def test_every_gene_shows_in_some_picture() -> None:
    for k, name in enumerate(NAMES):
        seen = 0.0
        for motif in ("landscape", "figures", "still life"):
            ends = []
            for value in (-1.8, 1.8):
                z = np.full(SIZE, 0.1)
                z[NAMES.index("outline")] = 0.8  # a contour and some haze, so that what tints them can show
                z[k] = value
                ends.append(paint(Content(motif, 4, 1.0), style(z), size=64).astype(float))
            seen = max(seen, float(np.abs(ends[0] - ends[1]).mean()))
        assert seen > 1.5, name


def test_style_and_content_are_apart() -> None:
    """Another style of the same scene keeps its layout; another scene in the same style keeps its palette."""
    one, other = style(latent(5)), style(latent(6))
    same_style = np.abs(
        paint(Content("sea", 1, 1.0), one).reshape(-1, 3).mean(0).astype(float)
        - paint(Content("sea", 2, 1.0), one).reshape(-1, 3).mean(0)
    ).mean()
    same_scene = np.abs(
        paint(Content("sea", 1, 1.0), one).reshape(-1, 3).mean(0).astype(float)
        - paint(Content("sea", 1, 1.0), other).reshape(-1, 3).mean(0)
    ).mean()
    assert same_style < same_scene


def test_a_style_is_immutable_and_names_its_genes() -> None:
    genes = style(np.zeros(SIZE))
    assert genes.impasto == pytest.approx(0.5)
    with pytest.raises(AttributeError, match="immutable"):
        genes.impasto = 0.9
    with pytest.raises(AttributeError, match="no gene"):
        _ = genes.impaste
