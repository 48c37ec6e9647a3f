"""What an attacker who owns some of the voters can do, against what the bounds say that he can."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from stylogeny.forensics.certificates.bounds import median_bounds, planting_bounds, repaint_bounds

VOTES = arrays(np.float64, st.tuples(st.integers(1, 7), st.integers(1, 7), st.just(3)), elements=st.floats(0, 1))


@given(VOTES, st.data())
def test_no_attack_on_a_rectangle_of_voters_moves_a_share_beyond_its_bounds(votes, data):
    rows, columns, _ = votes.shape

    def part(n: int) -> slice:
        start = data.draw(st.integers(0, n - 1))
        return slice(start, data.draw(st.integers(start + 1, n)))

    reach = [(part(rows), part(columns)) for _ in range(3)]
    bounds = repaint_bounds(votes, reach)
    attacked = votes.copy()
    own = data.draw(st.sampled_from(reach))
    attacked[own] = data.draw(arrays(np.float64, attacked[own].shape, elements=st.floats(0, 1)))
    moved = attacked.mean(axis=(0, 1)) - votes.mean(axis=(0, 1))
    assert (moved <= bounds.up + 1e-12).all() and (moved >= -bounds.down - 1e-12).all()
    assert (np.abs(moved) <= bounds.newcomer + 1e-12).all()


@given(VOTES)
def test_the_bounds_are_attained_by_an_attacker_who_owns_the_voters(votes):
    reach = [(slice(0, 1), slice(0, votes.shape[1])), (slice(0, votes.shape[0]), slice(0, 1))]
    bounds = repaint_bounds(votes, reach)
    for value, bound in ((1.0, bounds.up), (0.0, -bounds.down)):
        reached = []
        for own in reach:
            attacked = votes.copy()
            attacked[own] = value
            reached.append(attacked.mean(axis=(0, 1)) - votes.mean(axis=(0, 1)))
        assert np.allclose(max(reached, key=lambda r: abs(r[0]))[0], bound[0])


@given(arrays(np.float64, st.tuples(st.integers(2, 8), st.just(3)), elements=st.floats(0, 1)), st.data())
def test_planted_works_move_no_share_beyond_its_bounds(votes, data):
    owned = data.draw(st.integers(0, len(votes)))
    bounds = planting_bounds(votes, owned)
    attacked = votes.copy()
    own = data.draw(st.permutations(range(len(votes))))[:owned]
    attacked[own] = data.draw(arrays(np.float64, (owned, 3), elements=st.floats(0, 1)))
    moved = attacked.mean(axis=0) - votes.mean(axis=0)
    assert (moved <= bounds.up + 1e-12).all() and (moved >= -bounds.down - 1e-12).all()
    assert bounds.newcomer == pytest.approx(owned / len(votes))


@given(arrays(np.float64, st.integers(1, 15), elements=st.floats(1000, 2000)), st.data())
def test_the_median_stays_between_its_bounds_whatever_some_of_the_values_become(values, data):
    owned = data.draw(st.integers(0, len(values)))
    low, high = median_bounds(values, owned)
    attacked = values.copy()
    attacked[:owned] = data.draw(arrays(np.float64, owned, elements=st.floats(-1e6, 1e6)))
    assert low <= np.sort(attacked)[(len(values) - 1) // 2] <= high


def test_more_planted_works_than_parts_own_everything():
    bounds = planting_bounds(np.full((4, 2), 0.5), 9)
    assert bounds.newcomer == 1.0 and np.allclose(bounds.up, 0.5)
