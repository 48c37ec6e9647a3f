"""The timeline map's data, as a script: a page opened from file:// cannot fetch JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping

import numpy as np

from ...corpus.calendar import year_text
from ...influence.graph import InfluenceGraph
from .layout import lay_out
from .thumbnails import Atlas

EDGES = 5  # parents of a work that the map draws
MIN_WEIGHT = 0.02  # of a tie that it draws
MAX_WORKS = 12_000  # on the map: more would neither load nor be told apart


def atlas_order(graph: InfluenceGraph, max_works: int, *, rows: np.ndarray) -> np.ndarray:
    """Those of `rows` on the map, most important first: the first sheet is all it needs to begin with."""
    return rows[np.lexsort((rows, -graph.importance[rows]))][:max_works]


def map_data(graph: InfluenceGraph, atlas: Atlas, order: np.ndarray, files: Mapping[int, str]) -> str:
    """The script that hands the map its data: one column per property, works from earliest to latest.

    Parameters
    ----------
    atlas : Atlas
        The thumbnails of the works at rows `order` int64[m], in that order.
    files : mapping
        Row to the name of the work's page, for works that have one.
    """
    works, layout = graph.works, lay_out(graph, only=order)
    at = {int(row): k for k, row in enumerate(layout.rows)}
    cell = np.empty(len(layout.rows), dtype=np.int64)
    for k, row in enumerate(order):
        cell[at[int(row)]] = k
    columns = {c: works.column(c).astype(str)[layout.rows] for c in ("title", "artist", "style")}
    names = {c: sorted(set(columns[c])) for c in ("artist", "style")}
    code = {c: {v: k for k, v in enumerate(names[c])} for c in names}
    data = {
        "sheets": atlas.names,
        "cells": cell.tolist(),
        "sizes": atlas.sizes[cell].ravel().tolist(),
        "colours": [bytes(c).hex() for c in atlas.colours[cell]],
        "x": np.round(layout.x, 5).tolist(),
        "y": np.round(layout.y, 4).tolist(),
        "year": [works.date(int(row)) or year_text(graph.years[row]) for row in layout.rows],
        "title": [t or str(i) for t, i in zip(columns["title"], works.ids[layout.rows])],
        "artist": [code["artist"][a] for a in columns["artist"]],
        "style": [code["style"][s] for s in columns["style"]],
        "artists": names["artist"],
        "styles": names["style"],
        "parents": [_heaviest(graph, int(row), at) for row in layout.rows],
        "pages": {str(at[row]): file for row, file in files.items() if row in at},
        "knots": np.round(layout.knots, 4).tolist(),
    }
    return "window.STYLOGENY = " + json.dumps(data, ensure_ascii=False, separators=(",", ":")) + ";\n"


def _heaviest(graph: InfluenceGraph, row: int, at: Mapping[int, int]) -> list[int]:
    """The heaviest parents of a work that are on the map: place, per cent, place, per cent, ..."""
    span = slice(graph.parents.indptr[row], graph.parents.indptr[row + 1])
    heavy = sorted(zip(graph.parents.data[span], graph.parents.indices[span]), key=lambda e: (-e[0], e[1]))[:EDGES]
    return [v for w, p in heavy if w >= MIN_WEIGHT and int(p) in at for v in (at[int(p)], round(100 * float(w)))]
