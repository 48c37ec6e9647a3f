"""Jobs: what state they are in is read off their files, whoever wrote them and whoever was killed."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from helpers.apart import apart
from stylogeny.errors import StylogenyError
from stylogeny.files import LOCK
from stylogeny.studio.jobs import ATTEMPTS, EVENTS_FILE, MAX_WAITING, Job, Jobs, lives


@pytest.fixture
def jobs(tmp_path: Path) -> Jobs:
    return Jobs(tmp_path / "run", tmp_path / "studio")


def until(done: Callable[[], bool], jobs: Jobs) -> None:
    """Serve the queue until something is so."""

    async def serve() -> None:
        async with jobs.running():
            for _ in range(3000):
                if done():
                    return
                await asyncio.sleep(0.01)
        raise AssertionError("it does not come about")

    apart(serve())


def test_the_same_question_waits_once(jobs: Jobs) -> None:
    first, again = jobs.ask("credit", {"work": "a"}), jobs.ask("credit", {"work": "a"})
    other = jobs.ask("credit", {"work": "b"})
    assert first == again and other != first and first.state == "queued"
    assert [job.id for job in jobs.waiting()] == [first.id, other.id]
    first.finish("done", result={"found": 1})
    assert jobs.ask("credit", {"work": "a"}) != first and jobs.get(first.id).end["result"] == {"found": 1}


def test_how_it_ended_is_written_once(jobs: Jobs) -> None:
    job = jobs.ask("credit", {})
    job.finish("cancelled")
    job.finish("done", result=1)
    assert job.state == "cancelled" and job.json()["state"] == "cancelled"


def test_a_queue_is_not_endless(jobs: Jobs) -> None:
    for k in range(MAX_WAITING):
        jobs.ask("credit", {"work": k})
    with pytest.raises(StylogenyError, match="too many jobs"):
        jobs.ask("credit", {"work": "one more"})


@pytest.mark.parametrize("name", ["", "..", "../x", "credit-1", "credit-" + "0" * 20, "a/b"])
def test_what_is_no_job_is_none(name: str, jobs: Jobs) -> None:
    with pytest.raises(StylogenyError, match="no such job"):
        jobs.get(name)


def test_events_are_numbered_and_a_half_line_is_not_one(jobs: Jobs) -> None:
    job = jobs.ask("credit", {})
    (job.folder / EVENTS_FILE).write_bytes(b'{"event": "begun"}\n{"event": "progress", "done": 3}\n{"event": "pro')
    assert [e["id"] for e in job.events()] == [1, 2] and [e["id"] for e in job.events(after=1)] == [2]
    assert job.json()["progress"]["done"] == 3


def test_a_damaged_job_hinders_no_other(jobs: Jobs) -> None:
    bad, good = jobs.ask("credit", {"work": 1}), jobs.ask("credit", {"work": 2})
    (bad.folder / "job.json").write_text("{")
    assert [job.id for job in jobs.all()] == [good.id] == [job.id for job in jobs.waiting()]


def test_what_is_cancelled_is_passed_over_and_what_no_room_knows_fails_in_one_line(jobs: Jobs) -> None:
    (jobs.run).mkdir()
    first, second = jobs.ask("nothing", {"k": 1}), jobs.ask("nothing", {"k": 2})
    jobs.cancel(first)
    until(lambda: bool(second.end), jobs)
    assert first.state == "cancelled" and not first.events()
    assert second.state == "failed" and "no room does this" in second.end["error"]


def test_a_worker_that_was_killed_is_begun_again_and_given_up_in_the_end(jobs: Jobs) -> None:
    job = jobs.ask("nothing", {})
    job.folder.joinpath(LOCK).write_text(f"process {2**22 - 7} on here\n")  # of one that is no more
    assert job.state == "queued"
    (job.folder / EVENTS_FILE).write_text('{"event": "begun"}\n' * ATTEMPTS)
    until(lambda: bool(job.end), jobs)
    assert job.state == "failed" and f"killed {ATTEMPTS} times" in job.end["error"]


def test_cancelling_ends_the_worker_and_what_it_started(jobs: Jobs, tmp_path: Path) -> None:
    job = jobs.ask("nothing", {})
    child = "import subprocess, sys; print(subprocess.Popen(['sleep', '600']).pid, flush=True); sys.stdin.read()"
    worker = subprocess.Popen(
        [sys.executable, "-c", child], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    assert worker.stdout is not None
    below = int(worker.stdout.readline())
    job.folder.joinpath(LOCK).write_text(f"process {worker.pid} on here\n")
    assert job.state == "running" and job.worker == worker.pid
    jobs.cancel(job)
    assert job.state == "cancelled" and job.worker is None
    worker.wait(10)
    gone = Path(f"/proc/{below}")
    assert not gone.exists() or "Z" in (gone / "stat").read_text().rsplit(")", 1)[1][:3]


def test_a_killed_servers_worker_is_found_and_nothing_runs_beside_it(jobs: Jobs) -> None:
    first, second = jobs.ask("nothing", {"k": 1}), jobs.ask("nothing", {"k": 2})
    orphan = subprocess.Popen(["sleep", "600"], start_new_session=True)
    first.folder.joinpath(LOCK).write_text(f"process {orphan.pid} on here\n")
    looked = 0

    def some_time() -> bool:
        nonlocal looked
        looked += 1
        return looked > 60

    until(some_time, jobs)
    assert first.state == "running" and second.state == "queued" and orphan.poll() is None
    os.kill(orphan.pid, signal.SIGKILL)
    while lives(orphan.pid):
        pass
    assert first.state == "queued"  # its turn again, whether or not anybody has waited for the one that was killed
    orphan.wait(10)
    assert not lives(orphan.pid) and lives(os.getpid())


def test_a_job_reads_as_it_was_asked(jobs: Jobs) -> None:
    job = jobs.ask("credit", {"work": "\u2028<b>", "bootstraps": 20})
    assert Job.read(job.folder) == job and job.arguments == {"work": "\u2028<b>", "bootstraps": 20}
