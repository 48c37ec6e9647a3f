"""Drawings on matplotlib axes: axes go in and come out, and what is drawn is what was given."""

from __future__ import annotations

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib import pyplot as plt

from stylogeny.display import axes

mpl.use("Agg")


@pytest.fixture(autouse=True)
def closed() -> object:
    yield
    plt.close("all")


def test_axes_that_are_given_are_drawn_on() -> None:
    ax = plt.subplots()[1]
    assert axes.intervals(["a", "b"], [1.0, 2.0], [(0.5, 3.0), None], ax=ax) is ax
    whisker = ax.lines[0]
    assert list(whisker.get_xdata()) == [0.5, 3.0]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["a", "b"]


def test_spans_run_from_start_to_end() -> None:
    ax = axes.spans(["a", "b"], np.array([1500.0, 1600.0]), np.array([1550.0, 1600.0]), np.array([3, 9]))
    bars = [(bar.get_x(), bar.get_width()) for bar in ax.patches]
    assert bars == [(1500.0, 50.0), (1600.0, 1.0)]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["a (3)", "b (9)"]


def test_counts_are_stacked() -> None:
    ax = axes.counts(np.array([0.0, 10.0, 20.0]), {"a": np.array([1, 2]), "b": np.array([3, 4])})
    assert [(bar.get_y(), bar.get_height()) for bar in ax.patches] == [(0, 1), (0, 2), (1, 3), (2, 4)]


def test_the_matrix_leaves_the_diagonal_blank() -> None:
    ax = axes.influence_matrix(["a", "b"], np.array([[0.9, 0.25], [0.0, 0.5]]))
    shown = np.ma.filled(ax.images[0].get_array(), np.nan)
    assert np.isnan(shown[0, 0]) and np.isnan(shown[1, 1]) and shown[0, 1] == pytest.approx(0.5)


def test_a_family_has_a_line_for_every_edge_and_a_caption_for_every_work() -> None:
    picture = np.zeros((40, 60, 3), dtype=np.uint8)
    ax = axes.family({0: 0, 1: -1, 2: 1}, [(1, 0, 0.5), (0, 2, 0.25)], {0: "me", 1: "parent", 2: "child"}, {0: picture})
    assert sorted(line.get_linewidth() for line in ax.lines) == [0.8 + 1.5, 0.8 + 3.0]
    assert {text.get_text() for text in ax.texts} == {"me", "parent", "child"}


def test_the_plane_keeps_the_two_greatest_differences() -> None:
    rng = np.random.default_rng(0)
    x = rng.normal(size=(200, 5)) * np.array([0.1, 5.0, 0.1, 2.0, 0.1])
    plane = axes.principal_plane(x)
    assert abs(np.corrcoef(plane[:, 0], x[:, 1])[0, 1]) > 0.99 and abs(np.corrcoef(plane[:, 1], x[:, 3])[0, 1]) > 0.99
    ax = axes.cloud(plane, np.arange(200.0), marked=np.array([3, 1, 2]))
    assert np.allclose(ax.lines[0].get_xdata(), plane[[3, 1, 2], 0])
