from __future__ import annotations

import json

import numpy as np
from PIL import Image

from helpers.patterns import stripes
from stylogeny.cli import main

RECIPE = """
stages:
  look: {run: score sketches --head colourfulness, reads: sketches}
  style: {run: learn sketches -o mine.safetensors, reads: sketches, makes: mine.safetensors}
  painted:
    run: transfer photo.png --style mine.safetensors --size 48 --steps 2 -o painted.png
    reads: [photo.png, mine.safetensors]
    makes: painted.png
"""


def test_a_piece_is_made_once(tmp_path, capsys):
    (tmp_path / "sketches").mkdir()
    for k in range(2):
        Image.fromarray(stripes(4 + k, (230, 60, 40))).save(tmp_path / "sketches" / f"{k}.png")
    Image.fromarray(np.full((48, 48, 3), 90, np.uint8)).save(tmp_path / "photo.png")
    recipe = tmp_path / "piece.yaml"
    recipe.write_text(RECIPE)
    assert main(["piece", str(recipe), "--dry"]) == 0
    assert "next is look: never run" in capsys.readouterr().out
    assert main(["piece", str(recipe), "--quiet"]) == 0
    assert "3 stages run, 0 kept" in capsys.readouterr().out and (tmp_path / "painted.png").exists()
    assert main(["piece", str(recipe), "--json", "--quiet"]) == 0
    assert json.loads(capsys.readouterr().out) == {"kept": 3, "ran": []}
    Image.fromarray(np.full((48, 48, 3), 160, np.uint8)).save(tmp_path / "photo.png")
    assert main(["piece", str(recipe), "--quiet"]) == 0
    said = capsys.readouterr()
    assert "1 stage run, 2 kept" in said.out and "[painted] photo.png changed" in said.err


def test_a_stage_that_fails_stops_the_piece(tmp_path, capsys):
    (tmp_path / "piece.yaml").write_text("stages: {a: {run: learn absent -o x.safetensors, makes: x.safetensors}}")
    assert main(["piece", str(tmp_path / "piece.yaml"), "--quiet"]) == 2
    error = capsys.readouterr().err
    assert "no such picture or folder" in error and "a stage failed" in error
