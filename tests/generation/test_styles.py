from dataclasses import replace

import numpy as np
import pytest
from safetensors.numpy import save_file

from stylogeny.errors import StylogenyError
from stylogeny.generation.named_styles import NamedStyle, NamedStyles
from stylogeny.generation.styles import POINT, Corpus, Style, resolve

from .conftest import BLUES, REDS


@pytest.fixture
def corpus(small_space):
    return Corpus.of(small_space)


def test_artist_movement_and_work(corpus):
    assert resolve("rosso", corpus).weights[list(REDS)].sum() == pytest.approx(1)
    assert resolve("Blueness", corpus).weights[list(BLUES)].sum() == pytest.approx(1)
    own = resolve("Study 3", corpus)
    assert own.weights.argmax() == 3
    assert np.array_equal(own.vector, corpus.space.vectors[3])


def test_mixture_is_linear_in_weights_and_points(corpus):
    mixed = resolve("0.6*Rosso+0.4*Azzurri", corpus)
    assert mixed.weights[list(REDS)].sum() == pytest.approx(0.6)
    red, blue = resolve("Rosso", corpus), resolve("Azzurri", corpus)
    assert np.allclose(mixed.vector, 0.6 * red.vector + 0.4 * blue.vector, atol=1e-5)


def test_a_style_taken_away_loses_its_works_and_is_moved_away_from(corpus):
    space = corpus.space.vectors
    less = resolve("Blueness - 0.5*Rosso", corpus)
    blue, red = resolve("Blueness", corpus), resolve("Rosso", corpus)
    assert np.allclose(less.vector, blue.vector - 0.5 * (red.vector - space.mean(axis=0)), atol=1e-5)
    assert np.linalg.norm(less.vector - red.vector) > np.linalg.norm(blue.vector - red.vector)
    assert less.weights[list(REDS)].sum() < 1e-3 and [part.name for _, part in less.parts] == ["Blueness"]
    both = resolve("Blueness + Rosso - Azzurri", corpus)
    assert both.weights[list(REDS)].sum() > 0.5
    with pytest.raises(StylogenyError, match="at least one positive share"):
        resolve("-1*Rosso", corpus)
    with pytest.raises(StylogenyError, match="in a space"):
        resolve("Blueness - Rosso", Corpus.of(corpus.works))


def test_a_name_of_the_table_comes_before_one_given_in_the_run(corpus):
    ids = tuple(map(str, corpus.works.ids[[9, 10, 11]]))
    named = NamedStyles(
        (
            NamedStyle("Rosso", "gap", corpus.space.vectors[9]),
            NamedStyle("Vestigism", "gap", corpus.space.vectors[9]),
            NamedStyle("Late three", "cluster", corpus.space.vectors[9], works=ids),
        )
    )
    corpus = replace(corpus, named=named)
    assert resolve("Rosso", corpus).weights[list(REDS)].sum() == pytest.approx(1)
    assert resolve("vestigism", corpus).weights.argmax() == 9 and resolve("vestigism", corpus).name == "Vestigism"
    assert np.flatnonzero(resolve("Late three", corpus).weights).tolist() == [9, 10, 11]
    mixed = resolve("0.5*Vestigism+0.5*Rosso", corpus)
    assert mixed.weights[list(REDS)].sum() == pytest.approx(0.5, abs=0.05)
    with pytest.raises(StylogenyError, match="Rossa"):
        resolve("Vestigism - Rossa", corpus)


def test_a_point_is_spoken_for_by_its_neighbours(corpus):
    style = resolve(corpus.space.vectors[2] + np.float32(0.001), corpus)
    assert style.weights.argmax() == 2
    assert style.weights[list(REDS)].sum() > 0.9


def test_style_files(corpus, tmp_path):
    np.save(tmp_path / "mine.npy", corpus.space.vectors[9])
    assert resolve(str(tmp_path / "mine.npy"), corpus).weights.argmax() == 9
    point = {"aesthetic": np.zeros(5, np.float32), POINT: corpus.space.vectors[9]}
    save_file(point, tmp_path / "mine.safetensors")
    save_file({"style": corpus.space.vectors[9]}, tmp_path / "one.safetensors")
    for name in ("mine", "one"):
        assert resolve(str(tmp_path / f"{name}.safetensors"), corpus).weights.argmax() == 9
    (tmp_path / "bad.npy").write_bytes(b"no")
    with pytest.raises(StylogenyError, match="style file"):
        resolve(str(tmp_path / "bad.npy"), corpus)


def test_misspelt_names_are_suggested(corpus):
    with pytest.raises(StylogenyError, match="did you mean 'Rosso'"):
        resolve("Rossa", corpus)


def test_one_work_is_not_a_style(corpus):
    with pytest.raises(StylogenyError, match="at least two works"):
        resolve(Style("alone", np.eye(16)[0]), corpus)


def test_a_vector_of_another_embedding(corpus, small_works):
    with pytest.raises(StylogenyError, match="another embedding"):
        resolve(np.zeros(7), corpus)
    with pytest.raises(StylogenyError, match="needs an embedding"):
        resolve(np.zeros(5), Corpus.of(small_works))


def test_a_style_with_hardly_a_picture_is_drawn_from_what_lies_nearest(corpus):
    alone = resolve(Style("alone", np.eye(16)[0], corpus.space.vectors[0]), corpus)
    assert alone.weights.argmax() == 0 and (alone.weights > 0).sum() > 2
    assert np.array_equal(alone.vector, corpus.space.vectors[0])


@pytest.mark.parametrize("text", ["-0.5*Rosso+1.5*Azzurri", "1.5*Azzurri+-0.5*Rosso", "1.5*Azzurri - 0.5*Rosso"])
def test_a_minus_may_stand_anywhere(corpus, text):
    assert np.array_equal(resolve(text, corpus).vector, resolve("3*Azzurri - Rosso", corpus).vector)


def test_each_part_of_a_mixture_is_represented_by_its_share(corpus):
    own = np.zeros(16)
    own[list(REDS)] = 1
    one = np.zeros(16)
    one[[8, 9]] = 1
    mixed = Style("m", own + 4 * one, None, ((0.25, Style("red", own)), (0.75, Style("two blues", one))))
    rows, shares = mixed.representatives(8, pictured=np.ones(16, bool))
    assert set(rows[:2]) == {8, 9} and shares[:2].sum() == pytest.approx(0.75) and len(rows) == 4
    spread, _ = Style("red", own).representatives(3, pictured=np.ones(16, bool))
    assert sorted(spread) == [0, 3, 7]  # works that speak alike are thinned evenly
    assert not len(Style("red", own).representatives(3, pictured=np.zeros(16, bool))[0])
    assert resolve("0.6*Rosso+0.4*Azzurri", corpus).words == "Rosso and Azzurri"
