"""JSON as services and people write it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import stylogeny as sg
from stylogeny.corpus.sources.documents import document, lines

WORKS = [{"title": "A", "date": "1500"}, {"title": "B", "date": "1501"}]


@pytest.mark.parametrize(
    "value",
    [
        WORKS,
        {"pagination": {"total": 2}, "data": WORKS, "info": {}, "config": {}},
        {"facets": [{"key": "k", "value": v} for v in range(5)], "count": 2, "artObjects": WORKS},
        {"status": 200, "response": {"rows": WORKS}},
        {"hits": {"hits": [{"_id": "1", "_source": work} for work in WORKS]}},
        {"title": ["A", "B"], "date": ["1500", "1501"]},
        {"title": {"0": "A", "1": "B"}, "date": {"0": "1500", "1": "1501"}},
        {"columns": ["title", "date"], "index": [0, 1], "data": [["A", "1500"], ["B", "1501"]]},
        [["title", "date"], ["A", "1500"], ["B", "1501"]],
        {"x1": WORKS[0], "x2": WORKS[1]},
    ],
)
def test_works_are_found_in_what_wraps_them(tmp_path: Path, value: Any) -> None:
    (tmp_path / "a.json").write_text(json.dumps(value))
    found = list(document(tmp_path / "a.json"))
    assert [(row["title"], row["date"]) for row in found] == [("A", "1500"), ("B", "1501")]


def test_lines_in_a_json_file_and_an_array_in_a_file_of_lines(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("\n".join(map(json.dumps, WORKS)))
    (tmp_path / "a.jsonl").write_text(json.dumps(WORKS))
    assert list(document(tmp_path / "a.json")) == list(lines(tmp_path / "a.jsonl")) == WORKS


def test_a_line_that_is_no_object_is_a_row_with_a_fault(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"title": "A"}\n{"title": \n[1]\n{"title": "B"}\n')
    found = list(lines(tmp_path / "a.jsonl"))
    assert [row.fault for row in found] == [
        "", "damaged row (line 2 is no JSON object)", "damaged row (line 3 is no JSON object)", "",
    ]  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "cp1252"])
def test_json_in_any_encoding(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "a.jsonl").write_bytes('{"title": "Cézanne"}\n'.encode(encoding))
    (tmp_path / "a.json").write_bytes('[{"title": "Cézanne"}]'.encode(encoding))
    assert list(lines(tmp_path / "a.jsonl")) == list(document(tmp_path / "a.json")) == [{"title": "Cézanne"}]


@pytest.mark.parametrize("text", ["3", '"A"', "[" * 5000, "{", '{"a": ' * 5000])
def test_what_holds_no_works_is_one_line(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.json").write_text(text)
    with pytest.raises(sg.StylogenyError):
        list(document(tmp_path / "a.json"))
