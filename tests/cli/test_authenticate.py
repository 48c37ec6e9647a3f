"""The command authenticate: JSON, a page, and one line for what cannot be done."""

from __future__ import annotations

import json
from pathlib import Path

from PIL import Image

from helpers.stripes import stripe_cache as stripe_cache
from helpers.stripes import stripe_space as stripe_space
from helpers.stripes import stripe_works as stripe_works
from helpers.stripes import stripes
from stylogeny.cli import main
from stylogeny.runs import Run


def test_a_picture_is_examined_on_one_page(stripe_space, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("STYLOGENY_IDENTITY", str(tmp_path / "nobody"))
    run = Run(tmp_path / "run", create=True)
    stripe_space.works.save(run.path / "works.parquet")
    stripe_space.save(run)
    run.record("embed", {"state": "done", "digest": "", "provenance": {"parameters": {}}, "outputs": {}})
    Image.fromarray(stripes(1600, 1.0, seed=77, side=96)).save(tmp_path / "new.png")
    argv = ["authenticate", str(tmp_path / "new.png"), str(run.path), "--quiet"]
    assert main([*argv, "--year", "1890", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert {f["about"]: f["state"] for f in said["findings"]}["claimed year"] == "disagrees"
    assert Path(said["page"]).parent == run.path / "questions" and Path(said["page"]).is_file()
    assert main([*argv, "-o", str(tmp_path / "mine.html")]) == 0
    out = capsys.readouterr().out
    assert "copies: notes" in out and (tmp_path / "mine.html").is_file()
    assert main(["authenticate", str(tmp_path / "none.png"), str(run.path)]) == 2
    assert main([*argv, "--artist", "Nobody at all"]) == 2
    assert "no such artist" in capsys.readouterr().err
