"""Draw the folders of the package and who imports whom, from the imports as they are: docs/images/architecture.svg.

python verification/architecture.py
"""

from __future__ import annotations

import argparse
import ast
import textwrap
from html import escape

from stylogeny.artifacts import write_text
from verification.common.house import CHAIN, GROUND, ROOT, folder_imports, modules, tree

OUT = ROOT / "docs" / "images" / "architecture.svg"
ROW, CELL, LEFT, TOP = 40, 30, 600, 96  # pixels: height of a folder's row, width of a column, left and top of the grid
WRAP = 62  # characters of a line of description
INK, SOFT, LINE, MARK, PAPER = "#221f1b", "#6d665c", "#e4ded2", "#9a4a2a", "#faf8f4"


def draw() -> str:
    """The picture as SVG: a row for each folder with what it holds, a dot under every folder that it imports."""
    pairs = folder_imports()
    grid = CELL * len(CHAIN)
    width, bottom = LEFT + grid + 40, TOP + ROW * len(CHAIN)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {bottom + 64}" role="img" '
        'font-family="system-ui, sans-serif" font-size="13">',
        "<title>The folders of Stylogeny in the order of the chain, and which of them import which</title>",
        f'<rect width="{width}" height="{bottom + 64}" rx="6" fill="{PAPER}"/>',
    ]
    for k, name in enumerate(CHAIN):
        parts += _row(k, name, pairs, right=LEFT + grid)
    parts += [
        _text(20, bottom + 34, "all of them", weight=600),
        _text(150, bottom + 34, f"may import {', '.join(GROUND[:-1])} and {GROUND[-1]}", fill=SOFT),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _row(k: int, name: str, pairs: set[tuple[str, str]], *, right: int) -> list[str]:
    """A folder: its name and description, its own square on the diagonal, and dots where it imports."""
    top, middle, at = TOP + ROW * k, TOP + ROW * k + ROW / 2, LEFT + CELL * k + CELL / 2
    lines = textwrap.wrap(_description(name), WRAP)[:2]
    first = middle + 4.5 - 8 * (len(lines) - 1)
    parts = [
        f'<path d="M20 {top}H{right}" stroke="{LINE}"/>',
        _text(20, middle + 4.5, name, weight=600),
        *(_text(150, first + 16 * n, line, fill=SOFT) for n, line in enumerate(lines)),
        f'<text transform="translate({at + 4:g} {TOP - 10}) rotate(-50)" fill="{INK}">{name}</text>',
        f'<rect x="{at - 7:g}" y="{middle - 7:g}" width="14" height="14" rx="2" fill="{INK}"/>',
    ]
    for j, other in enumerate(CHAIN):
        if (name, other) in pairs:
            parts.append(
                f'<circle cx="{LEFT + CELL * j + CELL / 2:g}" cy="{middle:g}" r="5" fill="{MARK}">'
                f"<title>{name} imports {other}</title></circle>"
            )
    return parts


def _text(x: float, y: float, text: str, *, fill: str = INK, weight: int = 400) -> str:
    return f'<text x="{x:g}" y="{y:g}" fill="{fill}" font-weight="{weight}">{escape(text, quote=False)}</text>'


def _description(folder: str) -> str:
    """The first line of the folder's own docstring, without its last stop."""
    return (ast.get_docstring(tree(modules()[folder])) or "").split("\n")[0].rstrip(".")


if __name__ == "__main__":
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    write_text(OUT, draw())
    print(OUT)
