"""The run folder: nothing half-written, nothing run twice for nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import jsonschema
import numpy as np
import pytest
import threadpoolctl
from hypothesis import given
from hypothesis import strategies as st

import stylogeny
from stylogeny.artifacts import replacing, write_json
from stylogeny.errors import StylogenyError
from stylogeny.runs import Run, is_slug, place_from, slug


def test_a_failed_write_leaves_the_old_file(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("old")
    with pytest.raises(RuntimeError), replacing(file) as part:
        part.write_text("half")
        raise RuntimeError
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]
    assert file.read_text() == "old"


def test_a_step_runs_again_only_when_something_changed(tmp_path: Path) -> None:
    run, ran = Run(tmp_path / "run", create=True), []
    source = tmp_path / "source.txt"
    source.write_text("1")

    def step(parameters: dict[str, int]) -> bool:
        def work() -> None:
            ran.append(parameters)
            run.file("out.txt").write_text("x")

        return run.step("s", work, parameters=parameters, inputs=[source], outputs=["out.txt"])

    assert step({"a": 1}) and not step({"a": 1})
    assert step({"a": 2})
    source.write_text("2")
    assert step({"a": 2})
    run.file("out.txt").unlink()
    assert step({"a": 2})
    run.file("out.txt").write_text("")  # cut short by something else
    assert step({"a": 2}) and run.file("out.txt").read_text() == "x"
    assert len(ran) == 5


@pytest.mark.parametrize(
    "manifest",
    [
        "{",
        "[]",
        '{"version": 2}',
        '{"version": 2, "steps": []}',
        '{"version": 2, "steps": {"load": {}}}',
        '{"version": 2, "steps": {"load": 1}}',
    ],
)
def test_a_damaged_manifest_is_one_line(manifest: str, tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text(manifest)
    with pytest.raises(StylogenyError, match="the manifest is damaged"):
        _ = Run(tmp_path).manifest


def test_an_interrupted_step_is_marked_running_and_run_again(tmp_path: Path) -> None:
    run = Run(tmp_path, create=True)

    def fails() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run.step("s", fails, parameters={}, outputs=[])
    assert run.manifest["steps"]["s"]["state"] == "running"
    assert run.step("s", lambda: None, parameters={}, outputs=[])
    assert run.manifest["steps"]["s"]["state"] == "done"


def test_a_step_computes_on_one_thread_and_leaves_the_others_as_they_were(tmp_path: Path) -> None:
    np.ones((2, 2)) @ np.ones((2, 2))
    before = [library["num_threads"] for library in threadpoolctl.threadpool_info()], dict(os.environ)
    seen: list[int] = []

    def work() -> None:
        code = "import numpy, threadpoolctl; print(max(x['num_threads'] for x in threadpoolctl.threadpool_info()))"
        seen.extend(library["num_threads"] for library in threadpoolctl.threadpool_info())
        seen.append(int(subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout))

    Run(tmp_path, create=True).step("s", work, parameters={}, outputs=[])
    assert seen and set(seen) == {1}
    assert before == ([library["num_threads"] for library in threadpoolctl.threadpool_info()], dict(os.environ))


def test_a_file_that_its_step_did_not_write_is_refused(tmp_path: Path) -> None:
    run = Run(tmp_path, create=True)
    run.step(
        "load",
        lambda: run.file("works.parquet").write_bytes(b"sound") and None,
        parameters={},
        outputs=["works.parquet"],
    )
    assert run.file("works.parquet", needs="load").read_bytes() == b"sound"
    run.file("works.parquet").write_bytes(b"sounD")
    with pytest.raises(
        StylogenyError, match=r"works.parquet is damaged, or of another run.*run `stylogeny load` again"
    ):
        run.file("works.parquet", needs="load")


def test_a_bit_of_the_manifest_is_not_lost_in_silence(tmp_path: Path) -> None:
    run = Run(tmp_path, create=True)
    run.step("s", lambda: None, parameters={"seed": 3}, outputs=[])
    file = tmp_path / "manifest.json"
    file.write_text(file.read_text().replace('"seed": 3', '"seed": 2'))
    with pytest.raises(StylogenyError, match=r"the manifest is damaged .*not what was written"):
        _ = run.manifest


def test_a_run_and_its_corpus_move_together_where_they_lie_near(tmp_path: Path) -> None:
    run, far = tmp_path / "runs" / "one", Path("/elsewhere/corpus")
    assert place_from(run, tmp_path / "corpus") == "../../corpus"
    assert place_from(run, run / "pictures") == "pictures"
    assert place_from(run, far) == str(far)
    assert place_from(run / "deep", tmp_path / "corpus") == str((tmp_path / "corpus").resolve())


def test_the_manifest_obeys_the_shipped_schema(tmp_path: Path) -> None:
    schema = json.loads((Path(stylogeny.__file__).parent / "manifest.schema.json").read_text())
    run = Run(tmp_path, create=True)
    run.step("s", lambda: None, parameters={"k": 1}, outputs=[])
    jsonschema.validate(json.loads((tmp_path / "manifest.json").read_text()), schema)


def test_a_newer_manifest_is_refused_in_one_line(tmp_path: Path) -> None:
    write_json(tmp_path / "manifest.json", {"version": 99, "steps": {}})
    with pytest.raises(StylogenyError, match="newer version"):
        _ = Run(tmp_path).manifest


def test_a_folder_without_a_manifest_is_not_a_run(tmp_path: Path) -> None:
    with pytest.raises(StylogenyError, match="stylogeny load"):
        Run(tmp_path)


@given(st.text(max_size=120), st.text(max_size=120))
def test_no_two_names_share_a_file(one: str, other: str) -> None:
    assert (slug(one) == slug(other)) == (one == other)


@given(st.text(max_size=200))
def test_a_slug_is_a_file_name_and_stays_in_its_folder(name: str) -> None:
    made = slug(name)
    assert (
        0 < len(made) <= 80
        and len(made.encode()) <= 160
        and not set(made) & set("/\\.: \0\n")
        and (Path("a") / made).parent == Path("a")
    )


def test_names_that_once_overwrote_one_another() -> None:
    assert slug("1956.1") != slug("1956-1") == "1956-1"
    assert slug("x" * 90 + "a") != slug("x" * 90 + "b") and slug("山" * 80 + "a") != slug("山" * 80 + "b")
    assert slug("w00051") == "w00051" and slug("society-0") == "society-0"


@pytest.mark.parametrize("name", ["Mine", "../x", "a.b", "山" * 80 + "a", "x" * 500, "", "mine", "mine-0123456789"])
def test_what_a_name_became_is_known_for_a_file_name(name: str) -> None:
    assert is_slug(slug(name))


@pytest.mark.parametrize("name", ["", "..", "a/b", "A", "a b", "a\0", "-a", "x" * 500, "山" * 80])
def test_what_no_name_becomes_is_no_file_name(name: str) -> None:
    assert not is_slug(name)
