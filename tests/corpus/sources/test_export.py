"""Exports: one row's fault is its own."""

from __future__ import annotations

import json
from pathlib import Path

import stylogeny as sg
from stylogeny.corpus.sources import open_source
from stylogeny.corpus.sources.export import MuseumExport, person, stamp


def test_a_row_that_cannot_be_mapped_is_refused_alone(tmp_path: Path) -> None:
    page = [
        {"id": n, "accession_number": "1", "creation_date": "1888", "creation_date_earliest": 1888, "technique": "oil"}
        for n in range(3)
    ]
    page[1]["creators"] = [7]  # type: ignore[assignment]
    (tmp_path / "data.json").write_text(json.dumps({"info": {"total": 3}, "data": page}))
    source = open_source(tmp_path / "data.json")
    assert isinstance(source, MuseumExport) and "cleveland" in source.reading.source
    assert [bool(r.fault) for r in source.records()] == [False, True, False]
    works = sg.load(tmp_path / "data.json", pictures=False)
    assert works.table["status"].tolist() == ["dated", "refused: damaged row (AttributeError in its cells)", "dated"]


def test_a_stamp_changes_with_the_content(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("1")
    before = stamp(tmp_path / "a"), stamp(tmp_path)
    (tmp_path / "a").write_text("23")
    assert before[0] != stamp(tmp_path / "a") and before[1] != stamp(tmp_path)


def test_a_person_without_life_dates() -> None:
    assert person("Titian (Italian, c. 1488-1576)") == "Titian"
