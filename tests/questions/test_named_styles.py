"""Styles that are found and named: planted clusters found again, gaps painted."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from helpers.captioned_run import captioned_run
from stylogeny.errors import StylogenyError
from stylogeny.generation.styles import Corpus
from stylogeny.questions.named_styles import StyleNamer


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    return Corpus.open(captioned_run(tmp_path_factory.mktemp("words"))[0])


def test_planted_clusters_are_found_and_named_from_their_pictures(corpus: Corpus) -> None:
    found = StyleNamer(corpus).clusters(6)  # three subjects in two styles
    index = {str(i): k for k, i in enumerate(corpus.works.ids)}
    kinds = [{(index[i] % 3, index[i] // 3 % 2) for i in style.works} for style in found]
    assert all(len(kind) == 1 for kind in kinds) and len(set.union(*kinds)) == 6
    assert len({style.name.casefold() for style in found}) == 6
    assert not {style.name for style in found} & {"Impressionism", "Cubism", "Painter 1"}
    snow = next(style for style, kind in zip(found, kinds) if kind == {(0, 0)})
    assert "light tones" in snow.words and 1870 <= snow.year <= 1880
    again = StyleNamer(corpus, seed=0).clusters(6)
    assert [style.document() for style in again] == [style.document() for style in found]
    with pytest.raises(StylogenyError, match="at most 15"):
        StyleNamer(corpus).clusters(60)


def test_a_gap_has_a_place_a_name_and_neighbours(corpus: Corpus) -> None:
    for style in StyleNamer(corpus).gaps(2):
        assert style.name and style.words and set(style.works) <= {*corpus.works.ids}
        assert np.linalg.norm(corpus.space.vectors - style.vector, axis=1).min() > 0  # type: ignore[union-attr]


def test_a_folder_without_a_future_is_one_line(corpus: Corpus, tmp_path: Path) -> None:
    with pytest.raises(StylogenyError, match="imagine or simulate"):
        StyleNamer(corpus).of_future(tmp_path)
