"""Histories that are played: what can be left out of them, and what audiences can say."""

import numpy as np
import pytest

from stylogeny.errors import StylogenyError
from stylogeny.histories.play import audience_events, play
from stylogeny.histories.simulate import simulate


def numbers(past):
    """Of every work made in the history of the fixture, shown or not."""
    state, _ = play(past, years=40, artists=40, seed=3)
    return np.concatenate([r.number for r in state.records])


def test_a_work_that_is_never_made_cannot_be_left_out(past, history):
    made = {f"s{n}" for n in numbers(past)}
    artist = next(i for i in history.works["id"] if int(i[1:]) + 1 not in {int(m[1:]) for m in made})
    for never in (
        f"s{int(artist[1:]) + 1}",
        "s7",
        f"s{int(artist[1:]) + 5000}",
    ):  # a year without a work; the past; after the end
        with pytest.raises(StylogenyError, match="no such work is made"):
            simulate(past, years=40, artists=40, pictures=0, seed=3, without=never)
    unseen = sorted(made - set(history.works["id"]))[0]  # made, and shown to nobody: critics saw it
    assert (
        simulate(past, years=40, artists=40, pictures=0, seed=3, without=unseen).provenance.parameters["without"]
        == unseen
    )


def test_remarks_weigh_nothing_and_events_are_of_simulated_artists():
    events = [
        {"artist": "a17", "year": 1950, "weight": 0.5},
        {"artist": "a3", "year": 1951, "weight": 0.0},
        {"artist": "a4", "year": 1952, "weight": -1},
    ]
    assert audience_events(events) == ((17, 1950, 0.5), (4, 1952, -1.0))
    for artist in ("17", "Ada Berg", "a", "a1.5", "a²"):
        with pytest.raises(StylogenyError, match="such as a17"):
            audience_events([{"artist": artist, "year": 1950, "weight": 0.5}])
