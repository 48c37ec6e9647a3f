"""The chain as a stranger runs it: one command, killed at every step, gives the bytes of an uninterrupted run."""

from __future__ import annotations

import contextlib
import hashlib
import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from helpers.pictures import corpus

STEPS = ["load", "embed", "trace", "credit", "imagine", "report"]


def command(*argv: str) -> list[str]:
    return [sys.executable, "-m", "stylogeny", *argv]


def chain(world: Path, out: Path) -> list[str]:
    few = ["--backbone", "statistics", "--bootstraps", "2", "-n", "2", "--years", "10", "--quiet"]
    return command("run", str(world), "--out", str(out), *few)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("world") / "world"
    subprocess.run(
        command("world", "paint", "--regime", "neutral", "--works", "60", "--seed", "3", "--out", str(out), "--quiet"),
        check=True,
    )
    return out


@pytest.fixture(scope="module")
def finished(world: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("whole") / "run"
    subprocess.run(chain(world, out), check=True)
    return out


def contents(run: Path) -> dict[str, str]:
    """Digest of every file of a run, caches apart (names that start with a dot)."""
    return {
        str(f.relative_to(run)): hashlib.sha256(f.read_bytes()).hexdigest()
        for f in sorted(run.rglob("*"))
        if f.is_file() and not any(part.startswith(".") for part in f.relative_to(run).parts)
    }


def running(run: Path) -> str | None:
    """The step that the manifest marks as running."""
    try:
        steps = json.loads((run / "manifest.json").read_text())["steps"]
    except FileNotFoundError:
        return None
    return next((name.split("/")[0] for name, entry in steps.items() if entry["state"] == "running"), None)


@pytest.mark.slow
def test_a_run_killed_at_every_step_gives_the_same_bytes(world: Path, finished: Path, tmp_path: Path) -> None:
    out, killed = tmp_path / "run", []
    for step in STEPS:
        process = subprocess.Popen(chain(world, out))
        while process.poll() is None and running(out) != step:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(0.002)
        if process.poll() is None:
            killed.append(step)
            process.send_signal(signal.SIGKILL)
        process.wait()
    subprocess.run(chain(world, out), check=True)
    assert len(killed) >= 4, killed  # a step may finish between two looks at the manifest
    assert contents(out) == contents(finished)


def test_the_chain_leaves_every_artifact(finished: Path) -> None:
    for name in ["manifest.json", "works.parquet", "embedding.safetensors", "influence.parquet", "lineage.parquet"]:
        assert (finished / name).stat().st_size > 0
    assert list((finished / "credit").glob("*.json"))
    assert "<html" in (finished / "report" / "index.html").read_text(encoding="utf-8")


def test_the_same_command_again_runs_nothing(world: Path, finished: Path) -> None:
    before = {f: f.stat().st_mtime_ns for f in finished.rglob("*.parquet")}
    subprocess.run(chain(world, finished), check=True)
    assert before == {f: f.stat().st_mtime_ns for f in finished.rglob("*.parquet")}


def test_machines_get_one_json_line(world: Path, finished: Path) -> None:
    out = subprocess.run([*chain(world, finished), "--json"], check=True, capture_output=True, text=True).stdout
    assert json.loads(out)["report"].endswith("index.html")


def test_a_work_that_is_not_there_is_said_before_anything_is_embedded(world: Path, tmp_path: Path) -> None:
    argv = [*chain(world, tmp_path / "run"), "--work", "nosuch"]
    done = subprocess.run(argv, capture_output=True, text=True)
    assert done.returncode == 2 and "no such work, artist or style (got 'nosuch')" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert (tmp_path / "run" / "works.parquet").exists() and not (tmp_path / "run" / "features").exists()


@pytest.mark.parametrize(
    ("argv", "says"),
    [
        (["trace", "nowhere"], "not a run folder"),
        (["load", "nowhere", "--out", "x"], "nowhere"),
        (["credit", "Harbor in Evning Lite", "RUN"], "no such work"),
        (["frobnicate"], "invalid choice"),
        (["embed"], "required"),
    ],
)
def test_a_known_error_is_one_line_and_exit_2(argv: list[str], says: str, finished: Path, tmp_path: Path) -> None:
    argv = [str(finished) if a == "RUN" else a for a in argv]
    done = subprocess.run(command(*argv), capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 2
    assert says in done.stderr and "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.slow
def test_a_corpus_too_small_for_some_steps_gets_its_report_and_one_line(tmp_path: Path) -> None:
    dates = range(1800, 1835, 7)
    rows = [{"file_name": f"images/{d}.jpg", "title": f"T{d}", "artist": f"A{d}", "date": str(d)} for d in dates]
    out = tmp_path / "run"
    done = subprocess.run(chain(corpus(tmp_path / "c", rows), out), capture_output=True, text=True)
    assert done.returncode == 2 and done.stderr.count("\n") == 1
    assert "the report is without credit: too few works" in done.stderr
    assert (out / "report" / "index.html").exists()
