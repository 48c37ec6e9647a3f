"""The process of a job: ``python -m stylogeny.studio.worker RUN JOB`` does what was asked, and keeps the answer."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..errors import StylogenyError
from ..files import alone
from ..progress import quietly
from ..runs import on_threads
from .jobs import ENDED_FILE, EVENTS_FILE, Job
from .pages import plain
from .refused import said_in_a_browser
from .room import JobTask
from .rooms import ROOMS

OFTEN = 0.1  # seconds between two reports of progress at least


class Reporter:
    """The callback of a job: what it is given becomes a line of the job's events.

    Parameters
    ----------
    file : Path
        The lines.
    """

    def __init__(self, file: Path) -> None:
        self.file, self._last = file, -1.0

    def __call__(self, said: Mapping[str, Any]) -> None:
        """Report: ``{"step", "done", "total"}`` is progress; what has an ``event`` is told under that name."""
        event = {"event": "progress", **said}
        now = time.monotonic()
        if event["event"] == "progress":
            if now - self._last < OFTEN and event.get("done") != event.get("total"):
                return
            self._last = now
        line = json.dumps(plain(event), ensure_ascii=False, allow_nan=False)
        with self.file.open("ab") as out:
            out.write(line.encode("utf-8", "replace") + b"\n")


def work(run: Path, job: Job, tasks: Mapping[str, JobTask]) -> None:
    """Do a job, and write down how it ended."""
    with alone(job.folder):
        if (job.folder / ENDED_FILE).exists():
            return
        report = Reporter(job.folder / EVENTS_FILE)
        mend(job.folder / EVENTS_FILE)
        report({"event": "begun"})
        try:
            with quietly(), on_threads(1):
                if job.kind not in tasks:
                    raise StylogenyError("no room does this kind of work", got=job.kind)
                result = tasks[job.kind](run, job.arguments, callback=report)
            job.finish("done", result=plain(result))
        except StylogenyError as error:
            job.finish("failed", error=said_in_a_browser(error))
        except MemoryError:
            job.finish("failed", error="out of memory; ask for less")
        except OSError as error:
            job.finish("failed", error=(error.strerror or str(error)).lower())
        except Exception as error:
            job.finish("failed", error=f"a fault of the program: {type(error).__name__}")
            raise


def mend(file: Path) -> None:
    """End the line in the middle of which a worker was killed: it is cut off."""
    if file.exists():
        data = file.read_bytes()
        if data and not data.endswith(b"\n"):
            with file.open("r+b") as out:
                out.truncate(data.rfind(b"\n") + 1)


def main(argv: list[str]) -> int:
    """Do the job of a folder; 0, or 2 for what is no job."""
    try:
        run, job = Path(argv[0]), Job.read(Path(argv[1]))
        tasks = {kind: task for room in ROOMS for kind, task in room.tasks.items()}
        work(run, job, tasks)
    except StylogenyError as error:
        print(f"stylogeny studio: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
