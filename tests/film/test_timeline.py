from __future__ import annotations

import numpy as np
import pytest

from stylogeny.film.script import Line
from stylogeny.film.timeline import END, TITLE, Timeline

YEARS = np.array([1900] * 30 + [1901] * 2 + [1950])
LINES = [Line(1900.0, "It begins here and now", 1.0), Line(1900.5, "a work", 1.0, 3), Line(1951.0, "The end", 1.0)]


def test_the_film_begins_and_ends_with_the_history():
    timeline = Timeline.of(LINES, YEARS, seconds=60)
    assert timeline.year(TITLE) == 1900 and timeline.year(timeline.length - END) == 1951
    assert timeline.length == pytest.approx(60, rel=0.25)
    assert (np.diff([timeline.year(s) for s in np.linspace(0, timeline.length, 200)]) >= 0).all()


def test_lines_do_not_overlap_and_come_when_their_year_does():
    timeline = Timeline.of(LINES, YEARS, seconds=30, durations=[9.0, 9.0, 9.0])
    starts, ends = [s.start for s in timeline.spoken], [s.start + s.seconds for s in timeline.spoken]
    assert all(a <= b for a, b in zip(ends, starts[1:]))
    assert all(timeline.year(s.start) == pytest.approx(min(s.line.year, 1951), abs=1e-6) for s in timeline.spoken)
    assert timeline.length >= 27 and timeline.spoken[-1].start + 9 <= timeline.length - END + 1e-6
    assert timeline.speaking(starts[1] + 0.1).line.text == "a work" and timeline.speaking(0.5) is None


def test_crowded_years_take_longer_than_empty_ones():
    timeline = Timeline.of(LINES[:1], YEARS, seconds=60)
    assert timeline.second(1901.0) - timeline.second(1900.0) > 3 * (timeline.second(1921.0) - timeline.second(1920.0))


def test_time_stands_still_while_a_work_is_looked_at():
    timeline = Timeline.of(LINES, YEARS, seconds=60)
    one = timeline.spoken[1]
    assert timeline.year(one.start) == timeline.year(one.start + 0.4 * one.seconds)
