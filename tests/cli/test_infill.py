"""`stylogeny train --family pixelcnn`, `likelihood` and `infill` on a run of a few painted pictures."""

import csv
import json

import pytest
from PIL import Image

from helpers.embedded_run import embedded_run
from stylogeny.cli import main


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    folder = embedded_run(tmp_path_factory.mktemp("infill") / "run").path
    command = ["train", str(folder), "--steps", "1", "--network", "tiny", "--batch", "2", "--quiet"]
    assert main([*command, "--family", "vqgan"]) == 0
    return folder


def test_codebook_use_is_said(run, capsys):
    command = ["train", str(run), "--steps", "1", "--network", "tiny", "--batch", "2", "--quiet", "--json"]
    assert main([*command, "--family", "vqgan"]) == 0
    assert "of 512 codes in use" in json.loads(capsys.readouterr().out)["remark"]


def test_every_work_has_its_bits(run, tmp_path, capsys):
    assert main(["likelihood", str(run), "-o", str(tmp_path / "bits.csv"), "--quiet"]) == 0
    assert "bits for each code" in capsys.readouterr().out
    rows = list(csv.DictReader((tmp_path / "bits.csv").open()))
    assert len(rows) == 8 and all(float(row["bits"]) > 0 for row in rows)


def test_a_region_is_drawn_anew(run, tmp_path, capsys):
    out = tmp_path / "infill.png"
    command = ["infill", str(run / "w1.png"), str(run), "--style", "Rosso", "-o", str(out), "--quiet"]
    assert main([*command, "--region", "0.5,0,1,1", "-n", "1", "--candidates", "2"]) == 0
    assert min(Image.open(out).size) >= 128
    assert main([*command, "--region", "0,0,1,1"]) == 2
    assert "region" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main([*command, "--region", "half"])


def test_the_space_is_trained_along_with_a_pixelcnn(run, capsys):
    command = ["train", str(run), "--steps", "1", "--network", "tiny", "--batch", "4", "--restart", "--quiet"]
    assert main([*command, "--family", "pixelcnn", "--joint", "0.1"]) == 0
    assert (run / "denoiser" / "embedding.safetensors").exists()
