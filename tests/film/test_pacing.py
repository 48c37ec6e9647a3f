from __future__ import annotations

import numpy as np
import pytest

from stylogeny.film.pacing import END, TITLE, Pacing, fitting
from stylogeny.film.script import Line, Script

YEARS = np.array([1900] * 30 + [1901] * 2 + [1950])
LINES = [Line(1900.0, "It begins here and now", 1.0), Line(1900.5, "a work", 1.0, 3), Line(1951.0, "The end", 1.0)]


def test_the_film_begins_and_ends_with_the_history():
    pacing = Pacing.of(LINES, YEARS, seconds=60)
    assert pacing.year(TITLE) == 1900 and pacing.year(pacing.length - END) == 1951
    assert pacing.length == pytest.approx(60, rel=0.25)
    assert (np.diff([pacing.year(s) for s in np.linspace(0, pacing.length, 200)]) >= 0).all()


def test_lines_do_not_overlap_and_come_when_their_year_does():
    pacing = Pacing.of(LINES, YEARS, seconds=30, durations=[9.0, 9.0, 9.0])
    starts, ends = [s.start for s in pacing.spoken], [s.start + s.seconds for s in pacing.spoken]
    assert all(a <= b for a, b in zip(ends, starts[1:]))
    assert all(pacing.year(s.start) == pytest.approx(min(s.line.year, 1951), abs=1e-6) for s in pacing.spoken)
    assert pacing.length >= 27 and pacing.spoken[-1].start + 9 <= pacing.length - END + 1e-6
    assert pacing.speaking(starts[1] + 0.1).line.text == "a work" and pacing.speaking(0.5) is None


def test_crowded_years_take_longer_than_empty_ones():
    pacing = Pacing.of(LINES[:1], YEARS, seconds=60)
    assert pacing.second(1901.0) - pacing.second(1900.0) > 3 * (pacing.second(1921.0) - pacing.second(1920.0))


def test_time_stands_still_while_a_work_is_looked_at():
    pacing = Pacing.of(LINES, YEARS, seconds=60)
    one = pacing.spoken[1]
    assert pacing.year(one.start) == pacing.year(one.start + 0.4 * one.seconds)


@pytest.mark.parametrize("seconds", [20, 45, 90])
def test_a_film_is_as_long_as_asked(seconds):
    spread = [Line(1900.0 + 6 * k, "some words about a work of that year " * 2, k, k) for k in range(9)]
    lines = (LINES[0], *spread, LINES[-1])
    script = fitting(Script("", "", "", lines, ""), seconds)
    assert Pacing.of(script.lines, YEARS, seconds=seconds).length == pytest.approx(seconds, rel=0.1)
    kept = [line.weight for line in script.lines[1:-1]]
    assert script.lines[0] is LINES[0] and script.lines[-1] is LINES[-1]
    assert kept == sorted(kept) and kept[-1] == 8  # the weightiest, in their order
    longer = fitting(Script("", "", "", lines, ""), 10 * seconds)
    assert len(longer.lines) >= len(script.lines)
