"""Where a change falls: its mean by style and period."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from markupsafe import Markup

from ...corpus.calendar import year_text
from ...questions.timeline import LENGTHS
from ..drawings.charts import heat

STYLES, PERIODS = 10, 12  # rows and columns
OTHERS = "all other works"


@dataclass(frozen=True, eq=False)
class ChangeMap:
    """A mean by style and period.

    Parameters
    ----------
    names : list of str
        Styles, the most affected first; the last may be all others.
    years : list of int
        The first year of each period.
    values : ndarray
        float64[styles, periods]; NaN where there is no work.
    works : ndarray
        int64[styles, periods].
    """

    names: list[str]
    years: list[int]
    values: np.ndarray
    works: np.ndarray

    @classmethod
    def of(
        cls,
        style: np.ndarray,
        year: np.ndarray,
        value: np.ndarray,
        *,
        base: np.ndarray | None = None,
        styles: int = STYLES,
        periods: int = PERIODS,
    ) -> ChangeMap:
        """Of m works: the sum of `value` over that of `base` (by default their number).

        Parameters
        ----------
        style, year, value, base : ndarray
            object[m], float64[m], float64[m], float64[m]; an empty style is among all others.
        styles, periods : int
            At most this many rows and columns.
        """
        if not len(year):
            return cls([], [], np.zeros((0, 0)), np.zeros((0, 0), dtype=np.int64))
        style = np.asarray(style).astype(str)
        base = np.ones(len(year)) if base is None else base
        span = float(year.max() - year.min())
        wide = next((w for w in LENGTHS if span / w <= periods - 1), LENGTHS[-1])
        first = int(np.floor(year.min() / wide) * wide)
        column = np.floor((year - first) / wide).astype(np.int64)
        total = {name: float(value[style == name].sum()) for name in set(style.tolist()) if name}
        chosen = [name for name in sorted(total, key=lambda s: (-total[s], s))[:styles] if total[name] > 0]
        masks = [style == name for name in chosen]
        if (rest := ~np.isin(style, chosen)).any():
            chosen, masks = [*chosen, OTHERS], [*masks, rest]
        count = int(column.max()) + 1
        works = np.stack([np.bincount(column[mask], minlength=count) for mask in masks])
        sums, bases = (
            np.stack([np.bincount(column[mask], values[mask], minlength=count) for mask in masks])
            for values in (value, base)
        )
        mean = np.where(works > 0, sums / np.maximum(bases, 1e-300), np.nan)
        return cls(chosen, [first + wide * c for c in range(count)], mean, works)

    def drawing(self, text: Callable[[float], str]) -> Markup | None:
        """The map; `text` says a cell's value in words. None where there is nothing to draw."""
        if not self.names:
            return None
        notes = [
            [
                f"{name}, from {year_text(year)}: {text(float(self.values[k, c]))}, {self.works[k, c]} works"
                if self.works[k, c]
                else ""
                for c, year in enumerate(self.years)
            ]
            for k, name in enumerate(self.names)
        ]
        return heat(self.names, [year_text(y) for y in self.years], self.values, notes)
