"""Where facts stand."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from stylogeny.streams import stream
from stylogeny.text.learned.layout import Layouts
from stylogeny.text.learned.pieces import TextPieces

TEXTS = ["{a} by {b}.", "{a} by {b}.", "{b} near {a}", "to {a}"]
PIECES = TextPieces.of(TEXTS)


def layouts(longest: int = 8) -> Layouts:
    return Layouts.of(PIECES, map(PIECES.encode, TEXTS), longest=longest)


def test_chances_of_all_layouts_of_one_fact_sum_to_one() -> None:
    four = layouts(4)
    word, total = PIECES.index["t"], 0.0
    for place in ("{a}", " {a}"):
        for before, after in itertools.product(range(5), repeat=2):
            total += 2 ** -four.bits(np.array([word] * before + [PIECES.index[place]] + [word] * after))
    assert 0.97 < total < 1  # the rest is facts told again, and what is too long


def test_a_layout_tells_each_fact_once_and_is_short_enough() -> None:
    for k in range(50):
        row = layouts().draw(frozenset("ab"), stream(k, "layout"))
        assert sorted(n.strip() for n in PIECES.decode(row[row > 0]).replace("}", "} ").split()) == ["{a}", "{b}"]
        assert 2 <= len(row) <= 8
    assert len(layouts(1).draw(frozenset("ab"), stream(0, "layout"))) == 1  # what has no room is left out


def test_common_layouts_cost_less() -> None:
    assert layouts().bits(PIECES.encode("{a} by {b}.")) < layouts().bits(PIECES.encode("{b} near {a}")) < 20


def test_what_is_told_is_what_texts_told_of_what_is_known() -> None:
    chosen = [layouts().choose(frozenset("abc"), stream(k, "choose")) for k in range(300)]
    assert {frozenset("ab"), frozenset("a")} == set(chosen)
    assert np.mean([len(c) == 2 for c in chosen]) == pytest.approx(0.75, abs=0.1)
    assert layouts().choose(frozenset("b"), stream(0, "choose")) == frozenset()


def test_kept_as_json() -> None:
    again = Layouts.read(PIECES, layouts().document(), longest=8)
    assert again.told == layouts().told and again.gaps == layouts().gaps
