"""Names of WikiArt's files."""

from __future__ import annotations

from pathlib import Path

from helpers.museum_exports import read
from helpers.pictures import noise
from stylogeny.corpus.records import Record
from stylogeny.corpus.sources import open_source
from stylogeny.corpus.sources.wikiart import named


def test_wikiart_names(tmp_path: Path) -> None:
    for name in ("Impressionism/claude-monet_water-lilies-1906.jpg", "paul-klee_castle_2.png", "notes.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        noise(1).save(tmp_path / name, "JPEG")
    first, second = read(tmp_path)
    assert first == Record(
        "claude-monet_water-lilies-1906",
        "Water lilies",
        "Claude Monet",
        "1906",
        style="Impressionism",
        picture="Impressionism/claude-monet_water-lilies-1906.jpg",
    )
    assert second == Record("paul-klee_castle_2", "Castle 2", "Paul Klee", picture="paul-klee_castle_2.png")
    assert named(Path("a_b-1503-1506.jpg")).date_text == "1503-1506"
    assert named(Path("a_war-of-1812-painted-1900_2.jpg")).date_text == "1900"


def test_what_lies_there_in_place_of_a_table_is_named_with_what_to_do(tmp_path: Path) -> None:
    noise(1).save(tmp_path / "a.jpg", "JPEG")
    for name in ("metadata.csv.gz", "works.yaml", "catalogue.ods"):
        (tmp_path / name).write_bytes(b"content")
    said = " ".join(open_source(tmp_path).reading.unread)
    assert "metadata.csv.gz (unpack it" in said and "works.yaml (save it as" in said and "catalogue.ods" in said
