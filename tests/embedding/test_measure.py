"""Measures of a space against hand-made cases and a reference implementation."""

import numpy as np
import pytest
from sklearn.metrics import average_precision_score

from stylogeny.embedding.measure import (
    by_century,
    date_error,
    hubness,
    macro_date_error,
    order_accuracy,
    retrieval,
    unit,
)


def test_date_error():
    assert date_error(np.array([1700, 1710, 1800]), np.array([1700, 1700, 1700])) == (pytest.approx(110 / 3), 10)


def test_centuries_count_alike_in_the_macro_error():
    years = np.r_[np.full(90, 1850.0), 1580 + np.arange(30.0), np.full(5, 1250.0)]  # 1580-99 and ten of the 1600s
    predicted = years + np.r_[np.full(90, 10.0), np.full(30, -40.0), np.full(5, 500.0)]
    late, early = by_century(predicted, years, least=20)[::-1]
    assert (late.start, late.works, late.error) == (1800, 90, 10) and late.read == late.year + 10
    assert (early.start, early.works, early.error) == (1500, 20, 40) and np.isnan(early.order)
    assert macro_date_error(predicted, years, least=20) == 25
    assert np.isnan(macro_date_error(predicted, years, least=500))


def test_order_accuracy_counts_only_pairs_far_apart():
    years = np.array([1500.0, 1510.0, 1600.0])
    assert order_accuracy(np.array([2.0, 1.0, 3.0]), years) == 1.0  # the wrong pair is ten years apart
    assert order_accuracy(-years, years) == 0.0
    assert order_accuracy(np.zeros(3), years) == 0.5


def test_retrieval_agrees_with_scikit_learn():
    rng = np.random.default_rng(0)
    v, labels = rng.normal(size=(60, 5)), rng.integers(0, 4, 60).astype(str)
    cosine = unit(v) @ unit(v).T
    wanted = []
    for i in range(60):
        others = np.arange(60) != i
        wanted.append(average_precision_score(labels[others] == labels[i], cosine[i, others]))
    assert retrieval(v, labels, csls=False) == pytest.approx(np.mean(wanted), abs=1e-6)


def test_csls_takes_hubs_down():
    """A dense crowd without a label lies between two sparse clusters and is near to all works of both."""
    rng = np.random.default_rng(1)
    sparse = np.repeat(np.eye(12)[:6], 10, axis=0) + 0.3 * rng.normal(size=(60, 12))
    between = np.repeat((np.eye(12)[:6:2] + np.eye(12)[1:6:2]) / 2, 30, axis=0) + 0.03 * rng.normal(size=(90, 12))
    v = np.concatenate([sparse, between])
    labels = np.r_[np.repeat(np.arange(6), 10).astype(str), np.full(90, "")]
    hub = hubness(v)
    assert hub[60:].min() > hub[:60].max()
    assert retrieval(v, labels) > retrieval(v, labels, csls=False) + 0.02


def test_windows_and_exclusions_narrow_what_is_ranked():
    v = np.eye(4) + 0.1
    labels = np.array(["a", "a", "b", "b"])
    years = np.array([0.0, 100.0, 0.0, 100.0])
    assert np.isnan(retrieval(v, labels, years=years, window=20))  # within a window nothing right is left
    assert np.isnan(retrieval(v, labels, exclude=labels))
