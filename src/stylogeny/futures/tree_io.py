"""A tree of futures on disk: every work ever imagined, and the acts, so that any state can be gone on from."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from operator import index
from pathlib import Path

from ..artifacts import write_json
from ..errors import StylogenyError
from ..influence.graph import InfluenceGraph
from .imagined import ImaginedWorks
from .kernel import OffspringKernel
from .offspring import Offspring, OffspringModel
from .storage import TREE
from .tree import Futures, Operation

ENCODING = "futures/1"


def save(tree: Futures, folder: Path | str) -> None:
    """Write the living works as a history into `folder`, and the whole tree into its ``tree/``."""
    folder = Path(folder)
    tree.everything.save(folder / "tree")
    write_json(
        folder / TREE,
        {
            "encoding": ENCODING,
            "at": tree.at,
            "label": tree.label,
            "root": tree.root,
            "seed": tree.seed,
            "rows": [str(i) for i in tree.ground.graph.works.ids[list(tree.rows)]],
            "acts": [asdict(act) for act in tree.acts],
            "scales": [born.scale for born in tree.ground.imagined],
        },
    )
    tree.history.save(folder)


def read(folder: Path | str, graph: InfluenceGraph) -> Futures:
    """Read what :func:`save` wrote, over the same graph.

    Raises
    ------
    StylogenyError
        When the save is of another version, is damaged, or is of another graph.
    """
    folder = Path(folder)
    try:
        everything = ImaginedWorks.read(folder / "tree")
        stored = json.loads((folder / TREE).read_text(encoding="utf-8"))
        if stored["encoding"] != ENCODING:
            raise ValueError(f"version {stored['encoding']}")
        known = {str(i): k for k, i in enumerate([*graph.works.ids, *everything.table["id"]])}
        imagined = [
            Offspring(
                everything.vectors[k],
                int(record["year"]),
                known[record["answers"]],
                str(record["response"]),
                float(stored["scales"][k]),
                tuple((known[p], w) for p, w in everything.parents_of(k)),
            )
            for k, record in enumerate(everything.table.to_dict("records"))
        ]
        acts = tuple(
            Operation(a["before"], a["kind"], tuple(a["works"]), tuple(a["born"]), a["title"]) for a in stored["acts"]
        )
        rows = tuple(known[i] for i in stored["rows"])
        at, label, root, seed = (stored[k] for k in ("at", "label", "root", "seed"))
        _check(acts, at, set(everything.table["id"]))
    except (OSError, ValueError, KeyError, IndexError, TypeError) as error:
        why = error.got if isinstance(error, StylogenyError) else f"{folder}: {error}"
        raise StylogenyError(
            "not a tree of futures of this graph", got=why, fix="grow it again, under another name"
        ) from error
    return Futures(
        OffspringModel(graph, OffspringKernel.fit(graph), tuple(imagined)),
        everything,
        acts,
        at,
        label,
        root,
        rows,
        seed,
    )


def _check(acts: Sequence[Operation], at: int, works: set[str]) -> None:
    """Whether every act follows an earlier one and is about works of the tree."""
    for k, before in enumerate([*(act.before for act in acts), at]):
        if index(before) not in range(-1, k):
            raise ValueError(f"after {k} acts there is none numbered {before}")
    for act in acts:
        if not works.issuperset((*act.works, *act.born)) or (act.kind == "rename" and not act.works):
            raise ValueError(f"an act ({act.kind}) is about works that are not in the tree")
