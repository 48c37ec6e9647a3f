"""The works table: what it refuses, how works are found and chosen, and its file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from stylogeny.artifacts import write_table
from stylogeny.corpus.summary import read_summary
from stylogeny.corpus.works import COLUMNS, FORMAT, Works
from stylogeny.errors import StylogenyError, UnknownWork


def table(**columns: list[object]) -> pd.DataFrame:
    """Three works, the last undated, with these columns in place of the plain ones."""
    plain: dict[str, object] = dict.fromkeys(COLUMNS, "")
    plain |= {"id": ["a", "b", "c"], "title": ["Hay", "Wain", "Hay"], "picture": ["p/one.jpg", "two.png", ""]}
    years = {"earliest": [1500, 1510, None], "latest": [1501, 1510, None]}
    plain |= {column: pd.array(values, dtype="Int64") for column, values in years.items()}
    plain |= {"status": ["dated", "dated", "undated: no date"], "group": [0, 1, 2]}
    return pd.DataFrame(plain | columns)


def test_a_work_is_found_by_id_file_name_or_title() -> None:
    works = Works(table())
    assert [works.find(name) for name in ("B", "one.jpg", "two", "wain")] == [1, 0, 1, 1]
    with pytest.raises(StylogenyError, match=r"2 works are called 'hay' \(got a, c\)"):
        works.find("hay")
    with pytest.raises(UnknownWork, match=r"no such work .*did you mean 'Wain'"):
        works.find("Wane")


def test_all_dates_are_those_of_each() -> None:
    works = Works(table(date_text=["", "about 1510", ""]))
    assert list(works.dates) == [works.date(row) for row in range(3)] == ["1500-01", "about 1510", ""]


def test_works_are_chosen_by_mask_or_position() -> None:
    works = Works(table())
    assert works.select([2, 0]).ids.tolist() == ["c", "a"]
    assert works.select(np.array([True, False, True])).ids.tolist() == ["a", "c"]


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"id": ["a", "a", "b"]}, "ids must be unique"),
        ({"latest": pd.array([1498, 1510, None], dtype="Int64")}, r"ends before it begins .*'a': \[1500, 1499\)"),
        ({"latest": [1500.0, 1510.0, None]}, r"date has no end .*1885 to 1885 in columns of integers"),
        ({"status": ["dated"] * 3}, "a work marked dated has no years"),
    ],
)
def test_a_table_that_contradicts_itself_is_refused(columns: dict[str, list[object]], said: str) -> None:
    with pytest.raises(StylogenyError, match=said):
        Works(table(**columns))
    with pytest.raises(StylogenyError, match=r"lacks columns .*title"):
        Works(table().drop(columns="title"))


def test_a_table_survives_its_file(tmp_path: Path) -> None:
    works = Works(table(), Path("/pictures"))
    works.save(tmp_path / "works.parquet")
    back = Works.read(tmp_path / "works.parquet")
    pd.testing.assert_frame_equal(back.table, works.table)
    assert back.root == works.root and back.picture(0) == Path("/pictures/p/one.jpg")
    assert read_summary(tmp_path / "works.parquet") is None
    write_table(tmp_path / "works.parquet", table(), type(FORMAT)(FORMAT.name, FORMAT.version - 1, FORMAT.fix))
    with pytest.raises(StylogenyError, match=r"older version.*run `stylogeny load` again"):
        Works.read(tmp_path / "works.parquet")


def test_works_count_once_unless_a_weight_says_otherwise(tmp_path: Path) -> None:
    assert Works(table()).weight.tolist() == [1, 1, 1] and Works(table()).present(seed=0).all()
    works = Works(table().assign(weight=[0.25, 1.0, 0.5]))
    works.save(tmp_path / "works.parquet")
    again = Works.read(tmp_path / "works.parquet")
    assert again.weight.tolist() == [0.25, 1.0, 0.5] and again.select([2, 0]).weight.tolist() == [0.5, 0.25]
    for wrong in ([0.0, 1, 1], [np.nan, 1, 1], [-1.0, 1, 1]):
        with pytest.raises(StylogenyError, match="a work's weight is a number above 0"):
            Works(table().assign(weight=wrong))


def test_a_work_of_half_weight_is_there_in_half_of_the_worlds_and_its_luck_is_its_own() -> None:
    works = Works(table().assign(weight=[0.5, 1.0, 0.5]))
    there = np.array([works.present(seed=s) for s in range(400)])
    assert there[:, 1].all() and np.abs(there[:, [0, 2]].mean(axis=0) - 0.5).max() < 0.1
    other = works.select([2, 0])
    assert all(np.array_equal(other.present(seed=s), works.present(seed=s)[[2, 0]]) for s in range(20))
