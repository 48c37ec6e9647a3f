from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

from stylogeny.style.prompts.caption_neighbours import CaptionNeighbours, bags, standard


def test_bags_are_unit_vectors_that_count_a_word_once():
    table = bags([np.array([0, 0, 2]), np.array([1])], np.array([1.0, 5.0, 2.0])).toarray()
    assert np.allclose(table, [[1 / 5**0.5, 0, 2 / 5**0.5], [0, 1, 0]])


def test_a_picture_is_answered_by_its_neighbours_words_and_not_by_its_own():
    places = np.array([[1.0, 0.0], [0.9, 0.436], [0.0, 1.0]])
    words = sparse.csr_array(np.eye(3))
    alone = CaptionNeighbours.find(places, places, words, k=1)
    assert np.allclose(alone.answer(words), np.eye(3))
    without = CaptionNeighbours.find(places, places, words, own=np.arange(3), k=1)
    assert np.allclose(without.answer(words), np.eye(3)[[1, 0, 1]])


def test_nearer_neighbours_count_more():
    places, captioned = np.array([[1.0, 0.0]]), np.array([[0.95, 0.312], [0.6, 0.8]])
    answer = CaptionNeighbours.find(places, captioned, sparse.csr_array(np.eye(2))).answer(sparse.csr_array(np.eye(2)))
    assert answer[0, 0] / answer[0, 1] == pytest.approx(np.exp(10 * (0.95 - 0.6)), rel=1e-6)


def test_standard_deviations_over_the_works():
    assert standard(np.array([1.0, 2.0, 3.0])) == pytest.approx([-1.2247, 0, 1.2247], abs=1e-3)
    assert np.array_equal(standard(np.ones(3)), np.zeros(3))
