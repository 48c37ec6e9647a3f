"""The tree of futures: every operation is a new state, and what is pruned elsewhere changes nothing here."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from stylogeny.errors import StylogenyError
from stylogeny.futures.tree import Futures


def vectors(tree: Futures) -> dict[str, np.ndarray]:
    return dict(zip(tree.works.table["id"], tree.works.vectors))


def test_it_branches_and_moves_forward(tree: Futures) -> None:
    assert len(tree.alive) == 2 + 4 + 8 and len(tree.leaves) == 8
    table = tree.works.table.set_index("id")
    assert sorted(table["generation"].unique()) == [1, 2, 3]
    for name in tree.alive:
        stem = name.rpartition(".")[0]
        if stem:
            assert table.loc[name, "answers"] == stem
            assert 1 <= table.loc[name, "year"] - table.loc[stem, "year"] <= 20


def test_an_operation_leaves_the_state_before_it_as_it_was(tree: Futures) -> None:
    before = tree.alive
    first = tree.alive[0]
    pruned = tree.prune(first)
    assert tree.alive == before
    assert first not in pruned.alive and not any(i.startswith(first + ".") for i in pruned.alive)
    assert len(pruned.alive) < len(before)
    assert pruned.undo().alive == before


def test_keeping_a_work_keeps_its_line_and_what_came_of_it(tree: Futures) -> None:
    work = next(i for i in tree.alive if i.count(".") == 1)
    kept = tree.keep(work)
    assert work in kept.alive and work.rpartition(".")[0] in kept.alive
    assert set(kept.alive) < set(tree.alive)
    assert all(i in kept.alive for i in tree.alive if i.startswith(work + "."))


def test_pruning_elsewhere_does_not_shift_ones_draws(tree: Futures) -> None:
    keep, other = tree.leaves[-1], tree.leaves[0]
    here = tree.grow(years=10, branching=2, works=[keep])
    there = tree.prune(other).grow(years=10, branching=2, works=[keep])
    new = [i for i in here.alive if i not in tree.alive]
    assert len(new) == 2
    for name in new:
        assert np.array_equal(vectors(here)[name], vectors(there)[name])


def test_a_merger_has_both_parents_and_is_later_than_either(tree: Futures) -> None:
    a, b = tree.leaves[0], tree.leaves[-1]
    merged = tree.merge(a, b)
    name = merged.alive[-1]
    row = list(merged.works.table["id"]).index(name)
    assert merged.works.parents_of(row) == [(a, 0.5), (b, 0.5)]
    year = merged.works.table.set_index("id")["year"]
    assert year[name] > max(year[a], year[b])
    assert name not in merged.prune(a).alive


def test_growing_again_after_undoing_keeps_both(tree: Futures) -> None:
    leaf = tree.leaves[0]
    once = tree.grow(works=[leaf], branching=1)
    again = once.undo().grow(works=[leaf], branching=1)
    assert once.alive[-1] != again.alive[-1]
    assert len(again.operations) == len(tree.operations) + 2
    assert again.goto(len(tree.operations)).alive == once.alive


@pytest.mark.parametrize(
    ("operate", "says"),
    [
        (lambda t: t.prune("nobody"), "no such work"),
        (lambda t: t.merge(t.alive[0], t.alive[0]), "two different works"),
        (lambda t: t.undo(99), "no such operation to undo"),
        (lambda t: t.goto(99), "no such operation"),
        (lambda t: t.rename(t.alive[0], " "), "must not be empty"),
        (lambda t: t.grow(years=0), "at least 1"),
        (lambda t: t.grow(branching=4000), "at most"),
        (lambda t: t.prune(*[i for i in t.alive if "." not in i]).grow(works=[t.alive[0]]), "no such work"),
    ],
)
def test_bad_operations_are_one_clear_line(tree: Futures, operate: Callable[[Futures], Futures], says: str) -> None:
    with pytest.raises(StylogenyError, match=says):
        operate(tree)


def test_a_notebook_shows_what_lives(tree: Futures) -> None:
    pruned = tree.prune(tree.leaves[0])
    assert "13 works" in pruned._repr_html_() and "<b>" in pruned._repr_html_()
    assert len(pruned.plot().lines) == 13
