"""What chance alone gives, against the laws it follows."""

from __future__ import annotations

import numpy as np
import pytest

from stylogeny.influence.graph import InfluenceGraph
from stylogeny.society import audience
from stylogeny.society import null_models as nulls
from stylogeny.society.engine import step
from stylogeny.society.initial import begin
from stylogeny.society.parameters import SocietyParameters


def test_neutral_copying_keeps_the_homozygosity_of_kimura_and_crow() -> None:
    law = nulls.homozygosity_law(population=100, innovation=0.02)
    runs = [nulls.wright_fisher(population=100, innovation=0.02, steps=900, seed=s)[300:] for s in range(4)]
    counts = [np.unique(row, return_counts=True)[1] for run in runs for row in run[::20]]
    found = np.mean(
        [np.square(c / 100).sum() - (1 - np.square(c / 100).sum()) / 99 for c in counts]
    )  # of distinct pairs
    assert found == pytest.approx(law, rel=0.12)


def test_progeny_follows_borel_and_its_power_law() -> None:
    variants = nulls.wright_fisher(population=3000, innovation=0.1, steps=400)
    copies = nulls.progeny(variants, after=10, before=200)
    k = np.arange(1, 11)
    found = np.array([(copies == i).mean() for i in k])
    assert np.abs(found - nulls.progeny_law(k, innovation=0.1)).max() < 0.01
    tail = (copies > 50).mean()
    assert tail == pytest.approx(1 - nulls.progeny_law(np.arange(1, 51), innovation=0.1).sum(), rel=0.15)
    few, many = nulls.progeny_law(np.array([200.0, 400.0]), innovation=0.001)  # far below the cut-off at 2 / mu^2
    assert np.log2(many / few) == pytest.approx(-1.5, abs=0.01)
    assert nulls.progeny_law(np.arange(1, 20_000), innovation=0.1).sum() == pytest.approx(1)


def test_turnover_of_the_top_list() -> None:
    for population, innovation, top in ((500, 0.02, 10), (1000, 0.05, 10), (500, 0.05, 25)):
        variants = nulls.wright_fisher(population=population, innovation=innovation, steps=500)[200:]
        law = nulls.turnover_law(population=population, innovation=innovation, top=top)
        assert nulls.turnover(variants, top) == pytest.approx(law, rel=0.2)


def test_random_taste_gives_the_inequality_of_luck() -> None:
    n, event = 20_000, np.arange(20_000)
    options = {"imitation": 0, "chance": 0.7, "attention": n, "patience": 2, "seed": 1, "year": 1}
    won = audience.adopt(np.zeros((n, 1)), np.zeros(n), np.zeros(n), event, **options)  # type: ignore[arg-type]
    assert nulls.gini(won) == pytest.approx(nulls.gini_law(0.7), abs=0.01) and won.sum() == pytest.approx(n)


def test_without_critics_any_work_is_shown_as_often(graph: InfluenceGraph) -> None:
    shown, warm = [], []
    for parameters in (nulls.no_critics(), SocietyParameters(criticism=2.0, reputation=0.0)):
        state, setting = begin(graph, artists=400, seed=1, parameters=parameters)
        for _ in range(8):
            state = step(state, setting)
        seen = np.concatenate([m.shown for m in state.records])
        verdict = np.concatenate([m.verdict.max(axis=1) for m in state.records])
        shown.append(seen.mean())
        warm.append(np.corrcoef(seen, verdict)[0, 1])
        error = np.sqrt(0.6 * 0.4 / len(seen))
    assert abs(shown[0] - SocietyParameters().shown) < 4 * error and abs(warm[0]) < 4 / np.sqrt(len(seen))
    assert warm[1] > 0.3


def test_in_a_neutral_society_whatever_is_in_sight_is_followed_as_often(graph: InfluenceGraph) -> None:
    state, setting = begin(graph, artists=300, seed=2, parameters=nulls.neutral())
    for _ in range(20):
        state = step(state, setting)
    made = state.records[-10:]
    own = np.concatenate([setting.artist_of(m.parents[:, 0]) == m.uid for m in made])
    # own last and best of at most eleven works in sight, and sometimes of fewer
    assert 1 / 11 < own.mean() < 0.35
    preferring, setting = begin(graph, artists=300, seed=2)
    for _ in range(20):
        preferring = step(preferring, setting)
    assert (
        np.concatenate([setting.artist_of(m.parents[:, 0]) == m.uid for m in preferring.records[-10:]]).mean()
        > own.mean() + 0.1
    )


def test_drifting_styles_keep_their_spread() -> None:
    style, year, artist = nulls.drifting_styles(works=400, years=40, dim=5, innovation=0.1, step=0.3, seed=3)
    assert style.shape == (16_000, 5) and len(np.unique(artist[year == 7])) == 400
    assert style[year > 20].std() == pytest.approx(1, abs=0.1)
