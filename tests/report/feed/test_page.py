"""The page of a feed: every year what was seen most, answers below what they answer, and nothing else needed."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from helpers.small_past import small_past
from stylogeny.errors import StylogenyError
from stylogeny.histories.simulate import simulate
from stylogeny.histories.simulation import Simulation
from stylogeny.report.feed.page import OF_A_YEAR, write_feed, years_of
from stylogeny.society.parameters import SocietyParameters
from stylogeny.society.public.fandom import Fandom


@pytest.fixture(scope="module")
def history() -> Simulation:
    parameters = SocietyParameters(reaction=0.5)
    played = simulate(small_past(), years=8, artists=30, pictures=0, seed=3, fandom=Fandom(60), parameters=parameters)
    return replace(played, pictures={str(i): np.full((8, 8, 3), 99, np.uint8) for i in played.works["id"]})


def test_every_year_has_what_was_seen_most_the_last_first(history: Simulation) -> None:
    found = years_of(history)
    assert list(found) == sorted(found, reverse=True) and len(found) == 8
    assert history.feed is not None
    for year, posts in found.items():
        own = history.feed.posts[(history.feed.posts["year"] == year) & (history.feed.posts["about"] == "")]
        assert [p.seen for p in posts] == sorted(own["seen"], reverse=True)[:OF_A_YEAR]
    answers = [a for posts in found.values() for p in posts for a in p.answers]
    assert answers and all(a.kind == "answer" and a.to for a in answers)


def test_the_page_needs_nothing_else_and_is_not_fooled(history: Simulation, tmp_path: Path) -> None:
    hostile = replace(history, works=history.works.assign(title="<script>alert(1)</script>"))
    page = write_feed(hostile, tmp_path).read_text(encoding="utf-8")
    assert "<script" not in page and not re.findall(r'(?:src|href)="(?!data:)', page)
    shown = [p for posts in years_of(hostile).values() for post in posts for p in (post, *post.answers)]
    assert page.count('class="counts"') == len(shown)


def test_a_history_without_fans_has_no_feed(history: Simulation, tmp_path: Path) -> None:
    with pytest.raises(StylogenyError, match="no fans, and so no feed"):
        write_feed(replace(history, feed=None), tmp_path)
