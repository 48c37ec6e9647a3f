"""`stylogeny embed` and `stylogeny place` from the outside."""

import json

import numpy as np
import pytest

from helpers.stripes import paint_stripes
from stylogeny.cli import main
from stylogeny.embedding.backbones.efficientnet import PACKAGE
from stylogeny.runs import Run


@pytest.fixture
def run(tmp_path):
    works = paint_stripes(tmp_path / "pictures", artists=6, works=3)
    folder = Run(tmp_path / "run", create=True)
    works.save(folder.path / "works.parquet")
    folder.record(
        "load", {"state": "done", "digest": "", "provenance": {"parameters": {}}, "outputs": {"works.parquet": ""}}
    )
    return folder.path


def test_own_vectors(run, tmp_path, capsys):
    np.save(tmp_path / "v.npy", np.random.default_rng(0).normal(size=(18, 3)))
    assert main(["embed", str(run), "--vectors", str(tmp_path / "v.npy"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["dimensions"] == 3
    np.save(tmp_path / "v.npy", np.zeros((7, 3)))
    assert main(["embed", str(run), "--vectors", str(tmp_path / "v.npy")]) == 2
    assert "one vector per work" in capsys.readouterr().err


def test_embed_then_place(run, tmp_path, capsys):
    command = ["embed", str(run), "--backbone", "statistics", "--quiet"]
    assert main([*command, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["held_out_artists"]["works"] == 18
    before = (run / "embedding.safetensors").read_bytes()
    (run / "embedding.safetensors").unlink()
    assert main(command) == 0
    assert (run / "embedding.safetensors").read_bytes() == before
    (tmp_path / "pictures" / "bad.png").write_bytes(b"")
    capsys.readouterr()
    assert main(["place", str(tmp_path / "pictures"), str(run), "--json", "--quiet", "--max", "2"]) == 0
    out, err = capsys.readouterr()
    value = json.loads(out)
    assert len(value["pictures"]) == 18 and len(value["failed"]) == 1 and "bad.png" in err
    first = value["pictures"][0]
    assert first["interval"][0] <= first["year"] <= first["interval"][1]
    assert len(first["nearest"]) == 2 and set(first["nearest"][0]) == {"id", "title", "artist", "distance"}
    assert set(first["parents"][0]) == {"id", "title", "artist", "date", "weight"}
    bad = tmp_path / "pictures" / "bad.png"
    assert main(["place", str(bad), str(run), "--quiet"]) == 2
    error = capsys.readouterr().err
    assert "bad.png" in error and error.count("\n") == 1


def test_without_the_networks_weights_one_line_says_what_is_used_instead(run, tmp_path, monkeypatch, capsys):
    name = PACKAGE.replace("-", "_")
    (tmp_path / "path" / name).mkdir(parents=True)
    (tmp_path / "path" / name / "__init__.py").touch()
    monkeypatch.syspath_prepend(str(tmp_path / "path"))
    assert main(["embed", str(run), "--quiet", "--json"]) == 0
    out, err = capsys.readouterr()
    assert json.loads(out)["backbone"] == Run(run).parameters("embed")["backbone"] == "statistics"
    assert "weights of the built-in network are missing" in err and err.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["embed", "nowhere"], "stylogeny load"),
        (["place", "nowhere.jpg", "RUN"], "stylogeny embed"),
        (["embed", "RUN", "--vectors", "table.csv"], "not an .npy array (got table.csv)"),
        (["embed", "RUN", "--vectors", "words.npy"], "an .npy array of numbers is expected"),
        (["embed", "RUN", "--vectors", "none.npy"], "no such file or folder (got none.npy)"),
        (["embed", "RUN", "--backbone", "./no/such/model"], "built-in"),
    ],
)
def test_known_errors_are_one_line(run, capsys, tmp_path, monkeypatch, arguments, says):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "table.csv").write_text("id,year\n1,1850\n")
    np.save("words.npy", np.full((18, 3), "word"))
    assert main([str(run) if a == "RUN" else a for a in arguments]) == 2
    err = capsys.readouterr().err
    assert says in err and err.count("\n") == 1
