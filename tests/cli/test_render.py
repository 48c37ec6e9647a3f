"""`stylogeny render` on a run folder of a few painted pictures."""

import json

import numpy as np
import pytest
from PIL import Image

from helpers.captioned_run import captioned_run
from helpers.embedded_run import embedded_run
from stylogeny.cli import main
from stylogeny.generation.pretrained.pipeline import PretrainedGenerator


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    return embedded_run(tmp_path_factory.mktemp("run")).path


def test_render_writes_a_sheet_and_names_origins(run, tmp_path, capsys):
    out = tmp_path / "sheet.png"
    command = ["render", "0.6*Rosso+0.4*Azzurri", str(run), "-n", "3", "--size", "64", "--seed", "4", "-o", str(out)]
    assert main([*command, "--json", "--quiet"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert len(result["origins"]) == 3
    assert sum(o["share"] for o in result["origins"][0]) == pytest.approx(1, abs=0.01)
    first = out.read_bytes()
    assert main([*command, "--quiet", "--origins"]) == 0
    assert "Study" in capsys.readouterr().out
    assert out.read_bytes() == first


@pytest.mark.parametrize(
    ("more", "why"),
    [
        (["Rossa"], "did you mean"),
        (["Rosso", "--size", "70"], "multiples of 8"),
        (["Rosso", "--size", "big"], "HEIGHTxWIDTH"),
        (["Rosso", "--family", "flow"], "stylogeny train"),
        (["Rosso", "--family", "gan"], "no such family"),
        (["Rosso", "--content", "absent.png"], "no such file"),
        (["Rosso", "--model", "mine"], "--family diffusers"),
        (["Rosso", "--size", "0", "--content", "{run}/w0.png"], "multiples of 8"),
        (["0*Rosso - 0.5*Azzurri"], "at least one positive share"),
        (["Rosso", "--again", "2", "--content", "{run}/w0.png"], "not with --content"),
        (["Rosso", "--towards", "Azzurri", "--prompt", "a boat"], "not with --prompt"),
        (["Rosso", "--again", "2", "--family", "flow"], "with the closed form"),
        (["{run}/w0.png"], "does not say how it was made"),
        (["Rosso", "-n", "1", "-o", "x.jpg"], "written as .png"),
    ],
)
def test_bad_input_is_one_line(run, tmp_path, capsys, more, why):
    style, *options = (word.format(run=run) for word in more)
    assert main(["render", style, str(run), "-o", str(tmp_path / "x.png"), "--quiet", *options]) == 2
    error = capsys.readouterr().err
    assert why in error
    assert error.count("\n") == 1


def test_a_content_of_another_aspect_is_cut_not_squeezed(run, tmp_path):
    disc = np.zeros((60, 200, 3), np.uint8)
    disc[:, 70:130] = 255
    Image.fromarray(disc).save(tmp_path / "wide.png")
    out = tmp_path / "out.png"
    asked = ["--size", "64", "--content", str(tmp_path / "wide.png"), "--strength", "0", "-n", "1", "-o", str(out)]
    assert main(["render", "Rosso", str(run), *asked, "--quiet"]) == 0
    assert (np.asarray(Image.open(out)) == 255).all()


def test_pictures_are_clean_and_can_be_had_again_larger(run, tmp_path, capsys):
    command = ["render", "0.6*Rosso+0.4*Azzurri", str(run), "--size", "64", "--seed", "4", "--quiet"]
    assert main([*command, "-n", "3", "-o", str(tmp_path / "all")]) == 0
    singles = [np.asarray(Image.open(tmp_path / "all" / f"0{k}.png")) for k in (1, 2, 3)]
    assert all(p.shape == (64, 64, 3) for p in singles)
    again = tmp_path / "again.png"
    assert main([*command, "--again", "3", "--composed", "64", "-o", str(again)]) == 0
    assert np.array_equal(np.asarray(Image.open(again)), singles[2])
    large = tmp_path / "large.png"
    assert (
        main(["render", str(tmp_path / "all" / "03.png"), str(run), "--size", "160", "-o", str(large), "--quiet"]) == 0
    )
    assert np.asarray(Image.open(large)).shape == (160, 160, 3)
    from stylogeny.generation.saved_pictures import read_record

    record = read_record(large)
    assert (record.index, record.size, record.seed, record.style) == (3, (64, 64), 4, "0.6*Rosso+0.4*Azzurri")
    assert record.sources[0]["title"].startswith("Study")


def test_a_strip(run, tmp_path):
    out = tmp_path / "strip.png"
    assert (
        main(
            ["render", "Rosso", str(run), "--towards", "Azzurri", "-n", "3", "--size", "32", "-o", str(out), "--quiet"]
        )
        == 0
    )
    assert np.asarray(Image.open(out)).shape[1] > 3 * 32


def test_a_diffusers_model_reads_the_prompt_itself(run, monkeypatch):
    seen = {}

    class Painter:
        def draw(self, style, **how):
            seen.update(how, style=style)
            raise SystemExit

    monkeypatch.setattr(PretrainedGenerator, "load", lambda *a, **k: Painter())
    asked = ["--family", "diffusers", "--model", "mine", "--prompt", "a boat", "--quiet"]
    with pytest.raises(SystemExit):
        main(["render", "Rosso", str(run), *asked])
    assert seen["prompt"] == "a boat" and seen["style"] == "Rosso"


@pytest.fixture(scope="module")
def captioned(tmp_path_factory):
    return captioned_run(tmp_path_factory.mktemp("words"))[0].path


def test_render_from_a_prompt(captioned, tmp_path, capsys):
    sheets = {}
    for name, extra in {"snow": [], "towards": ["Cubism"]}.items():
        out = tmp_path / f"{name}.png"
        argv = [
            "render",
            *extra,
            str(captioned),
            "--prompt",
            "snow morning",
            "-n",
            "1",
            "--size",
            "32",
            "-o",
            str(out),
            "--quiet",
        ]
        assert main([*argv, "--json"]) == 0
        sheets[name] = np.asarray(Image.open(out))
        assert json.loads(capsys.readouterr().out)["style"].startswith("snow morning")
    assert sheets["snow"].mean() > 150  # the snow pictures are white, the others are not
    assert main(["render", str(captioned), "--quiet"]) == 2
    assert "STYLE or a --prompt" in capsys.readouterr().err


def test_a_prompt_in_a_style_keeps_its_content(captioned, tmp_path):
    sheets = []
    for asked in (
        ["--prompt", "snow, in the manner of Cubism", str(captioned)],
        ["Cubism", str(captioned), "--prompt", "snow"],
    ):
        out = tmp_path / "sheet.png"
        assert main(["render", *asked, "-n", "1", "--size", "32", "-o", str(out), "--quiet"]) == 0
        sheets.append(np.asarray(Image.open(out).convert("RGB")))
    assert np.array_equal(*sheets)  # a style in the prompt or beside it
    assert sheets[0][8:40, 8:40].reshape(-1, 3).mean(axis=0).min() > 180  # snow is white; the rest of the corpus is not
