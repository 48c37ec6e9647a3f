"""Titles of works that were not painted: distinct, owned by their works, and of habit."""

from __future__ import annotations

import re

import numpy as np
import pytest

from stylogeny.text.work_titles import plain_titles, subject, title_kinds


def test_titles_belong_to_their_works_and_no_two_are_alike() -> None:
    titles = plain_titles(np.arange(5000), seed=3)
    assert len({t.casefold() for t in titles}) == 5000
    assert plain_titles(np.arange(100), seed=3) == titles[:100]
    assert plain_titles([0], seed=3, taken=[titles[0]])[0] != titles[0]
    assert not [t for t in titles if re.search(r" [IVX]+$", t)]  # numerals are for when words are used up
    assert max(len(t) for t in titles) < 70


def test_painters_have_habits() -> None:
    titles = plain_titles(np.arange(60_000), seed=3, makers=np.arange(60_000) % 40)
    assert len({t.casefold() for t in titles}) == 60_000
    series = np.array([" No. " in t for t in titles])
    share = np.array([series[np.arange(60_000) % 40 == k].mean() for k in range(40)])
    assert share.max() > 0.4 and share.min() < 0.05  # some number their works, most do not


def test_a_taken_title_gets_a_numeral_at_last() -> None:
    index = np.arange(3000) * 0 + 7  # one work's draws, again and again
    titles = plain_titles(index, seed=3)
    assert len(set(titles)) == 3000 and titles[-1].endswith(("I", "V", "X", "L", "C", "D", "M"))


def test_the_words_of_a_kind_are_distinct_and_kinds_have_their_shares() -> None:
    for kind in title_kinds():
        assert all(len(words) == len(set(words)) > 4 for words in (kind.heads, kind.tails, kind.thirds)), kind.name
    assert sum(kind.share for kind in title_kinds()) == pytest.approx(1)
    first = {kind.name: set(kind.heads) for kind in title_kinds()}
    titles = plain_titles(np.arange(20_000), seed=1)
    numbered = np.mean([any(t.startswith(f"{head} No. ") for head in first["series"]) for t in titles])
    assert numbered == pytest.approx(0.08, abs=0.01)


def test_things_are_listed_and_times_that_are_names_have_a_comma() -> None:
    titles = plain_titles(np.arange(20_000), seed=1)
    assert any(re.fullmatch(r"[A-Z][\w ]+ and [A-Z][\w ]+", t) for t in titles)
    places, times = title_kinds()[0].heads, title_kinds()[0].tails
    pairs = [(p, t) for title in titles for p in places for t in times if title in (f"{p} {t}", f"{p}, {t}")]
    assert pairs and all((f"{p}, {t}" in titles) == t[0].isupper() for p, t in pairs)


def test_what_a_picture_is_of_is_its_title_without_the_article() -> None:
    assert [subject(t) for t in ("The Hinge", "“A Door”", "Hay", "")] == ["Hinge", "Door", "Hay", ""]
