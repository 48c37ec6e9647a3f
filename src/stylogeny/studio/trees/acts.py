"""Acts on a tree of futures: each follows the operation whose state was looked at, and makes a new one on record.

The tree is the one in ``RUN/futures/NAME/`` that `stylogeny futures` curates: what is done here is found there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from ...errors import StylogenyError
from ...files import alone
from ...futures.offspring import RESPONSES
from ...futures.roots import Root, RootPictures, named_root
from ...futures.storage import A_TREE, TREE, reserve
from ...futures.tree import Futures, grow
from ...futures.tree_io import read, save
from ...influence.graph import InfluenceGraph
from ...progress import Callback
from ...report.tree_page import export
from ...runs import is_slug
from ..refused import Refused
from ..state import Studio

SIZE = 128  # pixels of the pictures
MAX_YEARS, MAX_BRANCHING = 300, 8
ACTS = ("grow", "keep", "prune", "merge", "rename", "add", "goto")
PAINTS = ("start", "grow", "merge", "add")  # those that make works, which is a job: pictures take their time


def tree_folder(run: Path, name: str) -> Path:
    """The folder of a tree.

    Raises
    ------
    StylogenyError
        When there is no tree of that name.
    """
    folder = run / "futures" / name
    if not is_slug(name) or not (folder / TREE).is_file():
        raise Refused("there is no tree of futures of this name", got=name[:80], fix="grow one", status=404)
    return folder


def read_tree(graph: InfluenceGraph, folder: Path, at: int | None = None) -> Futures:
    """A tree after operation number `at` (from 1; 0 is before the first), by default where it stands.

    Raises
    ------
    StylogenyError
        When it has no such operation, or is of another graph.
    """
    tree = read(folder, graph)
    if at is None:
        return tree
    if not 0 <= at <= len(tree.operations):
        raise StylogenyError("no such operation", got=at, fix=f"operations are 0 to {len(tree.operations)}")
    return tree.goto(at - 1)


def act(studio: Studio, name: str, asked: Mapping[str, Any], *, callback: Callback | None = None) -> dict[str, Any]:
    """Do one act on a tree and keep it.

    Parameters
    ----------
    studio : Studio
    name : str
        The tree's.
    asked : mapping
        ``act``, one of :data:`ACTS`; ``at``, the operation whose state it is done to; ``works``; and what the act
        takes: ``years``, ``branching``, ``response``, ``title``, ``picture``, ``year``.

    Returns
    -------
    dict
        ``name``, ``at`` (the operation it became) and ``created``.
    """
    with alone(studio.path):
        folder = tree_folder(studio.path, name)
        before = read_tree(studio.graph, folder, int(asked["at"]))
        tree = _done(before, asked, callback)
        return _kept(tree, folder, name, callback)


def start(studio: Studio, name: str, asked: Mapping[str, Any], *, callback: Callback | None = None) -> dict[str, Any]:
    """Grow a new tree from ``root`` (a name, empty for everything) or from ``picture`` and ``year``, and keep it."""
    with alone(studio.path):
        folder = new_folder(studio.path, name)
        branching, years = limited(asked)
        root = root_of(studio, str(asked.get("root") or ""), asked.get("picture"), asked.get("year"))
        tree = grow(
            studio.graph, root=root, years=years, branching=branching, generations=1, seed=int(asked.get("seed") or 0),
            callback=callback,
        )  # fmt: skip
        return _kept(tree, folder, name, callback)


def new_folder(run: Path, name: str) -> Path:
    """A folder in which no tree stands yet.

    Raises
    ------
    StylogenyError
        When something lies there.
    """
    folder = run / "futures" / name
    reserve(folder, A_TREE)
    if (folder / TREE).exists():
        raise StylogenyError("there is a tree of this name", got=name, fix="give it another name, or grow that one on")
    return folder


def root_of(studio: Studio, name: str, picture: object, year: object) -> Root | None:
    """What a tree grows from.

    Raises
    ------
    StylogenyError
        For a name that nothing has, or a picture without a year.
    """
    if picture:
        if year in (None, ""):
            raise StylogenyError("a picture to grow from needs the year that it is of", fix="say it")
        return RootPictures((Path(str(picture)),), int(str(year)))
    return named_root([name] if name.strip() else [], None, studio.works)


def start_tree(run: Path, arguments: Mapping[str, object], *, callback: Callback) -> Mapping[str, object]:
    """The job that grows a new tree."""
    return _job(start, run, arguments, callback)


def grow_tree(run: Path, arguments: Mapping[str, object], *, callback: Callback) -> Mapping[str, object]:
    """The job of an act that makes works."""
    return _job(act, run, arguments, callback)


def _job(
    do: Callable[..., dict[str, Any]], run: Path, arguments: Mapping[str, object], callback: Callback
) -> Mapping[str, object]:
    said = do(Studio(run), str(arguments["name"]), arguments, callback=callback)
    return said | {"href": f"/futures/{said['name']}?at={said['at']}"}


def _done(tree: Futures, asked: Mapping[str, Any], callback: Callback | None) -> Futures:
    works: Sequence[str] = [str(work) for work in asked.get("works") or ()]
    kind = str(asked["act"])
    if kind not in ACTS:
        raise StylogenyError("no such act", got=kind[:40], fix=f"one of {', '.join(ACTS)}")
    least = {"keep": 1, "prune": 1, "merge": 2, "rename": 1, "add": 1}.get(kind, 0)
    exactly = kind in ("merge", "rename", "add")
    if len(works) < least or (exactly and len(works) != least):
        of = "two works" if least == 2 else "one work" if exactly else "a work, or several"
        raise StylogenyError(f"to {kind} takes {of} of the tree", got=f"{len(works)} chosen", fix="choose them first")
    match kind:
        case "grow":
            branching, years = limited(asked)
            response = str(asked.get("response") or "") or None
            if response not in (None, *RESPONSES):
                raise StylogenyError("no such response", got=str(response)[:40], fix=f"one of {', '.join(RESPONSES)}")
            return tree.grow(years=years, branching=branching, works=works, response=response, callback=callback)
        case "keep":
            return tree.keep(*works)
        case "prune":
            return tree.prune(*works)
        case "merge":
            return tree.merge(*works, years=limited(asked)[1])
        case "rename":
            return tree.rename(works[0], str(asked.get("title") or ""))
        case "add":
            year = None if asked.get("year") in (None, "") else int(asked["year"])
            return tree.add(works[0], str(asked["picture"]), year=year, title=str(asked.get("title") or ""))
    return tree  # gone to


def limited(asked: Mapping[str, Any]) -> tuple[int, int]:
    """How many answers a work has, and within how many years.

    Raises
    ------
    StylogenyError
        For more than are grown while one waits.
    """
    branching, years = int(asked.get("branching", 3)), int(asked.get("years", 30))
    if not 1 <= branching <= MAX_BRANCHING or not 1 <= years <= MAX_YEARS:
        raise StylogenyError(
            f"a work has 1 to {MAX_BRANCHING} answers, within 1 to {MAX_YEARS} years",
            got=f"{branching} answers within {years} years",
        )
    return branching, years


def _kept(tree: Futures, folder: Path, name: str, callback: Callback | None) -> dict[str, Any]:
    before = set(tree.all_works.pictures)
    if any(i not in before for i in tree.alive) and tree.model.graph.works.pictured.any():
        tree = tree.pictured(size=SIZE, callback=callback)
    export(tree, folder / "index.html")
    save(tree, folder)  # last: what was killed was not done
    created = list(tree.operations[tree.at].created) if tree.at >= 0 else []
    return {"name": name, "at": tree.at + 1, "created": created}
