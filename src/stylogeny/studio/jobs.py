"""Jobs: long work in processes of their own, one at a time, each a folder that outlives whoever asked.

``RUN/studio/jobs/ID/`` holds ``job.json`` (what was asked, written once), ``events.jsonl`` (what the worker reports,
a line an event), ``ended.json`` (how it ended, written once) and a lock while a worker is at it. What state a job is in
is read off these files and nowhere else, so a server that is killed, or a second one, finds all of it; a job whose
worker died is begun again, and resumes as the verbs of the package do.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..artifacts import Format, read_document, write_document
from ..errors import StylogenyError
from ..files import LOCK, alone
from .refused import Refused

ASKED = Format("studio-job", 1, "ask for it again")
ENDED = Format("studio-job-end", 1, "ask for it again")
FOLDER, ASKED_FILE, EVENTS_FILE, ENDED_FILE = "jobs", "job.json", "events.jsonl", "ended.json"
MAX_WAITING = 100
ATTEMPTS = 3  # workers that may die at one job before it is given up
POLL = 0.2  # seconds between two looks at files
STOPPING = 3.0  # seconds that a worker has to stop when it is told to
LOCKED_BY = re.compile(r"process (\d+) ")
NAME = re.compile(r"[a-z]+-[0-9a-f]{20}")


@dataclass(frozen=True)
class Job:
    """A job, as its folder tells of it.

    Parameters
    ----------
    folder : Path
    kind : str
        Of a room's tasks.
    arguments : mapping
        JSON-able.
    created : float
        Seconds of the epoch.
    """

    folder: Path
    kind: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    created: float = 0.0

    @classmethod
    def read(cls, folder: Path) -> Job:
        """The job of a folder.

        Raises
        ------
        StylogenyError
            When it is damaged, or there is none.
        """
        if not (folder / ASKED_FILE).is_file():
            raise Refused("there is no such job", got=folder.name, status=404)
        said = read_document(folder / ASKED_FILE, ASKED)
        with ASKED.fits(folder / ASKED_FILE):
            return cls(folder, str(said["kind"]), dict(said["arguments"]), float(said["created"]))

    @property
    def id(self) -> str:
        """Its name: that of its folder."""
        return self.folder.name

    @property
    def state(self) -> str:
        """``queued``, ``running``, ``done``, ``failed`` or ``cancelled``."""
        end = self.end
        return str(end["state"]) if end else "running" if self.worker else "queued"

    @property
    def end(self) -> dict[str, Any]:
        """How it ended: its state, its result or its error; empty while it has not."""
        file = self.folder / ENDED_FILE
        return read_document(file, ENDED) if file.exists() else {}

    @property
    def worker(self) -> int | None:
        """The number of the process that is at it."""
        try:
            known = LOCKED_BY.match((self.folder / LOCK).read_text(encoding="utf-8", errors="replace"))
        except FileNotFoundError:
            return None
        return int(known[1]) if known is not None and lives(int(known[1])) else None

    def events(self, after: int = 0) -> list[dict[str, Any]]:
        """What was reported after event number `after`; a line that is being written is not yet there."""
        try:
            lines = (self.folder / EVENTS_FILE).read_bytes().split(b"\n")[:-1]
        except FileNotFoundError:
            return []
        return [{"id": k, **json.loads(line)} for k, line in enumerate(lines, 1) if k > after]

    def finish(self, state: str, **said: object) -> None:
        """Write down how it ended, unless that is written."""
        if not (self.folder / ENDED_FILE).exists():
            write_document(self.folder / ENDED_FILE, ENDED, state=state, **said)

    def json(self) -> dict[str, Any]:
        """As JSON-able values: what was asked, its state, the last progress, its result or its error."""
        progress = next((e for e in reversed(self.events()) if e["event"] == "progress"), None)
        said = {"id": self.id, "kind": self.kind, "arguments": dict(self.arguments), "created": self.created}
        open_still = {"progress": progress, "state": self.state, "result": None, "error": None}
        return {**said, **open_still, **self.end, "href": f"/jobs/{self.id}"}


class Jobs:
    """The queue of a run folder.

    Parameters
    ----------
    run : Path
        The run folder.
    folder : Path
        Where the studio keeps what is its own.
    """

    def __init__(self, run: Path, folder: Path) -> None:
        self.run, self.folder = run, folder / FOLDER
        self._ended: set[str] = set()  # jobs that were found to have ended, and need not be looked at again
        self._process: subprocess.Popen[bytes] | None = None

    def ask(self, kind: str, arguments: Mapping[str, object]) -> Job:
        """Ask for work; the same that is already waited for is the same job.

        Raises
        ------
        StylogenyError
            When too much is waited for.
        """
        plain = json.loads(json.dumps(dict(arguments), allow_nan=False))
        waiting = list(self.waiting())
        for job in waiting:
            if (job.kind, job.arguments) == (kind, plain):
                return job
        if len(waiting) >= MAX_WAITING:
            raise Refused("too many jobs wait already", got=len(waiting), fix="cancel some, or wait", status=503)
        created = time.time()
        folder = self.folder / f"{kind}-{int(created * 1000):012x}{secrets.token_hex(4)}"
        write_document(folder / ASKED_FILE, ASKED, kind=kind, arguments=plain, created=created)
        return Job.read(folder)

    def get(self, name: str) -> Job:
        """A job by its id.

        Raises
        ------
        StylogenyError
            When there is none.
        """
        if not NAME.fullmatch(name):
            raise Refused("there is no such job", got=name[:60], status=404)
        return Job.read(self.folder / name)

    def all(self) -> list[Job]:
        """Every job, the latest first; what cannot be read is left out."""
        jobs = []
        for folder in self.folder.glob("*/") if self.folder.is_dir() else ():
            with suppress(StylogenyError, OSError):
                jobs.append(Job.read(folder))
        return sorted(jobs, key=lambda job: (-job.created, job.id))

    def waiting(self) -> Iterator[Job]:
        """Jobs that have not ended, the earliest first."""
        folders = [f for f in self.folder.glob("*/") if f.name not in self._ended] if self.folder.is_dir() else []
        jobs = []
        for folder in folders:
            with suppress(StylogenyError, OSError):
                if not (folder / ENDED_FILE).exists():
                    jobs.append(Job.read(folder))
                    continue
            self._ended.add(folder.name)
        yield from sorted(jobs, key=lambda job: (job.created, job.id))

    def cancel(self, job: Job) -> None:
        """End a job, and its worker with all that it started; what was finished of it is kept."""
        job.finish("cancelled")
        worker = job.worker
        if worker is not None:
            _stop(worker)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Within this context jobs are done, one after another; another server's queue is left to it."""
        task = asyncio.create_task(self._serve())
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
            if self._process is not None and self._process.poll() is None:
                await asyncio.to_thread(_stop, self._process.pid)

    async def _serve(self) -> None:
        while True:
            with suppress(StylogenyError, OSError):  # another server has the queue, or the disk is full: later
                self.folder.mkdir(parents=True, exist_ok=True)
                with alone(self.folder):
                    await self._work()
            await asyncio.sleep(5 * POLL)

    async def _work(self) -> None:
        while True:
            if self._process is not None and self._process.poll() is not None:
                self._process = None
            waiting = list(self.waiting())
            if self._process is None and waiting and not any(job.worker for job in waiting):
                self._begin(waiting[0])
            await asyncio.sleep(POLL)

    def _begin(self, job: Job) -> None:
        begun = sum(event["event"] == "begun" for event in job.events())
        if begun >= ATTEMPTS:
            job.finish("failed", error=f"its process was killed {begun} times, perhaps for want of memory")
            return
        command = [sys.executable, "-m", "stylogeny.studio.worker", str(self.run), str(job.folder)]
        self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True)


def lives(process: int) -> bool:
    """Whether a process does anything still: one that was killed, and that nobody has waited for, does not."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    try:
        state = Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:  # no Linux
        return True
    return state.rpartition(")")[2].split()[0] not in ("Z", "X")


def _stop(worker: int) -> None:
    """End a process and all that it started."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(worker, number)
        until = time.monotonic() + STOPPING
        while time.monotonic() < until:
            try:
                if os.waitpid(worker, os.WNOHANG)[0]:
                    return
            except ChildProcessError:  # of another server, which nobody here waits for
                with suppress(PermissionError):
                    try:
                        os.kill(worker, 0)
                    except ProcessLookupError:
                        return
            time.sleep(POLL / 4)
