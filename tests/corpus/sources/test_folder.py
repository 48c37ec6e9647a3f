"""A folder of pictures with a table."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import stylogeny as sg
from helpers.museum_exports import read
from stylogeny.corpus.records import Record
from stylogeny.corpus.sources import open_source
from stylogeny.corpus.sources.folder import Folder


@pytest.mark.parametrize("form", ["csv", "jsonl", "parquet"])
def test_a_folder_with_a_table(tmp_path: Path, form: str) -> None:
    import pandas as pd

    frame = pd.DataFrame(
        {
            "file_name": ["a.jpg", "b.jpg"],
            "Title": ["A", "B"],
            "Artist Name": ["X", "Y"],
            "Year": [1503, 1600],
            "movement": ["M", ""],
        }
    )
    if form == "csv":
        frame.to_csv(tmp_path / "metadata.csv", index=False)
    elif form == "jsonl":
        frame.to_json(tmp_path / "metadata.jsonl", orient="records", lines=True)
    else:
        frame.to_parquet(tmp_path / "metadata.parquet")
    assert read(tmp_path)[0] == Record("", "A", "X", "1503", 1503, 1503, "M", picture="a.jpg")


LINES = "file_name,title,artist,date\na.jpg,A,X,1500\nb.jpg,B,Y,1501\n"


@pytest.mark.parametrize("name", ["Metadata.csv", "METADATA.CSV", "metadata.tsv", "works.csv", "Catalogue.CSV"])
def test_the_table_of_a_folder_whatever_it_is_called(tmp_path: Path, name: str) -> None:
    text = LINES.replace(",", "\t") if name.endswith("tsv") else LINES
    (tmp_path / name).write_text(text)
    (tmp_path / "a.jpg").touch()
    source = open_source(tmp_path)
    assert isinstance(source, Folder) and source.reading.source.startswith(name)
    assert [r.date_text for r in source.records()] == ["1500", "1501"]


def test_each_split_has_its_table(tmp_path: Path) -> None:
    for split in ("train", "test"):
        (tmp_path / split).mkdir()
        (tmp_path / split / "metadata.csv").write_text(LINES)
    source = open_source(tmp_path)
    assert [r.picture for r in source.records()] == ["test/a.jpg", "test/b.jpg", "train/a.jpg", "train/b.jpg"]
    assert source.reading.source == "test/metadata.csv, train/metadata.csv"
    assert [r.picture for r in open_source(tmp_path, split="train").records()] == ["train/a.jpg", "train/b.jpg"]
    with pytest.raises(sg.StylogenyError, match="no such split"):
        open_source(tmp_path, split="validation")


def test_of_several_tables_one_is_to_be_named(tmp_path: Path) -> None:
    for name in ("one.csv", "two.csv"):
        (tmp_path / name).write_text(LINES)
    with pytest.raises(sg.StylogenyError, match="more than one table of works"):
        open_source(tmp_path)
    (tmp_path / "two.csv").write_text("artist,born\nX,1480\n")
    assert open_source(tmp_path).reading.source == "one.csv"


@pytest.mark.parametrize(
    ("heading", "fields"),
    [
        ("Dateiname;Titel;Künstler;Datierung;Technik", "picture title artist date medium"),
        ("fichier;titre;artiste;année;mouvement", "picture title artist date style"),
        ("nome_file;titolo;artista;datazione;tecnica", "picture title artist date medium"),
        ("archivo;título;autor;fecha;estilo", "picture title artist date style"),
        ("ficheiro;título;pintor;ano;estilo", "picture title artist earliest style"),
        ("bestand;titel;kunstenaar;datering;techniek", "picture title artist date medium"),
        ("Image;itemLabel;creatorLabel;inception;movementLabel", "picture title artist date style"),
        ("primaryImage;title;artistDisplayName;objectDate;classification", "picture title artist date genre"),
        ("web_image;title;principalOrFirstMaker;dating;id", "picture title artist date id"),
        ("id;title;artist_title;date;main_reference_number", "id title artist date"),
        ("Image File;Title (English);Artist(s);Date [text];School", "picture title artist date style"),
    ],
)  # fmt: skip
def test_columns_in_other_languages_and_from_services(tmp_path: Path, heading: str, fields: str) -> None:
    (tmp_path / "a.csv").write_text(heading + "\n" + ";".join("abcde"), encoding="utf-8")
    assert set(open_source(tmp_path / "a.csv").reading.columns) == set(fields.split())


def test_a_table_without_works_says_what_would_read_it(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("Was,Wer,Wann\nDas Haus,Edvard Munch,um 1893\nDer Baum,Edvard Munch,1894\n")
    with pytest.raises(sg.StylogenyError, match=r"neither a picture nor a title.*--map date=Wann --map artist=Wer"):
        open_source(tmp_path / "a.csv").reading  # noqa: B018
    (tmp_path / "a.csv").write_text("title,date\n")
    with pytest.raises(sg.StylogenyError, match="no works"):
        open_source(tmp_path / "a.csv").reading  # noqa: B018


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("a.xls", "save it as .xlsx"),
        ("a.zip", "unpack"),
        ("a.pdf", "a table ends in"),
        ("a.jpg", "more than one picture"),
    ],
)
def test_a_file_that_is_no_table_is_called_by_its_name(tmp_path: Path, name: str, said: str) -> None:
    (tmp_path / name).write_bytes(b"x")
    with pytest.raises(sg.StylogenyError, match=said):
        open_source(tmp_path / name)


def test_a_pointer_of_git_lfs_is_no_table(tmp_path: Path) -> None:
    (tmp_path / "metadata.csv").write_text("version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 3\n")
    with pytest.raises(sg.StylogenyError, match="git lfs pull"):
        open_source(tmp_path).reading  # noqa: B018
    (tmp_path / "a.parquet").write_text("version https://git-lfs.github.com/spec/v1\n")
    with pytest.raises(sg.StylogenyError, match="git lfs pull"):
        open_source(tmp_path / "a.parquet")


def test_a_missing_table_is_no_dataset(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "paintings").mkdir()
    for name in ("paintings/none.xlsx", "nowhere/none.csv", "paintings/none"):
        with pytest.raises(sg.StylogenyError, match="no such file or folder"):
            open_source(name)


def test_parquet_of_hugging_face_is_read_without_its_package(tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    features = {"image": {"_type": "Image"}, "style": {"names": ["Baroque", "Cubism"], "_type": "ClassLabel"}}
    columns = {
        "image": [{"bytes": b"\xff\xd8", "path": "a.jpg"}, {"bytes": None, "path": "b.jpg"}],
        "title": ["A", "B"],
        "year": [1640, 1911],
        "style": [0, 1],
    }
    table = pa.table(columns).replace_schema_metadata({"huggingface": json.dumps({"info": {"features": features}})})
    (tmp_path / "data").mkdir()
    pq.write_table(table, tmp_path / "data" / "train-00000-of-00001.parquet")
    first, second = read(tmp_path)
    assert (first.picture, first.style, first.earliest) == (b"\xff\xd8", "Baroque", 1640)
    assert (second.picture, second.style) == ("data/b.jpg", "Cubism")


def test_an_excel_table(tmp_path: Path) -> None:
    import datetime

    import openpyxl

    book = openpyxl.Workbook()
    book.active.title = "empty"
    sheet = book.create_sheet("Werke")
    for row in (
        ["Sammlung Müller"], [], ["Datei", "Titel", "Künstler", "Jahr", "Datierung"], ["a.jpg", "A", "X", 1503, None],
        ["b.jpg", "B", "Y", None, datetime.date(1905, 6, 1)], [],
    ):  # fmt: skip
        sheet.append(row)
    book.create_sheet("Notizen").append(["x"])
    book.save(tmp_path / "a.xlsx")
    source = open_source(tmp_path / "a.xlsx")
    first, second = source.records()
    assert first == Record("", "A", "X", "1503", 1503, 1503, picture="a.jpg")
    assert second.date_text == "1905-06-01" and second.picture == "b.jpg"
    assert "sheet 'Werke'" in source.reading.source and "Notizen" in source.reading.source
    (tmp_path / "b.xlsx").write_bytes(b"PK no workbook")
    with pytest.raises(sg.StylogenyError, match="not an Excel table"):
        open_source(tmp_path / "b.xlsx").reading  # noqa: B018
