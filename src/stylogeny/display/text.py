"""Text for people: tables in columns, counts, shares, and text that Markdown leaves alone."""

from __future__ import annotations

from collections.abc import Sequence

WIDEST = 44  # characters of a cell


def columns(rows: Sequence[Sequence[str]], *, right: Sequence[int] = (), widest: int = WIDEST) -> list[str]:
    """Lines whose cells stand below one another; those of the columns `right` are flush right."""
    cells = [[_short(cell, widest) for cell in row] for row in rows]
    if not cells:
        return []
    widths = [max(len(row[k]) for row in cells) for k in range(len(cells[0]))]
    return [
        "  ".join(c.rjust(w) if k in right else c.ljust(w) for k, (c, w) in enumerate(zip(row, widths))).rstrip()
        for row in cells
    ]


def counted(number: int, noun: str, plural: str = "") -> str:
    """A number of things, in figures: ``1 work``, ``12 works``."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def percent(share: float, low: float | None = None, high: float | None = None) -> str:
    """A share as per cent, with the ends of its interval where there are some: ``12 % (4-19)``."""
    said = f"{100 * share:.0f} %"
    return said if low is None or high is None else f"{said} ({100 * low:.0f}-{100 * high:.0f})"


def markdown_text(text: str) -> str:
    """Text in one line that Markdown, and the HTML within it, takes for nothing else."""
    return "".join(f"\\{c}" if c in "\\`*_[]<>#|" else c for c in " ".join(text.split()))


def _short(text: str, widest: int) -> str:
    return text if len(text) <= widest else text[: widest - 1].rstrip() + "…"
