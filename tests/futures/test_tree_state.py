"""Choosing among the living works of a tree."""

from __future__ import annotations

import numpy as np

from stylogeny.futures.tree import Futures


def test_plausible_leaves_are_the_best_of_all(tree: Futures) -> None:
    table, edges = tree.works.table.set_index("id"), tree.works.parents

    def line(work: str) -> set[str]:
        parents = {table.loc[work, "answers"], *edges.loc[edges["child"] == work, "parent"]} & set(tree.alive)
        return {work}.union(*(line(str(e)) for e in parents))

    mean = {leaf: table.loc[sorted(line(leaf)), "log_density"].mean() for leaf in tree.leaves}
    assert tree.plausible(3) == sorted(mean, key=lambda leaf: -mean[leaf])[:3]


def test_novel_works_are_plausible_enough_and_differ(tree: Futures) -> None:
    plausibility = tree.all_works.table.set_index("id")["plausibility"]
    floor = float(np.median(plausibility))
    chosen = tree.novel(4, floor=floor)
    assert len(set(chosen)) == 4
    assert (plausibility[chosen] >= floor).all()
    assert tree.novel(4, floor=1.1) == []
