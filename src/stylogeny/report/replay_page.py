"""A replay as one page: when each real style came and when its like arose, beside chance; pictures of both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ..artifacts import write_text
from ..corpus.works import Works
from ..generation import fit
from ..histories.replay import LEVEL, Replay
from ..influence.graph import InfluenceGraph
from ..progress import Callback, progress
from ..streams import int_seed
from ..text.facts.index import evenly
from ..text.numerals import listed
from .catalogue_page import embedded
from .standalone import self_contained

SHOWN_STYLES = 6  # styles shown with pictures, those that arose most
NEVER = 4  # movements shown that are like no real style
PICTURES = 4  # of each style and each movement
SIDE = 160  # pixels of a picture on the page
WIDTH, LINE, LEFT = 860, 26, 210  # pixels of the chart: its width, a row, room for names


@dataclass(frozen=True)
class ChartRow:
    """One style in the chart, pixels: `bar` from and to where it in fact stood, `dots` where its like was born."""

    name: str
    y: float
    bar: tuple[float, float]
    dots: tuple[float, ...]
    arose: str


@dataclass(frozen=True)
class Chart:
    """The chart: ticks are (x, year)."""

    height: float
    ticks: tuple[tuple[float, int], ...]
    rows: tuple[ChartRow, ...]


@dataclass(frozen=True)
class Pictured:
    """A real style or a replayed movement in pictures (data addresses)."""

    heading: str
    words: str
    real: tuple[str, ...]
    replayed: tuple[str, ...]


@dataclass(frozen=True)
class StyleLine:
    """One row of the table, as it is printed."""

    cells: tuple[str, ...]


HEADINGS = (
    "style", "works", "in fact", "arose", "by chance", "likeness", "shuffled", "born (mean ± spread)", "lived", "after",
)  # fmt: skip


def export_replay(
    result: Replay,
    past: InfluenceGraph,
    works: Works,
    path: Path | str,
    *,
    size: int = 128,
    pictures: bool = True,
    seed: int = 0,
    callback: Callback | None = None,
) -> Path:
    """Write a replay as one HTML file that needs no other.

    Parameters
    ----------
    result : Replay
    past : InfluenceGraph
        What the runs went on from, and what their works are painted from.
    works : Works
        All works, in the rows of the result's styles.
    path : path
    size : int
        Longest side of painted pictures, pixels.
    pictures : bool
        Whether works of the runs are painted.
    seed : int
        Owns what is painted.
    """
    shown = _styles_shown(result)
    never = _never(result)
    painted = _painted(result, past, [*shown.values(), *never], size, seed, callback) if pictures else {}
    movements: list[dict[Any, Any]] = result.movements.to_dict("records")
    styles = []
    for k, m in shown.items():
        style, row = result.styles[k], result.table.iloc[k]
        real = [
            embedded(works.picture(int(r)), side=SIDE) for r in evenly(list(style.rows), PICTURES) if works.pictured[r]
        ]
        words = (
            f"In fact {style.born}–{style.died}, {len(style.rows)} works. Its like arose in {100 * row['arose']:.0f} % "
            f"of {result.runs} runs ({100 * row['by_chance']:.0f} % of shuffled ones). Shown: the likest, born "
            f"{movements[m]['born']}, {movements[m]['size']} works, after "
            f"{listed(movements[m]['sources']) or 'nobody in particular'}."
        )
        styles.append(Pictured(style.name, words, tuple(real), painted.get(m, ())))
    strange = [
        Pictured(
            f"Run {movements[m]['run'] + 1}, {movements[m]['born']}",
            f"{movements[m]['size']} works over {movements[m]['lived']} years, after "
            f"{listed(movements[m]['sources']) or 'nobody in particular'}; nearest is "
            f"{movements[m]['likest']} (likeness {movements[m]['likeness']:.2f}).",
            (),
            painted.get(m, ()),
        )
        for m in never
    ]
    per_run = len(result.movements) / result.runs
    page = self_contained(
        "replay.html",
        heading=f"History again from {result.since}",
        summary=f"{result.runs} histories of artists who knew nothing after {result.since}, played to {result.until}; "
        f"{len(result.movements)} movements arose, {per_run:.1f} in each. {len(result.styles)} styles in fact began.",
        chart=_chart(result),
        chart_width=WIDTH,
        chart_left=LEFT,
        headings=HEADINGS,
        rows=[StyleLine(_cells(row)) for row in result.table.to_dict("records")],
        level=LEVEL,
        styles=styles,
        strange=strange,
    )
    write_text(path, page)
    return Path(path)


def _cells(row: Mapping[Any, Any]) -> tuple[str, ...]:
    def number(name: str, form: str) -> str:
        value = float(str(row[name]))
        return "" if np.isnan(value) else format(value, form)

    born = f"{number('when', '.0f')} ± {number('when_spread', '.0f')}" if number("when", ".0f") else ""
    sources = row["sources"]
    return (
        str(row["style"]), str(row["works"]), f"{row['born']}–{row['died']}", f"{float(str(row['arose'])):.0%}",
        f"{float(str(row['by_chance'])):.0%}", number("likeness", ".2f"), number("shuffled", ".2f"), born,
        number("lived", ".0f"), ", ".join(map(str, sources)) if isinstance(sources, list) else "",
    )  # fmt: skip


def _styles_shown(result: Replay) -> dict[int, int]:
    """The styles that arose most, and of each the row of the likest movement."""
    if not len(result.movements) or not len(result.styles):
        return {}
    order = np.lexsort((-result.table["likeness"], -result.table["arose"]))[:SHOWN_STYLES]
    return {int(k): int(result.likeness[:, k].argmax()) for k in order}


def _never(result: Replay) -> list[int]:
    """The largest movements of those least like any real style, at most one of a run."""
    if not len(result.movements) or not len(result.styles):
        return []
    strange = result.movements["likeness"].to_numpy(dtype=float)
    size = result.movements["size"].to_numpy(dtype=float)
    run = result.movements["run"].to_numpy(dtype=np.int64)
    able = np.flatnonzero(strange <= np.quantile(strange, 0.25))
    chosen: dict[int, int] = {}
    for m in able[np.argsort(-size[able], kind="stable")]:
        chosen.setdefault(int(run[m]), int(m))
    return list(chosen.values())[:NEVER]


def _painted(
    result: Replay,
    past: InfluenceGraph,
    movements: list[int],
    size: int,
    seed: int,
    callback: Callback | None,
) -> dict[int, tuple[str, ...]]:
    """Data addresses of pictures of the works that stand for these movements."""
    wanted = list(dict.fromkeys(movements))
    if not wanted or not past.works.pictured.any():
        return {}
    generator = fit(past.embedding)
    out: dict[int, list[str]] = {m: [] for m in wanted}
    jobs = [(m, k) for m in wanted for k in range(min(PICTURES, result.exemplars.shape[1]))]
    for m, k in progress(jobs, "pictures", unit="picture", callback=callback):
        own = int_seed(seed, "replay", m, k)
        picture = generator.generate(result.exemplars[m, k], n=1, size=size, seed=own)[0]
        out[m].append(embedded(picture, side=SIDE))
    return {m: tuple(each) for m, each in out.items()}


def _chart(result: Replay) -> Chart:
    """Where every style stood in fact, and where movements like it were born."""
    first, last = result.since, max(result.until, result.since + 1)

    def x(year: float) -> float:
        return LEFT + (WIDTH - LEFT - 60) * (min(max(year, first), last) - first) / (last - first)

    born = result.movements["born"].to_numpy(dtype=np.float64)
    step = 10 if last - first <= 80 else 25 if last - first <= 200 else 50
    ticks = tuple((x(y), y) for y in range(-(-first // step) * step, last + 1, step))
    rows = []
    for k, style in enumerate(result.styles):
        row = result.table.iloc[k]
        dots = tuple(x(float(year)) for year in born[result.likeness[:, k] > row["bar"]])
        y = 40.0 + LINE * k
        rows.append(ChartRow(style.name, y, (x(style.born), x(style.died)), dots, f"{100 * row['arose']:.0f} %"))
    return Chart(40.0 + LINE * len(rows) + 10, ticks, tuple(rows))
