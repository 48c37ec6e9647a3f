"""Loading: what is kept and marked, unique ids, groups, resuming to the same bytes, own readings and texts."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from PIL import ImageFilter

import stylogeny as sg
from helpers.pictures import corpus, noise
from stylogeny.corpus.loading import gone_or_back, write_works
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


def test_times_and_fractions_of_a_table_are_kept(tmp_path: Path) -> None:
    texts = ["2017-11-23 06:19:59", "2017-11-23 06:20:00", "2017-12-01", "2018-01-01", None]
    born = pd.to_datetime(texts, format="ISO8601")
    table = pd.DataFrame({"title": list("abcde"), "date_created": born})
    table.to_parquet(tmp_path / "born.parquet")
    works = sg.load(tmp_path / "born.parquet", pictures=False)
    assert [works.when(k) for k in range(5)] == [
        "06:19:59 on 23 November 2017", "06:20:00 on 23 November 2017", "1 December 2017", "2018", "",
    ]  # fmt: skip
    assert works.latest[0] == works.earliest[1]  # a second is over when the next begins
    table = pd.DataFrame({"title": ["a", "b", "c"], "year": [1885.5, 1885, None], "year_end": [1885.75, 1890, None]})
    table.to_csv(tmp_path / "years.csv")
    works = sg.load(tmp_path / "years.csv", pictures=False)
    assert [works.earliest[:2].tolist(), works.latest[:2].tolist()] == [[1885.5, 1885], [1885.75, 1891]]
    table = pd.DataFrame({"title": ["a"], "date_start": ["1885-06-12"], "date_end": ["1885-07-03"]})
    table.to_csv(tmp_path / "days.csv")
    works = sg.load(tmp_path / "days.csv", pictures=False)
    assert works.when(0) == "12 June-3 July 1885" and repr(works).endswith("1 dated, 1885, 1 artists)")


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


def loaded(folder: Path, text: str) -> Works:
    """A table as ``works.csv``, loaded without its pictures."""
    (folder / "works.csv").write_text(text, encoding="utf-8")
    return sg.load(folder / "works.csv", pictures=False)


@pytest.mark.parametrize(
    ("year", "span"),
    [("-500", (-500, -499)), ("-50", (-50, -49)), ("79", (79, 80)), ("1503.0", (1503, 1504)), ("1888-05-01", None)],
)
def test_a_number_is_its_own_reading(tmp_path: Path, year: str, span: tuple[int, int] | None) -> None:
    works = loaded(tmp_path, f"title,year\nA,{year}\n")
    assert works.dated.all() and (span is None or (works.earliest[0], works.latest[0]) == span)


@pytest.mark.parametrize("year", ["0", "-1", "9999", "-9999", "0.0", "NaN", "NULL", "0000-00-00", "0001-01-01"])
def test_what_stands_for_unknown_is_undated(tmp_path: Path, year: str) -> None:
    assert loaded(tmp_path, f"title,year\nA,{year}\nB,1888\n").dated.tolist() == [False, True]


def test_an_end_that_stands_for_unknown_leaves_the_other(tmp_path: Path) -> None:
    works = loaded(tmp_path, "title,year_start,year_end\nA,1880,9999\nB,1880,0\nC,-1,50\nD,0,1880\nE,-500,-450\n")
    assert works.earliest.tolist() == [1880, 1880, -1, 1880, -500]
    assert works.latest.tolist() == [1881, 1881, 51, 1881, -449]


def test_a_life_narrows_a_date_that_goes_beyond_it(tmp_path: Path) -> None:
    works = loaded(
        tmp_path,
        "title,date,artist_birth,artist_death\nA,after 1909,1862,1918\nB,1900s,1866,1944\nC,1955,1840,1917\n"
        "D,19th century,1840,\nE,1888,1840,1918\n",
    )
    assert works.earliest.tolist() == [1909, 1900, 1955, 1840, 1888]
    assert works.latest.tolist() == [1919, 1945, 1956, 1900, 1889]


def test_where_decades_are_written_a_hundred_is_one_too(tmp_path: Path) -> None:
    assert loaded(tmp_path, "title,date\nA,1900s\nB,1910s\n").latest.tolist() == [1910, 1920]
    assert loaded(tmp_path, "title,date\nA,1900s\nB,1911\n").latest.tolist() == [2000, 1912]


def test_pictures_are_found_under_other_spellings(tmp_path: Path) -> None:
    folder = corpus(tmp_path / "c", [{"file_name": f"images/{n}.jpg", "title": n, "date": "1500"} for n in ("é", "b")])
    text = (folder / "metadata.csv").read_text(encoding="utf-8")
    text = text.replace("images/é.jpg", unicodedata.normalize("NFD", "IMAGES\\É.JPG")).replace("b.jpg", "b.jpeg")
    (folder / "metadata.csv").write_text(text, encoding="utf-8")
    works = sg.load(folder)
    assert works.dated.all() and works.table["picture"].tolist() == ["images/é.jpg", "images/b.jpg"]
    summary = write_works(open_source(folder), tmp_path / "run")
    assert summary.notes == {"path-respelt": 2}


@pytest.mark.skipif(sys.platform != "linux", reason="names of files are texts there")
def test_a_file_whose_name_is_no_text_is_kept(tmp_path: Path) -> None:
    (tmp_path / "c").mkdir()
    name = os.fsdecode(b"paul-c\xe9zanne_pommes-1890.jpg")
    noise(3).save(tmp_path / "c" / "a.jpg")
    os.rename(tmp_path / "c" / "a.jpg", tmp_path / "c" / name)
    works = sg.load(tmp_path / "c", out=tmp_path / "run")
    assert works.table["artist"].tolist() == ["Paul Cézanne"] and works.dated.all() and works.picture(0).exists()
    (tmp_path / "c" / "metadata.csv").write_bytes(b"file_name,title,date\npaul-c\xe9zanne_pommes-1890.jpg,A,1890\n")
    works = sg.load(tmp_path / "c", out=tmp_path / "other")
    assert works.dated.all() and works.picture(0).exists()


def test_one_damaged_row_is_refused_alone(tmp_path: Path) -> None:
    works = loaded(tmp_path, "title,artist,date\nHaus, Baum,Munch,1893\nB,Munch,1894\n")
    assert works.table["status"].tolist() == [
        "refused: damaged row (line 2: 4 cells under 3 headings)", "dated",
    ]  # fmt: skip


def test_what_no_file_can_hold_costs_no_row(tmp_path: Path) -> None:
    (tmp_path / "works.jsonl").write_text(
        '{"file_name": "a.jpg\\u0000", "title": "A \\ud83d", "date": "1500"}\n{"title": "B\\u000bC", "date": 1501}\n'
    )
    works = sg.load(tmp_path / "works.jsonl", pictures=False)
    assert works.table["title"].tolist() == ["A \ufffd", "B C"] and works.table["picture"][0] == "a.jpg"


def test_pictures_that_went_or_came_back_are_noticed(tmp_path: Path) -> None:
    folder = corpus(tmp_path / "c", [{"file_name": f"images/{n}.jpg", "title": n, "date": "1500"} for n in "ab"])
    write_works(open_source(folder), tmp_path / "run")
    assert not gone_or_back(tmp_path / "run" / "works.parquet")
    (folder / "images" / "a.jpg").rename(tmp_path / "a.jpg")
    assert gone_or_back(tmp_path / "run" / "works.parquet")
    write_works(open_source(folder), tmp_path / "run")
    assert not gone_or_back(tmp_path / "run" / "works.parquet")
    (tmp_path / "a.jpg").rename(folder / "images" / "a.jpg")
    assert gone_or_back(tmp_path / "run" / "works.parquet")
