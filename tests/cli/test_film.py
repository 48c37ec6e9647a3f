from __future__ import annotations

import json

import pytest

from helpers.simulated_history import saved_run
from stylogeny.cli import main


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    return saved_run(tmp_path_factory.mktemp("history"))


def film(run, *words):
    return main(["film", str(run), *map(str, words), "--seconds", "12", "--fps", "1", "--quiet"])


def test_a_future_is_filmed(run, tmp_path, capsys):
    out = tmp_path / "film.mp4"
    assert film(run, "--future", "society", "-o", out, "--voice", "none", "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert said["voice"] == "captions only" and out.exists() and said["notes"] > 30
    assert any("None of them was painted" in line for line in said["told"])


@pytest.mark.parametrize(
    ("more", "why"),
    [
        (["--future", "absent"], "no simulated future"),
        (["--future", "society", "--from", "1960"], "the years of a run"),
        (["--future", "society", "--voice", "ftp://x"], "an http address"),
        (["--future", "society", "--writer", "http://localhost:9/v1"], "the name of a model"),
        (["--future", "society", "-o", "film.avi"], "as .mp4"),
        ([], "stylogeny"),  # a run without a graph names the command that makes it
    ],
)
def test_bad_input_is_one_line(run, tmp_path, capsys, more, why):
    assert film(run, "-o", tmp_path / "x.mp4", "--voice", "none", *more) == 2
    error = capsys.readouterr().err
    assert why in error and error.count("\n") == 1
