"""Answers are kept under their whole requests."""

from __future__ import annotations

from pathlib import Path

import pytest

from stylogeny.errors import StylogenyError
from stylogeny.text.llm.answer_cache import AnswerCache
from stylogeny.text.llm.replies import UnusableReply


def test_an_answer_is_found_by_its_whole_request(tmp_path: Path) -> None:
    cache = AnswerCache(tmp_path / "deep" / "words.sqlite")
    assert cache.get({"a": 1}) is None
    cache.put({"a": 1, "b": [2]}, "Words.")
    again = AnswerCache(tmp_path / "deep" / "words.sqlite")
    assert again.get({"b": [2], "a": 1}) == "Words." and again.get({"a": 1, "b": [3]}) is None
    again.put({"a": 1, "b": [2]}, "Other words.")
    assert cache.get({"a": 1, "b": [2]}) == "Other words."


def test_a_damaged_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "b.sqlite"
    path.write_bytes(b"not a database at all, but long enough to be read as one" * 20)
    with pytest.raises(StylogenyError, match=r"cache of answers.*delete it"):
        AnswerCache(path)


def test_a_file_that_is_damaged_later_neither_answers_nor_keeps(tmp_path: Path) -> None:
    cache = AnswerCache(tmp_path / "words.sqlite")
    (tmp_path / "words.sqlite").write_bytes(b"not a database at all, but long enough to be read as one" * 20)
    cache.put({"a": 1}, "Words.")
    with pytest.raises(UnusableReply, match="cache cannot be read"):
        cache.get({"a": 1})
