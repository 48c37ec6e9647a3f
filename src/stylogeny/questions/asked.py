"""What every question checks of what it was asked, so that a slip is answered in one line."""

from __future__ import annotations

from numbers import Integral, Real

import numpy as np

from ..errors import StylogenyError
from ..influence.graph import InfluenceGraph


def whole(n: int, what: str = "n is how many rows are listed") -> int:
    """A whole number of at least 1; `what` says of what.

    Raises
    ------
    StylogenyError
        When it is anything else.
    """
    if not isinstance(n, Integral) or isinstance(n, bool) or n < 1:
        raise StylogenyError(f"{what}: a whole number of at least 1", got=repr(n))
    return int(n)


def years_in_order(first: float, last: float) -> tuple[float, float]:
    """The first and the last year of a question; either may be infinite.

    Raises
    ------
    StylogenyError
        When one is no number, or the last comes before the first.
    """
    for year in (first, last):
        if not isinstance(year, Real) or isinstance(year, bool) or np.isnan(float(year)):
            raise StylogenyError("a year is a number", got=repr(year))
    if last < first:
        raise StylogenyError(
            "the last year comes before the first",
            got=f"{float(first):g} to {float(last):g}",
            fix=f"ask for {float(last):g} to {float(first):g}",
        )
    return float(first), float(last)


def no_works_then(graph: InfluenceGraph, first: float, last: float) -> StylogenyError:
    """The error of a question about years without works, which says of what years there are some."""
    known = graph.years[graph.dated]
    return StylogenyError(
        "no work here is from these years",
        got=f"{first:g} to {last:g}",
        fix=f"they are of {np.floor(known.min()):.0f} to {np.floor(known.max()):.0f}" if len(known) else None,
    )
