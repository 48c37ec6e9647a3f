"""The command repaints, says whose hand, and refuses in one line."""

from __future__ import annotations

import json

from PIL import Image

from helpers.captioned_run import captioned_run
from stylogeny.cli import main
from stylogeny.generation.saved_pictures import read_record


def test_a_picture_is_repainted_and_says_so(tmp_path, capsys):
    run, works, _ = captioned_run(tmp_path / "captioned", n=28)
    Image.new("RGB", (40, 40), "navy").save(tmp_path / "flat.png")
    out = tmp_path / "out.png"
    asked = ["repaint", str(works.picture(0)), str(run.path), "-o", str(out), "--size", "64", "--quiet", "--json"]
    assert main([*asked, "--steps", "1", "--hand", "0.5*Painter 1+0.5*Painter 2"]) == 0
    assert json.loads(capsys.readouterr().out)["hands"] == {"Painter 1": 0.5, "Painter 2": 0.5}
    record = read_record(out)
    assert record is not None and record.command == "repaint" and record.family == "repaint"
    assert sum(source["share"] for source in record.sources) <= 1.001
    for words in (["--hand", "Nobody"], ["--hand", "Painter 1", "--size", "9"]):
        try:
            code = main([*asked, *words])
        except SystemExit as stopped:
            code = int(stopped.code or 0)
        assert code == 2
    assert main(["repaint", str(tmp_path / "flat.png"), str(run.path), "--hand", "Painter 1", "-o", str(out)]) == 2
    assert "one colour" in capsys.readouterr().err
