"""Distances on genealogies against brute force; every export read back."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import networkx
import numpy as np
import pytest

from helpers.small_history import random_graph
from stylogeny.corpus.works import Works
from stylogeny.influence.trees import (
    last_common,
    newick,
    patristic,
    to_networkx,
    to_rustworkx,
    to_tskit,
    visible,
    write_graphml,
)


def lineage(parents: np.ndarray, row: int) -> list[int]:
    out = [row]
    while parents[out[-1]] >= 0:
        out.append(int(parents[out[-1]]))
    return out


def test_last_common_ancestors_and_patristic_distances_equal_brute_force() -> None:
    graph, _ = random_graph(n=60, seed=3)
    parents = graph.sample_parents(1, 1)[0]
    a, b = (g.ravel() for g in np.meshgrid(np.arange(60), np.arange(60)))
    ancestor, steps = last_common(parents, graph.years, a, b)
    length, generations, since = patristic(parents, graph.years, a, b)
    for k, (i, j) in enumerate(zip(a, b)):
        up_i, up_j = lineage(parents, i), lineage(parents, j)
        shared = [x for x in up_i if x in up_j]
        if not shared:
            assert ancestor[k] == -1 and np.isinf(steps[k]) and np.isinf(length[k])
            continue
        assert ancestor[k] == shared[0]
        assert steps[k] == generations[k] == up_i.index(shared[0]) + up_j.index(shared[0])
        y = graph.years
        assert length[k] == y[i] + y[j] - 2 * y[shared[0]]
        assert since[k] == min(y[i], y[j]) - y[shared[0]]


def parse(text: str) -> dict[str, tuple[str | None, float]]:
    """Child -> (parent name, branch length) of a Newick string with quoted names."""
    tokens = re.findall(r"'(?:[^']|'')*'|[(),;]|:[^(),;]+", text)
    stack, done, out = [[]], None, {}
    for token in tokens:
        if token == "(":
            stack.append([])
        elif token == ")":
            done = stack.pop()
        elif token.startswith("'"):
            name = token[1:-1].replace("''", "'")
            for child in done or []:
                out[child[0]] = (name, child[1])
            done, current = None, [name, 0.0]
            stack[-1].append(current)
        elif token.startswith(":"):
            current[1] = float(token[1:])
    for child in done or []:
        out[child[0]] = (None, child[1])
    return out


def test_newick_reads_back_as_the_sampled_genealogy() -> None:
    graph, _ = random_graph(n=50, seed=4)
    parents, ids = graph.sample_parents(2, 1)[0], graph.works.ids
    read = parse(newick(graph, seed=2))
    assert len(read) == 50
    for row in range(50):
        name, length = read[ids[row]]
        up = parents[row]
        assert name == (ids[up] if up >= 0 else None)
        assert length == pytest.approx(graph.years[row] - (graph.years[up] if up >= 0 else graph.years.min()))


def test_networkx_rustworkx_and_graphml_carry_the_same_edges(tmp_path: Path) -> None:
    graph, w = random_graph(n=30, seed=5)
    ids = graph.works.ids
    expected = {(ids[p], ids[c]): w[c, p] for c, p in zip(*np.nonzero(w))}
    write_graphml(graph, tmp_path / "g.graphml")
    for found in (to_networkx(graph), networkx.read_graphml(tmp_path / "g.graphml")):
        assert {(a, b): pytest.approx(x) for a, b, x in found.edges(data="weight")} == expected
        assert found.nodes[ids[3]]["year"] == graph.years[3]
        assert networkx.is_directed_acyclic_graph(found)
    rust = to_rustworkx(graph)
    assert {(rust[a]["id"], rust[b]["id"]): pytest.approx(x) for a, b, x in rust.weighted_edge_list()} == expected


def test_names_with_any_characters_are_read_back(tmp_path: Path) -> None:
    """Control characters, quotes, markup, brackets and what is no character, in ids and titles."""
    graph, _ = random_graph(n=8, seed=5)
    table = graph.works.table.copy()
    odd = ["a\x0bb", "a\x0cb", "it's", "<&>", "(a,b):1;", "x\ny", "\ufffe", "]]>"]
    table["id"], table["title"] = odd, odd[::-1]
    named = dataclasses.replace(graph, embedding=dataclasses.replace(graph.embedding, works=Works(table)))
    write_graphml(named, tmp_path / "g.graphml")
    found = networkx.read_graphml(tmp_path / "g.graphml")
    assert len(found) == 8 and found.number_of_edges() == named.parents.nnz
    assert {"a␋b", "a␌b", "it's", "<&>", "x␊y", "\ufffd"} <= set(found.nodes)
    tree = newick(named, seed=2)
    assert set(parse(tree)) == {visible(name) for name in odd} and tree.isprintable()


def test_tree_sequence_holds_the_sampled_genealogies(tmp_path: Path) -> None:
    tskit = pytest.importorskip("tskit")
    graph, _ = random_graph(n=40, seed=6)
    drawn = graph.sample_parents(9, 5)
    to_tskit(graph, genealogies=5, seed=9).dump(tmp_path / "g.trees")
    read = tskit.load(tmp_path / "g.trees")
    assert read.num_trees <= 5 and read.sequence_length == 5
    for k in range(5):
        tree = read.at(k)
        assert [tree.parent(u) for u in range(40)] == drawn[k].tolist()
    assert read.node(7).metadata["id"] == graph.works.ids[7]
