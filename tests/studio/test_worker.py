"""The process of a job: what it reports, and how it ends whatever happens in it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from stylogeny.errors import StylogenyError
from stylogeny.progress import Callback
from stylogeny.studio.jobs import EVENTS_FILE, Job, Jobs
from stylogeny.studio.worker import Reporter, main, mend, work


@pytest.fixture
def job(tmp_path: Path) -> Job:
    return Jobs(tmp_path, tmp_path / "studio").ask("sum", {"of": [1, 2]})


def _sum(run: Path, arguments: Mapping[str, list[int]], *, callback: Callback) -> Mapping[str, object]:
    for k, _ in enumerate(arguments["of"], 1):
        callback({"step": "adding", "done": k, "total": len(arguments["of"])})
    callback({"event": "partial", "value": np.float32("nan"), "name": "<b>\u2028"})
    return {"sum": np.int64(sum(arguments["of"]))}


def test_what_was_asked_is_done_and_told(job: Job, tmp_path: Path) -> None:
    work(tmp_path, job, {"sum": _sum})
    assert job.state == "done" and job.end["result"] == {"sum": 3}
    assert job.events()[0]["event"] == "begun"
    last = job.events()[-1]
    assert last["event"] == "partial" and last["value"] is None and last["name"] == "<b>\u2028"
    lines = (job.folder / EVENTS_FILE).read_bytes()
    work(tmp_path, job, {"sum": _sum})  # it has ended
    assert (job.folder / EVENTS_FILE).read_bytes() == lines


@pytest.mark.parametrize(
    ("error", "said"),
    [(StylogenyError("no such work"), "no such work"), (OSError(28, "No space left on device"), "no space left"),
     (MemoryError(), "out of memory")],
)  # fmt: skip
def test_a_known_error_is_one_line(error: Exception, said: str, job: Job, tmp_path: Path) -> None:
    def fails(run: Path, arguments: Mapping[str, object], *, callback: Callback) -> Mapping[str, object]:
        raise error

    work(tmp_path, job, {"sum": fails})
    assert job.state == "failed" and job.end["error"].startswith(said)


def test_a_fault_ends_the_job_too(job: Job, tmp_path: Path) -> None:
    def faulty(run: Path, arguments: Mapping[str, object], *, callback: Callback) -> Mapping[str, object]:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        work(tmp_path, job, {"sum": faulty})
    assert job.state == "failed" and "ZeroDivisionError" in job.end["error"]


def test_a_line_broken_off_by_a_kill_is_cut_off(tmp_path: Path) -> None:
    file = tmp_path / "events.jsonl"
    file.write_bytes(b'{"event": "begun"}\n{"ev')
    mend(file)
    Reporter(file)({"event": "begun"})
    assert [json.loads(line)["event"] for line in file.read_text().splitlines()] == ["begun", "begun"]


def test_much_progress_is_few_lines_and_the_last_is_among_them(tmp_path: Path) -> None:
    report = Reporter(tmp_path / "events.jsonl")
    for k in range(1, 5001):
        report({"step": "x", "done": k, "total": 5000})
    lines = [json.loads(line) for line in (tmp_path / "events.jsonl").read_text().splitlines()]
    assert len(lines) < 500 and lines[-1]["done"] == 5000


def test_what_is_no_job_exits_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path), str(tmp_path / "none")]) == 2
    assert "no such job" in capsys.readouterr().err
