"""A folder of pictures with a table."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpers.museum_exports import read
from stylogeny.corpus.records import Record


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
