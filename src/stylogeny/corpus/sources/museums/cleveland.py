"""The Cleveland Museum of Art: ``data.csv`` or ``data.json`` of github.com/ClevelandMuseumArt/openaccess."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...records import Record
from ..cells import text, year
from ..export import person

FILES = ("data.csv", "data.json")
SIGNATURES = (frozenset({"accession_number", "creation_date", "creation_date_earliest", "technique"}),)


def record(row: Mapping[str, Any]) -> Record:
    """A row of the csv or an object of the JSON or the API."""
    creators, images, culture = row.get("creators"), row.get("images"), row.get("culture")
    creator = text(creators[0].get("description")) if isinstance(creators, list) and creators else ""
    picture = text((images.get("web") or {}).get("url")) if isinstance(images, dict) else ""
    return Record(
        id=text(row.get("id")) or text(row.get("accession_number")),
        title=text(row.get("title")),
        artist=person(creator or (text(creators) if isinstance(creators, str) else "")),
        date_text=text(row.get("creation_date")),
        earliest=year(row.get("creation_date_earliest")),
        latest=year(row.get("creation_date_latest")),
        style=text(culture[0] if isinstance(culture, list) and culture else culture) if culture else "",
        genre=text(row.get("type")),
        medium=text(row.get("technique")),
        picture=picture or text(row.get("image_web")),
    )
