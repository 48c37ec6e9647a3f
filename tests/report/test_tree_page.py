"""The page of a tree of futures: self-contained, escaped, the same after a reload, and every operation on it."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from helpers.planted_history import graph as graph
from stylogeny.futures.tree import Futures, grow
from stylogeny.futures.tree_io import read, save
from stylogeny.influence.graph import InfluenceGraph
from stylogeny.report.tree_page import LABEL, export, layout


@pytest.fixture(scope="module")
def tree(graph: InfluenceGraph) -> Futures:
    grown = grow(graph, root="w220", years=20, branching=2, generations=3, seed=5)
    grown = grown.prune(grown.alive[3]).rename(grown.alive[0], "<script>alert('&')</script>")
    grown = grown.merge(grown.leaves[0], grown.leaves[-1])
    return grown.grow(works=[grown.leaves[0]], branching=1).undo()


def test_the_page_needs_nothing_else_and_runs_nothing(tree: Futures, tmp_path: Path) -> None:
    page = export(tree, tmp_path / "tree.html").read_text(encoding="utf-8")
    assert "<script" not in page and "&lt;script&gt;" in page
    assert not re.findall(r"""(?:src|href)\s*=\s*["'](?!#|data:)""", page)
    assert len(tree.alive) > 3
    for work in tree.alive:
        assert f'id="{work}"' in page


def test_every_operation_is_on_it_and_what_was_undone_is_marked(tree: Futures, tmp_path: Path) -> None:
    page = export(tree, tmp_path / "tree.html").read_text(encoding="utf-8")
    for word in ("Grew", "Pruned", "Gave", "Merged"):
        assert word in page
    assert page.count("(undone)") == 1 and page.count('<li class="here">') == 1


def test_a_reloaded_tree_gives_the_same_page(tree: Futures, tmp_path: Path) -> None:
    picture = np.full((40, 60, 3), 120, dtype=np.uint8)
    shown = replace(tree, all_works=replace(tree.all_works, pictures={tree.alive[0]: picture}))
    save(shown, tmp_path / "tree")
    again = read(tmp_path / "tree", tree.model.graph)
    first, second = export(shown, tmp_path / "a.html"), export(again, tmp_path / "b.html")
    assert first.read_bytes() == second.read_bytes()
    assert b"data:image/jpeg" in first.read_bytes()


def test_no_work_stands_on_another_or_left_of_what_it_answers(tree: Futures) -> None:
    at = layout(tree)
    places = sorted(at.values(), key=lambda p: (p[1], p[0]))
    for (x1, y1), (x2, y2) in pairwise(places):
        assert y2 - y1 >= 40 or x2 - x1 >= LABEL
    answers = [(work, parent) for work in tree.alive for parent in tree.parents(work)[:1] if parent in at]
    assert len(places) == len(tree.alive) and answers
    for work, parent in answers:
        assert at[work][0] > at[parent][0]


def test_an_empty_state_has_a_page_too(tree: Futures, tmp_path: Path) -> None:
    page = export(tree.goto(-1), tmp_path / "tree.html").read_text(encoding="utf-8")
    assert "Nothing is alive" in page
