"""Columns that their headings do not tell: lives, and what could be read."""

from __future__ import annotations

from pathlib import Path

from stylogeny.corpus.records import Reading
from stylogeny.corpus.sources import open_source
from stylogeny.corpus.sources.hints import suggestions


def reading(folder: Path, text: str) -> Reading:
    (folder / "a.csv").write_text(text, encoding="utf-8")
    return open_source(folder / "a.csv").reading


def test_a_makers_life_is_not_the_works_date(tmp_path: Path) -> None:
    said = reading(tmp_path, "Title,Artist,BeginDate,EndDate,Date\nA,Wagner,1841,1918,1896\nB,Y,1901,1976,c. 1945\n")
    assert said.columns == {
        "title": "Title", "artist": "Artist", "date": "Date", "birth": "BeginDate", "death": "EndDate",
    }  # fmt: skip


def test_a_works_years_are_its_own(tmp_path: Path) -> None:
    said = reading(
        tmp_path,
        "Title,BeginDate,EndDate,Date\nA,1775,1799,late 18th century\nB,1841,1918,1841-1918\nC,1500,1500,1500\n",
    )
    assert said.columns["earliest"] == "BeginDate" and "birth" not in said.columns


def test_columns_that_are_not_read_are_named_with_what_would_read_them(tmp_path: Path) -> None:
    said = reading(
        tmp_path,
        "Titel,Wer,Wann entstanden,Pfad,Inv\n"
        "Das Haus,Edvard Munch,um 1893,a.jpg,1\nDer Baum,Edvard Munch,1894,b.jpg,2\n",
    )
    assert said.columns == {"title": "Titel"} and said.unread == ("Wer", "Wann entstanden", "Pfad", "Inv")
    assert said.hint == "--map picture=Pfad --map 'date=Wann entstanden' --map artist=Wer"


def test_nothing_is_suggested_where_all_is_read() -> None:
    columns = {"title": "title", "picture": "file", "date": "date", "artist": "artist"}
    assert suggestions([{"title": "A", "file": "a.jpg", "date": "1", "artist": "X", "size": "3"}], columns, []) == []
