import json

import pandas as pd
import pytest
from PIL import Image

from helpers.captioned_run import captioned_run
from helpers.patterns import stripes
from stylogeny.cli import main
from stylogeny.futures.imagined import COLUMNS, ImaginedWorks


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return captioned_run(tmp_path_factory.mktemp("words"), n=18)


def test_transfer_command(made, tmp_path, capsys):
    _, works, _ = made
    content, out = str(works.picture(1)), tmp_path / "painted.png"
    args = [
        "transfer",
        content,
        "--style",
        str(works.picture(3)),
        "-o",
        str(out),
        "--size",
        "48",
        "--steps",
        "3",
        "--quiet",
    ]
    assert main([*args, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["styles"] == 1 and Image.open(out).size == (48, 36)
    assert main(["transfer", content, "--style", "Cubism", "-o", str(out), "--quiet"]) == 2
    assert "neither a style file nor a picture" in capsys.readouterr().err
    assert main([*args, "--fast"]) == 2
    assert "add --run RUN" in capsys.readouterr().err


def test_from_a_run_in_one_pass_and_from_an_imagined_work(made, tmp_path, capsys):
    run, works, vectors = made
    table = pd.DataFrame([{**dict.fromkeys(COLUMNS, 0.0), "id": "child", "title": "child", "artist": "", "year": 1950}])
    links = pd.DataFrame([("child", "w3", 0.7), ("child", "w9", 0.3)], columns=["child", "parent", "weight"])
    ImaginedWorks(table, vectors[:1], links).save(run.path / "futures/f")
    out = tmp_path / "painted.png"
    args = [
        "transfer",
        str(works.picture(1)),
        "--run",
        str(run.path),
        "-o",
        str(out),
        "--size",
        "64",
        "--quiet",
        "--json",
    ]
    assert main([*args, "--style", "futures/f/child", "--steps", "2"]) == 0
    assert json.loads(capsys.readouterr().out)["styles"] == 2 and Image.open(out).size == (64, 48)
    for name in ("Cubism", "futures/f/child"):  # the second time nothing is trained
        assert main([*args, "--style", name, "--fast", "--train", "3"]) == 0
    assert (run.path / "painter.safetensors").exists() and Image.open(out).size == (64, 48)
    assert main([*args, "--style", "futures/f/nobody"]) == 2
    assert "no such imagined work" in capsys.readouterr().err


def test_structure_is_read_in_the_styles_pictures(tmp_path, capsys):
    for name, pitch in (("photo", 9), ("a", 4), ("b", 5)):
        Image.fromarray(stripes(pitch, (230, 60, 40), size=64)).save(tmp_path / f"{name}.png")
    argv = ["transfer", str(tmp_path / "photo.png"), "--style", str(tmp_path / "a.png"), "--style"]
    argv += [
        str(tmp_path / "b.png"),
        "--size",
        "48",
        "--steps",
        "1",
        "--quiet",
        "--json",
        "-o",
        str(tmp_path / "x.png"),
    ]
    assert main([*argv, "--structure", "0.5"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["geometry"]["warp"] == pytest.approx(said["genes"]["distortion"] / 2)
    assert main(argv) == 0 and "geometry" not in json.loads(capsys.readouterr().out)
