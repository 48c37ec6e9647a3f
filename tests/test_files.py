"""Files when something goes wrong: half of one is never seen, what a killed writer left goes, a full disk is said."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from stylogeny.artifacts import Format, write_document, write_table, write_tensors
from stylogeny.errors import StylogenyError
from stylogeny.files import LOCK, alone, is_temporary, replacing, sweep

FORM = Format("goats", 1, "count them again")
HOLDS = """
import os, sys
from stylogeny.files import alone, replacing
with {context}:
    print("held", flush=True)
    sys.stdin.read(1)
"""


@contextmanager
def another_process(context: str, folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process within this context, until it is told to end or killed."""
    code = HOLDS.format(context=context)
    process = subprocess.Popen(
        [sys.executable, "-c", code], cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None and process.stdout.readline() == "held\n"
        yield process
    finally:
        process.kill()
        process.communicate()


def test_what_a_killed_writer_left_is_swept_and_what_a_living_one_writes_is_not(tmp_path: Path) -> None:
    with another_process("replacing('mine.txt') as part", tmp_path) as writer:
        assert [is_temporary(file) for file in tmp_path.iterdir()] == [True]
        sweep(tmp_path)
        assert len([*tmp_path.iterdir()]) == 1
        writer.kill()
        writer.wait()
        with replacing(tmp_path / "other.txt") as part:
            part.write_text("whole")
            assert {file for file in tmp_path.iterdir()} == {part}
    assert [file.name for file in tmp_path.iterdir()] == ["other.txt"]


def test_what_a_library_puts_in_the_place_of_a_file_being_written_is_not_swept(tmp_path: Path) -> None:
    with replacing(tmp_path / "made") as part:
        part.unlink()
        part.write_text("whole")
        sweep(tmp_path)
        assert part.exists()
    assert (tmp_path / "made").read_text() == "whole"


def test_files_that_are_not_ours_are_not_swept(tmp_path: Path) -> None:
    for name in (".hidden", "a.part0123456701234567", ".a.part", "b.txt"):
        (tmp_path / name).write_text("")
    sweep(tmp_path)
    assert len([*tmp_path.iterdir()]) == 4


def test_one_process_at_a_time_works_in_a_folder(tmp_path: Path) -> None:
    with another_process("alone('.')", tmp_path) as other:
        said = rf"another command is at work .*process {other.pid} on .*wait"
        with pytest.raises(StylogenyError, match=said), alone(tmp_path):
            pass
        other.kill()
        other.wait()
        with alone(tmp_path), alone(tmp_path):  # a lock ends with its process, and one process may take it twice
            assert str(os.getpid()) in (tmp_path / LOCK).read_text()
    assert (tmp_path / LOCK).read_text() == ""


WRITERS = {
    "table": lambda path: write_table(path, pd.DataFrame({"x": np.random.default_rng(0).random(20_000)}), FORM),
    "tensors": lambda path: write_tensors(path, {"x": np.random.default_rng(0).random(20_000)}, FORM),
    "document": lambda path: write_document(path, FORM, x=["long"] * 20_000),
}


@pytest.mark.parametrize("kind", WRITERS)
def test_a_library_that_finds_no_room_is_an_error_of_the_system(kind: str, tmp_path: Path) -> None:
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, before[1]))
    try:
        with pytest.raises(OSError) as caught:
            WRITERS[kind](tmp_path / "file")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert (caught.value.errno, caught.value.filename) == (errno.EFBIG, str(tmp_path / "file"))
    assert not [*tmp_path.iterdir()]


def test_an_interrupted_write_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), replacing(tmp_path / "a.json") as part:
        part.write_text(json.dumps({}))
        raise KeyboardInterrupt
    assert not [*tmp_path.iterdir()]


def test_a_folder_in_the_way_is_named_before_anything_is_written(tmp_path: Path) -> None:
    (tmp_path / "sheet.png").mkdir()
    with pytest.raises(IsADirectoryError) as caught, replacing(tmp_path / "sheet.png"):
        raise AssertionError("nothing is written")
    assert caught.value.filename == str(tmp_path / "sheet.png")


def test_a_file_that_a_library_put_in_place_is_readable_as_others_are(tmp_path):
    (tmp_path / "plain").write_text("")
    with replacing(tmp_path / "made") as part:
        part.unlink()
        part.touch(mode=0o600)
    assert (tmp_path / "made").stat().st_mode == (tmp_path / "plain").stat().st_mode
