"""What a name stands for: a work, several works, an artist, a style, a genre, or a mixture of such.

Every command and every verb resolves names here, so that a name means the same everywhere and a misspelt one is
answered alike. A name is looked for as it is written; then without capitals, accents, punctuation and in Latin letters;
then, of artists, as a surname, by its words in any order ("Gogh, Vincent van", "V. van Gogh"), or by how it sounds
("Malewitsch"). In each of these steps the kinds are tried in their order, and the first that answers is meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ..errors import StylogenyError, UnknownWork
from ..runs import readable, slug
from .calendar import year_text
from .names.index import NameIndex, nearest
from .works import Works

KINDS = ("work", "artist", "style", "genre")
SUBJECTS = ("work", "artist", "style")  # what a question may be about, in the order in which a name is tried
NAMED = 3  # names suggested for one that stands for nothing
Named = str | int | Sequence[str | int] | np.ndarray


def pronouns(kind: str) -> tuple[str, str]:
    """What is said of a selection of this kind after its name: ``it`` and ``its``, or of several works, as an artist's
    are, ``them`` and ``their``."""
    return ("them", "their") if kind in ("works", "artist") else ("it", "its")


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
    name : str, int, sequence or ndarray
        A work's id, file name or title; an artist (a unique surname is enough), a style or a genre; a row; or several
        works: their names, their rows, or a mask bool[n].
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
        When several works have this title, several artists this surname, or a named work (or everything of the artist
        or style) is outside the influence graph.
    """
    if kind is not None and kind not in kinds:
        raise StylogenyError(f"a question is about one of {', '.join(kinds)}", got=repr(kind))
    if isinstance(name, np.ndarray) and name.dtype == bool:
        return _several(works, _masked(works, name), years)
    if not isinstance(name, str | int | np.integer):
        return _several(works, _listed(name), years)
    if not isinstance(name, str):
        return _work(works, _row(works, name), years)
    asked = kinds if kind is None else (kind,)
    indices = [index_of(works, each) for each in asked]
    for stage in range(len(indices[0].stages)) if name.strip() else ():
        for each, index in zip(asked, indices):
            if each == "work" and stage == 0:
                found = works.find_exactly(name)
                if found is not None:
                    return _work(works, found, years)
                continue
            names = index.stages[stage](name)
            if names:
                same_person = stage < 2  # two spellings of one name
                return _of_kind(works, each, names if same_person else [_only(name, names, each)], years)
    raise _unknown(works, name, asked)


def index_of(works: Works, kind: str) -> NameIndex:
    """The names of one of :data:`KINDS` in a works table; of works, their titles."""
    if kind not in works.indices:
        column = "title" if kind == "work" else kind
        works.indices[kind] = NameIndex(works.column(column).tolist(), personal=kind == "artist")
    return works.indices[kind]


def rows_of(works: Works, name: Named, *, years: np.ndarray | None = None) -> np.ndarray:
    """int64[m]: the rows of what a name stands for (see :func:`select`)."""
    return select(works, name, years=years).rows


def _only(name: str, names: Sequence[str], kind: str) -> str:
    if len(names) > 1:
        several = ", ".join(names[:4]) + (", ..." if len(names) > 4 else "")
        raise StylogenyError(f"{len(names)} {kind}s answer to {name!r}", got=several, fix="name one in full")
    return names[0]


def _listed(names: Sequence[str | int] | np.ndarray) -> list[str | int]:
    """Several names or rows, once it is sure that they are."""
    odd = [n for n in names if not isinstance(n, str | int | np.integer)] if isinstance(names, Iterable) else [names]
    if odd or isinstance(names, Mapping):
        raise StylogenyError(
            "a name, a row, several of them or a mask is expected", got=repr(odd[0] if odd else names)[:60]
        )
    return [*names]


def _masked(works: Works, mask: np.ndarray) -> list[int]:
    if mask.shape != (len(works),):
        raise StylogenyError(f"a mask has one value for each of {len(works)} works", got=f"shape {mask.shape}")
    return [int(row) for row in np.flatnonzero(mask)]


def _of_kind(works: Works, kind: str, names: Sequence[str], years: np.ndarray | None) -> Selection:
    rows = np.flatnonzero(np.isin(works.column("title" if kind == "work" else kind).astype(str), names))
    if kind != "work":
        _check_inside(works, rows, years)
        inside = rows if years is None else rows[np.isfinite(years[rows])]
        return Selection(kind, str(names[0]), inside, str(names[0]))
    if len(rows) > 1:
        ids = ", ".join(works.ids[rows[:4]])
        raise StylogenyError(f"{len(rows)} works are called {names[0]!r}", got=ids, fix="name one by its id")
    return _work(works, int(rows[0]), years)


_TERM = re.compile(r"\s*(?:(-?\d*\.?\d+)\s*\*\s*)?(.+?)\s*")
_MINUS = re.compile(r"\s-\s(?=\s*\S)")


def mixture_terms(text: str) -> list[tuple[float, str]]:
    """Shares and names of what reads like a mixture, ``0.6*A+0.4*B``, ``A + B`` or ``A - 0.5*B``; else none.

    A name without a share counts once. A minus stands between spaces, since names have hyphens.
    """
    if not ("*" in text or " + " in text or _MINUS.search(text)):
        return []
    terms: list[tuple[float, str]] = []
    for plus in text.split("+" if "*" in text else " + "):
        for k, part in enumerate(_MINUS.split(plus)):
            if (term := _TERM.fullmatch(part)) is None:
                return []
            terms.append((float(term[1] or 1.0) * (-1 if k else 1), term[2]))
    return terms


def everything(works: Works, *, years: np.ndarray | None = None) -> Selection:
    """All works, or all of an influence graph (see :func:`select`)."""
    rows = np.arange(len(works)) if years is None else np.flatnonzero(~np.isnan(years))
    return Selection("style", "everything", rows, "everything")


def _several(works: Works, names: Sequence[str | int], years: np.ndarray | None) -> Selection:
    each = [select(works, one, kinds=("work",)).rows[0] if isinstance(one, str) else _row(works, one) for one in names]
    rows = np.unique(np.array(each, dtype=np.int64))
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


def _work(works: Works, row: int, years: np.ndarray | None) -> Selection:
    rows = np.array([row], dtype=np.int64)
    _check_inside(works, rows, years)
    return Selection("work", _caption(works, row, years), rows, str(works.ids[row]))


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
        return StylogenyError("a name is empty", fix=f"name one of the {'s, '.join(kinds)}s of the corpus")
    near = nearest(name, [index_of(works, kind) for kind in kinds])
    if "work" in kinds and len(near) < NAMED:
        near += [each for each in nearest(name, [NameIndex(works.ids.tolist())]) if each not in near]
    return UnknownWork(name, (), kinds=[kind for kind in KINDS if kind in kinds], near=near[:NAMED])
