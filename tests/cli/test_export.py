import json

import numpy as np
import pandas as pd
import pytest

from helpers.captioned_run import captioned_run
from helpers.tiny_models import tiny_clip
from stylogeny.cli import main
from stylogeny.cli.export import parents
from stylogeny.errors import StylogenyError
from stylogeny.futures.imagined import COLUMNS, ImaginedWorks
from stylogeny.generation.styles import Corpus, resolve
from stylogeny.style import ClipEncoder, load
from stylogeny.style.encoders import unit
from stylogeny.style.from_run import point_of


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return captioned_run(tmp_path_factory.mktemp("words"))


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    """The folder of a CLIP."""
    pytest.importorskip("transformers")
    folder = tmp_path_factory.mktemp("tiny") / "clip"
    tiny_clip(folder)
    return folder


def export(run, style, to, out, *more):
    return main(["export", style, str(run.path), "--to", to, "-o", str(out), "--quiet", *map(str, more)])


def test_a_style_in_the_terms_of_a_clip(made, clip, capsys, tmp_path):
    run, works, _ = made
    out = tmp_path / "cubism.safetensors"
    assert export(run, "Cubism", "ip-adapter", out, "--encoder", clip, "--json") == 0
    result = json.loads(capsys.readouterr().out)
    assert (result["encoder"], result["width"]) == ("clip", 24)
    back = load(out)
    cubist = [k for k in range(120) if (k // 3) % 2 == 1]
    parents = back.provenance.parameters["parents"]
    assert {i for i, _, _ in parents} == {f"w{k}" for k in cubist}
    assert sum(w for *_, w in parents) == pytest.approx(1, abs=1e-3)
    features = ClipEncoder.read(clip).pictures([works.picture(k) for k in cubist])
    np.testing.assert_allclose(unit(back.tensors["image_embeds"][1, 0]), unit(unit(features).mean(0)), atol=1e-5)


def test_a_style_of_the_runs_own_space_and_back(made, clip, capsys, tmp_path):
    run, _, vectors = made
    own, out = tmp_path / "own.safetensors", tmp_path / "l.safetensors"
    assert export(run, "0.5*w1+0.5*w2", "style", own) == 0
    e = load(own)
    middle = (vectors[1] + vectors[2]) / 2
    np.testing.assert_allclose(point_of(e, embedding=e.provenance.inputs["embedding"]), middle, atol=1e-5)
    with pytest.raises(StylogenyError, match="belongs to"):
        point_of(e, embedding="another")
    np.testing.assert_allclose(resolve(str(own), Corpus.open(run)).vector, middle, atol=1e-5)
    capsys.readouterr()
    assert export(run, str(own), "lora", out, "--encoder", clip) == 2
    assert "belongs to encoder 'stylogeny:space" in capsys.readouterr().err
    assert export(run, "Rococo", "style", own) == 2


def test_how_good_an_export_is_is_printed(made, clip, capsys, tmp_path):
    out = tmp_path / "l.safetensors"
    assert export(made[0], "Cubism", "lora", out, "--encoder", clip, "--rank", 2, "--steps", 2) == 0
    text = capsys.readouterr().out
    assert "reload error" in text and "cosine with the style" in text
    assert export(made[0], str(out), "style", tmp_path / "again.safetensors") == 2
    assert "already an export" in capsys.readouterr().err


def test_an_imagined_works_style_and_its_real_parents(made, tmp_path):
    run, _, vectors = made
    table = pd.DataFrame([
        {**dict.fromkeys(COLUMNS, 0.0), "id": i, "title": i, "artist": "", "response": "build on", "year": 1950}
        for i in ("child", "grandchild")
    ])  # fmt: skip
    ties = [("child", "w3", 0.7), ("child", "w9", 0.3), ("grandchild", "child", 0.5), ("grandchild", "w15", 0.5)]
    links = pd.DataFrame(ties, columns=["child", "parent", "weight"])
    ImaginedWorks(table, vectors[:2], links).save(run.path / "futures/f")
    real = parents("futures/f/grandchild", run, Corpus.open(run)).weights
    assert {f"w{k}": pytest.approx(real[k]) for k in np.flatnonzero(real)} == {"w3": 0.35, "w9": 0.15, "w15": 0.5}
    assert export(run, "futures/f/grandchild", "style", tmp_path / "g.safetensors") == 0
    parameters = load(tmp_path / "g.safetensors").provenance.parameters
    assert parameters["year"] == 1950.0
    assert parameters["parents"] == [["child", "", 0.5], ["w15", "", 0.5]]


@pytest.mark.parametrize(
    "target", ["ip-adapter", "textual-inversion", "lora", "aesthetic-gradients", "steering-vector"]
)
def test_export_without_the_encoder_it_needs(made, tmp_path, capsys, target):
    run, _, _ = made
    out = tmp_path / "x.safetensors"
    assert export(run, "Cubism", target, out) == 2
    error = capsys.readouterr().err
    assert "needs an encoder" in error and "--encoder" in error and not out.exists()
    assert len(error.strip().splitlines()) == 1


@pytest.mark.parametrize("target", ["kit", "palette", "prompt", "reference", "dataset", "comfyui"])
def test_what_needs_no_encoder_is_written_without_one(made, tmp_path, capsys, target):
    run, _, _ = made
    out = tmp_path / "out"
    assert export(run, "0.5*Cubism+0.5*Impressionism", target, out) == 0
    said = capsys.readouterr().out
    assert "trigger word: cubism-and-impressionism" in said and "a CLIP (--encoder) would add" in said
    assert (out / "README.md").is_file()
    assert export(run, str(tmp_path / "absent.safetensors"), target, out) == 2
    assert "a style file has none" in capsys.readouterr().err


def test_a_comfyui_folder_with_an_encoder_steers_and_shows_pictures(made, clip, tmp_path):
    out = tmp_path / "node"
    assert export(made[0], "Cubism", "comfyui", out, "--encoder", clip) == 0
    assert {"nodes.py", "picture_nodes.py", "workflow.json", "pictures", "styles"} <= {p.name for p in out.iterdir()}


def test_the_token_is_printed(made, clip, tmp_path, capsys):
    out = tmp_path / "t.safetensors"
    assert export(made[0], "Cubism", "textual-inversion", out, "--encoder", clip, "--steps", 1, "--name", "立体派") == 0
    assert "token in a prompt: <litipai>" in capsys.readouterr().out
