"""The public interfaces of two museums: works in the public domain, by department and date.

The Metropolitan Museum of Art (metmuseum.github.io) lists object numbers and gives objects one by one; the Art
Institute of Chicago (api.artic.edu/docs) gives them by pages of a search.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from ....errors import StylogenyError
from ....streams import stream
from ...records import Record
from . import aic, met

Ask = Callable[[str], dict[str, Any]]  # the JSON at an address
PAGE, LAST_PAGE = 100, 10  # works on a page of the Art Institute's search, and the last page that it gives
FIELDS = (
    "id", "title", "artist_title", "artist_display", "date_display", "date_start", "date_end", "style_title",
    "classification_title", "artwork_type_title", "medium_display", "image_id", "is_public_domain",
    "main_reference_number",
)  # fmt: skip


@dataclass(frozen=True)
class Wanted:
    """Which works: of a department, between two years, in an order drawn by `seed`."""

    department: str = ""
    first: int | None = None
    last: int | None = None
    seed: int = 0


@dataclass(frozen=True)
class Interface:
    """A museum's interface: where it is, and how works are had from it, each with the page that shows it."""

    name: str
    address: str
    works: Callable[[Ask, str, Wanted], Iterator[tuple[Record, str]]]


def _met(ask: Ask, address: str, wanted: Wanted) -> Iterator[tuple[Record, str]]:
    asked: dict[str, object] = {"hasImages": "true"}
    if wanted.first is not None or wanted.last is not None:  # it takes both or neither
        asked |= {"dateBegin": -10_000 if wanted.first is None else wanted.first}
        asked |= {"dateEnd": 2100 if wanted.last is None else wanted.last}
    if wanted.department:
        known = {str(d["displayName"]): d["departmentId"] for d in ask(f"{address}/departments").get("departments", [])}
        asked["departmentId"] = known[_department(wanted.department, known)]
    numbers = ask(f"{address}/search?{urlencode({**asked, 'q': '*'})}").get("objectIDs") or []
    for k in stream(wanted.seed, "sample").permutation(len(numbers)):
        row = ask(f"{address}/objects/{numbers[k]}")
        if row.get("isPublicDomain") and (row.get("primaryImageSmall") or row.get("primaryImage")):
            yield met.record(row), str(row.get("objectURL", ""))


def _aic(ask: Ask, address: str, wanted: Wanted) -> Iterator[tuple[Record, str]]:
    must: list[dict[str, Any]] = [{"term": {"is_public_domain": True}}, {"exists": {"field": "image_id"}}]
    if wanted.first is not None:
        must.append({"range": {"date_end": {"gte": wanted.first}}})
    if wanted.last is not None:
        must.append({"range": {"date_start": {"lte": wanted.last}}})
    if wanted.department:
        must.append({"match_phrase": {"department_title": wanted.department}})

    def page(number: int) -> dict[str, Any]:
        asked = {"query": {"bool": {"must": must}}, "fields": FIELDS, "limit": PAGE, "page": number}
        return ask(f"{address}/artworks/search?params={quote(json.dumps(asked))}")

    first = page(1)
    pages = min(int(first["pagination"]["total_pages"]), LAST_PAGE)
    pictures = str(first.get("config", {}).get("iiif_url", "https://www.artic.edu/iiif/2"))
    for number in (1 + stream(wanted.seed, "sample").permutation(pages)).tolist():
        for row in (first if number == 1 else page(number))["data"]:
            if row.get("is_public_domain") and row.get("image_id"):
                picture = f"{pictures}/{row['image_id']}/full/843,/0/default.jpg"
                yield aic.record(row)._replace(picture=picture), f"https://www.artic.edu/artworks/{row['id']}"


def _department(asked: str, known: dict[str, Any]) -> str:
    named = [name for name in known if asked.casefold() in name.casefold()]
    exact = [name for name in named if name.casefold() == asked.casefold()]
    if len(exact or named) != 1:
        raise StylogenyError("no such department", got=asked, fix=f"there are {', '.join(sorted(known))}")
    return (exact or named)[0]


INTERFACES = {
    "met": Interface(
        "the Metropolitan Museum of Art", "https://collectionapi.metmuseum.org/public/collection/v1", _met
    ),
    "aic": Interface("the Art Institute of Chicago", "https://api.artic.edu/api/v1", _aic),
}
