"""`stylogeny render` and `stylogeny train` on a run folder of a few painted pictures."""

import json

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from stylogeny.cli import main
from stylogeny.corpus.works import COLUMNS, Works
from stylogeny.embedding.space import Embedding
from stylogeny.generation.closed_form.generator import ClosedFormGenerator
from stylogeny.generation.pretrained.pipeline import PretrainedGenerator
from stylogeny.runs import Run
from stylogeny.streams import stream


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """A run folder that has been embedded, made directly."""
    folder = tmp_path_factory.mktemp("run")
    rows, vectors = [], []
    for i in range(8):
        rng = stream(0, "render", i)
        hue = np.array((200, 80, 60) if i % 2 else (60, 90, 190))
        Image.fromarray(np.clip(hue + rng.normal(0, 30, (64, 64, 3)), 0, 255).astype(np.uint8)).save(
            folder / f"w{i}.png"
        )
        artist = "Rosso" if i % 2 else "Azzurri"
        rows.append(
            dict.fromkeys(COLUMNS, "")
            | {"id": f"w{i}", "title": f"Study {i}", "artist": artist, "earliest": 1900, "latest": 1900,
               "picture": f"w{i}.png", "status": "dated", "group": i}
        )  # fmt: skip
        vectors.append(np.append(hue / 255, rng.normal(0, 0.1)))
    opened = Run(folder, create=True)
    works = Works(pd.DataFrame(rows), folder)
    works.save(folder / "works.parquet")
    Embedding.from_vectors(works, np.array(vectors)).save(opened)
    opened.record("embed", {"digest": "", "provenance": {"parameters": {}}, "outputs": []})
    return folder


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


def test_train_then_render(run, tmp_path, capsys):
    command = ["train", str(run), "--minutes", "0.01", "--network", "tiny", "--batch", "2", "--quiet", "--json"]
    assert main(command) == 0
    steps = json.loads(capsys.readouterr().out)["steps"]
    assert steps > 0
    assert (run / "denoiser" / "preview.png").exists()
    assert (
        main(["render", "Rosso", str(run), "-n", "1", "--family", "flow", "-o", str(tmp_path / "f.png"), "--quiet"])
        == 0
    )
    (run / "denoiser" / "preview.png").unlink()
    assert main(command) == 0  # already trained that long: nothing is trained again, and what is missing is drawn
    assert (run / "denoiser" / "preview.png").exists()
    assert f'"steps": {steps}' in capsys.readouterr().out
    assert main([*command, "--seed", "1"]) == 2
    assert "--restart" in capsys.readouterr().err
