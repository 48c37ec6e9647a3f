"""A tree of futures as one self-contained HTML page: time across, branches down, every act on record below."""

from __future__ import annotations

import base64
import html
import io
from pathlib import Path
from typing import Any

import numpy as np

from ..artifacts import write_text
from ..futures.titles import Namer
from ..futures.tree import Futures

ROW, CARD, LEFT, TOP = 148, 72, 190, 30  # pixels: height of a row, side of a picture, room for the root, room above
LABEL = 124  # pixels between a picture and its answer's, so that the words below fit
SIDE = 144  # pixels that pictures are kept at
SAID = {
    "grow": "grew {born} from {works}",
    "prune": "pruned {works} and what came of them",
    "choose": "kept only {works}, what led to them and what came of them",
    "rename": "gave {works} the title “{title}”",
    "merge": "merged {works} into {born}",
}
STYLE = """
:root{color-scheme:light}body{margin:0;background:#f7f5f0;color:#23201c;font:15px/1.5 Georgia,serif}
main{padding:28px 36px}h1{font-weight:400;font-size:28px;margin:0 0 4px}p.sub{color:#6c655c;margin:0 0 20px;max-width:60em}
.wrap{overflow:auto;border-top:1px solid #ddd6c9;border-bottom:1px solid #ddd6c9;background:#fbfaf7}
svg text{font:12px/1.3 system-ui,sans-serif;fill:#23201c;paint-order:stroke;stroke:#fbfaf7;stroke-width:4px}svg .dim{fill:#6c655c}svg .year{fill:#857c70;font-size:11px}
svg a:focus rect,svg a:hover rect{stroke:#b4552d;stroke-width:2}ol{max-width:60em}li{margin:2px 0}li.here{font-weight:700}
li.aside{color:#6c655c}table{border-collapse:collapse;font:13px system-ui,sans-serif}th,td{text-align:left;padding:4px 14px 4px 0;
border-bottom:1px solid #e6e0d5;vertical-align:top}td.n{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}h2{font-weight:400;margin-top:36px}
"""


def export(tree: Futures, path: Path | str) -> Path:
    """Write the living works of a tree, and the acts that led there, as one HTML file that needs nothing else.

    Works without a picture (``tree.pictured()`` makes them) show as plain tiles.
    """
    path = Path(path)
    history, table = tree.history, tree.history.table
    words = {str(i): str(t) for i, t in zip(table["id"], table["title"])}
    span = f"{table['year'].min()} to {table['year'].max()}" if len(table) else "no works"
    body = [
        f"<h1>Futures of {_text(tree.root)}</h1>",
        f'<p class="sub">{len(history)} imagined works, {span}. None of them exists. Time runs to the right; a solid line leads '
        "from a work to its answer, a dashed one from a second parent. <em>Plausible</em> and <em>new</em> are the shares of "
        "real works that each exceeds in likelihood under the model, and in distance to what came before.</p>",
        f'<div class="wrap">{_drawing(tree)}</div>',
        "<h2>What was decided</h2>",
        _acts(tree),
        "<h2>The works</h2>",
        _table(tree, words),
    ]
    page = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; style-src 'unsafe-inline'\">"
        f"<title>Futures of {_text(tree.root)}</title><style>{STYLE}</style></head><body><main>{''.join(body)}</main></body></html>"
    )
    write_text(path, page)
    return path


def layout(tree: Futures) -> dict[str, tuple[float, float]]:
    """Where each living work stands: x by its year, y by its place among the branches; both in pixels."""
    table = tree.history.table
    born = dict(zip(table["id"], table["year"].astype(float)))
    level = dict(zip(table["id"], table["generation"].astype(int)))
    stem = {i: next((e for e in tree._elders(i) if e in born), None) for i in tree.alive}
    children: dict[str | None, list[str]] = {}
    for i in sorted(tree.alive, key=lambda i: (born[i], i)):
        children.setdefault(stem[i], []).append(i)
    y: dict[str, float] = {}
    row = 0

    def settle(work: str) -> float:
        nonlocal row
        below = [settle(c) for c in children.get(work, [])]
        if not below:
            below, row = [float(row)], row + 1
        y[work] = (below[0] + below[-1]) / 2
        return y[work]

    for work in children.get(None, []):
        settle(work)
    # by year, but never left of the words beside the work that is answered
    years = table["year"].to_numpy(dtype=float)
    lo, hi = (years.min(), years.max()) if len(years) else (0.0, 1.0)
    depth = int(table["generation"].max()) if len(table) else 1
    width = max(depth * (CARD + LABEL + 30), 600)
    x = {i: LEFT + (born[i] - lo) / max(hi - lo, 1.0) * width for i in tree.alive}
    for work in sorted(tree.alive, key=lambda i: level[i]):
        elder = stem[work]
        if elder is not None:
            x[work] = max(x[work], x[elder] + CARD + LABEL)
    return {i: (x[i], TOP + y[i] * ROW) for i in tree.alive}


def _drawing(tree: Futures) -> str:
    history, at = tree.history, layout(tree)
    if not at:
        return "<p>Nothing is alive in this state.</p>"
    width = max(x for x, _ in at.values()) + CARD + LABEL + 20
    height = max(y for _, y in at.values()) + ROW + 10
    middle = (min(y for _, y in at.values()) + max(y for _, y in at.values()) + CARD) / 2
    out = [f'<svg width="{width:.0f}" height="{height:.0f}" role="img" aria-label="The tree of futures">']
    for n, line in enumerate(_lines(tree.root, 24)[:4]):
        out.append(f'<text x="16" y="{middle + 16 * n:.0f}">{_text(line)}</text>')
    for work in tree.alive:
        x, y = at[work]
        elders = [e for e in tree._elders(work) if e in at]
        for n, elder in enumerate(elders):
            a, b = at[elder]
            out.append(_curve(a + CARD, b + CARD / 2, x, y + CARD / 2, dashed=n > 0))
        if not elders:
            out.append(_curve(150, middle, x, y + CARD / 2, dashed=False))
    for row, record in enumerate(history.table.to_dict("records")):
        x, y = at[record["id"]]
        out.append(_card(history.picture(row), record, x, y))
    return "".join(out) + "</svg>"


def _card(picture: np.ndarray | None, record: dict[Any, Any], x: float, y: float) -> str:
    tip = f"{record['title']}, {record['year']}; {record['response']}"
    image = f'<rect x="{x:.0f}" y="{y:.0f}" width="{CARD}" height="{CARD}" fill="#e9e3d7"/>'
    if picture is not None:
        image += f'<image x="{x:.0f}" y="{y:.0f}" width="{CARD}" height="{CARD}" preserveAspectRatio="xMidYMid slice" href="{_data(picture)}"/>'
    image += f'<rect x="{x:.0f}" y="{y:.0f}" width="{CARD}" height="{CARD}" fill="none" stroke="#cfc7b8"/>'
    lines = _lines(str(record["title"]), 26)
    lines = [*lines[:2], lines[2] + ("…" if len(lines) > 3 else "")] if len(lines) > 2 else lines
    down = y + CARD + 14
    words = "".join(f'<text x="{x:.0f}" y="{down + 14 * n:.0f}">{_text(line)}</text>' for n, line in enumerate(lines))
    notes = f"{record['year']} · plausible {100 * record['plausibility']:.0f} %, new {100 * record['novelty']:.0f} %"
    words += f'<text class="year" x="{x:.0f}" y="{down + 2 + 14 * len(lines):.0f}">{notes}</text>'
    return f"<a href='#{_text(record['id'])}'><title>{_text(tip)}</title>{image}{words}</a>"


def _curve(x1: float, y1: float, x2: float, y2: float, *, dashed: bool) -> str:
    middle = x1 + max((x2 - x1) * 0.75, 10)
    dash = ' stroke-dasharray="5 4"' if dashed else ""
    path = f"M{x1:.0f} {y1:.0f} C{middle:.0f} {y1:.0f} {middle:.0f} {y2:.0f} {x2:.0f} {y2:.0f}"
    return f'<path d="{path}" fill="none" stroke="#a99f90" stroke-width="1.4"{dash}/>'


def _acts(tree: Futures) -> str:
    """Every act ever done; those that did not lead to this state are set aside, not lost."""
    if not tree.acts:
        return "<p>Nothing yet.</p>"
    led = set(map(id, tree.past))
    all_named = Namer(tree.ground.graph).name(tree.everything).table
    every = {str(i): str(t) for i, t in zip(all_named["id"], all_named["title"])}

    def named(works: tuple[str, ...]) -> str:
        if len(works) > 3:
            return f"{len(works)} works"
        return " and ".join(f"“{every.get(w) or w}”" for w in works) or tree.root

    out = []
    for k, act in enumerate(tree.acts):
        grown = "1 new work" if len(act.born) == 1 else f"{len(act.born)} new works"
        born = named(act.born) if act.kind == "merge" else grown
        line = SAID[act.kind].format(works=named(act.works), born=born, title=act.title)
        kind = "here" if k == tree.at else "" if id(act) in led else "aside"
        line += " (gone back on)" if kind == "aside" else ""
        out.append(f'<li class="{kind}">{_text(line[:1].upper() + line[1:])}</li>')
    return "<ol>" + "".join(out) + "</ol>"


def _table(tree: Futures, words: dict[str, str]) -> str:
    works = tree.ground.graph.works.table
    known = {
        str(i): f"{t or i} ({a})" if a else str(t or i) for i, t, a in zip(works["id"], works["title"], works["artist"])
    } | words
    rows = []
    for row, r in enumerate(tree.history.table.to_dict("records")):
        parents = "; ".join(f"{known.get(p, p)}, {100 * w:.0f} %" for p, w in tree.history.parents_of(row))
        cells = (
            f"<td>{r['year']}</td><td>{_text(r['title'])}</td><td>{_text(r['response'])}</td><td>{_text(parents)}</td>"
        )
        cells += f'<td class="n">{100 * r["plausibility"]:.0f} %</td><td class="n">{100 * r["novelty"]:.0f} %</td>'
        rows.append(f'<tr id="{_text(r["id"])}">{cells}</tr>')
    head = "".join(f"<th>{h}</th>" for h in ("Year", "Work", "Response", "Parents", "Plausible", "New"))
    return f"<table><tr>{head}</tr>{''.join(rows)}</table>"


def _data(picture: np.ndarray) -> str:
    from PIL import Image

    image = Image.fromarray(picture)
    image.thumbnail((SIDE, SIDE))
    file = io.BytesIO()
    image.save(file, format="JPEG", quality=85)
    return "data:image/jpeg;base64," + base64.b64encode(file.getvalue()).decode()


def _lines(text: str, width: int) -> list[str]:
    """Words broken into lines of about `width` letters."""
    out = [""]
    for word in text.split():
        if out[-1] and len(out[-1]) + len(word) + 1 > width:
            out.append("")
        out[-1] = f"{out[-1]} {word}".strip()
    return out


def _text(value: object) -> str:
    return html.escape(str(value), quote=True)
