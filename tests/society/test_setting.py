"""What a history never changes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from stylogeny.influence.graph import InfluenceGraph
from stylogeny.society.initial import begin
from stylogeny.society.parameters import SocietyParameters


def test_a_taste_is_sated(graph: InfluenceGraph) -> None:
    _, setting = begin(graph, artists=20, parameters=SocietyParameters(satiety=0.0))
    unit = np.random.default_rng(0).normal(size=(50, len(setting.centre))).astype(np.float32)
    felt = setting.trait_scores(unit)
    sated = replace(setting, parameters=SocietyParameters(satiety=3.0))
    assert np.abs(sated.trait_scores(0.01 * unit) - 0.01 * felt).max() < 1e-5  # as it was, near the middle
    assert np.abs(sated.trait_scores(100 * unit)).max() <= 3.0 and np.abs(setting.trait_scores(100 * unit)).max() > 100
    assert (np.sign(sated.trait_scores(unit)) == np.sign(felt)).all()


def test_a_work_is_numbered_by_its_artist_and_year(graph: InfluenceGraph) -> None:
    _, setting = begin(graph, artists=20)
    uid = np.array([0, 3, 41])
    number = setting.work_number(uid, setting.start + 7)
    assert (setting.artist_of(number) == uid).all() and number.min() >= len(graph.years)
    assert len({*number, *setting.work_number(uid, setting.start + 8)}) == 6
