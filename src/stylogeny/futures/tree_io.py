"""A tree of futures on disk: every work ever imagined, and the operations, so that any state can be grown on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from operator import index
from pathlib import Path
from typing import Any

import numpy as np

from ..artifacts import Format, read_document, write_document
from ..errors import StylogenyError
from ..influence.graph import InfluenceGraph
from ..manifest import checksum
from .imagined import ImaginedWorks
from .offspring import Offspring, OffspringModel
from .roots import RootPictures, keep_pictures, with_pictures
from .storage import TREE
from .tree import Futures
from .tree_state import Operation

FIX = "grow it again, under another name"
FORMAT = Format("futures", 2, FIX)


def save(tree: Futures, folder: Path | str) -> None:
    """Write the living works into `folder`, and the whole tree into its ``tree/``.

    The operations are written last. Works are only ever added to a tree, so that operations that were written before
    find theirs: a save that is cut short leaves the tree as it was.
    """
    folder = Path(folder)
    own = tree.own and keep_pictures(tree.own, folder)
    tree.all_works.save(folder / TREE.parent)
    tree.works.save(folder)
    write_document(
        folder / TREE,
        FORMAT,
        at=tree.at,
        label=tree.label,
        root=tree.root,
        seed=tree.seed,
        rows=[str(i) for i in tree.model.graph.works.ids[list(tree.rows)]],
        operations=[asdict(operation) for operation in tree.operations],
        scales=[born.scale for born in tree.model.imagined],
        past=_past(tree.model.graph, own),
        works=tree.all_works.digest(),
        own=own and {"year": own.year, "files": [f.relative_to(folder).as_posix() for f in own.files]},
    )


def read(folder: Path | str, graph: InfluenceGraph) -> Futures:
    """Read what :func:`save` wrote, over the same graph.

    Raises
    ------
    StylogenyError
        When the save is of another version, is damaged, or is of another graph.
    """
    folder = Path(folder)
    try:
        stored = read_document(folder / TREE, FORMAT)
        all_works = ImaginedWorks.read(folder / TREE.parent, first=len(stored["scales"]))
        if stored.get("works", made := all_works.digest()) != made:
            raise ValueError("the works beside its operations are another tree's")
        own = stored.get("own")
        if own is not None:
            own = RootPictures(tuple(folder / f for f in own["files"]), int(own["year"]))
            if not all(f.resolve().is_relative_to(folder.resolve()) for f in own.files):
                raise ValueError("a picture that it grows from lies outside its folder")
        tree = _tree(all_works, stored, graph, own)
        if stored.get("past", past := _past(tree.model.graph, own)) != past:
            raise ValueError("it was grown from other works, or in another space")
        return tree
    except (OSError, ValueError, KeyError, IndexError, TypeError) as error:
        why = error.got if isinstance(error, StylogenyError) else f"{folder}: {error}"
        raise StylogenyError("not a tree of futures of this graph", got=why, fix=FIX) from error


def _past(graph: InfluenceGraph, own: RootPictures | None) -> str:
    """A digest of the works that a tree was grown from, without the pictures that were put among them."""
    count = len(graph) - (0 if own is None else len(own.files))
    ids, vectors = graph.works.ids[:count].tolist(), graph.embedding.vectors[:count]
    return checksum({"ids": ids}, np.ascontiguousarray(vectors, dtype=np.float32).tobytes())


def _tree(
    all_works: ImaginedWorks, stored: Mapping[str, Any], graph: InfluenceGraph, own: RootPictures | None
) -> Futures:
    """The tree of these works; raises whatever a document that does not fit them raises."""
    model = OffspringModel.fit(graph)
    if own is not None:
        model = replace(model, graph=with_pictures(graph, own)[0])
        graph = model.graph
    row = {str(i): k for k, i in enumerate([*graph.works.ids, *all_works.table["id"]])}
    imagined = [
        Offspring(
            vector=all_works.vectors[k],
            year=int(record["year"]),
            answers=row[record["answers"]],
            response=str(record["response"]),
            scale=float(stored["scales"][k]),
            parents=tuple((row[p], w) for p, w in all_works.parents_of(k)),
        )
        for k, record in enumerate(all_works.table.to_dict("records"))
    ]
    operations = tuple(
        Operation(o["after"], o["kind"], tuple(o["works"]), tuple(o["created"]), o["title"])
        for o in stored["operations"]
    )
    _check(operations, stored["at"], set(all_works.table["id"]))
    return Futures(
        model=model.with_imagined(imagined),
        all_works=all_works,
        operations=operations,
        at=stored["at"],
        label=stored["label"],
        root=stored["root"],
        rows=tuple(row[i] for i in stored["rows"]),
        seed=stored["seed"],
        own=own,
    )


def _check(operations: Sequence[Operation], at: int, works: set[str]) -> None:
    """Raise unless every operation follows an earlier one and is about works of the tree."""
    for k, after in enumerate([*(o.after for o in operations), at]):
        if index(after) not in range(-1, k):
            raise ValueError(f"after {k} operations there is none numbered {after}")
    for o in operations:
        if not works.issuperset((*o.works, *o.created)) or (o.kind == "rename" and not o.works):
            raise ValueError(f"an operation ({o.kind}) is about works that are not in the tree")
