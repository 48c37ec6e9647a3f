"""A tree of futures as its page tells of it: where each work stands, which is next to which, what was done.

These functions are answered in the worker that stays (:mod:`stylogeny.studio.warm`).
"""

from __future__ import annotations

from typing import Any

from ...futures.tree import Futures
from ...report.tree_page import drawing, operation_lines, self_contained_page
from ..state import Studio
from .acts import read_tree, tree_folder

KEPT = 8  # states of trees


def state(studio: Studio, name: str, at: int | None, mark: int) -> dict[str, Any]:
    """A tree after an operation, JSON-able; `mark` tells one writing of its folder from another."""
    kept: dict[tuple[str, int | None, int], dict[str, Any]] = studio.once("trees", dict)
    if (name, at, mark) not in kept:
        tree = read_tree(studio.graph, tree_folder(studio.path, name), at)
        while len(kept) >= KEPT:
            kept.pop(next(iter(kept)))
        kept[name, at, mark] = described(tree)
    return kept[name, at, mark]


def described(tree: Futures) -> dict[str, Any]:
    """A state of a tree: its works, its drawing in pixels, its operations.

    Returns
    -------
    dict
        ``root``, ``at``, ``works`` (each with its parents, its answers, and ``keys``: the works that arrow keys lead
        to), ``drawing``, ``operations``, ``plausible`` and ``novel`` (ids).
    """
    works = tree.works
    past = tree.model.graph.works
    titles = {str(i): str(t or i) for i, t in zip(works.table["id"], works.table["title"])}
    known = {str(i): str(t or i) for i, t in zip(past.ids, past.column("title"))}
    drawn = drawing(tree, works, pictures=False)
    parents = {i: [p for p in tree.parents(i) if p in titles] for i in titles}
    answers: dict[str, list[str]] = {i: [] for i in titles}
    for child, above in parents.items():
        for parent in above:
            answers[parent].append(child)
    place = {card.id: (card.x, card.y) for card in drawn.cards} if drawn else {}
    rows = []
    for row, w in enumerate(works.table.to_dict("records")):
        name = str(w["id"])
        rows.append(
            {
                "id": name, "title": titles[name], "year": int(w["year"]), "response": str(w["response"]),
                "generation": int(w["generation"]), "leap": bool(w["jump"]),
                "plausibility": round(float(w["plausibility"]), 4), "novelty": round(float(w["novelty"]), 4),
                "pictured": name in works.pictures,
                "answers_to": {"id": str(w["answers"]), "title": titles.get(w["answers"], known.get(w["answers"], ""))},
                "parents": [
                    {"id": p, "title": titles.get(p, known.get(p, p)), "share": round(s, 4), "past": p not in titles}
                    for p, s in works.parents_of(row)
                ],
                "answers": [{"id": a, "title": titles[a]} for a in answers[name]],
                "keys": _keys(name, parents[name], answers[name], place),
            }
        )  # fmt: skip
    return {
        "root": tree.root,
        "at": tree.at + 1,
        "works": rows,
        "leaves": list(tree.leaves),
        "drawing": drawn,
        "operations": _operations(tree),
        "plausible": tree.plausible(3),
        "novel": tree.novel(3),
    }


def page(studio: Studio, name: str, at: int | None) -> str:
    """A state of a tree as one HTML file that needs no other."""
    return self_contained_page(read_tree(studio.graph, tree_folder(studio.path, name), at))


def _keys(work: str, parents: list[str], answers: list[str], place: dict[str, tuple[float, float]]) -> dict[str, str]:
    """Where the arrow keys lead from a work: left to what it answers, right to its answers, up and down to the next."""
    x, y = place[work]
    near = [(abs(a - x) + 2 * abs(b - y), b < y, i) for i, (a, b) in place.items() if b != y]
    keys = {"left": parents[0] if parents else "", "right": answers[0] if answers else ""}
    for key, above in (("up", True), ("down", False)):
        keys[key] = min(((d, i) for d, over, i in near if over == above), default=(0.0, ""))[1]
    return keys


def _operations(tree: Futures) -> list[dict[str, Any]]:
    lines = operation_lines(tree)
    return [
        {
            "number": k, "kind": o.kind, "works": list(o.works), "created": list(o.created), "title": o.title,
            "after": o.after + 1, "sentence": line.sentence, "state": line.state,
        }
        for k, (o, line) in enumerate(zip(tree.operations, lines, strict=True), 1)
    ]  # fmt: skip
