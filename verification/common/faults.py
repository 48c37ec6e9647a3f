"""Commands that are killed, or find the disk full, at a chosen file event; and folders compared byte by byte.

A command runs in a fork of this process, which has imported everything already, so that a trial costs little more than
the work itself. An event is the opening of a file for writing, a rename, a removal or a new folder, beneath one folder.
"""

from __future__ import annotations

import errno
import hashlib
import os
import resource
import sys
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from threadpoolctl import threadpool_limits

from stylogeny.cli import main
from stylogeny.files import LOCK, is_temporary

KILLED = 9
CRASHED = 70  # the command ended in a traceback
REMOVALS = ("os.remove", "os.rmdir")  # need no room
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


@dataclass(frozen=True)
class Outcome:
    """How a command ended.

    Parameters
    ----------
    status : int
        Its exit status; :data:`KILLED`, or :data:`CRASHED` for a traceback.
    said : str
        What it printed, errors included.
    events : int
        File events beneath the folder.
    """

    status: int
    said: str
    events: int

    @property
    def complaint(self) -> str:
        """The last line that it printed."""
        lines = self.said.strip().splitlines()
        return lines[-1] if lines else ""

    @property
    def refused(self) -> bool:
        """Whether it ended with one line that says what to do: no traceback, status 2."""
        return self.status == 2 and "Traceback" not in self.said


@dataclass(frozen=True)
class Fault:
    """What goes wrong at the event of this number (from 0): ``kill``, or ``full``, a disk without room.

    ``limit`` is a disk on which no file grows beyond `at` bytes: also libraries that are not Python's are told.
    """

    kind: str
    at: int


def command(
    argv: Sequence[str],
    cwd: Path,
    *,
    within: Path | None = None,
    fault: Fault | None = None,
    before: Callable[[], None] | None = None,
) -> Outcome:
    """One command in the folder `cwd`, with a fault among its file events beneath `within` (default: `cwd`).

    `before` is called in the process of the command, before it begins: what it changes ends with it.
    """
    reader, writer = os.pipe()
    if (child := os.fork()) == 0:
        os.close(reader)
        if before is not None:
            before()
        os._exit(_child(list(argv), cwd, writer, (within or cwd).resolve(), fault))
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        said = pipe.read().decode(errors="replace")
    _, ended = os.waitpid(child, 0)
    text, _, count = said.rpartition("\0")
    return Outcome(os.waitstatus_to_exitcode(ended), text or said, int(count) if count.isdigit() else 0)


def _child(argv: list[str], cwd: Path, output: int, within: Path, fault: Fault | None) -> int:
    threadpool_limits(1)  # threads do not survive a fork, and some libraries wait for them for ever
    os.chdir(cwd)
    os.dup2(output, 1)
    os.dup2(output, 2)
    sys.stdout, sys.stderr = os.fdopen(1, "w"), os.fdopen(2, "w")
    count = _hooked(within, fault)
    if fault is not None and fault.kind == "limit":
        resource.setrlimit(resource.RLIMIT_FSIZE, (fault.at, fault.at))
    try:
        status = main(argv)
    except SystemExit as left:
        status = int(left.code or 0)
    except BaseException:
        traceback.print_exc()
        status = CRASHED
    sys.stdout.flush()
    sys.stderr.flush()
    os.write(output, f"\0{count()}".encode())
    return status


def _hooked(within: Path, fault: Fault | None) -> Callable[[], int]:
    """Count the file events beneath a folder from now on, and let the fault happen; gives the count."""
    root, state = f"{within}{os.sep}", {"count": 0, "over": False}

    def hook(event: str, args: tuple[Any, ...]) -> None:
        if event == "open":
            if not isinstance(args[2], int) or not args[2] & WRITES:
                return
        elif event not in ("os.rename", "os.mkdir", *REMOVALS):
            return
        if not isinstance(args[0], (str, os.PathLike)) or not os.path.abspath(args[0]).startswith(root):
            return
        number, state["count"] = state["count"], state["count"] + 1
        if fault is None or fault.kind == "limit" or (event in REMOVALS and fault.kind == "full"):
            return
        if fault.kind == "kill" and number == fault.at:
            os._exit(KILLED)
        if fault.kind == "full" and number >= fault.at:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), os.fspath(args[0]))

    sys.addaudithook(hook)
    return lambda: state["count"]


def contents(folder: Path) -> dict[str, str]:
    """A digest of every file of a folder, by its place there; the lock, which says who was there last, left out."""
    return {
        file.relative_to(folder).as_posix(): hashlib.blake2b(file.read_bytes(), digest_size=12).hexdigest()
        for file in sorted(folder.rglob("*"))
        if file.is_file() and file.name != LOCK
    }


def leftovers(folder: Path) -> list[str]:
    """Temporary files that nobody took away."""
    return [file.relative_to(folder).as_posix() for file in sorted(folder.rglob("*")) if is_temporary(file)]
