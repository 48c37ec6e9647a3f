"""History can be repeated: same luck, same works; without a work, only what descends from it (or lost it) moves."""

from __future__ import annotations

import numpy as np
import pytest

from stylogeny.world import schedule as calendar
from stylogeny.world.history import REGIMES, World
from stylogeny.world.impact import expected, realised


def test_parents_are_strictly_earlier_and_weights_sum_to_one(small_world: World) -> None:
    parents, weights = small_world.outcome.parents[0], small_world.outcome.weights[0]
    child, slot = np.nonzero(parents >= 0)
    year = small_world.calendar.year
    assert (year[parents[child, slot]] < year[child]).all()
    total = weights.sum(axis=1)
    assert np.allclose(total[(parents >= 0).any(axis=1)], 1, atol=1e-5)
    assert (total[(parents < 0).all(axis=1)] == 0).all()


def test_style_is_parents_blend_plus_idea() -> None:
    world = World.make("neutral", works=80, seed=1)
    row = int(np.flatnonzero(world.kind == calendar.PLAIN)[-1])
    parents, weights = world.outcome.parents[0, row], world.outcome.weights[0, row]
    blend = sum(w * world.latent[p] for p, w in zip(parents, weights) if p >= 0)
    assert np.allclose(world.latent[row], world.course.rules.keep * blend + world.course.luck.idea[row], atol=1e-4)


def test_a_reaction_turns_traits_of_its_one_parent_round() -> None:
    world = World.make("reaction", works=120, seed=1)
    rows = np.flatnonzero((world.kind == calendar.REACTION) & (world.outcome.parents[0, :, 0] >= 0))
    assert len(rows) > 5
    turned = world.course.luck.sign[rows] < 0
    ours, theirs = world.latent[rows], world.latent[world.outcome.parents[0, rows, 0]]
    assert np.corrcoef(ours[turned], theirs[turned])[0, 1] < -0.7
    assert np.corrcoef(ours[~turned], theirs[~turned])[0, 1] > 0.7


def test_a_rerun_changes_nothing_earlier_and_nobody_follows_the_missing_work(small_world: World) -> None:
    row = int(np.argmax(small_world.outcome.fame[0]))
    other = small_world.rerun(without=row)
    earlier = small_world.calendar.year < small_world.calendar.year[row]
    assert np.array_equal(other.latent[earlier], small_world.latent[earlier])
    assert (other.outcome.parents[0] != row).all()
    children = np.flatnonzero((small_world.outcome.parents[0] == row).any(axis=1))
    assert len(children) and (other.outcome.parents[0][children] != small_world.outcome.parents[0][children]).any()


def test_a_work_nobody_followed_is_missed_by_nobody_in_a_neutral_world() -> None:
    world = World.make("neutral", works=120, seed=2)
    childless = np.flatnonzero(world.outcome.fame[0] == 0)
    impact, _ = realised(world, childless)
    assert np.allclose(impact, 0)


def test_batched_reruns_agree_with_single_ones(small_world: World) -> None:
    rows = np.array([3, 20, 77])
    together = small_world.reruns(rows).latent
    for k, row in enumerate(rows):
        assert np.allclose(together[k], small_world.rerun(without=int(row)).latent, atol=1e-6)


def test_expected_impact_is_that_of_futures_run_one_by_one() -> None:
    world = World.make("rich-get-richer", works=60, seed=5)
    row = 30
    batch = expected(world, np.array([10, row, 45]), k=2)
    year = int(world.calendar.year[row])
    with_it = world.futures(year, k=2)
    without = world.futures(year, without=row, k=2)
    for k in range(2):
        moved = np.linalg.norm(with_it[k].latent - without[k].latent, axis=1)
        moved[row] = 0
        assert batch[k, 1] == pytest.approx(moved.sum(), rel=1e-4)


@pytest.mark.parametrize("name", list(REGIMES))
def test_same_seed_same_history_other_seed_other_history(name: str) -> None:
    one, two, three = (World.make(name, works=40, seed=s) for s in (7, 7, 8))
    assert one.latent.tobytes() == two.latent.tobytes()
    assert one.latent.tobytes() != three.latent.tobytes()


def test_fame_feeds_fame_only_where_it_should() -> None:
    top = {}
    for name in ("neutral", "rich-get-richer"):
        top[name] = np.mean(
            [np.sort(World.make(name, works=300, seed=s).outcome.fame[0])[-3:].mean() for s in range(3)]
        )
    assert top["rich-get-richer"] > 2 * top["neutral"]


def test_the_null_world_has_no_parents() -> None:
    assert (World.make("null", works=60, seed=1).outcome.parents == -1).all()


def test_revivals_reach_back_a_century() -> None:
    world = World.make("revival", works=400, seed=1)
    rows = np.flatnonzero((world.kind == calendar.REVIVAL) & (world.calendar.year > 1640))
    lag = world.calendar.year[rows] - world.calendar.year[world.outcome.parents[0, rows, 0]]
    assert len(rows) > 20 and np.mean(lag >= 100) > 0.9
