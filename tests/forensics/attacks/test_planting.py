"""Works that nobody followed, planted in a history that is known."""

import numpy as np
import pytest

from helpers.small_past import past as past
from stylogeny.forensics.attacks.planting import (
    FORGER,
    copies,
    forebears,
    founders,
    royalties,
    stolen,
    unrelated,
)
from stylogeny.influence.tracing import trace


@pytest.mark.parametrize("recipe", [copies, forebears, founders, unrelated])
def test_planted_works_come_before_their_victim_and_change_no_other_work(past, recipe):
    victim = int(past.dated[60])
    space = recipe(past, victim, 3, 0).into(past.embedding)
    planted = space.works.column("artist") == FORGER
    assert planted.sum() == 3 and (space.works.earliest[planted] < past.years[victim]).all()
    assert np.array_equal(space.vectors[~planted], past.embedding.vectors)
    assert space.works.select(~planted).table.equals(past.works.table)


def test_royalties_are_what_all_works_owe_by_descent(past):
    """Against the account of single pictures: each work, asked where it lies and when it was made, less its own."""
    row = int(past.dated[-1])
    descent = past.ancestors(row) * past.innovation
    assert descent.sum() == pytest.approx(1.0, abs=1e-4)
    total = sum(past.ancestors(int(r)) * past.innovation for r in past.dated)
    assert np.allclose(royalties(past), total - past.innovation, atol=1e-3)


def test_a_copy_dated_to_before_its_victim_takes_what_was_the_victims(past):
    victim = int(past.dated[np.argmax(past.fertility[past.dated][20:80]) + 20])
    assert stolen(past) == 0
    forged = trace(copies(past, victim, 4, 0).into(past.embedding))
    assert stolen(forged) > 0 and royalties(forged)[victim] < royalties(past)[victim]
