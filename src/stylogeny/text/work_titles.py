"""Titles for works that nobody looks at closely: fast, no two alike, and no claim about any picture.

A painter has habits: most of one painter's titles are of two kinds (places, people, things on a table, numbered
series ...). The words are in ``templates/plain_titles.toml``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from ..streams import uniforms
from .numerals import roman
from .word_files import read

SHORT, LONG = 2, 3  # short titles that are drawn for a work, then long ones, before a namesake gets a numeral
HABIT = 0.8  # share of a painter's titles that are of the painter's own two kinds
NUMBERS = range(2, 62)  # of works in a series


@dataclass(frozen=True)
class TitleKind:
    """A kind of title: a head and a tail, and in a long title a third part.

    Parameters
    ----------
    share : float
        Of all titles.
    join : str
        What stands before a third part; empty where the parts are a list.
    """

    name: str
    share: float
    heads: tuple[str, ...]
    tails: tuple[str, ...]
    thirds: tuple[str, ...]
    join: str = ", "


@cache
def title_kinds() -> tuple[TitleKind, ...]:
    """Every kind of title."""
    file = read("plain_titles")
    places, sitters, things, times, events = map(file.words, ("places", "sitters", "things", "times", "events"))
    there = tuple(place.replace("The ", "the ") for place in places)
    people = tuple(sitter.replace("The ", "the ") for sitter in sitters if sitter.startswith("The "))
    seasons = tuple(time for time in times if time[0].islower())
    numbers = tuple(f"No. {k}" for k in NUMBERS)
    deeds = tuple(f"What {person}" for person in people)
    return (
        TitleKind("place", 0.2, places, times, events, ", after "),
        TitleKind("sitter", 0.24, sitters, file.words("poses"), there),
        TitleKind("things", 0.18, things, things, things, ""),
        TitleKind("occasion", 0.12, file.words("moments"), events, there),
        TitleKind("series", 0.08, file.words("series"), numbers, seasons),
        TitleKind("idea", 0.12, file.words("qualities"), file.words("ideas"), people, " for "),
        TitleKind("deed", 0.06, deeds, file.words("deeds"), seasons),
    )


def plain_titles(
    index: Sequence[int] | np.ndarray,
    *,
    seed: int = 0,
    makers: Sequence[int] | np.ndarray | None = None,
    taken: Sequence[str] = (),
) -> list[str]:
    """Titles of works, one per index and no two alike.

    A title belongs to its work's index and its maker; where it is taken, by a work before or one of `taken`, another
    is drawn, and at last a numeral added.

    Parameters
    ----------
    index, makers : sequence of int
        Number of each work, and of its painter where habits are wanted.
    """
    index = np.asarray(index, dtype=np.int64)
    u = uniforms(seed, "plain title", index=index, draws=2 + 3 * (SHORT + LONG))
    kind = _kinds_of(u[:, 0])
    if makers is not None:
        own = _kinds_of(uniforms(seed, "titling habit", index=np.asarray(makers, dtype=np.int64), draws=2))
        kind = np.where(u[:, 1] < HABIT, np.where(u[:, 1] < 0.6 * HABIT, own[:, 0], own[:, 1]), kind)
    out, uses = [], {t.casefold(): 1 for t in taken}
    for k, row in zip(kind.tolist(), u[:, 2:]):
        for turn in range(SHORT + LONG):
            title = _title(title_kinds()[k], *row[3 * turn : 3 * turn + 3].tolist(), long=turn >= SHORT)
            if title.casefold() not in uses:
                break
        uses[title.casefold()] = number = uses.get(title.casefold(), 0) + 1
        while number > 1 and f"{title} {roman(number)}".casefold() in uses:
            number += 1
        out.append(title if number == 1 else f"{title} {roman(number)}")
        uses.setdefault(out[-1].casefold(), 1)
    return out


def subject(title: str) -> str:
    """What a picture is of, by its title, for a movement to be named after."""
    return title.strip("“”").removeprefix("The ").removeprefix("A ")


def _kinds_of(u: np.ndarray) -> np.ndarray:
    """The number of a kind of title for each uniform."""
    shares = np.cumsum([kind.share for kind in title_kinds()])
    return np.minimum(np.searchsorted(shares / shares[-1], u), len(shares) - 1)


def _title(kind: TitleKind, first: float, second: float, third: float, *, long: bool) -> str:
    """A title of a kind by three uniforms; a long one has a third part."""
    head, tail, more = _pick(kind.heads, first), _pick(kind.tails, second), _pick(kind.thirds, third)
    if kind.name == "things":
        things = list(dict.fromkeys([head, more, tail] if long else [head, tail]))
        return " and ".join([", ".join(things[:-1]), things[-1]]) if len(things) > 1 else head
    comma = kind.name == "place" and tail[0].isupper()
    return f"{head}{',' if comma else ''} {tail}" + (f"{kind.join}{more}" if long else "")


def _pick(words: tuple[str, ...], u: float) -> str:
    return words[int(u * len(words))]
