"""Exports of museums with their real columns, a row or two long, and reading any source."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from stylogeny.corpus.records import Record
from stylogeny.corpus.sources import open_source


def columns(text: str) -> list[str]:
    """Names of columns, written with commas between them."""
    return [name.strip() for name in text.split(",")]


MET_COLUMNS = columns(
    """
    Object Number, Is Highlight, Is Timeline Work, Is Public Domain, Object ID, Gallery Number, Department,
    AccessionYear, Object Name, Title, Culture, Period, Dynasty, Reign, Portfolio, Constituent ID, Artist Role,
    Artist Prefix, Artist Display Name, Artist Display Bio, Artist Suffix, Artist Alpha Sort, Artist Nationality,
    Artist Begin Date, Artist End Date, Artist Gender, Artist ULAN URL, Artist Wikidata URL, Object Date,
    Object Begin Date, Object End Date, Medium, Dimensions, Credit Line, Geography Type, City, State, County,
    Country, Region, Subregion, Locale, Locus, Excavation, River, Classification, Rights and Reproduction,
    Link Resource, Object Wikidata URL, Metadata Date, Repository, Tags, Tags AAT URL, Tags Wikidata URL
    """
)
MOMA_COLUMNS = columns(
    """
    Title, Artist, ConstituentID, ArtistBio, Nationality, BeginDate, EndDate, Gender, Date, Medium, Dimensions,
    CreditLine, AccessionNumber, Classification, Department, DateAcquired, Cataloged, ObjectID, URL, ImageURL,
    OnView, Height (cm), Width (cm)
    """
)
TATE_COLUMNS = columns(
    """
    id, accession_number, artist, artistRole, artistId, title, dateText, medium, creditLine, year, acquisitionYear,
    dimensions, width, height, depth, units, inscription, thumbnailCopyright, thumbnailUrl, url
    """
)
NGA_COLUMNS = columns(
    """
    objectid, uuid, accessioned, accessionnum, locationid, title, displaydate, beginyear, endyear,
    visualbrowsertimespan, medium, dimensions, inscription, markings, attributioninverted, attribution,
    provenancetext, creditline, classification, subclassification, visualbrowserclassification, parentid, isvirtual,
    departmentabbr, portfolio, series, volume, watermarks
    """
)


def table(path: Path, columns: list[str], *rows: dict[str, Any]) -> Path:
    """A CSV with these columns and rows."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "w", newline="", encoding="utf-8-sig") as file:
        writer = csv.DictWriter(file, columns, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


def read(path: Path | str, **options: Any) -> list[Record]:
    """The records of the source that a path stands for."""
    return list(open_source(path, **options).records())
