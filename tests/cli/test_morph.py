"""`stylogeny morph` and `likelihood` on a run with a network that saw a few steps."""

import json

import pytest

from helpers.embedded_run import embedded_run
from stylogeny.cli import main
from stylogeny.corpus.works import Works


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    folder = embedded_run(tmp_path_factory.mktemp("morph") / "run").path
    train = ["train", str(folder), "--steps", "2", "--network", "tiny", "--batch", "2", "--family", "edm", "--quiet"]
    assert main(train) == 0
    return folder


@pytest.fixture(scope="module")
def works(run):
    return Works.read(run / "works.parquet")


@pytest.mark.parametrize("where", [["--to", 5], ["--style", "Rosso"], ["--years", "40"]])
def test_a_strip_is_written(run, works, where, tmp_path, capsys):
    to = [str(works.ids[part]) if isinstance(part, int) else part for part in where]
    out = tmp_path / "strip.png"
    command = ["morph", str(works.ids[0]), str(run), *to, "-n", "2", "--size", "64", "-o", str(out), "--quiet"]
    assert main([*command, "--json"]) == 0
    assert out.stat().st_size > 1000
    assert json.loads(capsys.readouterr().out)["strip"] == str(out)


def test_nowhere_to_go_is_said(run, works, capsys):
    with pytest.raises(SystemExit):
        main(["morph", str(works.ids[0]), str(run)])
    assert "--to" in capsys.readouterr().err


def test_every_work_has_its_bits(run, works, tmp_path, capsys):
    table = tmp_path / "bits.csv"
    assert main(["likelihood", str(run), "--quiet", "--json", "-o", str(table)]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [row["picture"] for row in rows] == [str(i) for i in works.ids[works.pictured]]
    assert all(-20 < row["bits"] < 20 for row in rows)
    assert len(table.read_text().splitlines()) == len(rows) + 1


def test_a_picture_file_has_its_bits(run, works, capsys):
    assert main(["likelihood", str(run), str(works.picture(0)), "--quiet"]) == 0
    assert str(works.picture(0)) in capsys.readouterr().out


def test_another_family_is_refused_by_render(run, tmp_path, capsys):
    assert main(["render", "Rosso", str(run), "--family", "poisson", "-o", str(tmp_path / "x.png"), "--quiet"]) == 2
    assert "ask for edm" in capsys.readouterr().err
