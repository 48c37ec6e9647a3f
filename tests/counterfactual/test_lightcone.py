"""Deletion of works with what descends from them, on histories whose every parent is known."""

from __future__ import annotations

import numpy as np
import pytest

from stylogeny.counterfactual.lightcone import delete, genealogy, lightcone
from stylogeny.errors import StylogenyError
from stylogeny.influence.graph import InfluenceGraph

from .conftest import History, branching, graph_of, true_graph


def test_soft_lightcone_is_the_sum_over_paths(chain: InfluenceGraph) -> None:
    gone = lightcone(chain.parents, chain.order, np.array([0]))
    assert gone == pytest.approx([1, 0.8, 0.25 + 0.8 * 0.5, 0, 0.8 * 0.5], abs=1e-6)
    assert gone == pytest.approx(chain.descent(0), abs=1e-6)


def test_a_set_is_not_counted_twice(chain: InfluenceGraph) -> None:
    gone = lightcone(chain.parents, chain.order, np.array([0, 1]))
    assert gone == pytest.approx([1, 1, 0.75, 0, 0.5], abs=1e-6)


def test_hard_deletion_is_exactly_the_descendants_of_a_known_tree() -> None:
    space, parent = branching(80, seed=3)
    graph = true_graph(space, parent)
    root = int(np.argmax(graph.importance))
    below = {root}
    for child in range(len(parent)):
        if parent[child] in below:
            below.add(child)
    for deletion in ("hard", "sampled", "soft"):
        change = delete(graph, np.array([root]), deletion=deletion)
        assert set(change.rows.tolist()) == below
        assert change.loss == pytest.approx(np.ones(len(below)))


def test_sampled_genealogies_average_to_the_soft_lightcone(chain: InfluenceGraph) -> None:
    row = np.array([0])
    soft = delete(chain, row, deletion="soft")
    mean = np.zeros(5)
    for shard in range(600):
        drawn = delete(chain, row, deletion="sampled", seed=1, shard=shard)
        mean[drawn.rows] += drawn.loss / 600
    assert mean[soft.rows] == pytest.approx(soft.loss, abs=0.06)


def test_a_sampled_genealogy_has_at_most_one_parent_each(history: History) -> None:
    graph = history.graph
    drawn = genealogy(graph, "sampled", seed=2)
    assert np.asarray(drawn.sum(axis=1)).max() <= 1
    assert (graph.parents.toarray()[drawn.toarray() > 0] > 0).all()
    several = genealogy(graph, "sampled", several=True, seed=2)
    assert (several.toarray()[drawn.toarray() > 0] > 0).all()  # the others are added to the one
    total = np.asarray(several.sum(axis=1)).ravel()
    assert total[np.diff(drawn.indptr) > 0] == pytest.approx(1.0) and not total[np.diff(drawn.indptr) == 0].any()


def test_substitution_moves_a_child_by_the_difference_of_its_parents(chain: InfluenceGraph) -> None:
    change = delete(chain, np.array([0]), estimand="net", deletion="soft")
    at = dict(zip(change.rows.tolist(), range(len(change.rows))))
    assert change.loss[at[0]] == 1
    # work 1 had only work 0: it is lost with what it owed; work 2 turns from 0 at (0, 0) to 1 at (1, 0)
    assert change.loss[at[1]] == pytest.approx(0.8, abs=1e-6)
    assert change.shift[at[2]] == pytest.approx([0.25 * (1 - 0), 0], abs=1e-5)
    assert change.loss[at[2]] == pytest.approx(0.75 * 0.8, abs=1e-6)  # of 1 it now holds 0.75


def test_net_of_an_only_parent_is_its_lineage() -> None:
    space, parent = branching(60, seed=5)
    graph = true_graph(space, parent)
    root = np.array([int(np.argmax(graph.importance))])
    lineage, net = (delete(graph, root, estimand=e, deletion="hard") for e in ("lineage", "net"))
    assert (lineage.rows == net.rows).all() and lineage.loss == pytest.approx(net.loss)
    assert np.abs(net.shift).max() < 1e-6


def test_substitutes_shift_descendants_by_the_share_they_owe() -> None:
    space, _ = branching(5, d=2)
    space.vectors[:] = [[0, 0], [4, 0], [0, 1], [0, 2], [0, 3]]
    weights = np.zeros((5, 5))
    weights[2, 0], weights[2, 1], weights[3, 2], weights[4, 3] = 0.5, 0.5, 0.5, 0.5
    change = delete(graph_of(space, weights), np.array([0]), estimand="net", deletion="soft", least=0)
    shift = np.zeros((5, 2))
    shift[change.rows] = change.shift
    assert shift[2:, 0] == pytest.approx([2, 1, 0.5], abs=1e-5)  # half of the way from (0, 0) to (4, 0), then halved
    assert change.loss[change.rows != 0] == pytest.approx(np.zeros(len(change.rows) - 1))


def test_unknown_options_are_named(chain: InfluenceGraph) -> None:
    with pytest.raises(StylogenyError, match="estimand"):
        delete(chain, np.array([0]), estimand="gross")
    with pytest.raises(StylogenyError, match="deletion"):
        delete(chain, np.array([0]), deletion="fuzzy")
