"""`stylogeny render` on a run folder of a few painted pictures."""

import json

import numpy as np
import pytest
from PIL import Image

from helpers.embedded_run import embedded_run
from stylogeny.cli import main
from stylogeny.generation.closed_form.generator import ClosedFormGenerator
from stylogeny.generation.pretrained.pipeline import PretrainedGenerator


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    return embedded_run(tmp_path_factory.mktemp("run")).path


def test_render_writes_a_sheet_and_names_origins(run, tmp_path, capsys):
    out = tmp_path / "sheet.png"
    command = ["render", "0.6*Rosso+0.4*Azzurri", str(run), "-n", "3", "--size", "64", "--seed", "4", "-o", str(out)]
    assert main([*command, "--json", "--quiet"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert len(told["origins"]) == 3
    assert sum(o["share"] for o in told["origins"][0]) == pytest.approx(1, abs=0.01)
    first = out.read_bytes()
    assert main([*command, "--quiet", "--origins"]) == 0
    assert "Study" in capsys.readouterr().out
    assert out.read_bytes() == first


@pytest.mark.parametrize(
    ("more", "why"),
    [
        (["Roso"], "did you mean"),
        (["Rosso", "--size", "70"], "multiples of 8"),
        (["Rosso", "--size", "big"], "HEIGHTxWIDTH"),
        (["Rosso", "-n", "0"], "at least one"),
        (["Rosso", "--family", "flow"], "stylogeny train"),
        (["Rosso", "--family", "gan"], "no such family"),
        (["Rosso", "--content", "absent.png"], "no such file"),
        (["Rosso", "--model", "mine"], "--family diffusers"),
        (["Rosso", "--size", "0", "--content", "{run}/w0.png"], "multiples of 8"),
        (["1*Rosso+-0.5*Azzurri"], "must be positive"),
    ],
)
def test_bad_input_is_one_line(run, tmp_path, capsys, more, why):
    style, *options = (word.format(run=run) for word in more)
    assert main(["render", style, str(run), "-o", str(tmp_path / "x.png"), "--quiet", *options]) == 2
    told = capsys.readouterr().err
    assert why in told
    assert told.count("\n") == 1


def test_a_content_of_another_aspect_is_cut_not_squeezed(run, tmp_path, monkeypatch):
    seen = {}
    monkeypatch.setattr(ClosedFormGenerator, "draw", lambda self, style, **how: seen.update(how) or exit())
    disc = np.zeros((60, 200, 3), np.uint8)
    disc[:, 70:130] = 255
    Image.fromarray(disc).save(tmp_path / "wide.png")
    with pytest.raises(SystemExit):
        main(["render", "Rosso", str(run), "--size", "64", "--content", str(tmp_path / "wide.png"), "--quiet"])
    assert seen["content"].shape == (64, 64, 3) and (seen["content"] == 255).all()


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
