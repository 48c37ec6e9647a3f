"""HTML for notebooks: a heading, a strip of thumbnails with captions, a table. Everything is escaped."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path

import numpy as np
from PIL import Image

from .thumbnails import thumbnail_of

Picture = np.ndarray | Path | None
SIDE = 112  # longest side of a thumbnail, px
_CELL = "display:inline-block;vertical-align:top;width:124px;margin:0 8px 10px 0;font-size:11px;line-height:1.3"


def thumbnail(picture: Picture, side: int = SIDE) -> str | None:
    """A picture (uint8[H, W, 3] or a file) as a data address of at most `side` pixels; None where it cannot be read."""
    if picture is None:
        return None
    try:
        image = thumbnail_of(picture, side)
    except (OSError, ValueError, Image.DecompressionBombError):
        return None
    file = io.BytesIO()
    image.save(file, format="JPEG", quality=82)
    return f"data:image/jpeg;base64,{base64.b64encode(file.getvalue()).decode()}"


def strip(items: Iterable[tuple[Picture, Sequence[str]]]) -> str:
    """Thumbnails side by side, each over its lines of text, the first of which stands out."""
    cells = []
    for picture, lines in items:
        address = thumbnail(picture)
        image = f'<img src="{address}" alt="{escape(lines[0] if lines else "")}">' if address else ""
        said = [f"<b>{escape(line)}</b>" if k == 0 else escape(line) for k, line in enumerate(lines) if line]
        cells.append(f'<div style="{_CELL}"><div style="height:112px">{image}</div>{"<br>".join(said)}</div>')
    return "<div>" + "".join(cells) + "</div>"


def block(heading: str, *parts: str) -> str:
    """A heading over parts that are HTML already."""
    return f"<div><p><b>{escape(heading)}</b></p>{''.join(parts)}</div>"


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A small table."""
    head = "".join(f'<th style="text-align:left">{escape(h)}</th>' for h in headings)
    lines = "".join(
        "<tr>" + "".join(f'<td style="text-align:left">{escape(cell)}</td>' for cell in row) + "</tr>" for row in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table>"
