"""Loading: what is kept and marked, unique ids, groups, resume with the same bytes, own readings and texts."""

from __future__ import annotations

import csv
import multiprocessing
import os
import signal
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageFilter

import stylogeny as sg
from stylogeny.corpus import loading
from stylogeny.corpus.duplicates import groups, near_pairs, picture_hash
from stylogeny.corpus.records import Record, Rows
from stylogeny.corpus.sources import open_source
from stylogeny.corpus.works import Works


def noise(seed: int, side: int = 96) -> Image.Image:
    """A smooth random picture, like no other."""
    pixels = np.random.default_rng(seed).integers(0, 255, (12, 12, 3), dtype=np.uint8)
    return Image.fromarray(pixels).resize((side, side), Image.Resampling.BICUBIC)


def corpus(folder: Path, rows: list[dict[str, str]]) -> Path:
    """A folder with metadata.csv and a picture for every row whose file name ends in .jpg."""
    (folder / "images").mkdir(parents=True)
    columns = list(dict.fromkeys(c for row in rows for c in row))
    with open(folder / "metadata.csv", "w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(rows)
    for number, row in enumerate(rows):
        if row.get("file_name", "").endswith(".jpg"):
            noise(number).save(folder / row["file_name"], quality=92)
    return folder


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
    assert works.years[0].tolist() == [1503] and works.years[1].tolist() == [1506]
    assert works.pictured.tolist() == [True, True, False, False]
    assert works.picture(0) == folder.resolve() / "images" / "a.jpg"


def test_a_column_can_be_named(tmp_path: Path) -> None:
    folder = corpus(tmp_path / "c", [{"file_name": "images/a.jpg", "Werktitel": "A", "Entstanden": "um 1800"}])
    assert sg.load(folder, map={"date": "Entstanden", "title": "Werktitel"}).years[0].tolist() == [1800]
    with pytest.raises(sg.StylogenyError, match="no such column"):
        sg.load(folder, map={"date": "Year"})
    with pytest.raises(sg.StylogenyError, match="no such field"):
        sg.load(folder, map={"when": "Entstanden"})


def test_the_sources_own_reading_counts_unless_its_text_says_otherwise() -> None:
    def years(**row: object) -> tuple[int, int] | None:
        return loading._years(Record(**row))[0]  # type: ignore[arg-type]

    assert years(date_text="late 18th century", earliest=1775, latest=1799) == (1775, 1799)
    assert years(date_text="1935", earliest=1835, latest=1835) == (1935, 1935)
    assert years(date_text="July 7, 1959", earliest=1959, latest=71959) == (1959, 1959)
    assert years(date_text="", earliest=1600, latest=1610) == (1600, 1610)
    assert years(date_text="1850", earliest=1860, latest=1840) == (1850, 1850)


def test_repeated_ids_are_numbered(tmp_path: Path) -> None:
    rows = tuple(Record(id=i, title=i, date_text="1900") for i in ["a", "b", "a", "a-2", "a"])
    loading.write_works(Rows(rows), tmp_path, pictures=False)
    assert Works.read(tmp_path / "works.parquet").ids.tolist() == ["a", "b", "a-3", "a-2", "a-4"]


def test_near_duplicates_share_a_group(tmp_path: Path) -> None:
    folder = corpus(
        tmp_path / "c", [{"file_name": f"images/{i}.jpg", "title": str(i), "date": "1900"} for i in range(8)]
    )
    original = noise(3)
    original.resize((200, 180)).save(folder / "images" / "4.jpg", quality=40)
    original.convert("L").filter(ImageFilter.GaussianBlur(1)).save(folder / "images" / "6.jpg")
    assert sg.load(folder).table["group"].tolist() == [0, 1, 2, 3, 3, 5, 3, 7]


def test_flat_pictures_are_no_duplicates() -> None:
    assert picture_hash(Image.new("RGB", (50, 50), "white")) is None
    assert groups(np.zeros((3, 32), np.uint8), np.array([False, False, False])).tolist() == [0, 1, 2]


def test_indexed_search_finds_the_pairs_of_the_exhaustive_one() -> None:
    rng = np.random.default_rng(0)
    base = rng.integers(0, 256, (3000, 32), dtype=np.uint8)
    flips = np.packbits(rng.random((300, 256)) < 0.12, axis=1)  # about 31 of 256 bits
    hashes = np.concatenate([base, base[:300] ^ flips])
    exact = set(zip(*(a.tolist() for a in near_pairs(hashes))))
    assert len(exact) == 300
    assert len(exact & set(zip(*(a.tolist() for a in near_pairs(hashes, flat=10))))) >= 297


def _killed_at(row: int, folder: Path, out: Path) -> None:
    """Load in a process that is killed (as by ``kill -9``) when it comes to this row."""
    real = loading._row

    def deadly(record: Record, **options: object) -> dict[str, object]:
        if record.title == f"t{row}":
            os.kill(os.getpid(), signal.SIGKILL)
        return real(record, **options)  # type: ignore[arg-type]

    loading._row = deadly  # type: ignore[assignment]
    loading.SHARD = 16
    loading.write_works(open_source(folder), out)


@pytest.mark.parametrize("row", [0, 37, 99])
def test_a_killed_load_goes_on_and_gives_the_same_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, row: int
) -> None:
    rows = [{"file_name": f"images/{i}.jpg", "title": f"t{i}", "date": str(1800 + i)} for i in range(100)]
    folder = corpus(tmp_path / "c", rows)
    monkeypatch.setattr(loading, "SHARD", 16)
    # not a fork: a process with threads may leave its child a lock that nobody opens
    process = multiprocessing.get_context("spawn").Process(target=_killed_at, args=(row, folder, tmp_path / "killed"))
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    assert not (tmp_path / "killed" / "works.parquet").exists()
    assert len(list((tmp_path / "killed").rglob("0*.parquet"))) == row // 16
    for name in ("killed", "whole"):
        loading.write_works(open_source(folder), tmp_path / name)
    assert (tmp_path / "killed" / "works.parquet").read_bytes() == (tmp_path / "whole" / "works.parquet").read_bytes()
    assert os.listdir(tmp_path / "killed") == ["works.parquet"]


def test_finished_shards_are_not_worked_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = tuple(Record(id=str(i), title=str(i), date_text=str(1500 + i)) for i in range(50))
    monkeypatch.setattr(loading, "SHARD", 10)
    worked: list[str] = []
    real = loading._row

    def counted(record: Record, **options: object) -> dict[str, object]:
        worked.append(record.id)
        if len(worked) == 25:
            raise KeyboardInterrupt
        return real(record, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(loading, "_row", counted)
    with pytest.raises(KeyboardInterrupt):
        loading.write_works(Rows(rows), tmp_path, pictures=False)
    before = len(worked)
    loading.write_works(Rows(rows), tmp_path, pictures=False)
    assert set(worked[before:]) == {str(i) for i in range(20, 50)}
    assert Works.read(tmp_path / "works.parquet").ids.tolist() == [str(i) for i in range(50)]


def test_no_works_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(sg.StylogenyError, match="no works"):
        loading.write_works(Rows(()), tmp_path)


def test_real_corpus_without_opening_pictures(real_corpus: Path) -> None:
    works = sg.load(real_corpus, pictures=False)
    assert len(works) == 7561
    assert 7300 <= works.dated.sum() <= 7310
    assert works.year[works.find("theodore-gericault_the-raft-of-the-medusa-1819")] == 1819
