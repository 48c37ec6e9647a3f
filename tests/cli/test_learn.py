from __future__ import annotations

import json

import numpy as np
import pytest
import torch
from PIL import Image

from helpers.embedded_run import embedded_run
from helpers.patterns import stripes
from helpers.tiny_models import tiny_clip
from stylogeny.cli import main
from stylogeny.style import AestheticEmbedding


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pictures")
    for k in range(3):
        Image.fromarray(stripes(4 + k, (230, 60, 40), size=64)).save(folder / f"red{k}.png")
    Image.fromarray(np.full((64, 64, 3), 128, np.uint8)).save(folder / "grey.png")
    return folder


def learn(*words):
    return main(["learn", *map(str, words), "--quiet"])


def test_a_style_without_any_download(folder, tmp_path, capsys):
    out = tmp_path / "mine.safetensors"
    assert learn(folder, "--name", "赤い縞", "-o", out, "--json") == 0
    said = json.loads(capsys.readouterr().out)
    e = AestheticEmbedding.read(out)
    assert said["pictures"] == 4 and said["width"] == e.width and said["token"].isascii()
    assert e.name == "赤い縞" and e.texture is not None and e.encoder.startswith("stylogeny:eye")
    assert out.stat().st_size < 500_000


def test_pictures_are_chosen_by_a_score(folder, tmp_path, capsys):
    out = tmp_path / "mine.safetensors"
    assert learn(folder, "--scores", "colourfulness", "--keep-above", "10", "-o", out) == 0
    assert "learned from 3 pictures of 4" in capsys.readouterr().out
    assert AestheticEmbedding.read(out).provenance.parameters["kept above"] == 10


def test_a_head_chooses_through_its_clip(folder, tmp_path, capsys):
    tiny_clip(tmp_path / "clip")
    torch.manual_seed(1)
    torch.save(torch.nn.Linear(24, 1).state_dict(), tmp_path / "head.pth")
    more = ["--scores", tmp_path / "head.pth", "--keep-above", "-9", "--encoder", tmp_path / "clip"]
    assert learn(folder, *more, "-o", tmp_path / "e.safetensors") == 0
    e = AestheticEmbedding.read(tmp_path / "e.safetensors")
    assert e.width == 24 and e.projection is not None
    assert (
        main(
            ["score", str(folder), "--head", str(tmp_path / "head.pth"), "--encoder", str(tmp_path / "clip"), "--quiet"]
        )
        == 0
    )
    assert "mean of 4" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("more", "why"),
    [
        (["--scores", "colourfulness"], "go together"),
        (["--scores", "colourfulness", "--keep-above", "999"], "lower --keep-above"),
        (["-o", "style.txt"], "written as .safetensors"),
        (["--encoder", "./absent"], "no such model folder"),
    ],
)
def test_bad_input_is_one_line(folder, tmp_path, capsys, more, why):
    assert learn(folder, "-o", tmp_path / "x.safetensors", *more) == 2
    error = capsys.readouterr().err
    assert why in error and error.count("\n") == 1


def test_boosting_leads_towards_the_other(folder, tmp_path, capsys):
    red, grey, out = (tmp_path / f"{n}.safetensors" for n in ("red", "grey", "out"))
    assert learn(*folder.glob("red*.png"), "-o", red) == learn(folder / "grey.png", "-o", grey) == 0
    capsys.readouterr()
    assert main(["boost", str(red), "--with", str(grey), "-o", str(out), "--name", "pale", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["cosine_after"] > said["cosine_before"]
    e = AestheticEmbedding.read(out)
    assert e.name == "pale" and len(e.pictures) == 4 and len(e.examples) == 4
    assert main(["boost", str(red), "--with", str(folder / "grey.png"), "-o", str(out), "--quiet"]) == 0
    np.testing.assert_allclose(AestheticEmbedding.read(out).vector, e.vector, atol=1e-5)
    clip = tmp_path / "clip.safetensors"
    AestheticEmbedding(np.ones(24), "some-clip").save(clip)
    capsys.readouterr()
    assert main(["boost", str(clip), "--with", str(folder), "-o", str(out)]) == 2
    assert "add --encoder" in capsys.readouterr().err
    assert main(["boost", str(clip), "--with", str(red), "-o", str(out)]) == 2
    assert "one encoder" in capsys.readouterr().err


def test_scores_and_likeness(folder, tmp_path, capsys):
    out = tmp_path / "red.safetensors"
    assert learn(*folder.glob("red*.png"), "-o", out) == 0
    capsys.readouterr()
    assert main(["score", str(folder), "--style", str(out), "--head", "colourfulness", "--json", "--quiet"]) == 0
    rows = {r["picture"].rsplit("/", 1)[1]: r for r in json.loads(capsys.readouterr().out)["pictures"]}
    assert rows["grey.png"]["red"] < rows["red1.png"]["red"]
    assert rows["grey.png"]["colourfulness"] < rows["red1.png"]["colourfulness"]


def test_a_lora_of_a_run_is_learned_and_painted_with(tmp_path, capsys):
    run = embedded_run(tmp_path / "run").path
    assert main(["train", str(run), "--steps", "1", "--network", "tiny", "--batch", "2", "--quiet"]) == 0
    out = tmp_path / "rosso.safetensors"
    capsys.readouterr()
    assert learn("Rosso", "--lora", run, "-o", out, "--rank", "2", "--steps", "2", "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["name"], said["pictures"], said["steps"], said["family"]) == ("Rosso", 4, 2, "flow")
    assert out.stat().st_size < 300_000

    def paint(*words):
        picture = tmp_path / "p.png"
        assert main(["render", *map(str, words), "-n", "1", "--size", "64", "-o", str(picture), "--quiet"]) == 0
        return np.asarray(Image.open(picture)).astype(int)

    plain = paint("Azzurri", run, "--family", "flow")
    assert np.array_equal(paint("Azzurri", run, "--lora", f"{out}:0"), plain)
    assert (paint("Azzurri", run, "--lora", f"{out}:40") != plain).any()
    assert np.array_equal(paint("Azzurri", run, "--lora", f"{out}:5", "--lora", f"{out}:-5"), plain)
    reds = paint(run, "--lora", out)  # its own style, without another's name
    assert reds[..., 0].mean() > reds[..., 2].mean()


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["render", "Rosso", "{run}", "--lora", "absent.safetensors:0.5"], "no such LoRA"),
        (["render", "Rosso", "{run}", "--lora", "{run}/works.parquet"], "stylogeny render"),
        (["learn", "Rosso", "--lora", "{run}", "-o", "x.safetensors"], "stylogeny train"),
        (["learn", "Rosso", "--lora", "{run}", "-o", "x.safetensors", "--encoder", "clip"], "without an encoder"),
        (["learn", "{run}/w0.png", "--lora", "./absent", "-o", "x.safetensors"], "no such model folder"),
    ],
)
def test_bad_loras_are_one_line(tmp_path, capsys, words, why):
    run = embedded_run(tmp_path / "run").path
    assert main([word.format(run=run) for word in words] + ["--quiet"]) == 2
    error = capsys.readouterr().err
    assert why in error and error.count("\n") == 1
