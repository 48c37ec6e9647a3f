"""The command that shows and replays the feed of a history with fans, and interviews with its fans."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from helpers.small_past import small_past
from stylogeny.cli import main
from stylogeny.histories.public.feed import Feed
from stylogeny.histories.simulate import simulate
from stylogeny.society.public.fandom import Fandom


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("history")
    simulate(small_past(), years=8, artists=20, pictures=0, seed=3, fandom=Fandom(40)).save(path)
    return path


def said(words: list[str], capsys: pytest.CaptureFixture[str]) -> dict:
    capsys.readouterr()
    assert main([*words, "--json", "--quiet"]) == 0
    return json.loads(capsys.readouterr().out)


def test_the_feed_is_shown_and_replayed(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shown = said(["feed", str(folder)], capsys)
    assert Path(shown["page"]).exists() and shown["posts"][0]["seen"] >= shown["posts"][1]["seen"]
    same = said(["feed", str(folder), "--ranking", "interest-hot"], capsys)
    assert same["likes"] == same["likes_before"] and same["works"] == [] and same["correlation"] == pytest.approx(1)
    work = Feed.read(folder).posts["work"].iloc[3]
    without = said(["feed", str(folder), "--without", work, "--out", str(tmp_path / "other")], capsys)
    assert without["works"][0]["before"] != without["works"][0]["after"]
    assert work not in set(Feed.read(tmp_path / "other").posts["work"]) and (tmp_path / "other" / "feed.html").exists()


def test_a_writer_words_the_posts_and_nothing_else(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["--writer", "http://127.0.0.1:9/v1", "--model", "tiny", "--budget", "2", "--out", str(tmp_path)]
    shown = said(["feed", str(folder), *words], capsys)
    assert "fell back on the grammar" in shown["fallbacks"]
    before, after = Feed.read(folder), Feed.read(tmp_path)
    assert before.likes.equals(after.likes) and before.fans["name"].equals(after.fans["name"])


def test_fans_answer_and_are_interviewed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    feed = Feed.read(folder)
    fan = feed.fans.sort_values("likes").iloc[-1]
    turn = said(["talk", str(fan["name"]), str(folder), "--say", "Whom do you follow?"], capsys)
    assert turn["artist"] == fan["id"] and turn["turns"][0]["about"] == "fan follows"
    year = str(min(feed.crowd) + 3)
    found = said(["talk", str(fan["id"]), str(folder), "--event", year, "--after", "2"], capsys)
    assert found["years"] == [int(year) - 1, int(year) + 2] and len(found["before"]) == len(found["after"]) == 3


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["feed", "{}", "--ranking", "best"], "no such ranking of a feed"),
        (["feed", "{}", "--without", "p1"], "no such post in this feed"),
        (["talk", "f0", "{}", "--event", "never"], "no such event"),
        (["talk", "f0", "{}", "--say", "a", "--record-events"], "what is said to fans is not heard"),
        (["talk", "f0", "{}", "--event", "1905", "--record-events"], "what is asked in an interview is no event"),
    ],
)
def test_bad_input_is_one_line(
    folder: Path, words: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    fan = str(Feed.read(folder).fans["id"].iloc[0])
    words = [fan if w == "f0" else w.format(folder) for w in words]
    assert main([*words, "--quiet"]) == 2
    assert message in (err := capsys.readouterr().err) and err.count("\n") == 1
