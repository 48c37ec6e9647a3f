"""What a manifest lists: files of other runs are refused wherever they lie, and what is replaced is off the list."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from stylogeny.artifacts import Format, read_document, read_tensors, write_document, write_tensors
from stylogeny.errors import StylogenyError
from stylogeny.files import alone
from stylogeny.manifest import as_listed, digest_file, unlist
from stylogeny.runs import Run

FORM = Format("sheep", 1, "run `stylogeny count` again")
DEEP = "futures/herd/tree/sheep.safetensors"


def made(path: Path, seed: int) -> Run:
    run = Run(path, create=True)
    rng = np.random.default_rng(seed)

    def work() -> None:
        write_tensors(run.path / DEEP, {"x": rng.normal(size=3)}, FORM)
        write_document(run.path / "sheep.json", FORM, seed=seed)

    run.step("count", work, parameters={"seed": seed}, outputs=[DEEP, "sheep.json"])
    return run


def test_a_sound_file_of_another_run_is_refused_by_its_reader_at_any_depth(tmp_path: Path) -> None:
    run, other = made(tmp_path / "run", 0), made(tmp_path / "other", 1)
    for name, read in ((DEEP, read_tensors), ("sheep.json", read_document)):
        read(run.path / name, FORM)
        shutil.copy(other.path / name, run.path / name)
        assert not as_listed(run.path / name)
        with pytest.raises(StylogenyError, match=r"another run.*run/.*sheep.*run `stylogeny count` again"):
            read(run.path / name, FORM)


def test_what_is_written_anew_is_no_longer_what_the_step_wrote(tmp_path: Path) -> None:
    run = made(tmp_path, 0)
    write_document(tmp_path / "sheep.json", FORM, seed=5)
    assert read_document(tmp_path / "sheep.json", FORM)["seed"] == 5
    assert run.manifest["steps"]["count"]["outputs"].keys() == {DEEP}
    assert not run.is_done("count", parameters={"seed": 0}, outputs=[DEEP, "sheep.json"])
    made(tmp_path, 0)
    assert read_document(tmp_path / "sheep.json", FORM)["seed"] == 0


def test_a_file_that_no_step_wrote_or_whose_manifest_is_broken_is_taken_as_it_is(tmp_path: Path) -> None:
    write_document(tmp_path / "alone.json", FORM, seed=2)
    run = made(tmp_path / "run", 0)
    write_document(run.path / "own.json", FORM, seed=3)
    assert as_listed(tmp_path / "alone.json") and as_listed(run.path / "own.json")
    for broken in ("", "[]", '{"steps": 3}', '{"steps": {"count": {"outputs": null}}}'):
        (run.path / "manifest.json").write_text(broken)
        assert as_listed(run.path / "sheep.json")
        unlist(run.path / "sheep.json")
        assert (run.path / "manifest.json").read_text() == broken


def test_nothing_is_taken_off_the_list_of_a_run_in_which_another_is_at_work(tmp_path: Path) -> None:
    run = made(tmp_path, 0)
    before = digest_file(tmp_path / "manifest.json")
    with alone(tmp_path):
        unlist(tmp_path / "own.json")
    assert digest_file(tmp_path / "manifest.json") == before
    unlist(tmp_path / "sheep.json")
    assert "sheep.json" not in run.manifest["steps"]["count"]["outputs"]
