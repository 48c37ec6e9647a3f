"""What a name stands for: a work, several works, an artist, a style, a genre, or a mixture of such.

Every command and every verb resolves names here, so that a name means the same everywhere and a misspelt one is
answered alike.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..errors import StylogenyError, UnknownWork
from ..runs import readable, slug
from .calendar import year_text
from .works import Works

KINDS = ("work", "artist", "style", "genre")
SUBJECTS = ("work", "artist", "style")  # what a question may be about, in the order in which a name is tried
Named = str | int | Sequence[str | int]


@dataclass(frozen=True, eq=False)
class Selection:
    """The works that a name stands for.

    Parameters
    ----------
    kind : str
        ``work``, ``works``, ``artist``, ``style`` or ``genre``.
    name : str
        Its name in a sentence.
    rows : ndarray
        int64[m]: its works in the works table.
    subject : str
        What it is called in the works table: an id, the ids one per line, an artist, a style or a genre.
    """

    kind: str
    name: str
    rows: np.ndarray
    subject: str

    @property
    def label(self) -> str:
        """Its name as words of ids and of random events."""
        return readable(" ".join(self.subject.split("\n")[:4]))

    @property
    def slug(self) -> str:
        """Its name as a file name, like no other's: an artist's or a style's cannot be a work's."""
        return slug(self.subject) if self.kind in ("work", "works") else f"{self.kind}--{slug(self.subject)}"


@dataclass(frozen=True, eq=False)
class Part:
    """One part of a mixture: its share, its name as it was written, and the works it stands for."""

    share: float
    name: str
    selection: Selection


def select(
    works: Works,
    name: Named,
    *,
    kind: str | None = None,
    kinds: Sequence[str] = SUBJECTS,
    years: np.ndarray | None = None,
) -> Selection:
    """The works that a name stands for.

    Parameters
    ----------
    works : Works
        n works.
    name : str, int or sequence
        A work's id, file name or title; an artist, a style or a genre; a row; or several works.
    kind : str, optional
        Which of `kinds` the name is. By default they are tried in their order.
    kinds : sequence
        Those of :data:`KINDS` that a name may be.
    years : ndarray, optional
        float64[n]: the dates of an influence graph, NaN for works outside it, which cannot be selected. By default
        every work can.

    Raises
    ------
    UnknownWork
        With the nearest names of these kinds suggested.
    StylogenyError
        When several works have this title, or a named work (or everything of the artist or style) is outside the
        influence graph.
    """
    if kind is not None and kind not in kinds:
        raise StylogenyError(f"a question is about one of {', '.join(kinds)}", got=repr(kind))
    if not isinstance(name, str | int | np.integer):
        return _several(works, name, years)
    if not isinstance(name, str):
        return _work(works, _row(works, name), years)
    for each in kinds if kind is None else (kind,):
        found = _find_work(works, name, years) if each == "work" else _find_group(works, each, name, years)
        if found is not None:
            return found
    raise _unknown(works, name, kinds if kind is None else (kind,))


def select_mixture(
    works: Works, text: str, *, kinds: Sequence[str] = SUBJECTS, years: np.ndarray | None = None
) -> tuple[Part, ...]:
    """The parts of ``0.6*Paul Gauguin+0.4*Ukiyo-e``; a plain name is the one part of its mixture.

    A name that itself reads like a mixture is a name. Parameters and errors are those of :func:`select`.
    """
    try:
        return (Part(1.0, text, select(works, text, kinds=kinds, years=years)),)
    except UnknownWork:
        terms = mixture_terms(text)
        if not terms:
            raise
    return tuple(Part(share, name, select(works, name, kinds=kinds, years=years)) for share, name in terms)


_TERM = re.compile(r"\s*(?:(-?\d*\.?\d+)\s*\*\s*)?(.+?)\s*")


def mixture_terms(text: str) -> list[tuple[float, str]]:
    """Shares and names of what reads like a mixture; empty for anything else. A name without a share counts once."""
    if "*" not in text:
        return []
    terms = [_TERM.fullmatch(part) for part in text.split("+")]
    return [(float(t[1] or 1.0), t[2]) for t in terms if t] if all(terms) else []


def everything(works: Works, *, years: np.ndarray | None = None) -> Selection:
    """All works, or all of an influence graph (see :func:`select`)."""
    rows = np.arange(len(works)) if years is None else np.flatnonzero(~np.isnan(years))
    return Selection("style", "everything", rows, "everything")


def _several(works: Works, names: Sequence[str | int], years: np.ndarray | None) -> Selection:
    rows = np.unique([works.find(one) if isinstance(one, str) else _row(works, one) for one in names]).astype(np.int64)
    if not len(rows):
        raise StylogenyError("no works are named", fix="name at least one")
    if len(rows) == 1:
        return _work(works, int(rows[0]), years)
    _check_inside(works, rows, years, every=True)
    return Selection("works", f"{len(rows)} named works", rows, "\n".join(works.ids[rows]))


def _row(works: Works, row: int) -> int:
    if not 0 <= int(row) < len(works):
        raise StylogenyError("no such row of the works table", got=row, fix=f"rows are 0 to {len(works) - 1}")
    return int(row)


def _find_work(works: Works, name: str, years: np.ndarray | None) -> Selection | None:
    try:
        row = works.find(name)
    except UnknownWork:
        return None
    return _work(works, row, years)


def _work(works: Works, row: int, years: np.ndarray | None) -> Selection:
    rows = np.array([row], dtype=np.int64)
    _check_inside(works, rows, years)
    return Selection("work", _caption(works, row, years), rows, str(works.ids[row]))


def _find_group(works: Works, kind: str, name: str, years: np.ndarray | None) -> Selection | None:
    if not name.strip():  # works without an artist or a style are nobody's
        return None
    values = works.column(kind)
    rows = np.flatnonzero([str(v).casefold() == name.casefold() for v in values])
    if not len(rows):
        return None
    _check_inside(works, rows, years)
    inside = rows if years is None else rows[np.isfinite(years[rows])]
    return Selection(kind, str(values[rows[0]]), inside, str(values[rows[0]]))


def _check_inside(works: Works, rows: np.ndarray, years: np.ndarray | None, *, every: bool = False) -> None:
    if years is None:
        return
    outside = ~np.isfinite(years[rows])
    if outside.any() if every else outside.all():
        row = int(rows[outside][0])
        status = works.table["status"].iat[row]
        raise StylogenyError(
            f"{works.ids[row]!r} is outside the influence graph", got=status, fix="ask for a dated work"
        )


def _caption(works: Works, row: int, years: np.ndarray | None) -> str:
    """``"Title" (artist, year)``, as far as they are known."""
    title, artist, date = (str(works.table[c].iat[row]) for c in ("title", "artist", "date_text"))
    date = date or works.when(row)
    if not date and years is not None and np.isfinite(years[row]):
        date = year_text(years[row])
    known = ", ".join(v for v in (artist, date) if v)
    return f'"{title or works.ids[row]}"' + (f" ({known})" if known else "")


def _unknown(works: Works, name: str, kinds: Sequence[str]) -> StylogenyError:
    if not name.strip():
        return StylogenyError("a name is empty", fix=f"name one of the {kinds[-1]}s of the corpus")
    columns = [column for kind in kinds for column in (("title", "id") if kind == "work" else (kind,))]
    names = dict.fromkeys(str(v) for column in columns for v in works.column(column))
    return UnknownWork(name, names, kinds=[kind for kind in KINDS if kind in kinds])
