"""Whom a finished picture follows, as a run sees it."""

from __future__ import annotations

from pathlib import Path

from ...influence.placement import Placement
from .genealogy import Genealogy, Lookup, ancestor


def inferred_genealogy(placed: Placement, lookup: Lookup | None = None) -> Genealogy:
    """Parents with the model's weights, and a year with its interval; how the picture came to be is not said.

    Parameters
    ----------
    placed : Placement
        Of the picture, by :func:`.place`.
    lookup : callable, optional
        Finds parents, whose files are hashed.
    """
    return Genealogy(
        title=Path(placed.file).name,
        generator="inferred",
        year=round(placed.year, 1),
        interval=(round(placed.interval[0], 1), round(placed.interval[1], 1)),
        parents=tuple(ancestor(p, float(p["weight"]), lookup) for p in placed.parents),
    )
