"""What a command writes takes the place of nothing that it reads, of no file of a run, of no work's picture."""

import shutil

import pytest

from helpers.embedded_run import embedded_run
from stylogeny.cli import main
from stylogeny.corpus.works import Works


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    return embedded_run(tmp_path_factory.mktemp("outputs") / "run").path


@pytest.mark.parametrize("name", ["manifest.json"])
def test_a_file_of_a_run_stays(run, name, tmp_path, capsys):
    before = (run / name).read_bytes()
    picture = str(Works.read(run / "works.parquet").picture(0))
    assert main(["transfer", picture, "--style", picture, "-o", str(run / name), "--quiet"]) == 2
    assert "a file of a run" in capsys.readouterr().err
    assert (run / name).read_bytes() == before


def test_a_works_picture_stays(run, capsys):
    picture = Works.read(run / "works.parquet").picture(3)
    before = picture.read_bytes()
    assert main(["render", "Rosso", str(run), "-n", "1", "-o", str(picture), "--quiet"]) == 2
    assert "a file of a run" in capsys.readouterr().err
    assert picture.read_bytes() == before


def test_what_is_read_stays(run, tmp_path, capsys):
    mine = tmp_path / "mine.png"
    shutil.copy(Works.read(run / "works.parquet").picture(0), mine)
    before = mine.read_bytes()
    assert main(["transfer", str(mine), "--style", str(mine), "-o", str(mine), "--quiet"]) == 2
    assert "written over" in capsys.readouterr().err
    assert mine.read_bytes() == before


@pytest.mark.parametrize("command", ["film", "learn", "clip", "transfer"])
def test_a_folder_is_refused_before_the_work(command, tmp_path, capsys):
    with pytest.raises(SystemExit) as stopped:
        main([command, "anything", "run", "-o", str(tmp_path)])
    assert stopped.value.code == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "a file to write is expected" in line and str(tmp_path) in line
