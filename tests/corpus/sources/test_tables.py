"""Rows of tables."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import stylogeny as sg
from stylogeny.corpus.sources.tables import rows


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


@pytest.mark.parametrize(("name", "text"), [("a.jsonl", '{"a"\n[1]\n'), ("a.json", '[{"a": 1}, {"a"'), ("a.txt", "a")])
def test_damaged_tables_say_so(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(sg.StylogenyError):
        list(rows(tmp_path / name))
