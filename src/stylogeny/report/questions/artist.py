"""The page of an artist."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from ...display.text import percent
from ...questions.artist import ArtistSummary
from ...text.numerals import listed
from ..drawings.scatter import scatter
from ..sections.answers import answer_of
from .page import AnswerSection, plate, rows_named, write_page
from .relations import couples_section, relations_section

WORKS = 36
COUPLES = 6


def artist_page(summary: ArtistSummary, folder: Path) -> Path:
    """Write the page and return its path."""
    works, graph = summary.graph.works, summary.graph
    t = summary.works
    step = max(-(-len(t) // WORKS), 1)
    shown = t.iloc[::step]
    plates = [
        replace(plate(works, row), artist="", said=f"{number:.1f} descendants" if number >= 0.05 else "")
        for row, number in zip(rows_named(works, shown["id"]), shown["descendants"])
    ]
    styles = [style for style in dict.fromkeys(t["style"]) if style]
    every = f"One in {step} is shown." if step > 1 else ""
    sections = [
        AnswerSection("Works in time", every, plates),
        relations_section(summary.sources, "Sources"),
        couples_section(summary.sources, "Sources, side by side", COUPLES),
        relations_section(summary.followers, "Followers"),
        couples_section(summary.followers, "Followers, side by side", COUPLES),
        AnswerSection(
            "The way through the space",
            "All works of the corpus in the two directions in which they differ most, and the artist's in order of "
            "time. Most of the differences are in other directions.",
            figure=scatter(
                graph.embedding.vectors[graph.dated],
                [int(r) for r in graph.dated.searchsorted(rows_named(works, t["id"]), sorter=graph.dated.argsort())],
                graph.dated.argsort(),
            ),
        ),
        *(
            AnswerSection("What the world would lack", card.sentence + " " + card.verdict, figure=card.drawing)
            for card in map(answer_of, summary.credits)
        ),
    ]
    low, high = summary.interval
    count = f"{len(t)} works" if len(t) > 1 else "One work"
    line = f"{count} here, {summary.active}" + (f": {listed(styles[:4])}. " if styles else ". ")
    line += f"{summary.descendants:,.0f} expected descendants ({low:,} to {high:,} in 90 % of sampled genealogies); "
    line += f"{percent(summary.own)} of the works comes directly from the artist's own earlier ones."
    return write_page(
        folder, f"artist-{summary.about.slug}", heading=summary.about.name, summary=line, sections=sections
    )
