"""A tree of futures as one self-contained HTML page: time across, branches down, every operation on record below."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ..artifacts import write_text
from ..futures.imagined import ImaginedWorks
from ..futures.titles import Namer
from ..futures.tree import Futures
from ..futures.tree_state import Operation
from ..text.agreement import capitalised
from ..text.word_files import read
from .careers import span_of
from .catalogue_page import embedded
from .standalone import self_contained

ROW, CARD, LEFT, TOP = 148, 72, 190, 30  # pixels: height of a row, side of a picture, room for the root, room above
LABEL = 124  # pixels between a picture and its answer's, so that the words below fit
LINE = 14  # pixels from one line of text to the next
ROOT_AT, ROOT_END = 16, 150  # pixels: where the root's words begin, and where lines set out from it
ROOT_WIDTH, TITLE_WIDTH = 20, 26  # letters in a line
SIDE = 144  # pixels at which pictures are kept


@dataclass(frozen=True)
class TextLine:
    """A line of text at (x, y) of the drawing, pixels."""

    x: float
    y: float
    text: str


@dataclass(frozen=True)
class WorkCard:
    """One work in the drawing: `picture` is a data address (empty for none), `hint` is shown on hovering."""

    id: str
    x: float
    y: float
    picture: str
    title: tuple[TextLine, ...]
    figures: TextLine
    hint: str


@dataclass(frozen=True)
class BranchCurve:
    """A line from a work to its answer, as the path of an SVG; dashed from a second parent."""

    path: str
    dashed: bool


@dataclass(frozen=True)
class TreeDrawing:
    """The tree as it is drawn, pixels."""

    width: float
    height: float
    root: tuple[TextLine, ...]
    curves: tuple[BranchCurve, ...]
    cards: tuple[WorkCard, ...]


@dataclass(frozen=True)
class OperationLine:
    """One operation on record in a sentence; `state` is ``here``, ``undone``, or empty for one that led here."""

    sentence: str
    state: str


@dataclass(frozen=True)
class WorkRow:
    """One work in the table; shares from 0 to 1."""

    id: str
    year: int
    title: str
    response: str
    parents: str
    plausibility: float
    novelty: float


def export(tree: Futures, path: Path | str) -> Path:
    """Write the living works of a tree, and the operations that led there, as one HTML file that needs no other.

    Works without a picture (``tree.pictured()`` makes them) show as plain tiles.
    """
    write_text(path, self_contained_page(tree))
    return Path(path)


def self_contained_page(tree: Futures) -> str:
    """The same file as text."""
    works = tree.works
    words = read("pages").within("tree")
    return self_contained(
        "tree.html",
        heading=words.text("heading").format(root=tree.root),
        summary=words.text("summary").format(works=len(works), span=span_of(works.table)),
        drawing=drawing(tree, works),
        card=CARD,
        steps=operation_lines(tree),
        rows=_rows(tree, works),
    )


def layout(tree: Futures) -> dict[str, tuple[float, float]]:
    """Where each living work stands: x by its year, y by its place among the branches; both in pixels."""
    return _layout(tree, tree.works)


def _layout(tree: Futures, works: ImaginedWorks) -> dict[str, tuple[float, float]]:
    year = dict(zip(works.table["id"], works.table["year"].astype(float)))
    stem = {i: next((p for p in tree.parents(i) if p in year), None) for i in year}
    row = _rows_of_branches(sorted(year, key=lambda i: (year[i], i)), stem)
    x = _across(works, year, stem)
    return {i: (x[i], TOP + row[i] * ROW) for i in year}


def _rows_of_branches(order: list[str], stem: dict[str, str | None]) -> dict[str, float]:
    """The row of each work: leaves one below the other, and a stem in the middle of its answers.

    Siblings keep their order.
    """
    answers: dict[str | None, list[str]] = {}
    for work in order:
        answers.setdefault(stem[work], []).append(work)
    row: dict[str, float] = {}
    leaves = 0

    def place(work: str) -> float:
        nonlocal leaves
        below = [place(a) for a in answers.get(work, [])]
        if not below:
            below, leaves = [float(leaves)], leaves + 1
        row[work] = (below[0] + below[-1]) / 2
        return row[work]

    for work in answers.get(None, []):
        place(work)
    return row


def _across(works: ImaginedWorks, year: dict[str, float], stem: dict[str, str | None]) -> dict[str, float]:
    """x of each work: by year, but never left of the words beside the work that is answered."""
    level = dict(zip(works.table["id"], works.table["generation"].astype(int)))
    first, last = (min(year.values()), max(year.values())) if year else (0.0, 1.0)
    width = max(max(level.values(), default=1) * (CARD + LABEL + 30), 600)
    x = {i: LEFT + (y - first) / max(last - first, 1.0) * width for i, y in year.items()}
    for work in sorted(year, key=lambda i: level[i]):
        answered = stem[work]
        if answered is not None:
            x[work] = max(x[work], x[answered] + CARD + LABEL)
    return x


def drawing(tree: Futures, works: ImaginedWorks, *, pictures: bool = True) -> TreeDrawing | None:
    """The tree as it is drawn; None where nothing is alive.

    Parameters
    ----------
    tree : Futures
    works : ImaginedWorks
        Its living works, as ``tree.works`` gives them.
    pictures : bool
        Whether cards have their pictures in them.
    """
    at = _layout(tree, works)
    if not at:
        return None
    highest, lowest = min(y for _, y in at.values()), max(y for _, y in at.values())
    middle = (highest + lowest + CARD) / 2
    lines = _lines(tree.root, ROOT_WIDTH)[:4]
    curves = []
    for work, (x, y) in at.items():
        parents = [p for p in tree.parents(work) if p in at]
        starts = [(at[p][0] + CARD, at[p][1] + CARD / 2) for p in parents] or [(ROOT_END, middle)]
        curves += [BranchCurve(_path(*start, x, y + CARD / 2), dashed=k > 0) for k, start in enumerate(starts)]
    return TreeDrawing(
        width=max(x for x, _ in at.values()) + CARD + LABEL + 20,
        height=lowest + ROW + 10,
        root=tuple(TextLine(ROOT_AT, middle + (LINE + 2) * n, line) for n, line in enumerate(lines)),
        curves=tuple(curves),
        cards=tuple(_card(works, row, *at[str(i)], pictures=pictures) for row, i in enumerate(works.table["id"])),
    )


def _card(works: ImaginedWorks, row: int, x: float, y: float, *, pictures: bool) -> WorkCard:
    w, picture = works.table.iloc[row], works.picture(row) if pictures else None
    lines = _lines(str(w["title"]), TITLE_WIDTH)
    if len(lines) > 3:
        lines = [*lines[:2], f"{lines[2]}…"]
    down = y + CARD + LINE
    figures = f"{w['year']} · plausible {100 * w['plausibility']:.0f} %, new {100 * w['novelty']:.0f} %"
    return WorkCard(
        id=str(w["id"]),
        x=x,
        y=y,
        picture="" if picture is None else embedded(picture, side=SIDE),
        title=tuple(TextLine(x, down + LINE * n, line) for n, line in enumerate(lines)),
        figures=TextLine(x, down + 2 + LINE * len(lines), figures),
        hint=f"{w['title']}, {w['year']}; {w['response']}",
    )


def _path(x1: float, y1: float, x2: float, y2: float) -> str:
    middle = x1 + max((x2 - x1) * 0.75, 10)
    return f"M{x1:.0f} {y1:.0f} C{middle:.0f} {y1:.0f} {middle:.0f} {y2:.0f} {x2:.0f} {y2:.0f}"


def operation_lines(tree: Futures) -> list[OperationLine]:
    """Every operation ever done; those that did not lead to this state are undone, not lost."""
    path = set(map(id, tree.path))
    table = Namer(tree.model.graph).name(tree.all_works).table
    title = {str(i): str(t) for i, t in zip(table["id"], table["title"])}
    out = []
    for k, operation in enumerate(tree.operations):
        state = "here" if k == tree.at else "" if id(operation) in path else "undone"
        out.append(OperationLine(_sentence(operation, title, tree.root), state))
    return out


def _sentence(operation: Operation, title: dict[str, str], root: str) -> str:
    words = read("pages").within("tree")

    def named(works: tuple[str, ...]) -> str:
        if len(works) > 3:
            return words.text("works").format(number=len(works))
        return " and ".join(f"“{title.get(w) or w}”" for w in works) or root

    count = len(operation.created)
    new = words.text("new_work" if count == 1 else "new_works").format(number=count)
    created = named(operation.created) if operation.kind == "merge" else new
    sentence = words.within("operations").text(operation.kind)
    return capitalised(sentence.format(works=named(operation.works), created=created, title=operation.title))


def _rows(tree: Futures, works: ImaginedWorks) -> list[WorkRow]:
    past = tree.model.graph.works.table
    name = {
        str(i): f"{t or i} ({a})" if a else str(t or i) for i, t, a in zip(past["id"], past["title"], past["artist"])
    }
    name |= {str(i): str(t) for i, t in zip(works.table["id"], works.table["title"])}
    return [
        WorkRow(
            id=str(r["id"]),
            year=int(r["year"]),
            title=str(r["title"]),
            response=str(r["response"]),
            parents="; ".join(f"{name.get(p, p)}, {100 * w:.0f} %" for p, w in works.parents_of(row)),
            plausibility=float(r["plausibility"]),
            novelty=float(r["novelty"]),
        )
        for row, r in enumerate(works.table.to_dict("records"))
    ]


def _lines(text: str, width: int) -> list[str]:
    """Words broken into lines of about `width` letters."""
    out = [""]
    for word in text.split():
        if out[-1] and len(out[-1]) + len(word) + 1 > width:
            out.append("")
        out[-1] = f"{out[-1]} {word}".strip()
    return out
