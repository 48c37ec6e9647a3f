"""Sheets and careers: every work of a painter is in the strip, in order, and pages need nothing but themselves."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
from PIL import Image

from helpers.simulated_history import two_schools
from stylogeny.report.careers import career_rows, schools_of, write_careers, write_sheets
from stylogeny.runs import slug


def test_a_career_is_all_of_a_painters_works_in_order() -> None:
    history = two_schools()
    schools = schools_of(history)
    assert [s.name for s in schools] == ["The Slate Circle", "The Bone Room"]
    for school in schools:
        members = set(history.works.loc[history.works["movement"] == school.id, "artist"])
        names = dict(zip(history.artists["name"], history.artists["id"]))
        assert len(school.careers) == 3 and {names[c.name] for c in school.careers} <= members
        for career in school.careers:
            years = [w.year for w in career.works]
            assert years == sorted(years)
            assert len(years) == (history.works["artist"] == names[career.name]).sum()
            assert any(w.own for w in career.works)


def test_the_page_has_every_strip_and_needs_nothing_else(tmp_path: Path) -> None:
    history = two_schools()
    page = write_careers(history, tmp_path).read_text(encoding="utf-8")
    careers = [c for s in schools_of(history) for c in s.careers]
    assert page.count('class="strip') == len(careers)
    assert page.count("<figure") == sum(c.painted for c in careers) > 0
    assert page.count('class="unseen') == sum(len(c.works) - c.painted for c in careers)
    assert "<script" not in page and not re.findall(r'(?:src|href)="(?!data:)', page)
    hostile = replace(history, works=history.works.assign(title="<script>alert(1)</script>"))
    assert "<script" not in write_careers(hostile, tmp_path).read_text(encoding="utf-8")
    none = replace(history, works=history.works.assign(movement=""), movements=history.movements.iloc[:0])
    assert "No movement lived long enough" in write_careers(none, tmp_path).read_text(encoding="utf-8")


def test_a_movement_has_a_sheet_of_its_works(tmp_path: Path) -> None:
    history = two_schools()
    paths = write_sheets(history, tmp_path)
    assert [p.name for p in paths] == [f"{slug(name)}.png" for name in ("The Slate Circle", "The Bone Room")]
    for path in paths:
        with Image.open(path) as image:
            assert image.width > 400 and np.ptp(np.asarray(image)) > 50
    assert write_sheets(two_schools(pictures=False), tmp_path / "none") == []


def test_pictures_to_paint_cover_each_career() -> None:
    history = two_schools(pictures=False)
    rows = career_rows(history, schools=2, artists=2, works=3)
    assert len(rows) == len(set(rows)) > 0
    careers = {a: np.flatnonzero(history.works["artist"] == a) for a in history.works["artist"].iloc[rows]}
    for own in careers.values():
        assert {own[0], own[-1]} <= set(rows)
    assert (
        career_rows(replace(history, movements=history.movements.iloc[:0], works=history.works.assign(movement="")))
        == []
    )
