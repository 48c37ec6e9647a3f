"""`stylogeny steer` and `set`, on a tiny diffusers model and on a run."""

from __future__ import annotations

import json

import numpy as np
import pytest
from PIL import Image

from helpers.captioned_run import captioned_run
from helpers.tiny_models import sd15, tiny_clip
from stylogeny.cli import main
from stylogeny.generation.saved_pictures import read_record
from stylogeny.style import ClipEncoder, learn


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    """A tiny pipeline in a folder, and a style of its CLIP."""
    root = tmp_path_factory.mktemp("model")
    tiny_clip(root / "clip")
    sd15(root).save_pretrained(root / "sd")
    picture = np.zeros((32, 32, 3), np.uint8)
    picture[::2] = (200, 40, 30)
    learn([picture], encoder=ClipEncoder.read(root / "clip")).save(root / "e.safetensors")
    return root


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    run = captioned_run(tmp_path_factory.mktemp("words"))[0]
    assert main(["export", "Cubism", str(run.path), "--to", "style", "-o", str(run.path / "own.safetensors")]) == 0
    return run.path


QUICK = ["--inference-steps", "2", "--size", "16", "--steps", "3", "--lr", "0.01", "--quiet"]


def test_steering_a_model(model, tmp_path, capsys):
    out = tmp_path / "x.png"
    argv = ["steer", str(model / "sd"), "--style", str(model / "e.safetensors"), "--prompt", "a ship", "-o", str(out)]
    assert main([*argv, *QUICK, "--negative", "a dog", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["steered"] and all(s["after"] > s["before"] for s in said["steered"])
    assert np.asarray(Image.open(out)).shape == (16, 16, 3) and read_record(out).prompt == "a ship"
    first = out.read_bytes()
    assert main([*argv, *QUICK, "--negative", "a dog"]) == 0
    assert out.read_bytes() == first and "agreement with the style" in capsys.readouterr().out


def test_a_set_on_a_model_shares_its_attention(model, tmp_path, capsys):
    argv = [
        "set",
        str(model / "sd"),
        "--style",
        str(model / "e.safetensors"),
        "--share",
        "1",
        "-o",
        str(tmp_path / "s"),
    ]
    assert main([*argv, "--prompt", "a ship", "--prompt", "a dog", *QUICK, "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert len(said["paths"]) == 2 and -1 <= said["consistency"] <= 1
    assert main([*argv, "--prompt", "a ship", *QUICK]) == 2
    assert "at least two prompts" in capsys.readouterr().err


def test_steering_a_run(run, tmp_path, capsys):
    argv = ["steer", str(run), "--style", str(run / "own.safetensors"), "--prompt", "snow", "-n", "2", "--size", "32"]
    assert main([*argv, "-o", str(tmp_path / "s"), "--quiet", "--json"]) == 0
    paths = json.loads(capsys.readouterr().out)["paths"]
    pictures = [np.asarray(Image.open(p)) for p in paths]
    assert len(pictures) == 2 and not np.array_equal(*pictures)
    assert read_record(paths[1]).index == 2


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["{model}/sd", "--style", "{run}/own.safetensors"], "projection into CLIP"),
        (["{model}/sd", "--style", "Cubism"], "a style file is expected"),
        (["{model}/nothing", "--style", "{model}/e.safetensors"], "no such model folder"),
        (["{run}", "--style", "{model}/e.safetensors"], "belongs to clip"),
        (
            ["{run}", "--style", "{run}/own.safetensors", "--against", "{run}/own.safetensors"],
            "needs a diffusers model",
        ),
        (["{run}", "--style", "absent.safetensors"], "no such style file"),
    ],
)
def test_bad_input_is_one_line(model, run, tmp_path, capsys, words, why):
    argv = [w.format(model=model, run=run) for w in words]
    assert main(["steer", *argv, "--prompt", "snow", "-o", str(tmp_path / "x.png"), *QUICK]) == 2
    error = capsys.readouterr().err
    assert why in error and error.count("\n") == 1
