"""Candidates, and the parent sets proposed from them."""

from __future__ import annotations

import numpy as np
import pytest

import stylogeny as sg
from helpers.small_history import make_works, simulate
from stylogeny.embedding.space import Embedding
from stylogeny.influence.branching.fitting import FitOptions, candidates_of, propose
from stylogeny.influence.branching.parent_sets import MAX_PARENTS


def test_candidates_in_the_space_as_it_is_are_its_nearest_works() -> None:
    space = simulate(n=100, d=5).space
    plain = candidates_of(space, k=10, learn=False)
    squared = np.square(space.vectors[plain.child] - space.vectors[plain.parent]).sum(axis=1)
    np.testing.assert_allclose(plain.squared, squared, rtol=1e-4)


def test_a_single_dated_work_has_no_candidates() -> None:
    with pytest.raises(sg.StylogenyError, match="two dated works"):
        candidates_of(Embedding.from_vectors(make_works([1500]), np.ones((1, 3))))


@pytest.mark.parametrize("parents", [1, 2, 3])
def test_sets_are_as_large_as_is_asked_and_in_proportion(parents: int) -> None:
    history = simulate(n=150, d=6, parents=2)
    options = FitOptions(k=16, parents=parents)
    years = history.space.works.year.astype(float)
    sets = propose(history.space, years, np.ones(150), options).parent_sets
    assert sets.size.max() == parents
    several = np.bincount(sets.child[sets.size == 2], minlength=150)
    assert several.max() <= 12
    triples = np.bincount(sets.child[sets.size == MAX_PARENTS], minlength=150)
    assert triples.max() <= (8 if parents == MAX_PARENTS else 0)
