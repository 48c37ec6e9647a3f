"""Which column of a table is which field: found by alias, or said with a map; and what the others may be."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from ...errors import StylogenyError
from ..records import Record
from .cells import ends, number, picture, text, year

ALIASES: dict[str, tuple[str, ...]] = {
    field: tuple(names.split())
    for field, names in {
        "id": """
            id work_id object_id objectid artwork_id accession_number identifier uuid object_number inventory_number
            inventarnummer inv_nr numero_inventaire inventario item
            """,
        "title": """
            title work_title artwork_title artwork painting work name object_title title_en item_label label titel
            werktitel bildtitel bezeichnung titre titolo titulo obra oeuvre opera werk naam tittel
            """,
        "artist": """
            artist artist_name author creator painter maker artist_display_name artist_title artist_display artists
            creators makers creator_label artist_label creator_name maker_name principal_or_first_maker principal_maker
            attribution people full_name primary_artist kunstler maler urheber schopfer autor artiste peintre auteur
            createur artista pittore autore pintor kunstenaar schilder vervaardiger konstnar kunstner
            """,
        "date": """
            date_text date date_display display_date object_date dated creation_date created year_created date_created
            completion_date completition_year completion_year inception dating date_label dating_presenting_date
            production_date date_of_creation work_date datierung datum entstehung entstehungszeit entstehungsjahr
            date_de_creation datation annee data datazione fecha datacion epoca data_de_criacao datering
            vervaardigingsdatum
            """,
        "earliest": """
            earliest year year_start date_start begin_year begin_date start_year object_begin_date date_earliest
            from_year creation_date_earliest date_begin year_from year_begin dating_year_early dating_sort_year jahr
            anno ano jaar ar jahr_von annee_debut
            """,
        "latest": """
            latest year_end date_end end_year end_date object_end_date date_latest to_year creation_date_latest year_to
            dating_year_late jahr_bis annee_fin
            """,
        "style": """
            style movement art_style period_style style_name school style_title style_label movement_label stil
            stilrichtung epoche mouvement courant stile movimento estilo movimiento stijl stroming
            """,
        "genre": "genre classification subject type object_type object_name gattung genere genero classificazione",
        "medium": """
            medium technique materials media material medium_display technik materiale tecnica materiau materiaux
            techniek materiaal teknik
            """,
        "picture": """
            file_name filename picture image image_file image_path img file path filepath image_url img_url
            primary_image_small primaryimage primary_image primary_image_url web_image image_web images thumbnail_url
            thumbnail file_path image_name url bild datei dateiname bilddatei bildpfad fichier nom_fichier immagine
            nome_file imagen archivo imagem ficheiro arquivo afbeelding bestand bestandsnaam bildfil
            """,
        "birth": """
            artist_birth birth_year artist_birth_year year_of_birth birth birth_date date_of_birth artist_begin_date
            artist_birth_date born geburtsjahr geboren annee_naissance anno_nascita ano_nacimiento geboortejaar
            """,
        "death": """
            artist_death death_year artist_death_year year_of_death death death_date date_of_death artist_end_date
            artist_death_date died sterbejahr todesjahr gestorben annee_deces anno_morte ano_muerte sterfjaar
            """,
    }.items()
}
FIELDS = tuple(ALIASES)


def plain(name: str) -> str:
    """A heading in lower-case words of plain letters and digits with underscores between them."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name.strip().lstrip("\ufeff"))
    bare = "".join(c for c in unicodedata.normalize("NFKD", spaced) if not unicodedata.combining(c))
    return re.sub(r"_+", "_", "".join(c if c.isalnum() else "_" for c in bare.casefold())).strip("_")


def _looser(name: str) -> str:
    """A heading without what is in brackets, its language, its number and its plural."""
    bare = plain(re.sub(r"[(\[].*?[)\]]", "", name))
    return re.sub(r"(?:_(?:en|de|fr|it|es|nl|pt|label|labels|text|s|\d+|name|title))+$", "", bare).replace("_", "")


_ALIAS = {alias.replace("_", ""): field for field, names in ALIASES.items() for alias in names}


def known(columns: Iterable[object]) -> int:
    """How many of these headings are those of a field."""
    return sum(plain(str(c)).replace("_", "") in _ALIAS for c in columns)


def find_columns(columns: Iterable[str], *, map: Mapping[str, str] | None = None) -> dict[str, str]:
    """Field name to column name.

    Parameters
    ----------
    columns : iterable of str
        The table's columns.
    map : mapping, optional
        What the person said, e.g. ``{"date": "YearCreated"}``; it wins over the aliases.

    Raises
    ------
    StylogenyError
        For a map that names an unknown field or a column that is not there.
    """
    columns = [c for c in columns if c]
    found: dict[str, str] = {}
    for field, column in (map or {}).items():
        if field not in ALIASES:
            raise StylogenyError("no such field to map", got=field, fix=f"fields are {', '.join(FIELDS)}")
        if column not in columns:
            raise StylogenyError("no such column to map", got=column, fix=f"columns are {', '.join(columns[:30])}")
        found[field] = column
    taken = set(found.values())
    exact: dict[str, str] = {}
    loose: dict[str, str] = {}
    for column in columns:
        exact.setdefault(plain(column).replace("_", ""), column)
        loose.setdefault(_looser(column), column)
    for named in (exact, loose):
        for field, names in ALIASES.items():
            matches = (named.get(name.replace("_", "")) for name in names)
            column_found = next((c for c in matches if c and c not in taken), None)
            if field not in found and column_found:
                found[field] = column_found
                taken.add(column_found)
    return found


def _between(earliest: object, latest: object) -> str:
    """A date text of two cells, ``1885-06-12/1885-07-01``; the first alone where the second says nothing."""
    first, last = text(earliest), text(latest)
    return f"{first}/{last}" if first and last and number(last) is None else first or last


def to_record(row: Mapping[str, Any], columns: Mapping[str, str]) -> Record:
    """One row of a table as a record. A column that holds bare years is read as the source's own reading."""
    cell = {field: row.get(column) for field, column in columns.items()}
    earliest, latest = ends(cell.get("earliest"), cell.get("latest"))
    when = cell.get("date")
    if earliest is None and latest is None and isinstance(when, int | float) and not isinstance(when, bool):
        earliest, _ = ends(when, None)
    return Record(
        id=text(cell.get("id")),
        title=text(cell.get("title")),
        artist=text(cell.get("artist")),
        date_text=text(when) or _between(cell.get("earliest"), cell.get("latest")),
        earliest=earliest if earliest is not None else latest,
        latest=latest if latest is not None else earliest,
        style=text(cell.get("style")),
        genre=text(cell.get("genre")),
        medium=text(cell.get("medium")),
        picture=picture(cell.get("picture")),
        birth=year(cell.get("birth")),
        death=year(cell.get("death")),
    )
