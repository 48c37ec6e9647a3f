"""The timeline map's data, as a script: a page opened from file:// cannot fetch JSON."""

from __future__ import annotations

import json

import numpy as np

from ..influence.graph import InfluenceGraph
from .atlas import Atlas
from .content import Pages
from .layout import lay_out

EDGES = 5  # parents of a work that the map draws
FAINTEST = 0.02
MOST = 12_000  # works on the map: more would neither load nor be told apart


def atlas_order(graph: InfluenceGraph) -> np.ndarray:
    """Rows on the map, most important first: the first sheet is all it needs to begin with."""
    rows = graph.dated
    return rows[np.lexsort((rows, -graph.importance[rows]))][:MOST]


def map_data(graph: InfluenceGraph, atlas: Atlas, pages: Pages) -> str:
    """The script that hands the map its data: a column a property, works from earliest to latest."""
    works, layout = graph.works, lay_out(graph, only=atlas_order(graph))
    at = {int(row): k for k, row in enumerate(layout.rows)}
    cell = np.empty(len(layout.rows), dtype=np.int64)
    for k, row in enumerate(atlas_order(graph)):
        cell[at[int(row)]] = k
    columns = {c: works.column(c).astype(str)[layout.rows] for c in ("title", "artist", "style")}
    names = {c: sorted(set(columns[c])) for c in ("artist", "style")}
    code = {c: {v: k for k, v in enumerate(names[c])} for c in names}
    parents = []
    for row in layout.rows:
        span = slice(graph.parents.indptr[row], graph.parents.indptr[row + 1])
        heavy = sorted(zip(graph.parents.data[span], graph.parents.indices[span]), key=lambda e: (-e[0], e[1]))[:EDGES]
        parents.append(
            [v for w, p in heavy if w >= FAINTEST and int(p) in at for v in (at[int(p)], round(100 * float(w)))]
        )
    data = {
        "sheets": atlas.names,
        "cells": cell.tolist(),
        "sizes": atlas.sizes[cell].ravel().tolist(),
        "colours": [bytes(c).hex() for c in atlas.colours[cell]],
        "x": np.round(layout.x, 5).tolist(),
        "y": np.round(layout.y, 4).tolist(),
        "year": np.floor(graph.years[layout.rows]).astype(int).tolist(),
        "title": [t or str(i) for t, i in zip(columns["title"], works.ids[layout.rows])],
        "artist": [code["artist"][a] for a in columns["artist"]],
        "style": [code["style"][s] for s in columns["style"]],
        "artists": names["artist"],
        "styles": names["style"],
        "parents": parents,
        "pages": {str(at[row]): page["file"] for row, page in pages.items() if row in at},
        "knots": np.round(layout.knots, 4).tolist(),
    }
    return "window.STYLOGENY = " + json.dumps(data, ensure_ascii=False, separators=(",", ":")) + ";\n"
