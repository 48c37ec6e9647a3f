"""Learning: one vector from pictures."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from stylogeny.errors import StylogenyError
from stylogeny.provenance import Provenance
from stylogeny.runs import digest_file
from stylogeny.style import corpus_mean, learn
from stylogeny.style.encoders import prepare, unit


def test_learn_is_the_mean_of_normalised_features(clip, pictures):
    pixels = torch.from_numpy(np.stack([prepare(p, 32) for p in pictures[:4]]))
    with torch.no_grad():
        features = clip.model.get_image_features(pixel_values=pixels)
        features = getattr(features, "pooler_output", features).numpy()
    expected = (features / np.linalg.norm(features, axis=1, keepdims=True)).mean(0)
    e = learn(pictures[:4], encoder=clip)
    np.testing.assert_allclose(e.vector, expected / np.linalg.norm(expected), atol=1e-6)
    assert e.norm == pytest.approx(np.linalg.norm(features, axis=1).mean(), rel=1e-5)
    # weights of one and zero are the same as leaving pictures out
    half = learn(pictures[:4], encoder=clip, weights=[1, 1, 0, 0])
    np.testing.assert_allclose(half.vector, learn(pictures[:2], encoder=clip).vector, atol=1e-6)


def test_taking_the_corpus_mean_out_tells_styles_apart(clip, pictures):
    mean = corpus_mean(pictures, encoder=clip)
    raw = learn(pictures[:4], encoder=clip).vector @ learn(pictures[4:], encoder=clip).vector
    centred = learn(pictures[:4], encoder=clip, mean=mean).vector @ learn(pictures[4:], encoder=clip, mean=mean).vector
    assert raw > 0 and centred == pytest.approx(-1, abs=1e-3)  # two equal groups about their mean are opposite


def test_one_picture_and_many(clip, pictures):
    one = learn(pictures[:1], encoder=clip)
    np.testing.assert_allclose(one.vector, unit(clip.pictures(pictures[:1]))[0], atol=1e-6)
    many = learn([p[:32, :32] for p in pictures] * 10, encoder=clip, batch=30)
    assert many.provenance.parameters["pictures"] == 80 == len(many.pictures)
    np.testing.assert_allclose(many.vector, learn([p[:32, :32] for p in pictures], encoder=clip).vector, atol=1e-6)


def test_what_was_learned_says_from_what(clip, pictures, tmp_path):
    from PIL import Image

    Image.fromarray(pictures[0]).save(tmp_path / "a.png")
    origin = Provenance({"name": "Bands"}, {"embedding": "abc"})
    e = learn([tmp_path / "a.png", pictures[1]], encoder=clip, origin=origin)
    assert e.name == "Bands" and e.provenance.parameters["pictures"] == 2
    assert e.provenance.inputs["embedding"] == "abc"
    assert e.pictures[0] == digest_file(tmp_path / "a.png") and len(e.pictures) == 2


def test_bad_pictures_weights_and_means_are_refused(clip, pictures):
    with pytest.raises(StylogenyError, match="at least one picture"):
        learn([], encoder=clip)
    with pytest.raises(StylogenyError, match="weight per picture"):
        learn(pictures[:2], encoder=clip, weights=[1.0])
    with pytest.raises(StylogenyError, match="width 24"):
        learn(pictures[:2], encoder=clip, mean=np.zeros(5))
    with pytest.raises(StylogenyError, match="no such model folder"):
        learn(pictures[:2], encoder="/nowhere/at/all")
    with pytest.raises(StylogenyError, match="uint8"):
        learn([np.zeros((4, 4))], encoder=clip)
