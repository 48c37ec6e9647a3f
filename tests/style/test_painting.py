from __future__ import annotations

import numpy as np
import pytest

from helpers.captioned_run import captioned_run
from stylogeny.errors import StylogenyError
from stylogeny.generation import fit
from stylogeny.generation.styles import Corpus, Style
from stylogeny.style.in_run import Manner
from stylogeny.style.painting import Piece, paint, palette_of, strip, without
from stylogeny.style.prompts.library import Library


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    run, _, _ = captioned_run(tmp_path_factory.mktemp("words"))
    corpus = Corpus.open(run)
    return corpus, fit(corpus), Library.open(run)


def test_works_of_words_that_are_not_to_be_painted_fall_silent(made):
    _, _, library = made
    style = Style("all", np.ones(120))
    snow = np.arange(120) % 3 == 0
    weights = without(style, library.scores("snow"), library.rows).weights
    assert weights[snow].sum() < 0.5 * weights[~snow].sum() / 2


def test_a_content_keeps_its_layout_and_takes_the_styles_colours(made):
    corpus, generator, _ = made
    content = np.full((48, 48, 3), 60, np.uint8)
    content[12:36, 12:36] = 200
    manner = Manner.of("Cubism", corpus)
    (picture,) = paint(Piece(manner=manner, content=content, steps=20), generator, corpus).pictures
    grey = picture.mean(axis=2)
    assert grey[16:32, 16:32].mean() > grey[:8].mean() + 10
    assert np.ptp(picture.mean(axis=(0, 1))) > 5  # the content is grey, the style is not
    (same,) = paint(Piece(manner=manner, content=content, strength=0.0), generator, corpus).pictures
    assert np.array_equal(same, content)


def test_a_strip_leads_from_one_palette_to_the_other(made):
    corpus, generator, _ = made
    ends = [Manner.of(name, corpus) for name in ("w0", "w1")]  # a white and a blue work, and their kin
    pictures = strip(ends[0], ends[1], generator, count=3, size=32, seed=2)
    wanted = [palette_of(m.style, corpus.works).mean[0] for m in ends]
    light = [p.mean() for p in pictures]
    assert len(pictures) == 3 and (light[0] - light[2]) * (wanted[0] - wanted[1]) > 0
    with pytest.raises(StylogenyError, match="at least two pictures"):
        strip(ends[0], ends[1], generator, count=1, size=32)


def test_what_cannot_be_painted(made):
    with pytest.raises(StylogenyError, match="a style or a prompt"):
        Piece()
    with pytest.raises(StylogenyError, match="between 0 and 1"):
        Piece("x", strength=2)
    with pytest.raises(StylogenyError, match="painted in a style"):
        Piece("x", content=np.zeros((8, 8, 3), np.uint8))
