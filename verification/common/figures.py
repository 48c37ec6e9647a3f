"""Figures of the documentation: their colours, and PNG files that are the same bytes again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from stylogeny.artifacts import replacing

if TYPE_CHECKING:
    from matplotlib.figure import Figure

INK, MUTED, ACCENT = "#222222", "#9a9a9a", "#b5442e"


def save_png(figure: Figure, path: Path, *, dpi: int = 130) -> None:
    """Write a figure as PNG, without the date and program that matplotlib would write into it."""
    with replacing(path) as part:
        figure.savefig(part, format="png", dpi=dpi, metadata={"Software": None})
