"""What is asked of any family, and what it answers."""

import numpy as np
import pytest

from stylogeny.errors import StylogenyError
from stylogeny.generation.autoencoder import load
from stylogeny.generation.closed_form.generator import ClosedFormGenerator
from stylogeny.generation.generator import Drawing, DrawRequest
from stylogeny.generation.styles import Corpus, resolve


@pytest.fixture
def corpus(small_space):
    return Corpus.of(small_space)


def test_a_request_is_resolved_and_checked(corpus):
    request = DrawRequest.of("Rosso", corpus, side=64, factor=8, n=3, seed=4)
    assert request.shape == (64, 64) and request.seed == 4
    assert [s.name for s in request.styles] == ["Rosso"] * 3
    assert request.named == request.styles
    assert DrawRequest.of("Rosso", corpus, side=64, factor=8, size=(64, 96)).shape == (64, 96)


def test_a_list_has_a_style_for_each_picture_as_it_is(corpus):
    styles = [resolve(name, corpus) for name in ("Rosso", "Azzurri")]
    assert DrawRequest.of(styles, corpus, side=64, factor=8).styles == styles


def test_leaning_pictures_remember_the_style_they_were_asked_in(gapped):
    style = resolve(np.float32([0.8, 0.0]), gapped)
    request = DrawRequest.of(style, gapped, side=64, factor=8, n=2, diversity="gaps")
    assert [s.name for s in request.named] == [style.name] * 2
    assert not np.array_equal(request.styles[0].vector, style.vector)


def test_words_are_refused_where_they_are_not_understood(corpus):
    with pytest.raises(StylogenyError, match="no words"):
        DrawRequest.of("Rosso", corpus, side=64, factor=8, prompt="a boat")
    assert DrawRequest.of("Rosso", corpus, side=64, factor=8, words=True, prompt="a boat").prompt == "a boat"


def test_a_misspelt_option_is_an_error(corpus):
    with pytest.raises(TypeError, match="sede"):
        ClosedFormGenerator.of(corpus, load("linear")).draw("Rosso", sede=4)


def test_works_of_a_picture_by_their_share():
    shares = np.zeros((2, 2, 3), dtype=np.float32)
    shares[0, 0, 1] = shares[0, 1, 1] = shares[1, 0, 1] = shares[1, 1, 2] = 1
    drawing = Drawing(np.zeros((1, 16, 16, 3), np.uint8), [np.array([4, 7, 9])], [shares])
    assert drawing.works(0) == {7: 0.75, 9: 0.25}
    assert Drawing.unattributed(np.zeros((2, 16, 24, 3), np.uint8), 8).works(1) == {}
