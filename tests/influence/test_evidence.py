import numpy as np
import pytest

import stylogeny as sg
from stylogeny.embedding.space import Embedding
from stylogeny.influence.evidence import Evidence, evidence, redated
from stylogeny.streams import stream
from stylogeny.world.history import World
from stylogeny.world.observe import observe


@pytest.fixture(scope="module")
def space():
    return observe(World.make("neutral", works=300, seed=103), noise=0.2)


def test_the_order_of_a_history_of_influence_matters(space):
    found = evidence(space)
    assert found.speaks and found.gain > 0.5 and "better than shuffled" in found.sentence


def test_shuffled_dates_and_a_world_of_fashion_alone_do_not_speak(space):
    order = stream(1, "mix").permutation(len(space.works))
    mixed = evidence(redated(space, order))
    null = evidence(observe(World.make("null", works=300, seed=103), noise=0.2))
    assert not mixed.speaks and not null.speaks
    assert abs(mixed.gain) < 0.3 and abs(null.gain) < 0.3
    assert "no sign that the order" in null.sentence


def test_too_few_works_say_nothing(space):
    assert (
        evidence(Embedding(space.works.select(np.arange(len(space.works)) < 10), space.vectors[:10], space.time_axis))
        is None
    )


def test_credit_says_so(space):
    from dataclasses import replace

    graph = sg.trace(space)
    silent = Evidence(-10.0, (-10.0, -10.1, -9.9), 300)
    answer = sg.credit(replace(graph, params={**graph.params, "evidence": silent.as_dict()}), 5, bootstraps=0)
    assert any("Read this as a question" in note for note in answer.notes)
    assert not any("Read this as a question" in note for note in sg.credit(graph, 5, bootstraps=0).notes)
