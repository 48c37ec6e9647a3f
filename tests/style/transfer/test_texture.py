from __future__ import annotations

import numpy as np
import pytest

from helpers.patterns import disc, stripes
from stylogeny.errors import StylogenyError
from stylogeny.style.transfer.features import BuiltInFeatures
from stylogeny.style.transfer.optimisation import stylise
from stylogeny.style.transfer.texture import Texture

LOOK = stripes(4, (230, 60, 40))


def test_a_texture_paints_as_its_picture_does():
    by_picture = stylise(disc(), LOOK, size=64, steps=8)
    by_texture = stylise(disc(), Texture.of([LOOK]), size=64, steps=8)
    assert by_texture.style == pytest.approx(by_picture.style, rel=0.3)
    untouched = np.abs(disc().astype(float) - by_texture.picture).mean()
    assert np.abs(by_picture.picture.astype(float) - by_texture.picture).mean() < 0.4 * untouched


def test_a_texture_survives_its_file():
    texture = Texture.of([LOOK])
    back = Texture.from_tensors({**texture.tensors(), "aesthetic": np.ones(3)})
    assert back is not None and list(back.grams) == list(texture.grams)
    for side in texture.grams:
        for a, b in zip(texture.grams[side], back.grams[side], strict=True):
            np.testing.assert_allclose(a, b, rtol=2e-3, atol=1e-3 * np.abs(a).max())
    assert Texture.from_tensors({"aesthetic": np.ones(3)}) is None


def test_a_mixture_of_textures_is_the_texture_of_both():
    other = stripes(11, (30, 60, 220), vertical=True)
    mixed = Texture.of([LOOK]).mixed(Texture.of([other]), 0.25)
    both = Texture.of([LOOK, other], [0.75, 0.25])
    np.testing.assert_allclose(mixed.grams[64][0], both.grams[64][0], rtol=1e-4, atol=1e-5)


def test_above_the_largest_size_coarse_forms_are_what_they_were():
    texture = Texture.of([LOOK])
    twice = texture.at(512)
    assert np.array_equal(twice[1], texture.at(256)[0]) and len(twice) == len(texture.at(256))


def test_colours_of_the_content_can_stay():
    result = stylise(disc(), Texture.of([LOOK]), size=64, steps=6, colour="content").picture.astype(float)
    painted = stylise(disc(), Texture.of([LOOK]), size=64, steps=6).picture.astype(float)
    chroma = lambda x: x - x.mean(axis=2, keepdims=True)  # noqa: E731
    assert (
        np.abs(chroma(result) - chroma(disc().astype(float))).mean()
        < np.abs(chroma(painted) - chroma(disc().astype(float))).mean()
    )


def test_a_texture_is_of_its_own_filters():
    with pytest.raises(StylogenyError, match="default random filters"):
        stylise(disc(), Texture.of([LOOK]), features=BuiltInFeatures(), size=64, steps=1)
    with pytest.raises(StylogenyError, match="at least one picture"):
        Texture.of([])
