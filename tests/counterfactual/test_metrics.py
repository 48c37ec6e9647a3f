"""Scores: what they are in units of, which way is better, and what is no score."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from helpers.pictures import noise
from stylogeny.corpus.works import Works
from stylogeny.counterfactual.denoising_bound import closed_form
from stylogeny.counterfactual.lightcone import Change
from stylogeny.counterfactual.metrics import PreferenceScore, Score, build, colourfulness, percent_worse
from stylogeny.errors import StylogenyError
from stylogeny.influence.graph import InfluenceGraph

from .conftest import History


@pytest.fixture
def pictured(history: History, tmp_path: Path) -> InfluenceGraph:
    """The history with a picture for its first three works."""
    for k in range(3):
        noise(k).save(tmp_path / f"{k}.png")
    table = history.space.works.table.assign(picture=["0.png", "1.png", "2.png"] + [""] * 117)
    return replace(history.graph, embedding=replace(history.space, works=Works(table, tmp_path)))


def built(graph: InfluenceGraph, *names: object) -> list[Score]:
    model = closed_form(graph, queries=40)
    return build(graph, names, rows=np.array([5]), model=model)  # type: ignore[arg-type]


def test_more_bits_and_less_of_a_preference_are_worse(history: History) -> None:
    (bound,) = built(history.graph, "bound")
    assert percent_worse(bound, 2.0, 3.0) == pytest.approx(50)
    assert percent_worse(PreferenceScore(np.ones(1)), 2.0, 3.0) == pytest.approx(-50)


def test_losing_what_lies_near_makes_a_work_harder_and_rarer(history: History) -> None:
    difficulty, rarity = built(history.graph, "difficulty", "rarity")
    far = np.square(history.space.vectors - history.space.vectors[5]).sum(axis=1)
    near = Change(np.sort(np.argsort(far)[1:31]), np.ones(30))
    ones = np.ones(len(history.graph))
    assert rarity.value(ones, None) == pytest.approx(100, rel=0.05)  # one sample in a hundred comes as near
    for score in (difficulty, rarity):
        assert percent_worse(score, score.value(ones, None), score.value(ones, near)) > 5


def test_a_preference_is_the_mean_over_what_is_left(pictured: InfluenceGraph) -> None:
    (score,) = built(pictured, lambda picture: float(picture[0, 0, 0]))
    assert isinstance(score, PreferenceScore) and np.isfinite(score.scores).tolist() == [True] * 3 + [False] * 117
    ones, gone = np.ones(120), Change(np.array([0]), np.ones(1))
    assert score.value(ones, None) == pytest.approx(score.scores[:3].mean())
    assert score.value(ones, gone) == pytest.approx(score.scores[1:3].mean())


def test_colourfulness_is_nothing_for_grey() -> None:
    grey = np.repeat(np.arange(256, dtype=np.uint8)[None, :, None], 3, axis=2)
    assert colourfulness(grey) == 0 < colourfulness(np.asarray(noise(1)))


def test_what_is_no_score_is_named(history: History, pictured: InfluenceGraph) -> None:
    with pytest.raises(StylogenyError, match=r"no such metric .*use bound, difficulty, rarity, colourfulness"):
        built(history.graph, "beauty")
    with pytest.raises(StylogenyError, match="needs pictures"):
        built(history.graph, "colourfulness")
    with pytest.raises(StylogenyError, match=r"finite number .*nan for 'w0'"):
        built(pictured, lambda picture: float("nan"))
