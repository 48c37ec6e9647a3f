"""Claimed hands among clusters of works, one an artist."""

from __future__ import annotations

import numpy as np
import pytest

from helpers.works import dated_works
from stylogeny.embedding.space import Embedding
from stylogeny.forensics.authentication.hand import hand_claim
from stylogeny.streams import stream

ARTISTS, EACH = 12, 10


@pytest.fixture(scope="module")
def space(tmp_path_factory) -> Embedding:
    rng = stream(0, "hands")
    centres = rng.normal(0, 3, (ARTISTS, 6))
    artist = np.repeat(np.arange(ARTISTS), EACH)
    works = dated_works(
        1800 + np.arange(len(artist)),
        root=tmp_path_factory.mktemp("hands"),
        artist=[f"Artist {a}" for a in artist],
        picture=[f"{k}.png" for k in range(len(artist))],
    )
    return Embedding.from_vectors(works, centres[artist] + rng.normal(0, 1, (len(artist), 6)))


def rows_of(artist: int) -> np.ndarray:
    return np.arange(EACH * artist, EACH * (artist + 1))


def test_the_right_hand_fits_and_a_wrong_one_does_not(space):
    new = space.vectors[rows_of(3)].mean(axis=0)
    right, wrong = hand_claim(space, new, rows_of(3)), hand_claim(space, new, rows_of(7))
    assert right.p > 0.3 and right.nearer < 0.05
    assert wrong.p < 0.05 and wrong.nearer > right.nearer
    assert right.works == ARTISTS * EACH and right.artists == ARTISTS and right.own == EACH


def test_right_hands_are_rejected_as_often_as_is_said(space):
    """Each work in turn, left out: of true hands at most a share p has a p as small (up to ties)."""
    p = np.array([hand_claim(space, space.vectors[k], rows_of(k // EACH), skip=k).p for k in range(ARTISTS * EACH)])
    for level in (0.05, 0.1, 0.2):
        assert (p <= level).mean() <= level + 0.02


def test_a_work_is_no_evidence_of_itself(space):
    alone = hand_claim(space, space.vectors[0], rows_of(0), skip=0)
    assert alone.own == EACH - 1
    assert hand_claim(space, space.vectors[0], np.array([0]), skip=0) is None


def test_with_too_few_works_of_such_artists_nothing_is_said(space):
    few = Embedding.from_vectors(space.works.select(np.arange(18)), space.vectors[:18])
    assert hand_claim(few, few.vectors[0], np.arange(10)) is None
