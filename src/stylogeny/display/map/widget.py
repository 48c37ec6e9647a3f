"""The map in a notebook (extra ``notebook``)."""

from __future__ import annotations

import json
from collections.abc import Callable

import numpy as np
from safetensors.numpy import save

from ...errors import StylogenyError
from .atlas import PER_SHEET, sheet_of
from .data import MapData
from .scripts import STATIC, bundle

try:
    import anywidget
    import traitlets
except ImportError as error:
    fix = "pip install 'stylogeny[notebook]'"
    raise StylogenyError("the map in a notebook is drawn with anywidget", got=error, fix=fix) from error


class MapWidget(anywidget.AnyWidget):  # type: ignore[misc]
    """A map of works; what is chosen on it is its :attr:`selection`.

    Parameters
    ----------
    data : MapData
        The n works.
    thumbnail : callable
        The picture of the work of a row, uint8[h, w, 3] with no side above 64; None where there is none.
    pictures : int
        How many of the most important works have thumbnails, at most 1,024.
    """

    _esm = bundle("notebook.js")
    _css = (STATIC / "map.css").read_text(encoding="utf-8")
    numbers = traitlets.Bytes().tag(sync=True)
    words = traitlets.Unicode().tag(sync=True)
    cells = traitlets.Bytes().tag(sync=True)
    sheet = traitlets.Bytes().tag(sync=True)
    rows = traitlets.List(traitlets.Int()).tag(sync=True)

    def __init__(self, data: MapData, *, thumbnail: Callable[[int], np.ndarray | None], pictures: int) -> None:
        made = sheet_of([thumbnail(int(row)) for row in data.order[: min(pictures, PER_SHEET)]])
        super().__init__(
            numbers=data.to_bytes(),
            words=json.dumps(dict(data.words), ensure_ascii=False),
            cells=save({"sizes": made.sizes, "colours": made.colours}),
            sheet=made.jpeg() if len(made.sizes) else b"",
        )
        self._ids = data.words["ids"]

    @property
    def selection(self) -> list[str]:
        """Ids of the chosen works: the one that was clicked, else those that search, filters and region leave.

        Assign an id, or none, to choose from Python; `rows` holds the same as rows of the works table.
        """
        return [self._ids[row] for row in self.rows]

    @selection.setter
    def selection(self, ids: list[str]) -> None:
        rows = {name: row for row, name in enumerate(self._ids)}
        if unknown := [name for name in ids if name not in rows]:
            raise StylogenyError("no work has this id", got=unknown[0], fix="ids stand in `works.ids`")
        if len(ids) > 1:
            raise StylogenyError("one work can be chosen from Python", got=f"{len(ids)} ids", fix="choose one, or none")
        self.rows = [rows[name] for name in ids]
