"""`stylogeny train` on a run folder of a few painted pictures."""

import json

import numpy as np
import pytest

from helpers.embedded_run import embedded_run
from stylogeny.cli import main
from stylogeny.corpus.works import Works
from stylogeny.embedding.space import Embedding


@pytest.fixture
def run(tmp_path):
    return embedded_run(tmp_path / "run").path


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


def test_a_joint_training_writes_a_space_beside_the_checkpoint(run, capsys):
    command = ["train", str(run), "--steps", "2", "--network", "tiny", "--batch", "4", "--joint", "0.1", "--quiet"]
    assert main(command) == 0
    works = Works.read(run / "works.parquet")
    before = Embedding.read(run / "embedding.safetensors", works)
    after = Embedding.read(run / "denoiser" / "embedding.safetensors", works)
    assert after.vectors.shape == before.vectors.shape
    assert not np.array_equal(after.vectors, before.vectors)


def test_a_network_of_full_resolution_is_another_plan(run, tmp_path, capsys):
    command = ["train", str(run), "--steps", "1", "--network", "tiny", "--batch", "2", "--quiet"]
    assert main([*command, "--full-resolution"]) == 0
    assert (
        main(["render", "Rosso", str(run), "-n", "1", "--family", "flow", "-o", str(tmp_path / "f.png"), "--quiet"])
        == 0
    )
    assert main(command) == 2
    assert "--restart" in capsys.readouterr().err
