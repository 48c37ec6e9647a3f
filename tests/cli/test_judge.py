"""`stylogeny judge` on a tiny diffusers model and on a run, with heads of both formats."""

from __future__ import annotations

import json

import numpy as np
import pytest
import torch

from helpers.captioned_run import captioned_run
from helpers.tiny_models import sd15, tiny_clip
from stylogeny.cli import main
from stylogeny.style import ClipEncoder, learn


def test_heads_of_both_formats_judge_a_model_through_a_clip(tmp_path, capsys):
    tiny_clip(tmp_path / "clip")
    sd15(tmp_path).save_pretrained(tmp_path / "sd")
    picture = np.zeros((32, 32, 3), np.uint8)
    picture[::2] = (200, 40, 30)
    learn([picture], encoder=ClipEncoder.read(tmp_path / "clip")).save(tmp_path / "e.safetensors")
    torch.manual_seed(1)
    head = torch.nn.Linear(24, 1)
    torch.save(head.state_dict(), tmp_path / "laion.pth")
    torch.save({f"linear.{k}": v for k, v in head.state_dict().items()}, tmp_path / "sac.pth")
    argv = ["judge", str(tmp_path / "sd"), "--style", str(tmp_path / "e.safetensors"), "--prompt", "a ship"]
    argv += ["--head", str(tmp_path / "laion.pth"), "--head", str(tmp_path / "sac.pth"), "--head", "colourfulness"]
    argv += ["--encoder", str(tmp_path / "clip"), "--inference-steps", "2", "--size", "16", "--steps", "3"]
    assert main([*argv, "--lr", "0.01", "-o", str(tmp_path / "seen"), "--quiet", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["pairs"] == 2 and len(said["heads"]) == 4
    rows = {row["head"]: row for row in said["heads"]}
    assert {"laion", "sac", "colourfulness"} <= set(rows)
    assert all(row["steered"] != row["plain"] for row in rows.values())
    assert len(list((tmp_path / "seen" / "plain").glob("*.png"))) == 2
    assert main([*argv, "--strength", "0", "--quiet", "--json"]) == 0  # steered not at all
    assert all(abs(row["rise"]) < 1e-6 for row in json.loads(capsys.readouterr().out)["heads"])


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    run = captioned_run(tmp_path_factory.mktemp("words"))[0]
    assert main(["export", "Cubism", str(run.path), "--to", "style", "-o", str(run.path / "own.safetensors")]) == 0
    return run.path


def test_the_bundled_preference_judges_a_run(run, capsys):
    argv = ["judge", str(run), "--style", str(run / "own.safetensors"), "--prompt", "harbour", "-n", "1"]
    assert main([*argv, "--size", "64", "--steps", "3", "--quiet"]) == 0
    out = capsys.readouterr().out
    assert "colourfulness" in out and "1 pairs" not in out
    assert main([*argv, "--head", "absent.pth", "--quiet"]) == 2
    assert "add --encoder" in capsys.readouterr().err


def test_a_style_that_is_none_is_said_before_anything_is_painted(run, monkeypatch, capsys):
    def painted(*args, **options):
        raise AssertionError("a picture was painted")

    monkeypatch.setattr("stylogeny.style.painting.paint", painted)
    assert main(["judge", str(run), "--style", "nobody at all", "--prompt", "a ship", "--quiet"]) == 2
    assert "no such work, artist" in capsys.readouterr().err
