import numpy as np
import pytest

from stylogeny.errors import StylogenyError
from stylogeny.generation.diversity import diversify, lean_to_gaps
from stylogeny.generation.styles import Corpus, resolve


def test_each_style_leans_toward_another_gap(gapped):
    style = resolve(np.float32([0.8, 0.0]), gapped)
    found = np.stack([s.vector for s in lean_to_gaps(style, gapped, 4)])
    away = np.linalg.norm(found[:, None] - found, axis=2)[np.triu_indices(4, 1)]
    assert (away > 0.01).all()
    assert (np.linalg.norm(found - style.vector, axis=1) > 0.05).all()


def test_pictures_lean_toward_gaps_or_not_at_all(gapped):
    style = resolve(np.float32([0.8, 0.0]), gapped)
    assert diversify(style, None, gapped, 3) == [style] * 3
    leaning = diversify(style, "gaps", gapped, 2)
    assert [s.name.split(" (")[0] for s in leaning] == [f"{style.name}, leaning to gap {k}" for k in (1, 2)]
    assert all("about 1" in s.name and "near " in s.name for s in leaning)
    with pytest.raises(StylogenyError, match="use 'gaps'"):
        diversify(style, "wide", gapped, 2)


@pytest.mark.parametrize("n", [0, -1])
def test_no_pictures_at_all(gapped, n):
    with pytest.raises(StylogenyError, match="at least one picture"):
        diversify(resolve("Rosso", gapped), None, gapped, n)


def test_leaning_needs_an_embedding(small_works):
    corpus = Corpus.of(small_works)
    with pytest.raises(StylogenyError, match="needs an embedding"):
        diversify(resolve("Rosso", corpus), "gaps", corpus, 2)
