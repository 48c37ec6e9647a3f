"""A tree of futures on disk: read back it is the same tree, and grows on in the same way."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from stylogeny.errors import StylogenyError
from stylogeny.futures.tree import Futures
from stylogeny.futures.tree_io import read, save
from stylogeny.influence.graph import InfluenceGraph


def test_saved_read_and_grown_on(tree: Futures, graph: InfluenceGraph, tmp_path: Path) -> None:
    named = tree.rename(tree.alive[0], "The quiet school").prune(tree.leaves[-1])
    save(named, tmp_path / "f")
    again = read(tmp_path / "f", graph)
    assert again.alive == named.alive and again.operations == named.operations
    assert again.works.table.equals(named.works.table)
    assert "The quiet school" in set(again.works.table["title"])
    one, two = named.grow(branching=1), again.grow(branching=1)
    assert one.works.table.equals(two.works.table)
    assert np.array_equal(one.works.vectors, two.works.vectors)


def test_a_damaged_save_is_refused(tree: Futures, graph: InfluenceGraph, tmp_path: Path) -> None:
    save(tree, tmp_path / "f")
    file = tmp_path / "f" / "tree" / "operations.json"
    whole = json.loads(file.read_text(encoding="utf-8"))
    first, *rest = whole["operations"]
    for broken in (
        {},
        [],
        whole | {"at": len(whole["operations"])},
        whole | {"at": -2},
        whole | {"at": "last"},
        whole | {"operations": [{**first, "after": 0}, *rest]},
        whole | {"operations": [{**first, "created": ["nobody"]}, *rest]},
    ):
        file.write_text(json.dumps(broken))
        with pytest.raises(StylogenyError, match=r"not a tree of futures.*grow it again"):
            read(tmp_path / "f", graph)
    file.write_text(json.dumps(whole))
    (tmp_path / "f" / "tree" / "vectors.safetensors").write_bytes(b"half")
    with pytest.raises(StylogenyError, match=r"not a tree of futures.*grow it again"):
        read(tmp_path / "f", graph)


@pytest.mark.parametrize("hostile", ["/etc/x", "../x"])
def test_no_id_of_a_tree_leads_out_of_its_folder(
    tree: Futures, graph: InfluenceGraph, hostile: str, tmp_path: Path
) -> None:
    """A tree that somebody else wrote, whose first work has an id like a path."""
    first, picture = tree.alive[0], np.zeros((4, 4, 3), np.uint8)

    def renamed(ids: list[str]) -> list[str]:
        return [hostile if i == first else i for i in ids]

    works, operations = tree.all_works, tree.operations
    table = works.table.assign(id=renamed(works.table["id"]), answers=renamed(works.table["answers"]))
    parents = works.parents.assign(child=renamed(works.parents["child"]), parent=renamed(works.parents["parent"]))
    evil = replace(
        tree,
        all_works=replace(works, table=table, parents=parents, pictures={hostile: picture}),
        operations=tuple(
            replace(o, works=tuple(renamed(list(o.works))), created=tuple(renamed(list(o.created)))) for o in operations
        ),
    )
    folder = tmp_path / "deep" / "down"
    save(evil, folder)
    again = read(folder, graph)
    assert hostile in again.alive and again.works.picture(again.alive.index(hostile)) is not None
    save(again, folder)
    inside = {folder, folder / "pictures", folder / "tree", folder / "tree" / "pictures"}
    assert {p.parent for p in tmp_path.rglob("*") if p.is_file()} == inside


def test_a_tree_of_other_works_or_of_another_space_is_refused(
    tree: Futures, graph: InfluenceGraph, tmp_path: Path
) -> None:
    save(tree, tmp_path / "f")
    space = graph.embedding
    elsewhere = replace(graph, embedding=replace(space, vectors=space.vectors[::-1]))
    with pytest.raises(StylogenyError, match=r"grown from other works, or in another space.*grow it again"):
        read(tmp_path / "f", elsewhere)
    save(tree.grow(branching=1), tmp_path / "more")
    works = tree.all_works
    save(replace(tree, all_works=replace(works, vectors=works.vectors[::-1])), tmp_path / "other")
    save(tree.grow(branching=1), tmp_path / "g")
    (tmp_path / "g" / "tree" / "operations.json").write_bytes(
        (tmp_path / "f" / "tree" / "operations.json").read_bytes()
    )
    assert read(tmp_path / "g", graph).alive == tree.alive  # works were only added: a save that was cut short
    (tmp_path / "f" / "tree" / "operations.json").write_bytes(
        (tmp_path / "other" / "tree" / "operations.json").read_bytes()
    )
    with pytest.raises(StylogenyError, match=r"another tree's.*grow it again"):
        read(tmp_path / "f", graph)
