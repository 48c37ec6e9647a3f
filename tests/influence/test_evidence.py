"""The permutation test of dates, where the answer is known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import stylogeny as sg
from stylogeny.embedding.space import Embedding
from stylogeny.influence.evidence import Evidence, evidence, redated
from stylogeny.streams import stream
from stylogeny.world.history import World
from stylogeny.world.observe import observe


@pytest.fixture(scope="module")
def space() -> Embedding:
    return observe(World.make("neutral", works=300, seed=103), noise=0.2)


def test_the_order_of_a_history_of_influence_matters(space: Embedding) -> None:
    own = evidence(space)
    assert own is not None and own.speaks and own.gain > 0.5 and "better than shuffled" in own.sentence
    assert Evidence.of(own.document()) == own


def test_shuffled_dates_and_a_world_that_only_drifts_do_not_speak(space: Embedding) -> None:
    order = stream(1, "mix").permutation(len(space.works))
    mixed = evidence(redated(space, order))
    null = evidence(observe(World.make("null", works=300, seed=103), noise=0.2))
    assert mixed is not None and null is not None
    assert not mixed.speaks and not null.speaks
    assert abs(mixed.gain) < 0.3 and abs(null.gain) < 0.3
    assert "no sign that the order" in null.sentence


def test_too_few_works_say_nothing(space: Embedding) -> None:
    few = space.works.select(np.arange(len(space.works)) < 10)
    assert evidence(Embedding(few, space.vectors[:10], space.time_axis)) is None


def test_at_most_as_many_works_are_looked_at_as_is_asked(space: Embedding) -> None:
    part = evidence(space, shuffles=2, max_works=60)
    assert part is not None and part.works == 60 and len(part.shuffled) == 2


def test_credit_says_so(space: Embedding) -> None:
    graph = sg.trace(space)
    silent = Evidence(-10.0, (-10.0, -10.1, -9.9), 300)
    silenced = replace(graph, model=replace(graph.require_model(), evidence=silent))
    answer = sg.credit(silenced, 5, bootstraps=0)
    assert any("Read this as a question" in note for note in answer.notes)
    assert not any("Read this as a question" in note for note in sg.credit(graph, 5, bootstraps=0).notes)
