"""Makers: nobody known, doubt, qualifiers."""

from __future__ import annotations

from pathlib import Path

import pytest

from stylogeny.corpus.loading import write_works
from stylogeny.corpus.records import Record, Rows
from stylogeny.corpus.sources.makers import maker
from stylogeny.corpus.works import Works

NOBODY = """
    Unknown|unknown artist|Artist unknown|Anonymous|Anon.|ANONYMOUS|Unidentified artist|Unknown (Northern Italian)
    |Unknown, French, 18th century|Anonymous, Italian|Unknown French artist|Maker: unknown|Various|Various artists|n/a
    |Unbekannt|Unbekannter Künstler|unbekannter Meister|Anonym|anonymer Maler|Inconnu
    |auteur inconnu|Anonyme|artiste anonyme
    |Anonimo|Ignoto|autore ignoto|pittore anonimo|Sconosciuto|Anónimo|Desconocido|autor desconocido|Anônimo|Desconhecido
    |Onbekend|anoniem|onbekende kunstenaar|vervaardiger onbekend|Okänd|Ukendt|Ukjent|Неизвестный художник|佚名|作者不詳
    |?|-|Not recorded|French School|Französische Schule|Scuola veneta|École française|Florentine 15th Century
    |http://www.wikidata.org/.well-known/genid/4f2a|Q4233718
"""
NAMES = """
    Rembrandt van Rijn|Master of the Legend of Saint Ursula|Meister von Meßkirch|Anonymous Was A Woman|Anon Pairot
    |Maestro de Perea|Banksy|El Greco|浮世絵 北斎|Tracey Emin|Nobody Knows|Style Council|Nach
"""


def names(text: str) -> list[str]:
    return [name.strip() for name in text.split("|")]


@pytest.mark.parametrize("name", names(NOBODY))
def test_nobody_known_is_no_artist(name: str) -> None:
    assert maker(name) == ""


@pytest.mark.parametrize("name", names(NAMES))
def test_a_name_stays(name: str) -> None:
    assert maker(name) == name


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("Attributed to Titian", "Titian"), ("Titian (attributed to)", "Titian"), ("Titian (?)", "Titian"),
        ("Tizian, zugeschrieben", "Tizian"), ("Attribué à Élisabeth Vigée", "Élisabeth Vigée"),
        ("Workshop of Rembrandt", "Workshop of Rembrandt"), ("Rembrandt (workshop of)", "Workshop of Rembrandt"),
        ("Rembrandt, Werkstatt", "Workshop of Rembrandt"), ("Atelier de Rubens", "Workshop of Rubens"),
        ("Follower of Hieronymus Bosch", "Follower of Hieronymus Bosch"), ("Bosch (Nachfolger)", "Follower of Bosch"),
        ("after Dürer", "After Dürer"), ("nach Albrecht Dürer", "After Albrecht Dürer"),
        ("D'après Watteau", "After Watteau"),
        ("Copy after Bruegel", "After Bruegel"), ("Circle of Caravaggio", "Circle of Caravaggio"),
        ("Cerchia di Giotto", "Circle of Giotto"), ("Manner of Guardi", "Manner of Guardi"),
        ("Workshop of unknown artist", ""),
    ],
)  # fmt: skip
def test_doubt_is_dropped_and_a_qualifier_makes_another_maker(name: str, wanted: str) -> None:
    assert maker(name) == wanted


def test_works_of_unknown_makers_have_no_artist(tmp_path: Path) -> None:
    rows = Rows((Record(id="a", artist="Unknown"), Record(id="b", artist="Titian"), Record(id="c", artist="Unbekannt")))
    summary = write_works(rows, tmp_path, pictures=False)
    assert Works.read(tmp_path / "works.parquet").column("artist").tolist() == ["", "Titian", ""]
    assert summary.notes == {"no-maker": 2} and "nobody known" in summary.text()
