"""A tree of futures on disk: every work ever imagined, and the acts, so that any state can be gone on from."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from ..errors import StylogenyError
from ..influence.graph import InfluenceGraph
from ..runs import write_json
from .ground import Ground, Offspring
from .history import History
from .steps import Steps
from .tree import Act, Futures

ENCODING = "futures/1"


def save(tree: Futures, folder: Path) -> None:
    """Write the living works as a history into `folder`, and the whole tree into its ``tree/``."""
    tree.everything.save(folder / "tree")
    write_json(
        folder / "tree" / "acts.json",
        {
            "encoding": ENCODING,
            "at": tree.at,
            "slug": tree.slug,
            "root": tree.root,
            "seed": tree.seed,
            "rows": [str(i) for i in tree.ground.graph.works.ids[list(tree.rows)]],
            "acts": [asdict(act) for act in tree.acts],
            "scales": [born.scale for born in tree.ground.imagined],
        },
    )
    tree.history.save(folder)


def read(folder: Path, graph: InfluenceGraph) -> Futures:
    """Read what :func:`save` wrote, over the same graph.

    Raises
    ------
    StylogenyError
        When the save is of another version, is damaged, or is of another graph.
    """
    everything = History.read(folder / "tree")
    try:
        stored = json.loads((folder / "tree" / "acts.json").read_text(encoding="utf-8"))
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
            Act(a["before"], a["kind"], tuple(a["works"]), tuple(a["born"]), a["title"]) for a in stored["acts"]
        )
        rows = tuple(known[i] for i in stored["rows"])
        at, slug, root, seed = (stored[k] for k in ("at", "slug", "root", "seed"))
    except (OSError, ValueError, KeyError, IndexError, TypeError) as error:
        raise StylogenyError(
            "not a tree of futures of this graph", got=f"{folder}: {error}", fix="grow it again"
        ) from error
    return Futures(Ground(graph, Steps.fit(graph), tuple(imagined)), everything, acts, at, slug, root, rows, seed)
