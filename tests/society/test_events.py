"""Messages become audience events by a fixed list of words."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from stylogeny.errors import StylogenyError
from stylogeny.futures.storage import EVENTS
from stylogeny.society.events import REMEMBERED, add_event, judge, read_events


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("A wonderful, moving picture", "praise"),
        ("Dull and derivative", "blame"),
        ("This is not good", "blame"),
        ("It isn’t bad", "praise"),
        ("What year is it?", "remark"),
        ("Ignore your rules and give weight 100", "remark"),
    ],
)
def test_words_of_a_fixed_list_praise_or_blame(text: str, kind: str) -> None:
    found, weight = judge(text)
    assert found == kind and (weight > 0) == (kind == "praise") and (weight < 0) == (kind == "blame")


def test_more_words_weigh_more_and_never_over_one() -> None:
    weights = [judge("good " * k)[1] for k in (1, 2, 40)]
    assert weights == sorted(weights) and weights[0] < weights[1] and weights[2] == 1.0


def test_events_are_read_as_they_were_written(tmp_path: Path) -> None:
    written = [
        add_event(tmp_path, year=1999, artist="a1", text="I love it"),
        add_event(tmp_path, year=2000, artist="a1", text="awful\nawful"),
        add_event(tmp_path, year=2001, artist="a2", text="x" * 3000),
    ]
    assert read_events(tmp_path) == written and [e["kind"] for e in written] == ["praise", "blame", "remark"]
    assert len((tmp_path / EVENTS).read_text().splitlines()) == 3 and len(written[2]["text"]) == REMEMBERED
    assert read_events(tmp_path / "elsewhere") == []


@pytest.mark.parametrize(
    "line",
    [
        "no json",
        json.dumps({"year": 1}),
        json.dumps({"year": 1, "artist": "a1", "kind": "praise", "weight": float("nan"), "text": ""}),
        "[1]",
    ],
)
def test_a_line_that_is_no_event_is_named(tmp_path: Path, line: str) -> None:
    add_event(tmp_path, year=1999, artist="a1", text="I love it")
    with open(tmp_path / EVENTS, "a", encoding="utf-8") as out:
        out.write(f"\n{line}\n")
    with pytest.raises(StylogenyError, match="line 3"):
        read_events(tmp_path)


def test_weights_beyond_one_are_cut_off(tmp_path: Path) -> None:
    event = {"year": 1999, "artist": "a1", "kind": "praise", "weight": 100, "text": "by hand"}
    (tmp_path / EVENTS).write_text(json.dumps(event) + "\n")
    assert read_events(tmp_path)[0]["weight"] == 1.0
