"""Loading: what is kept and marked, unique ids, groups, resuming to the same bytes, own readings and texts."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PIL import ImageFilter

import stylogeny as sg
from helpers.pictures import corpus, noise
from stylogeny.corpus.loading import write_works
from stylogeny.corpus.records import Reading, Record, Rows, Source
from stylogeny.corpus.sources import open_source
from stylogeny.corpus.works import Works


def test_every_row_is_kept_and_marked(tmp_path: Path) -> None:
    folder = corpus(
        tmp_path / "c",
        [
            {"file_name": "images/a.jpg", "title": "A", "artist": "X", "date": "c. 1503-06"},
            {"file_name": "images/b.jpg", "title": "B", "artist": "X", "date": "n.d."},
            {"file_name": "images/none.png", "title": "C", "artist": "Y", "date": "1600"},
            {"file_name": "", "title": "D", "artist": "Y", "date": "1600"},
        ],
    )
    works = sg.load(folder)
    assert works.table["status"].tolist() == [
        "dated", "undated: the work is not dated", "refused: no such file", "refused: no picture",
    ]  # fmt: skip
    assert works.ids.tolist() == ["a", "b", "none", "D"]
    assert works.span == (1503, 1507)
    assert works.pictured.tolist() == [True, True, False, False]
    assert works.picture(0) == folder.resolve() / "images" / "a.jpg"


def test_a_column_can_be_named(tmp_path: Path) -> None:
    folder = corpus(tmp_path / "c", [{"file_name": "images/a.jpg", "Werktitel": "A", "Entstanden": "um 1800"}])
    assert sg.load(folder, map={"date": "Entstanden", "title": "Werktitel"}).span == (1800, 1801)
    with pytest.raises(sg.StylogenyError, match="no such column"):
        sg.load(folder, map={"date": "Year"})
    with pytest.raises(sg.StylogenyError, match="no such field"):
        sg.load(folder, map={"when": "Entstanden"})


@pytest.mark.parametrize(
    ("row", "years"),
    [
        ({"date_text": "late 18th century", "earliest": 1775, "latest": 1799}, (1775, 1800)),
        ({"date_text": "1935", "earliest": 1835, "latest": 1835}, (1935, 1936)),
        ({"date_text": "July 7, 1959", "earliest": 1959, "latest": 71959}, (1959 + 187 / 365, 1959 + 188 / 365)),
        ({"date_text": "", "earliest": 1600, "latest": 1610}, (1600, 1611)),
        ({"date_text": "1850", "earliest": 1860, "latest": 1840}, (1850, 1851)),
    ],
)
def test_the_sources_own_reading_counts_unless_its_text_says_otherwise(
    tmp_path: Path, row: dict[str, Any], years: tuple[int, int]
) -> None:
    write_works(Rows((Record(id="a", **row),)), tmp_path, pictures=False)
    works = Works.read(tmp_path / "works.parquet")
    assert (works.earliest[0], works.latest[0]) == years


def test_repeated_ids_are_numbered(tmp_path: Path) -> None:
    rows = tuple(Record(id=i, title=i, date_text="1900") for i in ["a", "b", "a", "a-2", "a"])
    write_works(Rows(rows), tmp_path, pictures=False)
    assert Works.read(tmp_path / "works.parquet").ids.tolist() == ["a", "b", "a-3", "a-2", "a-4"]


def test_near_duplicates_share_a_group(tmp_path: Path) -> None:
    folder = corpus(
        tmp_path / "c", [{"file_name": f"images/{i}.jpg", "title": str(i), "date": "1900"} for i in range(8)]
    )
    original = noise(3)
    original.resize((200, 180)).save(folder / "images" / "4.jpg", quality=40)
    original.convert("L").filter(ImageFilter.GaussianBlur(1)).save(folder / "images" / "6.jpg")
    assert sg.load(folder).table["group"].tolist() == [0, 1, 2, 3, 3, 5, 3, 7]


@dataclass(frozen=True)
class Deadly:
    """A source whose process is killed (as by ``kill -9``) when it comes to this row."""

    source: Source
    row: int

    @property
    def root(self) -> Path | None:
        return self.source.root

    @property
    def key(self) -> str:
        return self.source.key

    @property
    def reading(self) -> Reading:
        return self.source.reading

    def records(self) -> Iterator[Record]:
        for number, record in enumerate(self.source.records()):
            if number == self.row:
                os.kill(os.getpid(), signal.SIGKILL)
            yield record


def killed_load(row: int, folder: Path, out: Path) -> None:
    write_works(Deadly(open_source(folder), row), out, shard=16)


@pytest.mark.parametrize("row", [0, 37, 99])
def test_a_killed_load_resumes_and_gives_the_same_bytes(tmp_path: Path, row: int) -> None:
    rows = [{"file_name": f"images/{i}.jpg", "title": f"t{i}", "date": str(1800 + i)} for i in range(100)]
    folder = corpus(tmp_path / "c", rows)
    # not a fork: a process with threads may leave its child a lock that nobody opens
    process = multiprocessing.get_context("spawn").Process(target=killed_load, args=(row, folder, tmp_path / "killed"))
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    assert not (tmp_path / "killed" / "works.parquet").exists()
    assert len(list((tmp_path / "killed").rglob("0*.parquet"))) == row // 16
    for name in ("killed", "whole"):
        write_works(open_source(folder), tmp_path / name, shard=16)
    assert (tmp_path / "killed" / "works.parquet").read_bytes() == (tmp_path / "whole" / "works.parquet").read_bytes()
    assert sorted(os.listdir(tmp_path / "killed")) == ["load.csv", "works.parquet"]


class Interrupted:
    """Fetches nothing, remembers what it was asked for, and is interrupted at the address of this number."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.asked: list[str] = []

    def __call__(self, address: str, folder: Path) -> str:
        self.asked.append(address)
        if len(self.asked) == self.number:
            raise KeyboardInterrupt
        return address


def test_finished_shards_are_not_worked_again(tmp_path: Path) -> None:
    addresses = [f"https://example.org/{i}.jpg" for i in range(50)]
    rows = Rows(tuple(Record(id=str(i), date_text=str(1500 + i), picture=a) for i, a in enumerate(addresses)))
    fetch: Any = Interrupted(25)
    with pytest.raises(KeyboardInterrupt):
        write_works(rows, tmp_path, pictures=False, fetch=fetch, shard=10)
    before = len(fetch.asked)
    write_works(rows, tmp_path, pictures=False, fetch=fetch, shard=10)
    assert fetch.asked[before:] == addresses[20:]
    assert Works.read(tmp_path / "works.parquet").ids.tolist() == [str(i) for i in range(50)]


def test_no_works_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(sg.StylogenyError, match="no works"):
        write_works(Rows(()), tmp_path)


def test_real_corpus_without_opening_pictures(real_corpus: Path) -> None:
    works = sg.load(real_corpus, pictures=False)
    assert len(works) == 7561
    assert 7300 <= works.dated.sum() <= 7310
    assert works.year[works.find("theodore-gericault_the-raft-of-the-medusa-1819")] == 1819.5
