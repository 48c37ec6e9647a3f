import numpy as np
import pytest
import torch

from stylogeny.generation.pretrained.conditioning import blend, coefficients, describe
from stylogeny.generation.styles import Corpus, resolve


def test_what_is_linear_in_the_space_is_decoded_at_points_no_work_occupies():
    rng = np.random.default_rng(0)
    vectors, turn = rng.normal(size=(12, 3)), rng.normal(size=(3, 7))
    weights, point = rng.uniform(0.2, 1, 12), np.array([2.5, -1.0, 3.0])
    mix = coefficients(vectors, weights, point)
    assert mix.sum() == pytest.approx(1)
    share = weights / weights.sum()
    reached, began = mix @ vectors, share @ vectors
    assert np.linalg.norm(reached - point) < 0.25 * np.linalg.norm(began - point)
    assert np.allclose(mix @ (vectors @ turn), reached @ turn)
    assert np.allclose(coefficients(vectors, weights, began), share)
    assert np.allclose(coefficients(vectors, weights, None), share)


def test_a_blend_is_as_long_as_what_it_is_made_of():
    embeddings = torch.eye(4) * 3
    assert blend(embeddings, np.full(4, 0.25)).norm() == pytest.approx(3, abs=1e-5)


def test_words_say_what_most_works_share_and_when(small_space):
    corpus = Corpus.of(small_space)
    prompt = describe(resolve("Rosso", corpus), corpus)
    assert prompt.startswith("a painting in the style of Rosso, Redness, 1")
    assert prompt.endswith("0s")
    mixed = describe(resolve("0.6*Rosso+0.4*Azzurri", corpus), corpus)
    assert mixed.startswith("a painting in the style of Rosso and Azzurri, ")
    both = describe(resolve("0.5*w3+0.5*w12", corpus), corpus)
    assert both.startswith("a painting in the style of Study 3 by Rosso and Study 12 by Azzurri")
    assert describe(resolve("w3", corpus), corpus).startswith("a painting in the style of Study 3 by Rosso, Redness, ")
    at = describe(resolve(small_space.vectors[12], corpus), corpus)
    assert at.startswith("a painting, Azzurri, Blueness")
