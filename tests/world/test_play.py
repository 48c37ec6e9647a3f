"""What is played: parents strictly earlier, styles by the rules of each kind of work."""

from __future__ import annotations

import numpy as np

from stylogeny.world.history import World
from stylogeny.world.schedule import PLAIN, REACTION, REVIVAL


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
    row = int(np.flatnonzero(world.kind == PLAIN)[-1])
    parents, weights = world.outcome.parents[0, row], world.outcome.weights[0, row]
    blend = sum(w * world.latent[p] for p, w in zip(parents, weights) if p >= 0)
    assert np.allclose(world.latent[row], world.model.rules.keep * blend + world.model.draws.idea[row], atol=1e-4)


def test_a_reaction_turns_traits_of_its_one_parent_round() -> None:
    world = World.make("reaction", works=120, seed=1)
    rows = np.flatnonzero((world.kind == REACTION) & (world.outcome.parents[0, :, 0] >= 0))
    assert len(rows) > 5
    turned = world.model.draws.sign[rows] < 0
    ours, theirs = world.latent[rows], world.latent[world.outcome.parents[0, rows, 0]]
    assert np.corrcoef(ours[turned], theirs[turned])[0, 1] < -0.7
    assert np.corrcoef(ours[~turned], theirs[~turned])[0, 1] > 0.7


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
    rows = np.flatnonzero((world.kind == REVIVAL) & (world.calendar.year > 1640))
    lag = world.calendar.year[rows] - world.calendar.year[world.outcome.parents[0, rows, 0]]
    assert len(rows) > 20 and np.mean(lag >= 100) > 0.9
