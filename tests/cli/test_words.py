"""The command that trains a writer on a run and lets it write."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from helpers.captioned_run import captioned_run
from stylogeny.cli import main


def test_it_learns_once_and_writes_what_is_asked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run, works, _ = captioned_run(tmp_path / "run", n=40)
    learn = ["words", str(run.path), "--steps", "4", "--texts", "40", "--json", "--quiet"]
    assert main([*learn, "-n", "2"]) == 0
    first = json.loads(capsys.readouterr().out)
    assert first["kind"] == "title" and len(first["texts"]) == 2
    written = (run.path / "words" / "model.safetensors").stat().st_mtime_ns
    assert main([*learn, "--about", str(works.ids[3]), "-n", "1"]) == 0
    assert json.loads(capsys.readouterr().out)["kind"] == "wall text"
    plain = ["words", str(run.path), "--json", "--quiet", "--seed", "7"]
    assert main([*plain, "--infill", "_ of", "-n", "1"]) == 0
    assert json.loads(capsys.readouterr().out)["texts"][0].endswith(" of")
    about = ["--about", str(works.ids[3]), "--infill", "_ by {artist}."]
    assert main([*plain, *about, "-n", "1"]) == 0
    assert json.loads(capsys.readouterr().out)["texts"][0].endswith(" by Painter 3.")
    assert (run.path / "words" / "model.safetensors").stat().st_mtime_ns == written
    for wrong, said in (
        (["--kind", "poem"], "no such texts"),
        (["--infill", "no gap"], "nothing to fill"),
        (["--steps", "5"], "--restart"),
        (["--infill", "_ by {artist}."], "not known"),
        (["--infill", ""], "nothing to fill"),
        (["--about", ""], "name"),
    ):
        assert main([*learn, *wrong]) == 2
        line = capsys.readouterr().err.strip()
        assert said in line and "\n" not in line
    (run.path / "words" / "model.safetensors").write_bytes(b"junk")
    assert main([*plain, "-n", "1"]) == 2
    assert "damaged" in (line := capsys.readouterr().err) and "--restart" in line  # which is what helps
