from __future__ import annotations

import numpy as np
import pytest

from helpers.captioned_run import captioned_run
from stylogeny.errors import StylogenyError
from stylogeny.generation.styles import Corpus, Style, resolve
from stylogeny.style.exports.sources import StyleSources


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    return Corpus.open(captioned_run(tmp_path_factory.mktemp("words"))[0])


def test_every_part_of_a_mixture_sends_works_by_its_share(corpus):
    mixed = resolve("0.75*w1+0.25*Cubism", corpus)  # one work and its kin beside sixty works
    sources = StyleSources.of(mixed, corpus, most=12)
    assert sum(w.share for w in sources.works) == pytest.approx(1)
    cubist = sum(w.share for w in sources.works if int(w.id[1:]) // 3 % 2 == 1)
    assert 0.2 < cubist < 0.5
    assert sources.name == "w1 and Cubism"


def test_a_work_is_said_in_words_and_its_caption_without_its_manner(corpus):
    work = StyleSources.of(resolve("Cubism", corpus), corpus).works[0]
    assert work.artist in work.line and work.date in work.line
    assert "Cubism" not in work.caption and work.artist not in work.caption
    assert max(work.pixels(16).shape) == 16


def test_a_style_without_pictures(corpus):
    style = Style("nothing", np.ones(120))
    blind = Corpus(type(corpus.works)(corpus.works.table.assign(picture="", status="refused: none"), corpus.works.root))
    with pytest.raises(StylogenyError, match="no work that speaks"):
        StyleSources.of(style, blind)
