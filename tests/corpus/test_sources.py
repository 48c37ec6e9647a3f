"""Each source on a few hand-written rows with its real columns, and how sources are recognised."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

import stylogeny as sg
from stylogeny.corpus.records import Record
from stylogeny.corpus.sources import aic, carnegie, cleveland, met, moma, nga, open_source, tate
from stylogeny.corpus.sources.columns import find_columns
from stylogeny.corpus.sources.hub import Hub
from stylogeny.corpus.sources.tables import rows
from stylogeny.corpus.sources.wikiart import named

from .test_loading import corpus, noise

MET_COLUMNS = [
    "Object Number",
    "Is Highlight",
    "Is Timeline Work",
    "Is Public Domain",
    "Object ID",
    "Gallery Number",
    "Department",
    "AccessionYear",
    "Object Name",
    "Title",
    "Culture",
    "Period",
    "Dynasty",
    "Reign",
    "Portfolio",
    "Constituent ID",
    "Artist Role",
    "Artist Prefix",
    "Artist Display Name",
    "Artist Display Bio",
    "Artist Suffix",
    "Artist Alpha Sort",
    "Artist Nationality",
    "Artist Begin Date",
    "Artist End Date",
    "Artist Gender",
    "Artist ULAN URL",
    "Artist Wikidata URL",
    "Object Date",
    "Object Begin Date",
    "Object End Date",
    "Medium",
    "Dimensions",
    "Credit Line",
    "Geography Type",
    "City",
    "State",
    "County",
    "Country",
    "Region",
    "Subregion",
    "Locale",
    "Locus",
    "Excavation",
    "River",
    "Classification",
    "Rights and Reproduction",
    "Link Resource",
    "Object Wikidata URL",
    "Metadata Date",
    "Repository",
    "Tags",
    "Tags AAT URL",
    "Tags Wikidata URL",
]
MOMA_COLUMNS = [
    "Title",
    "Artist",
    "ConstituentID",
    "ArtistBio",
    "Nationality",
    "BeginDate",
    "EndDate",
    "Gender",
    "Date",
    "Medium",
    "Dimensions",
    "CreditLine",
    "AccessionNumber",
    "Classification",
    "Department",
    "DateAcquired",
    "Cataloged",
    "ObjectID",
    "URL",
    "ImageURL",
    "OnView",
    "Height (cm)",
    "Width (cm)",
]
TATE_COLUMNS = [
    "id",
    "accession_number",
    "artist",
    "artistRole",
    "artistId",
    "title",
    "dateText",
    "medium",
    "creditLine",
    "year",
    "acquisitionYear",
    "dimensions",
    "width",
    "height",
    "depth",
    "units",
    "inscription",
    "thumbnailCopyright",
    "thumbnailUrl",
    "url",
]
NGA_COLUMNS = [
    "objectid",
    "uuid",
    "accessioned",
    "accessionnum",
    "locationid",
    "title",
    "displaydate",
    "beginyear",
    "endyear",
    "visualbrowsertimespan",
    "medium",
    "dimensions",
    "inscription",
    "markings",
    "attributioninverted",
    "attribution",
    "provenancetext",
    "creditline",
    "classification",
    "subclassification",
    "visualbrowserclassification",
    "parentid",
    "isvirtual",
    "departmentabbr",
    "portfolio",
    "series",
    "volume",
    "watermarks",
]


def table(path: Path, columns: list[str], *found: dict[str, Any]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "w", newline="", encoding="utf-8-sig") as file:
        writer = csv.DictWriter(file, columns, restval="")
        writer.writeheader()
        writer.writerows(found)
    return path


def read(path: Path | str, **options: Any) -> list[Record]:
    return list(open_source(path, **options).records())


def test_met_csv(tmp_path: Path) -> None:
    row = {
        "Object ID": "437980", "Title": "Cypresses", "Artist Display Name": "Vincent van Gogh", "Object Date": "1889",
        "Object Begin Date": "1889", "Object End Date": "1889", "Medium": "Oil on canvas", "Classification": "Paintings",
        "Artist Begin Date": "1853", "Period": "",
    }  # fmt: skip
    unread = {
        **row,
        "Object ID": "1",
        "Object Date": "ca. 1353–1336 B.C.",
        "Object Begin Date": "0",
        "Object End Date": "0",
    }
    table(tmp_path / "MetObjects.csv", MET_COLUMNS, row, unread)
    (tmp_path / "images").mkdir()
    noise(1).save(tmp_path / "images" / "437980.jpg")
    first, second = read(tmp_path)
    assert first == Record(
        "437980",
        "Cypresses",
        "Vincent van Gogh",
        "1889",
        1889,
        1889,
        "",
        "Paintings",
        "Oil on canvas",
        "images/437980.jpg",
    )
    assert (second.earliest, second.latest, second.picture) == (None, None, "")
    works = sg.load(tmp_path, pictures=False)
    assert list(zip(*(y.tolist() for y in works.years))) == [(1889, 1889), (-1352, -1335)]


def test_met_api(tmp_path: Path) -> None:
    thing = {"objectID": 436121, "title": "Dancers", "artistDisplayName": "Edgar Degas", "objectDate": "ca. 1886–88", "objectBeginDate": 1886,
             "objectEndDate": 1888, "medium": "Pastel", "classification": "Drawings", "primaryImageSmall": "https://x/y.jpg"}  # fmt: skip
    (tmp_path / "met.jsonl").write_text(json.dumps(thing) + "\n")
    assert read(tmp_path / "met.jsonl") == [
        Record(
            "436121", "Dancers", "Edgar Degas", "ca. 1886–88", 1886, 1888, "", "Drawings", "Pastel", "https://x/y.jpg"
        )
    ]


def test_moma(tmp_path: Path) -> None:
    row = {"Title": "The Starry Night", "Artist": "Vincent van Gogh", "ConstituentID": "2206", "BeginDate": "1853", "EndDate": "1890",
           "Date": "June 1889", "Medium": "Oil on canvas", "Classification": "Painting", "ObjectID": "79802",
           "ImageURL": "https://www.moma.org/media/x.jpg"}  # fmt: skip
    wanted = Record(
        "79802",
        "The Starry Night",
        "Vincent van Gogh",
        "June 1889",
        None,
        None,
        "",
        "Painting",
        "Oil on canvas",
        row["ImageURL"],
    )
    assert read(table(tmp_path / "Artworks.csv", MOMA_COLUMNS, row)) == [wanted]
    (tmp_path / "json").mkdir()
    (tmp_path / "json" / "Artworks.json").write_text(
        json.dumps([{**row, "Artist": ["Vincent van Gogh"], "ObjectID": 79802}])
    )
    assert read(tmp_path / "json") == [wanted]
    assert moma.SIGNATURES[0] <= set(MOMA_COLUMNS)


def test_tate(tmp_path: Path) -> None:
    row = {"id": "1035", "accession_number": "A00001", "artist": "Blake, Robert", "title": "A Figure", "dateText": "c.1830–41",
           "medium": "Watercolour", "year": "1830", "thumbnailUrl": "http://www.tate.org.uk/art/images/work/A/A00/A00001_8.jpg"}  # fmt: skip
    (csv_row,) = read(table(tmp_path / "artwork_data.csv", TATE_COLUMNS, row))
    assert csv_row == Record(
        "A00001", "A Figure", "Robert Blake", "c.1830–41", None, None, "", "", "Watercolour", row["thumbnailUrl"]
    )
    thing = {"acno": "A00001", "all_artists": "Robert Blake", "title": "A Figure", "dateText": "c.1830–41", "classification": "on paper, unique",
             "dateRange": {"startYear": 1830, "endYear": 1841, "text": "c.1830–41"}, "medium": "Watercolour", "id": 1035,
             "movements": [{"era": {"id": 8}, "id": 293, "name": "Romanticism"}], "thumbnailUrl": None}  # fmt: skip
    folder = tmp_path / "collection" / "artworks" / "a" / "000"
    folder.mkdir(parents=True)
    (folder / "a00001-1035.json").write_text(json.dumps(thing))
    (json_row,) = read(tmp_path / "collection")
    assert (json_row.earliest, json_row.latest, json_row.style, json_row.genre) == (
        1830,
        1841,
        "Romanticism",
        "on paper, unique",
    )
    assert tate.record({**thing, "dateRange": None}).earliest is None


def test_nga(tmp_path: Path) -> None:
    row = {"objectid": "1102", "title": "Blue Vase", "displaydate": "c. 1890", "beginyear": "1890", "endyear": "1895", "medium": "oil on canvas",
           "attribution": "Paul Cezanne", "classification": "Painting"}  # fmt: skip
    table(tmp_path / "data" / "objects.csv", NGA_COLUMNS, row, {**row, "objectid": "2"})
    table(tmp_path / "data" / "published_images.csv", ["uuid", "iiifurl", "viewtype", "depictstmsobjectid"],
          {"iiifurl": "https://api.nga.gov/iiif/u1", "viewtype": "primary", "depictstmsobjectid": "1102"},
          {"iiifurl": "https://api.nga.gov/iiif/u2", "viewtype": "alternate", "depictstmsobjectid": "2"})  # fmt: skip
    table(tmp_path / "data" / "objects_terms.csv", ["termid", "objectid", "termtype", "term"],
          {"objectid": "1102", "termtype": "Style", "term": "Post-Impressionist"})  # fmt: skip
    first, second = read(tmp_path)
    assert first == Record("1102", "Blue Vase", "Paul Cezanne", "c. 1890", 1890, 1895, "Post-Impressionist", "Painting", "oil on canvas",
                           "https://api.nga.gov/iiif/u1" + nga.SIZE)  # fmt: skip
    assert second.picture == "" and second.style == ""


def test_cleveland(tmp_path: Path) -> None:
    thing = {"id": 94979, "accession_number": "1915.534", "title": "Nathaniel Hurd", "creation_date": "c. 1765", "creation_date_earliest": 1760,
             "creation_date_latest": 1770, "creators": [{"description": "John Singleton Copley (American, 1738-1815)", "role": "artist"}],
             "culture": ["America, 18th century"], "technique": "oil on canvas", "type": "Painting",
             "images": {"web": {"url": "https://openaccess-cdn.clevelandart.org/1915.534/1915.534_web.jpg"}}}  # fmt: skip
    (tmp_path / "data.json").write_text(json.dumps([thing]))
    wanted = Record("94979", "Nathaniel Hurd", "John Singleton Copley", "c. 1765", 1760, 1770, "America, 18th century", "Painting", "oil on canvas",
                    thing["images"]["web"]["url"])  # type: ignore[index]  # fmt: skip
    assert read(tmp_path) == [wanted]
    flat = {**thing, "creators": "John Singleton Copley (American, 1738-1815), artist", "culture": "America, 18th century",
            "images": "", "image_web": wanted.picture}  # fmt: skip
    assert cleveland.record(flat) == wanted


def test_carnegie(tmp_path: Path) -> None:
    thing = {"title": "Textile fragment", "creation_date": "16th century", "creation_date_earliest": "1499-12-23",
             "creation_date_latest": "1599-01-01", "medium": "velvet", "id": "cmoa:things/00078d13", "classification": "Textiles",
             "images": [{"image_url": "http://collection.cmoa.org/1.jpg"}], "creator": [{"full_name": "unknown Austrian"}]}  # fmt: skip
    (tmp_path / "cmoa.json").write_text(
        json.dumps({"things": [thing, {**thing, "id": "cmoa:things/2", "images": [], "creator": []}]})
    )
    first, second = read(tmp_path)
    assert first == Record("00078d13", "Textile fragment", "unknown Austrian", "16th century", 1500, 1599, "", "Textiles", "velvet",
                           "http://collection.cmoa.org/1.jpg")  # fmt: skip
    assert second.artist == second.picture == ""
    assert [carnegie.day_year(d) for d in ("1850-01-01", "0899-12-28", "-0206-01-01", "1920-12-25", "", None)] == [
        1850, 900, -205, 1920, None, None,
    ]  # fmt: skip


def test_aic(tmp_path: Path) -> None:
    thing = {"id": 11, "title": "Self-Portrait", "main_reference_number": "1887.234", "date_start": 1878, "date_end": 1878, "date_display": "1878",
             "artist_display": "Walter Shirlaw\nAmerican, 1838–1909", "artist_title": "Walter Shirlaw", "medium_display": "Oil on canvas",
             "style_title": None, "classification_title": "painting", "image_id": "7b7a6f39"}  # fmt: skip
    folder = tmp_path / "json" / "artworks"
    folder.mkdir(parents=True)
    (folder / "11.json").write_text(json.dumps(thing))
    wanted = Record(
        "11",
        "Self-Portrait",
        "Walter Shirlaw",
        "1878",
        1878,
        1878,
        "",
        "painting",
        "Oil on canvas",
        aic.PICTURE.format("7b7a6f39"),
    )
    assert read(tmp_path) == [wanted]
    (tmp_path / "allArtworks.jsonl").write_text(json.dumps(thing))
    assert read(tmp_path / "allArtworks.jsonl") == [wanted]


def test_met_columns_are_not_mistaken_for_another_museums() -> None:
    for columns, museum in ((MET_COLUMNS, met), (MOMA_COLUMNS, moma), (TATE_COLUMNS, tate), (NGA_COLUMNS, nga)):
        fits = [
            m for m in (met, moma, tate, nga, cleveland, carnegie, aic) if any(s <= set(columns) for s in m.SIGNATURES)
        ]
        assert fits == [museum]


def test_wikiart_names(tmp_path: Path) -> None:
    for name in ("Impressionism/claude-monet_water-lilies-1906.jpg", "paul-klee_castle_2.png", "notes.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        noise(1).save(tmp_path / name, "JPEG")
    first, second = read(tmp_path)
    assert first == Record("claude-monet_water-lilies-1906", "Water lilies", "Claude Monet", "1906", style="Impressionism",
                           picture="Impressionism/claude-monet_water-lilies-1906.jpg")  # fmt: skip
    assert second == Record("paul-klee_castle_2", "Castle 2", "Paul Klee", picture="paul-klee_castle_2.png")
    assert named(Path("a_b-1503-1506.jpg")).date_text == "1503-1506"
    assert named(Path("a_war-of-1812-painted-1900_2.jpg")).date_text == "1900"


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


def test_aliases_prefer_the_better_name_and_use_a_column_once() -> None:
    found = find_columns(["name", "title", "date", "year", "year_end", "URL", "file_name"])
    assert found == {"title": "title", "date": "date", "earliest": "year", "latest": "year_end", "picture": "file_name"}


def test_a_saved_dataset(tmp_path: Path) -> None:
    datasets = pytest.importorskip("datasets")
    features = datasets.Features(
        image=datasets.Image(),
        title=datasets.Value("string"),
        date=datasets.Value("string"),
        style=datasets.ClassLabel(names=["Baroque", "Cubism"]),
    )
    data = {"image": [noise(1), noise(2)], "title": ["A", "B"], "date": ["1640s", "1911"], "style": [0, 1]}
    datasets.Dataset.from_dict(data, features=features).save_to_disk(str(tmp_path / "saved"))
    assert isinstance(open_source(tmp_path / "saved"), Hub)
    works = sg.load(tmp_path / "saved", out=tmp_path / "run")
    assert works.table["style"].tolist() == ["Baroque", "Cubism"]
    assert works.table["status"].tolist() == ["dated", "dated"]
    assert works.years[0].tolist() == [1640, 1911]
    assert works.picture(1).exists() and works.root == (tmp_path / "run" / "pictures").resolve()


def test_a_streamed_dataset(tmp_path: Path) -> None:
    pytest.importorskip("datasets")
    folder = corpus(tmp_path / "c" / "train", [{"file_name": "images/a.jpg", "title": "A", "date": "1900"}])
    (record,) = read(folder.parent, kind="hub")
    assert record.title == "A" and isinstance(record.picture, bytes | str) and record.picture


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ('[{"a": 1}, {"a": [2]}]', [{"a": 1}, {"a": [2]}]),
        ('{"things": [{"a": 1}]}', [{"a": 1}]),
        ('{"a": 1}', [{"a": 1}]),
        ("[]", []),
    ],
)
def test_json_arrays_are_read_piece_by_piece(tmp_path: Path, text: str, wanted: list[Any]) -> None:
    (tmp_path / "a.json").write_text(text)
    assert list(rows(tmp_path / "a.json")) == wanted


def test_long_json_arrays(tmp_path: Path) -> None:
    wanted = [{"n": n, "text": "x" * (n % 700)} for n in range(3000)]
    (tmp_path / "a.json").write_text(json.dumps(wanted, indent=1))
    assert list(rows(tmp_path / "a.json")) == wanted


@pytest.mark.parametrize(
    ("name", "text"), [("a.jsonl", '{"a": 1}\n{"a"\n'), ("a.json", '[{"a": 1}, {"a"'), ("a.txt", "a")]
)
def test_damaged_tables_say_so(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(sg.StylogenyError):
        list(rows(tmp_path / name))


@pytest.mark.parametrize("what", ["nowhere/at/all", "empty"])
def test_no_corpus_is_a_clear_error(tmp_path: Path, what: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(sg.StylogenyError, match=r"no such file|no corpus"):
        open_source(tmp_path / what)
