"""What is known of works: codes, weights of centuries, dates, triplets, labels."""

import numpy as np
import pytest

from stylogeny.embedding.heads.targets import (
    century_weights,
    codes,
    contrast_target,
    date_target,
    label_target,
)


def test_rare_and_empty_labels_have_no_code():
    np.testing.assert_array_equal(codes(np.array(["b", "a", "", "b", "c", "c"])), [0, -1, -1, 0, 1, 1])


@pytest.mark.parametrize(("balance", "ratio"), [(0.0, 9.0), (0.5, 3.0), (1.0, 1.0)])
def test_centuries_weigh_as_their_number_to_a_power(balance, ratio):
    years = np.r_[np.full(90, 1850.5), np.full(10, 1550.5)]
    weight = century_weights(years, balance)
    assert weight.mean() == pytest.approx(1)
    assert weight[:90].sum() / weight[90:].sum() == pytest.approx(ratio)


def test_dates_are_flat_over_the_span_and_fall_beyond_it():
    years = np.arange(1500.0, 1600.0, 10)
    p = date_target(np.array([1520.0]), np.array([1550.0]), years, 10.0)[0]
    assert p.sum() == pytest.approx(1)
    np.testing.assert_allclose(p[2:6], p[2])
    assert p[6] == pytest.approx(p[5] * np.exp(-0.5)) and p[1] == pytest.approx(p[6])


def test_a_work_is_drawn_from_the_farther_to_the_nearer_of_its_triplets():
    places = np.array([[0.0], [4.0], [9.0]])
    rows = np.array([[0, 1, 2], [0, 1, 2], [2, 0, 1], [2, 1, 0]])
    np.testing.assert_allclose(contrast_target(places, rows)[:, 0], [-5.0, 0.0, 0.0])


def test_unlabelled_works_stand_at_the_mean_of_the_labelled():
    target = label_target(np.array(["x", "x", "y", "y", "", "rare"]))
    np.testing.assert_allclose(target, [[1, 0], [1, 0], [0, 1], [0, 1], [0.5, 0.5], [0.5, 0.5]])
    assert label_target(np.array(["", ""])).shape == (2, 0)
