"""An agent-based history: the society's own loop, run again without a work, forked from any year."""

from __future__ import annotations

import numpy as np
import pytest

from stylogeny.errors import StylogenyError
from stylogeny.influence.tracing import trace
from stylogeny.society.engine import step
from stylogeny.society.initial import begin_anew
from stylogeny.society.parameters import SocietyParameters
from stylogeny.world import agent_based
from stylogeny.world.corpus import metadata, truth_tables
from stylogeny.world.ground_truth import GroundTruth
from stylogeny.world.history import World
from stylogeny.world.impact import expected, realised, spearman
from stylogeny.world.observe import observe
from stylogeny.world.painting.genome import SIZE, express
from stylogeny.world.regimes import SOCIETIES
from stylogeny.world.schedule import FRESH, REACTION
from stylogeny.world.score import edge_table, score_edges

CALM = SocietyParameters(output=0.3, criticism=0.0, reputation=0.0, dropout=0.0)  # nothing but descent, memory and talk
PLAIN = SocietyParameters(output=0.3, constraint=0.0, exploring=0.0, reaction=0.0, jump=0.0)


@pytest.fixture(scope="module")
def world() -> World:
    return World.make("society", works=150, seed=4, lost=0.2)


@pytest.fixture(scope="module")
def followed(world: World) -> int:
    """The row of the most followed work of the first half."""
    parents = world.outcome.parents[0]
    return int(np.bincount(parents[parents >= 0])[: len(world) // 2].argmax())


def test_as_many_works_survive_as_were_asked_for(world: World) -> None:
    assert (~world.lost).sum() == 150 and world.destroyed.sum() == np.ceil(150 / 0.8) - 150
    assert world.exhibited[-1] and not world.exhibited.all()  # it ends with the last work needed; some were never shown
    tables = truth_tables(world)
    assert len(tables["genomes"]) == world.exhibited.sum() and tables["genomes"]["lost"].sum() == world.destroyed.sum()


def test_parents_are_strictly_earlier_shown_and_their_shares_sum_to_one(world: World) -> None:
    parents, weights = world.outcome.parents[0], world.outcome.weights[0]
    child, slot = np.nonzero(parents >= 0)
    year = world.calendar.year
    assert (year[parents[child, slot]] < year[child]).all() and world.exhibited[parents[child, slot]].all()
    has = (parents >= 0).any(axis=1)
    assert np.allclose(weights[has].sum(axis=1), 1, atol=1e-5) and (weights[~has] == 0).all()
    assert (world.kind[world.exhibited & ~has] == FRESH).all() and has[world.exhibited].mean() > 0.9


def test_artists_work_while_they_live_and_learn_from_those_before_them(world: World) -> None:
    c = world.calendar
    assert ((c.year - c.birth[c.artist] >= 18) & (c.year <= c.death[c.artist])).all()
    taught = np.flatnonzero(c.teacher >= 0)
    assert len(taught) > 5 and (c.birth[c.teacher[taught]] < c.birth[taught]).all()
    assert metadata(world)["title"].is_unique


def test_reactions_name_the_work_they_turn_away_from() -> None:
    world = World.make("society", works=120, seed=1, parameters=SocietyParameters(output=0.3, reaction=0.5))
    rows = np.flatnonzero(world.kind == REACTION)
    against = world.outcome.against[0][rows]
    assert len(rows) > 10 and (against >= 0).all()
    assert (world.calendar.year[against] < world.calendar.year[rows]).all()
    assert (world.calendar.artist[against] != world.calendar.artist[rows]).all()
    planted = truth_tables(world)["planted"]
    told = planted[planted["kind"].eq("reaction")]
    assert set(zip(told["child"], told["parent"])) == set(zip(world.ids[rows], world.ids[against]))


def test_same_seed_same_history_other_seed_other_history() -> None:
    one, two, three = (World.make("society", works=40, seed=s) for s in (7, 7, 8))
    assert (
        one.latent.tobytes() == two.latent.tobytes() and one.outcome.parents.tobytes() == two.outcome.parents.tobytes()
    )
    assert one.latent.tobytes() != three.latent.tobytes()


def test_it_is_the_loop_that_simulations_run(world: World) -> None:
    setting = world.model.setting
    state, again = begin_anew(
        dim=SIZE,
        artists=len(world.model.first.artists),
        year=agent_based.FOUNDED,
        step=agent_based.STEP,
        schools=agent_based.SCHOOLS,
        seed=4,
        parameters=SOCIETIES["society"].rules,
    )
    assert again.parameters == setting.parameters
    while state.year < world.calendar.year[-1]:
        state = step(state, again)
    made = {int(k): z for m in state.records for k, z in zip(m.number[m.shown], m.style[m.shown])}
    for row in np.flatnonzero(world.exhibited):
        assert (made[int(world.calendar.event[row])] == world.latent[row]).all()


def test_without_a_work_everything_earlier_is_the_same_bytes(world: World, followed: int) -> None:
    other = world.rerun(without=followed)
    before = world.calendar.year <= world.calendar.year[followed]
    before[followed] = False
    for name in ("latent", "parents", "weights", "exhibited", "kind"):
        ours, theirs = (getattr(w.outcome, name)[0][before] for w in (world, other))
        assert ours.tobytes() == theirs.tobytes(), name
    assert not other.exhibited[followed] and other.lost[followed] and (other.outcome.parents[0] != followed).all()
    assert (other.latent[~before] != world.latent[~before]).any()


def test_without_a_work_nobody_elses_luck_moves() -> None:
    world = World.make("society", works=150, seed=2, parameters=PLAIN)
    row = int(np.bincount(world.outcome.parents[0][world.outcome.parents[0] >= 0])[:40].argmax())
    other = world.rerun(without=row)

    def idea(w: World) -> np.ndarray:
        o = w.outcome
        blend = np.einsum("np,npd->nd", o.weights[0], o.latent[0][o.parents[0]])
        return o.latent[0] - PLAIN.keep * blend

    has = (world.outcome.parents[0, :, 0] >= 0) & (other.outcome.parents[0, :, 0] >= 0)
    moved = np.abs(world.latent - other.latent).max(axis=1) > 1e-3
    assert (has & moved).sum() > 10  # what they follow changed, but not what they add
    assert np.allclose(idea(world)[has], idea(other)[has], atol=1e-5)


def test_forked_histories_are_those_run_from_the_founding(world: World, followed: int) -> None:
    rows = np.array([3, followed, len(world) - 30])
    together = world.reruns(rows)
    for k, row in enumerate(rows):
        alone = world.rerun(without=int(row)).outcome
        assert (together.latent[k] == alone.latent[0]).all() and (together.parents[k] == alone.parents[0]).all()
        assert np.allclose(together.fame[k], alone.fame[0])


def test_a_history_without_a_work_can_itself_be_run_again(world: World, followed: int) -> None:
    other = world.rerun(without=followed)
    later = int(np.flatnonzero(other.exhibited & (world.calendar.year > world.calendar.year[followed] + 5))[0])
    third = other.reruns(np.array([later]))
    assert not third.exhibited[0, followed] and not third.exhibited[0, later]
    assert (third.latent[0, :later] == other.latent[:later]).all()


def test_futures_keep_lives_and_the_past_and_change_the_rest(world: World) -> None:
    year = int(world.calendar.year[len(world) // 2])
    one, two = world.futures(year, count=2)
    past = world.calendar.year < year
    for w in (one, two):
        assert (w.latent[past] == world.latent[past]).all() and (w.latent[~past] != world.latent[~past]).any()
    assert (one.latent != two.latent).any()
    roll = [np.concatenate(w.outcome.states[-1].cohorts)[:, :3] for w in (world, one)]
    assert (roll[0] == roll[1]).all()  # who was born and died when


def test_expected_impact_is_that_of_futures_run_one_by_one(world: World, followed: int) -> None:
    found = expected(world, np.array([followed]), futures=1)
    year = int(world.calendar.year[followed])
    (one,), (two,) = world.futures(year, count=1), world.futures(year, without=followed, count=1)
    moved = np.linalg.norm(one.latent - two.latent, axis=1)
    moved[followed] = 0
    assert found[0, 0] == pytest.approx(moved.sum(), rel=1e-4)


def test_what_is_missed_is_what_descends_where_nothing_else_ties_a_society_together() -> None:
    world = World.make("society", works=150, seed=3, parameters=CALM)
    rows = np.flatnonzero(world.exhibited)[::4]
    impact, ceiling = realised(world, rows)
    flow = GroundTruth.of(world, run=False).flow[::4]
    assert spearman(flow, impact) > 0.4 and ceiling > 0.8
    assert impact[flow == 0].mean() < 0.5 * impact[flow > np.median(flow)].mean()


@pytest.mark.parametrize("seed", [1, 2])
def test_genomes_stay_where_the_painter_can_tell_them_apart(seed: int) -> None:
    world = World.make("society", works=300, seed=seed)
    gene = express(world.latent[world.exhibited])
    assert ((gene < 0.005) | (gene > 0.995)).mean() < 0.05
    year = world.calendar.year[world.exhibited]
    late = world.latent[world.exhibited][year > np.quantile(year, 0.8)]
    early = world.latent[world.exhibited][year < np.quantile(year, 0.2)]
    assert late.std(axis=0).mean() > 0.3  # styles do not melt into one
    assert np.linalg.norm(late.mean(axis=0) - early.mean(axis=0)) / np.sqrt(SIZE) > 0.15  # nor stand still


def test_parents_are_found_in_it(world: World) -> None:
    space = observe(world, noise=0.2)
    graph = trace(space)
    found = score_edges(edge_table(graph.works.ids, graph.parents), GroundTruth.of(world, run=False), works=space.works)
    assert found["errors"] == 0 and found["ap"] > 0.3


def test_a_society_that_exhibits_nothing_is_one_clear_line() -> None:
    with pytest.raises(StylogenyError, match="dies before it has exhibited enough"):
        World.make("society", works=20, parameters=SocietyParameters(shown=1e-9, births=False))
