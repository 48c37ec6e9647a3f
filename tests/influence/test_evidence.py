"""The permutation test of dates, where the answer is known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import stylogeny as sg
from stylogeny.embedding.space import Embedding
from stylogeny.influence.dates import draw_years
from stylogeny.influence.evidence import Evidence, evidence
from stylogeny.streams import stream
from stylogeny.world.history import World
from stylogeny.world.observe import observe


@pytest.fixture(scope="module")
def space() -> Embedding:
    return observe(World.make("neutral", works=300, seed=103), noise=0.2)


def test_the_order_of_a_history_of_influence_matters(space: Embedding) -> None:
    own = evidence(space)
    assert own is not None and own.speaks and own.against_shuffled.gain > 0.3 and "better than shuffled" in own.sentence
    assert own.against_nearby.speaks and own.against_backwards.gain > 0.1
    assert "30 years" in own.other_tests and "time reversed" in own.other_tests
    assert Evidence.of(own.document()) == own


def test_shuffled_dates_and_a_world_that_only_drifts_do_not_speak(space: Embedding) -> None:
    order = stream(1, "mix").permutation(len(space.works))
    mixed = evidence(space, years=draw_years(space.works)[order])
    null = evidence(observe(World.make("null", works=300, seed=103), noise=0.2))
    assert mixed is not None and null is not None
    for test in (mixed.against_shuffled, mixed.against_nearby, mixed.against_backwards, null.against_shuffled):
        assert not test.speaks
    assert "no sign that the order" in null.sentence


def test_dates_are_exchanged_within_a_tenth_of_what_the_works_span(space: Embedding) -> None:
    years = draw_years(space.works)
    seconds = evidence(space, years=years / 1e6, shuffles=2)
    assert seconds is not None and seconds.width <= np.ptp(years) / 1e7
    assert seconds.real != seconds.nearby[0] != seconds.nearby[1]


def test_a_gain_is_measured_in_deviations_of_the_orders_and_never_of_less_than_a_grain() -> None:
    found = Evidence(-1.0, (-1.2, -1.4, -1.3), (-1.0, -1.0), -1.2, 40)
    test = found.against_shuffled
    assert test.gain == pytest.approx(0.3) and test.score == pytest.approx(0.3 / (0.1 * np.sqrt(4 / 3)))
    assert found.against_backwards.score == pytest.approx(0.2 / 0.2)
    assert found.against_nearby.score == 0.0 and not found.against_nearby.speaks


def test_too_few_works_say_nothing(space: Embedding) -> None:
    few = space.works.select(np.arange(len(space.works)) < 10)
    assert evidence(Embedding(few, space.vectors[:10], space.time_axis)) is None


def test_at_most_as_many_works_are_looked_at_as_is_asked(space: Embedding) -> None:
    part = evidence(space, shuffles=2, max_works=60)
    assert part is not None and part.works == 60 and len(part.shuffled) == 2


def test_credit_says_so(space: Embedding) -> None:
    graph = sg.trace(space)
    silent = Evidence(-10.0, (-10.0, -10.1, -9.9), (-10.0, -9.9), -10.0, 300)
    silenced = replace(graph, model=replace(graph.require_model(), evidence=silent))
    answer = sg.credit(silenced, 5, bootstraps=0)
    assert any("Read this as a question" in note for note in answer.notes)
    assert not any("Read this as a question" in note for note in sg.credit(graph, 5, bootstraps=0).notes)
