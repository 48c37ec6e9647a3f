"""What is told: true lines, in order of time, no more than asked for."""

from __future__ import annotations

import re

import pytest

from helpers.simulated_history import two_schools
from stylogeny.film.script import NoWords, retell, write_script
from stylogeny.text.facts.index import HistoryIndex


@pytest.fixture(scope="module")
def history():
    return HistoryIndex(two_schools())


def test_lines_are_in_order_of_time_and_true(history):
    script = write_script(history, lines=8, imagined=True)
    assert 4 <= len(script.lines) <= 8
    years = [line.year for line in script.lines]
    assert years == sorted(years)
    text = " ".join(line.text for line in script.lines)
    assert "None of them was painted" in text and "The Bone Room" in text
    born = next(line for line in script.lines if "Bone Room begins" in line.text)
    assert "In 1975, Bo Lind turns from The Slate Circle" in born.text
    assert history.works["movement"].iat[born.row] == "m1"
    for line in script.lines[1:-1]:
        told = [int(y) for y in re.findall(r"\b(?:19|20)\d\d\b", line.text)]
        assert all(history.first <= y <= history.last for y in told)
        assert line.row is None or history.works["year"].iat[line.row] <= line.year + 10


def test_a_real_history_is_not_called_invented(history):
    assert "None of them" not in write_script(history, lines=4, imagined=False).lines[0].text
    assert write_script(history, lines=4, imagined=False, title="Two rooms").title == "Two rooms"


class Poet(NoWords):
    def text(self, prompt, **_):
        said = str(prompt)
        return "" if "Bone Room" in said else "word " * 80 if "It begins" in said else "In short: " + said[-60:-20]


def test_a_writer_tells_the_lines_in_its_own_words(history):
    script = write_script(history, lines=8, imagined=True)
    told = retell(script, Poet())
    for before, after in zip(script.lines, told.lines):
        own = "Bone Room" in before.text or "It begins" in before.text
        assert (after.text == before.text) is own  # empty and endless answers are not taken
        assert (after.year, after.row) == (before.year, before.row)
    assert retell(script, NoWords()) == script
