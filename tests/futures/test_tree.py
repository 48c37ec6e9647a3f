"""The tree of futures: every act is a new state, nothing is lost, and what is pruned elsewhere changes nothing here."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from stylogeny.errors import StylogenyError
from stylogeny.futures.tree import Futures, grow
from stylogeny.futures.tree_io import read, save
from stylogeny.influence.graph import InfluenceGraph


@pytest.fixture(scope="module")
def tree(graph: InfluenceGraph) -> Futures:
    return grow(graph, root="w220", years=20, branching=2, generations=3, seed=5)


def vectors(tree: Futures) -> dict[str, np.ndarray]:
    return dict(zip(tree.history.table["id"], tree.history.vectors))


def test_it_branches_and_moves_forward(tree: Futures) -> None:
    assert len(tree.alive) == 2 + 4 + 8 and len(tree.leaves) == 8
    table = tree.history.table.set_index("id")
    assert sorted(table["generation"].unique()) == [1, 2, 3]
    for name in tree.alive:
        stem = name.rpartition(".")[0]
        if stem:
            assert table.loc[name, "answers"] == stem
            assert 1 <= table.loc[name, "year"] - table.loc[stem, "year"] <= 20


def test_an_act_leaves_the_state_before_it_as_it_was(tree: Futures) -> None:
    before = tree.alive
    first = tree.alive[0]
    pruned = tree.prune(first)
    assert tree.alive == before
    assert first not in pruned.alive and not any(i.startswith(first + ".") for i in pruned.alive)
    assert len(pruned.alive) < len(before)
    assert pruned.back().alive == before


def test_choosing_keeps_the_line_and_what_came_of_it(tree: Futures) -> None:
    work = next(i for i in tree.alive if i.count(".") == 1)
    chosen = tree.choose(work)
    assert work in chosen.alive and work.rpartition(".")[0] in chosen.alive
    assert set(chosen.alive) < set(tree.alive)
    assert all(i in chosen.alive for i in tree.alive if i.startswith(work + "."))


def test_pruning_elsewhere_does_not_shift_ones_luck(tree: Futures) -> None:
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
    row = list(merged.history.table["id"]).index(name)
    assert merged.history.parents_of(row) == [(a, 0.5), (b, 0.5)]
    year = merged.history.table.set_index("id")["year"]
    assert year[name] > max(year[a], year[b])
    assert name not in merged.prune(a).alive


def test_growing_again_after_going_back_keeps_both(tree: Futures) -> None:
    leaf = tree.leaves[0]
    once = tree.grow(works=[leaf], branching=1)
    again = once.back().grow(works=[leaf], branching=1)
    assert once.alive[-1] != again.alive[-1]
    assert len(again.acts) == len(tree.acts) + 2
    assert again.to(len(tree.acts)).alive == once.alive


def test_saved_read_and_gone_on_with(tree: Futures, graph: InfluenceGraph, tmp_path: Path) -> None:
    named = tree.rename(tree.alive[0], "The quiet school").prune(tree.leaves[-1])
    save(named, tmp_path / "f")
    again = read(tmp_path / "f", graph)
    assert again.alive == named.alive and again.acts == named.acts
    assert again.history.table.equals(named.history.table)
    assert "The quiet school" in set(again.history.table["title"])
    one, two = named.grow(branching=1), again.grow(branching=1)
    assert one.history.table.equals(two.history.table)
    assert np.array_equal(one.history.vectors, two.history.vectors)


def test_a_damaged_save_is_refused(tree: Futures, graph: InfluenceGraph, tmp_path: Path) -> None:
    save(tree, tmp_path / "f")
    file = tmp_path / "f" / "tree" / "acts.json"
    whole = json.loads(file.read_text(encoding="utf-8"))
    first, *rest = whole["acts"]
    for broken in (
        {}, [], whole | {"at": len(whole["acts"])}, whole | {"at": -2}, whole | {"at": "last"},
        whole | {"acts": [{**first, "before": 0}, *rest]}, whole | {"acts": [{**first, "born": ["nobody"]}, *rest]},
    ):  # fmt: skip
        file.write_text(json.dumps(broken))
        with pytest.raises(StylogenyError, match=r"not a tree of futures.*grow it again"):
            read(tmp_path / "f", graph)
    file.write_text(json.dumps(whole))
    (tmp_path / "f" / "tree" / "vectors.safetensors").write_bytes(b"half")
    with pytest.raises(StylogenyError, match=r"not a tree of futures.*grow it again"):
        read(tmp_path / "f", graph)


def test_plausible_leaves_are_the_best_of_all(tree: Futures) -> None:
    table, parents = tree.history.table.set_index("id"), tree.history.parents

    def line(work: str) -> set[str]:
        elders = {table.loc[work, "answers"], *parents.loc[parents["child"] == work, "parent"]} & set(tree.alive)
        return {work}.union(*(line(str(e)) for e in elders))

    mean = {leaf: table.loc[sorted(line(leaf)), "log_density"].mean() for leaf in tree.leaves}
    assert tree.plausible(3) == sorted(mean, key=lambda leaf: -mean[leaf])[:3]


def test_novel_works_are_plausible_enough_and_differ(tree: Futures) -> None:
    plausibility = tree.everything.table.set_index("id")["plausibility"]
    floor = float(np.median(plausibility))
    chosen = tree.novel(4, floor=floor)
    assert len(set(chosen)) == 4
    assert (plausibility[chosen] >= floor).all()
    assert tree.novel(4, floor=1.1) == []


@pytest.mark.parametrize(
    ("act", "says"),
    [
        (lambda t: t.prune("nobody"), "no such work"),
        (lambda t: t.merge(t.alive[0], t.alive[0]), "two different works"),
        (lambda t: t.back(99), "nothing to go back to"),
        (lambda t: t.to(99), "no such act"),
        (lambda t: t.rename(t.alive[0], " "), "must not be empty"),
        (lambda t: t.grow(years=0), "at least 1"),
        (lambda t: t.grow(branching=4000), "at most"),
        (lambda t: t.prune(*[i for i in t.alive if "." not in i]).grow(works=[t.alive[0]]), "no such work"),
    ],
)
def test_bad_acts_are_one_clear_line(tree: Futures, act, says: str) -> None:
    with pytest.raises(StylogenyError, match=says):
        act(tree)
