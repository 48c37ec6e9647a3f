"""A morph begins and ends where it should, and what is invented on the way is the network's."""

import numpy as np
import pytest

from stylogeny.corpus.pictures import read
from stylogeny.errors import StylogenyError
from stylogeny.generation.autoencoder import load
from stylogeny.generation.canvas import crop_to
from stylogeny.generation.closed_form.generator import ClosedFormGenerator
from stylogeny.generation.learned.data import SIDE
from stylogeny.generation.learned.generator import LearnedGenerator
from stylogeny.generation.learned.morph import Keyframe, morph
from stylogeny.generation.learned.trainer import Trainer
from stylogeny.generation.styles import at_point


@pytest.fixture(scope="module")
def generator(corpus, data, plan):
    return LearnedGenerator(ClosedFormGenerator.of(corpus, load("linear")), Trainer.start(data, plan))


@pytest.fixture(scope="module")
def ends(corpus):
    return [
        Keyframe(at_point(corpus.space.vectors[row], corpus, name=str(row)), read(corpus.works.picture(row), 2 * SIDE))
        for row in (0, 9)
    ]


def seen(generator, picture):
    """What the network sees of a picture: its composition through the autoencoder and the blur."""
    latents = generator.latents(crop_to(picture, (SIDE, SIDE))[None])
    return generator.compositions(generator.trainer.scales.restore_latents(latents), (64, 64))[0].astype(float)


def test_both_ends_are_the_pictures_own_compositions(generator, ends):
    strip = morph(generator, *ends, n=5, size=64, paint=False).pictures.astype(float)
    for end, made in ((ends[0], strip[0]), (ends[1], strip[-1])):
        assert np.abs(made - seen(generator, end.picture)).mean() < 4
    across = np.abs(strip[0] - strip[-1]).mean()
    assert np.abs(strip[2] - strip[0]).mean() < across and np.abs(strip[2] - strip[-1]).mean() < across


def test_with_one_picture_the_style_alone_moves(generator, ends):
    strip = morph(generator, ends[0], Keyframe(ends[1].style), n=3, size=64, paint=False).pictures.astype(float)
    assert np.abs(strip[0] - seen(generator, ends[0].picture)).mean() < 4


def test_works_lend_paint_and_are_named(generator, ends):
    drawing = morph(generator, *ends, n=2, size=64)
    assert drawing.pictures.shape == (2, 64, 64, 3)
    assert drawing.works(0)


def test_what_cannot_be_morphed_is_said(generator, ends):
    with pytest.raises(StylogenyError, match="needs a picture"):
        morph(generator, Keyframe(ends[0].style), Keyframe(ends[1].style))
    with pytest.raises(StylogenyError, match="two pictures"):
        morph(generator, *ends, n=1)
