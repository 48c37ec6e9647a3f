"""Columns found by alias."""

from __future__ import annotations

from stylogeny.corpus.sources.columns import find_columns


def test_aliases_prefer_the_better_name_and_use_a_column_once() -> None:
    found = find_columns(["name", "title", "date", "year", "year_end", "URL", "file_name"])
    assert found == {"title": "title", "date": "date", "earliest": "year", "latest": "year_end", "picture": "file_name"}
