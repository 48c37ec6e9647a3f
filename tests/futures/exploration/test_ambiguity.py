"""Ambiguity: hard to put into a style, and taken for art."""

from __future__ import annotations

import numpy as np

from stylogeny.futures.exploration.ambiguity import Ambiguity
from stylogeny.futures.offspring import OffspringModel
from stylogeny.influence.graph import InfluenceGraph


def test_ambiguity_is_highest_between_the_schools(graph: InfluenceGraph) -> None:
    ambiguity = Ambiguity(OffspringModel.fit(graph))
    vectors, label = graph.embedding.vectors[100:], graph.works.column("style")[100:]
    a, b = vectors[label == "School A"].mean(axis=0), vectors[label == "School B"].mean(axis=0)
    line = np.linspace(0, 1, 21)[:, None] * (b - a) + a
    score = ambiguity.score(line, np.zeros(21))
    assert 4 <= int(score.argmax()) <= 16 and score.max() > max(score[0], score[-1]) + 0.3


def test_what_is_unlikely_is_not_taken_for_art(graph: InfluenceGraph) -> None:
    ambiguity = Ambiguity(OffspringModel.fit(graph))
    same = np.repeat(graph.embedding.vectors[200:201], 2, axis=0)
    low, high = np.quantile(ambiguity.model.reference[0], [0.01, 0.9])
    score = ambiguity.score(same, np.array([low, high]))
    assert score[0] < score[1]
