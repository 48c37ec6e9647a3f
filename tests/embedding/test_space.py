"""Embeddings: dated and decoded vectors, what is written and read back, your own vectors."""

import numpy as np
import pytest

import stylogeny as sg
from helpers.works import dated_works
from stylogeny.artifacts import write_tensors
from stylogeny.embedding.space import FORMAT, YOUR_VECTORS, Embedding
from stylogeny.errors import StylogenyError


def test_vectors_can_be_dated_and_decoded(stripe_space, stripe_works, stripe_features):
    assert np.corrcoef(stripe_space.date(stripe_space.vectors), stripe_works.year)[0, 1] > 0.7
    x, scale = stripe_features, stripe_space.head.tensors["scale"]
    back = stripe_space.decode(stripe_space.vectors)
    assert back.shape == x.shape
    assert np.square((back - x) / scale).mean() < 0.4 * np.square((x - x.mean(0)) / scale).mean()


def test_what_was_saved_is_read_back(stripe_space, stripe_works, tmp_path):
    stripe_space.save(tmp_path / "a.safetensors")
    space = Embedding.read(tmp_path / "a.safetensors", stripe_works)
    assert space.provenance == stripe_space.provenance
    assert space.measures == stripe_space.measures
    np.testing.assert_array_equal(space.vectors, stripe_space.vectors)
    assert np.linalg.norm(space.time_axis) == pytest.approx(1, abs=1e-5)
    np.testing.assert_allclose(space.date(space.vectors), stripe_space.date(stripe_space.vectors), atol=1e-3)


def test_a_file_of_another_version_says_what_makes_it_again(stripe_works, tmp_path):
    path = tmp_path / "old.safetensors"
    older = type(FORMAT)(FORMAT.name, FORMAT.version - 1, FORMAT.fix)
    write_tensors(path, {"vectors": np.zeros((72, 2), np.float32)}, older)
    with pytest.raises(StylogenyError, match=r"older version.*run `stylogeny embed` again"):
        Embedding.read(path, stripe_works)


def test_your_own_vectors_have_a_time_axis_and_dates():
    years = np.arange(1500, 1600)
    vectors = np.column_stack([(years - 1550) / 50, np.zeros(100)])
    space = sg.Embedding.from_vectors(dated_works(years), vectors)
    assert space.backbone == YOUR_VECTORS and space.head is None and space.measures is None
    np.testing.assert_allclose(space.time_axis, [1, 0], atol=1e-6)
    np.testing.assert_allclose(space.date(space.vectors), years + 0.5, atol=0.1)
    np.testing.assert_array_equal(space.decode(space.vectors), space.vectors)


@pytest.mark.parametrize(
    ("vectors", "says"),
    [(np.zeros((3, 2)), "one vector per work"), (np.full((2, 2), np.nan), "vectors must be finite")],
)
def test_vectors_that_do_not_fit_are_refused(vectors, says):
    with pytest.raises(StylogenyError, match=says):
        Embedding(dated_works([1500, 1510]), vectors, np.zeros(2))
