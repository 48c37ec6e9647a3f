"""A society that sees: what is painted is read back by the run's own eye, and that is what the work then is."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import stylogeny as sg
from helpers.small_past import past as past
from helpers.stripes import stripe_cache as stripe_cache
from helpers.stripes import stripe_space as stripe_space
from helpers.stripes import stripe_works as stripe_works
from stylogeny.embedding.space import Embedding
from stylogeny.errors import StylogenyError
from stylogeny.histories.painter import PaintingEye
from stylogeny.histories.simulate import simulate
from stylogeny.influence.graph import InfluenceGraph

SIZE = 32


@pytest.fixture(scope="module")
def traced(stripe_space: Embedding) -> InfluenceGraph:
    return sg.trace(stripe_space, seed=0, fits=1)


def test_the_nearest_of_several_attempts_stands(traced: InfluenceGraph, tmp_path: Path) -> None:
    meant, number = traced.embedding.vectors[:3], np.array([100, 101, 102])
    once, often = (PaintingEye(traced, size=SIZE, tries=t, folder=tmp_path / str(t)) for t in (1, 4))
    seen, better = once.look(meant, number, 1900), often.look(meant, number, 1900)
    far, near = (np.linalg.norm(s.style - meant, axis=1) for s in (seen, better))
    assert (near <= far + 1e-6).all() and (far > 0).all()
    assert once.pictures[100].shape == (SIZE, SIZE, 3) and (seen.preference == 0).all()
    again = PaintingEye(traced, size=SIZE, tries=1, folder=tmp_path / "1").look(meant, number, 1900)
    np.testing.assert_array_equal(again.style, seen.style)  # read, not painted again


def test_a_model_of_taste_is_heard_in_spreads(traced: InfluenceGraph) -> None:
    eye = PaintingEye(traced, size=SIZE, tries=1, preference=lambda pictures: pictures.mean(axis=(1, 2, 3)))
    sighting = eye.look(traced.embedding.vectors[:4], np.arange(4), 1900)
    light = [eye.pictures[k].mean() for k in range(4)]
    assert np.argmax(sighting.preference) == np.argmax(light)
    assert sighting.preference.std() == pytest.approx(1.0, abs=1e-4)


def test_the_truth_of_a_history_is_of_what_was_painted(traced: InfluenceGraph) -> None:
    asked = {"years": 2, "artists": 6, "pictures": 3, "size": SIZE, "seed": 2}
    eye = PaintingEye(traced, size=SIZE, tries=1, seed=2)
    seen, blind = simulate(traced, eye=eye, **asked), simulate(traced, **asked)
    assert len(seen) and seen.provenance.parameters["painted_every"] == 1
    number = [int(i[1:]) for i in seen.works["id"]]
    read = eye.look(seen.vectors, np.array(number), 0)  # new attempts at the same points: somewhere else
    assert not np.allclose(read.style, seen.vectors)
    for name, picture in seen.pictures.items():
        assert np.array_equal(picture, eye.pictures[int(name[1:])]) or isinstance(picture, np.ndarray)
    assert len(blind.vectors) == 0 or not np.allclose(seen.vectors[:1], blind.vectors[:1])


def test_an_eye_that_cannot_read_the_painter_is_one_clear_line(past: InfluenceGraph) -> None:
    with pytest.raises(StylogenyError, match="cannot read the painter"):
        PaintingEye(past)
