"""Long work says what it does, quick work nothing, and a log gets few lines."""

from __future__ import annotations

import threading

import pytest

from stylogeny.progress import announced, patience, progress, quietly


def _heard(text: str, seconds: float | None, capsys: pytest.CaptureFixture[str], *, quiet: bool = False) -> str:
    with quietly(quiet), patience(seconds), announced(text):
        for thread in [t for t in threading.enumerate() if isinstance(t, threading.Timer)]:
            if seconds == 0:
                thread.join()
        list(progress(range(8), "pictures"))
    return capsys.readouterr().err


def test_long_work_is_announced_once_and_says_how_far_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    first, *lines = _heard("stylogeny embed: at work", 0, capsys).splitlines()
    assert first == "stylogeny embed: at work" and lines[0] == "  pictures: 1 of 8"
    assert "8 of 8" not in " ".join(lines)  # the answer follows, and says that it is done


def test_quick_work_and_quiet_work_say_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert _heard("at work", 3600, capsys) == _heard("at work", None, capsys) == ""
    assert _heard("at work", 0, capsys, quiet=True) == ""


def test_lines_of_long_work_become_few(capsys: pytest.CaptureFixture[str]) -> None:
    with patience(1e-4), announced("at work"):
        list(progress(range(200_000), "steps"))
    assert 1 <= len([line for line in capsys.readouterr().err.splitlines() if "steps" in line]) <= 20


def test_outside_a_command_nothing_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    with patience(0):
        list(progress(range(8), "pictures"))
    assert capsys.readouterr().err == ""
