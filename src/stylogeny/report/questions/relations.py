"""The page of sources or followers: shares with their intervals, and the pictures side by side."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ...corpus.calendar import lag_text
from ...display.text import percent
from ...questions.relations import Relations, pair_captions
from .page import LARGE, AnswerSection, Couple, ShareBar, plate, write_page

COUPLES = 12
MEANING = {
    "work": "The share of the later work that comes directly from the earlier one. The line is what it owes it if it "
    "is a parent at all, or nothing, with 90 % probability.",
    "artist": "The share of an artist's debts to others that lie with the other: traced ties, and likeness to what "
    "was there to be seen. The line is the 90 % interval.",
    "style": "The share of a style's works that comes directly from the other's, of all that comes from other styles. "
    "The line is the 90 % interval.",
}


def relations_page(relations: Relations, folder: Path) -> Path:
    """Write the page and return its path."""
    about, direction = relations.about, relations.direction
    rows = relations.records()
    sections = [relations_section(relations, "How much"), couples_section(relations)]
    many = f"{len(rows)} heaviest {direction}" if len(rows) > 1 else direction
    return write_page(
        folder,
        f"{direction}-{about.slug}",
        heading=f"{direction.capitalize()} of {about.name}",
        summary=f"The {many}, each a hypothesis of the model.",
        sections=sections,
        note=""
        if not any(_documented(row["documented"]) for row in rows)
        else "Documented: a relation between the two artists is on record in the table "
        "beside the corpus. Where nothing is said, nothing is known of either.",
    )


def relations_section(relations: Relations, heading: str) -> AnswerSection:
    """The table of shares."""
    kind = relations.about.kind if relations.about.kind in ("artist", "style") else "work"
    rows = relations.records()
    recorded = any(_documented(row["documented"]) for row in rows)
    bars = [
        ShareBar(
            _name(row),
            row["share"],
            row["low"],
            row["high"],
            (_years(row), *([_documented(row["documented"])] if recorded else [])),
        )
        for row in rows
    ]
    scale = max((bar.high for bar in bars), default=1.0)
    first = {"work": "Work", "artist": "Artist", "style": "Style"}[kind]
    headings = (first, "Share, and its interval", "Years between", *(["On record"] if recorded else []))
    return AnswerSection(heading, MEANING[kind], headings=headings, bars=bars, scale=max(scale, 0.05))


def couples_section(relations: Relations, heading: str = "Side by side", limit: int = COUPLES) -> AnswerSection:
    """The pairs of works that carry most."""
    works = relations.graph.works
    couples = []
    for row in relations.records()[:limit]:
        (elder, _), (younger, _) = pair_captions(relations, row)
        said = f"{percent(row['share'])} ({percent(row['low'])} to {percent(row['high'])})"
        more = "; ".join(text for text in (_years(row), _documented(row["documented"])) if text)
        couples.append(
            Couple(plate(works, elder, side=LARGE), plate(works, younger, side=LARGE), str(row["name"]), said, more)
        )
    return AnswerSection(
        heading, "The pair of works that carries most of it, the earlier on the left.", couples=couples
    )


def _name(row: Mapping[str, object]) -> str:
    return ", ".join(str(row[c]) for c in ("name", "date") if row[c])


def _years(row: Mapping[str, object]) -> str:
    return "no tie traced, likeness alone" if row["years"] is None else lag_text(float(str(row["years"])))


def _documented(value: object) -> str:
    return "" if value is None else "documented" if value else "not documented"
