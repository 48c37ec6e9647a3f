"""History can be repeated: same luck, same works; without a work, only what descends from it (or lost it) moves."""

from __future__ import annotations

import numpy as np
import pytest

from stylogeny.errors import StylogenyError
from stylogeny.society.parameters import SocietyParameters
from stylogeny.world.history import World
from stylogeny.world.regimes import REGIMES


def test_a_rerun_changes_nothing_earlier_and_nobody_follows_the_missing_work(small_world: World) -> None:
    row = int(np.argmax(small_world.outcome.fame[0]))
    other = small_world.rerun(without=row)
    earlier = small_world.calendar.year < small_world.calendar.year[row]
    assert np.array_equal(other.latent[earlier], small_world.latent[earlier])
    assert (other.outcome.parents[0] != row).all()
    children = np.flatnonzero((small_world.outcome.parents[0] == row).any(axis=1))
    assert len(children) and (other.outcome.parents[0][children] != small_world.outcome.parents[0][children]).any()


def test_batched_reruns_agree_with_single_ones(small_world: World) -> None:
    rows = np.array([3, 20, 77])
    together = small_world.reruns(rows).latent
    for k, row in enumerate(rows):
        assert np.allclose(together[k], small_world.rerun(without=int(row)).latent, atol=1e-6)


@pytest.mark.parametrize("name", list(REGIMES))
def test_same_seed_same_history_other_seed_other_history(name: str) -> None:
    one, two, three = (World.make(name, works=40, seed=s) for s in (7, 7, 8))
    assert one.latent.tobytes() == two.latent.tobytes()
    assert one.latent.tobytes() != three.latent.tobytes()


def test_only_a_society_has_parameters() -> None:
    with pytest.raises(StylogenyError, match="only a society has parameters"):
        World.make("neutral", works=20, parameters=SocietyParameters())
