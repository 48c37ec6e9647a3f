"""What all drawings share: colours, and numbers and captions made short."""

from __future__ import annotations

INK, MUTED, RULE, PAPER = "#23201b", "#6b6357", "#d9d1c1", "#fbf9f4"
ELDER, YOUNGER = "#2f5573", "#93361f"  # ancestors are slate, descendants oxblood, everywhere in the report


def number(value: float) -> str:
    """A coordinate with at most one decimal."""
    return f"{value:.1f}".rstrip("0").rstrip(".")


def short(text: str, length: int) -> str:
    """A text of at most `length` characters."""
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"
