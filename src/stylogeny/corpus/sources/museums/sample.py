"""A sample of a museum's works in the public domain, as a folder that ``stylogeny run`` reads."""

from __future__ import annotations

import csv
import io
import itertools
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ....artifacts import write_text
from ....errors import StylogenyError
from ....progress import Callback, progress
from ...records import Record
from ..fetch import Fetcher
from .interfaces import INTERFACES, Wanted

TABLE, ANSWERS, PICTURES = "metadata.csv", ".answers", "pictures"
COLUMNS = (
    "file_name", "id", "title", "artist", "date", "earliest", "latest", "style", "genre", "medium", "source", "licence",
)  # fmt: skip
GIVE_UP = 20  # addresses in a row that cannot be had: the museum is not there


@dataclass(frozen=True)
class Sample:
    """What was fetched: the folder, how many works, and how many pictures could not be had."""

    folder: Path
    works: int
    missed: int


def sample(
    museum: str,
    out: Path | str,
    *,
    department: str = "",
    first: int | None = None,
    last: int | None = None,
    limit: int = 500,
    seed: int = 0,
    address: str | None = None,
    fetch: Fetcher | None = None,
    callback: Callback | None = None,
) -> Sample:
    """Fetch dated works in the public domain with their pictures, and write them as a folder with a table.

    What was fetched is kept, and not fetched again when the call is repeated.

    Parameters
    ----------
    museum : str
        ``met`` or ``aic``.
    out : path
        The folder: ``metadata.csv`` and ``pictures/``.
    department : str
        Part of a department's name; by default all.
    first, last : int, optional
        Years between which the works were made.
    limit : int
        At most so many works.
    seed : int
        Which of more works are taken.
    address : str, optional
        Where the museum's interface is, if elsewhere than usual.
    fetch : Fetcher, optional
        How to fetch.

    Raises
    ------
    StylogenyError
        For an unknown museum or department, when the museum does not answer, and when it has no such works.
    """
    if museum not in INTERFACES:
        raise StylogenyError("no such museum", got=museum, fix=f"choose {' or '.join(INTERFACES)}")
    out, interface = Path(out), INTERFACES[museum]
    fetch = Fetcher(every=0.2) if fetch is None else fetch

    def ask(where: str) -> dict[str, Any]:
        try:
            return dict(json.loads(fetch.fetch(where, out / ANSWERS).read_text(encoding="utf-8")))
        except StylogenyError as error:
            if "HTTP 404" in str(error.got):  # a number that it lists and does not have
                return {}
            raise StylogenyError(f"{interface.name} does not answer", got=error.got, fix="try later") from error
        except ValueError as error:
            raise StylogenyError(f"{interface.name} answers something that is no JSON", got=where) from error

    def had() -> Iterator[tuple[Record, str]]:
        works = interface.works(ask, (address or interface.address).rstrip("/"), Wanted(department, first, last, seed))
        return ((record, page) for record, page in works if record.date_text and record.picture)

    rows: list[dict[str, object]] = []
    missed = in_a_row = 0
    for record, page in progress(itertools.islice(had(), limit), "works", total=limit, unit="work", callback=callback):
        try:
            picture = fetch.fetch(str(record.picture), out / PICTURES)
        except StylogenyError as error:
            missed, in_a_row = missed + 1, in_a_row + 1
            if in_a_row == GIVE_UP:
                raise StylogenyError(f"{interface.name} gives no pictures", got=error.got, fix="try later") from error
            continue
        in_a_row = 0
        rows.append(_row(record, picture.relative_to(out).as_posix(), page))
    if not rows:
        raise StylogenyError(f"{interface.name} has no such works", fix="ask for other years or departments")
    file = io.StringIO()
    table = csv.DictWriter(file, COLUMNS, lineterminator="\n")
    table.writeheader()
    table.writerows(rows)
    write_text(out / TABLE, file.getvalue())
    return Sample(out, len(rows), missed)


def _row(record: Record, picture: str, page: str) -> dict[str, object]:
    years = {"earliest": record.earliest, "latest": record.latest}
    return {
        "file_name": picture,
        "id": record.id,
        "title": record.title,
        "artist": record.artist,
        "date": record.date_text,
        **{name: "" if year is None else int(year) for name, year in years.items()},
        "style": record.style,
        "genre": record.genre,
        "medium": record.medium,
        "source": page,
        "licence": "CC0 (public domain)",
    }
