"""What happens to files when something goes wrong: a killed writer, a full disk, two writers at once.

A temporary file is locked by whoever writes it, and a run folder by whoever works in it. A lock ends with its process,
whatever killed it and whichever process has its number now, and holds on other machines that share the disk. So what
nobody has locked any more belongs to nobody, and is swept away by the next writer in that folder.
"""

from __future__ import annotations

import errno
import os
import platform
import re
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from .errors import StylogenyError

try:
    import fcntl
except ImportError:  # Windows has none: nothing is locked there, and nothing swept
    fcntl = None  # type: ignore[assignment]

TEMPORARY = re.compile(r"\..+\.part([0-9a-f]{8})[0-9a-f]{8}")  # the number of its process, and luck
LOCK = ".lock"  # in a run folder
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_NOT_LOCKABLE = (errno.ENOSYS, errno.ENOLCK, errno.EOPNOTSUPP, errno.EINVAL)  # as on some network disks
_swept: set[str] = set()  # folders that this process has looked through
_held: set[str] = set()  # folders that this process works in


@contextmanager
def replacing(path: Path | str) -> Iterator[Path]:
    """Yield a temporary path beside `path`; on success it is renamed to `path`, on any failure removed.

    What a killed process left in the folder under a temporary name is removed too.

    Raises
    ------
    OSError
        Also where the library that writes says in an error of its own that there is no room.
    """
    path = Path(path)
    if path.is_dir():  # before the work: a rename at its end would only name the temporary file
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    path.parent.mkdir(parents=True, exist_ok=True)
    if (folder := os.path.realpath(path.parent)) not in _swept:
        sweep(path.parent)
        _swept.add(folder)
    part = path.with_name(f".{path.name}.part{os.getpid():08x}{secrets.token_hex(4)}")
    try:
        with _locked(part) as mode:
            yield part
            part.chmod(mode)  # a library may have put a file of its own there, for one user's eyes only
            os.replace(part, path)
    except BaseException as error:
        part.unlink(missing_ok=True)
        number = _no_room(error)
        if number is None:
            raise
        raise OSError(number, os.strerror(number), str(path)) from error


def sweep(folder: Path | str) -> None:
    """Remove from a folder the temporary files whose writers are gone."""
    for file in Path(folder).iterdir():
        known = TEMPORARY.fullmatch(file.name)
        # between a file and its lock there is a moment, and a library may put an unlocked one in its place
        if known is not None and not _alive(int(known[1], 16)):
            with suppress(OSError):  # of a folder that cannot be written to, or a file that is gone by now
                _sweep_file(file)


def is_temporary(file: Path) -> bool:
    """Whether a file has the name of one that is being written, or was when its writer was killed."""
    return TEMPORARY.fullmatch(file.name) is not None


@contextmanager
def alone(folder: Path | str) -> Iterator[None]:
    """Within this context no other process works in `folder`.

    Raises
    ------
    StylogenyError
        When one does.
    """
    name = os.path.realpath(folder)
    if name in _held or fcntl is None:
        yield
        return
    handle = os.open(Path(folder) / LOCK, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        if not _try_lock(handle):
            other = os.read(handle, 200).decode(errors="replace").strip()
            raise StylogenyError(
                "another command is at work in this folder",
                got=f"{folder}: {other or 'a process that has just begun'}",
                fix="wait until it is done, or stop it",
            )
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"process {os.getpid()} on {platform.node()}\n".encode(), 0)
        _held.add(name)
        try:
            yield
        finally:
            _held.discard(name)
            os.ftruncate(handle, 0)
    finally:
        os.close(handle)


@contextmanager
def _locked(part: Path) -> Iterator[int]:
    """A new file, locked while this context lasts; the permissions that new files have here."""
    handle = os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o666)
    try:
        _try_lock(handle)
        yield stat.S_IMODE(os.fstat(handle).st_mode)
    finally:
        os.close(handle)


def _alive(process: int) -> bool:
    """Whether a process of that number runs on this machine."""
    if fcntl is None:  # where this signal would end it
        return True
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        return True
    return True


def _sweep_file(file: Path) -> None:
    if fcntl is None:
        return
    handle = os.open(file, os.O_RDWR)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)  # raises where its writer lives, or locks are unknown
        file.unlink()
    finally:
        os.close(handle)


def _try_lock(handle: int) -> bool:
    """Lock an open file; False where another process has. A disk without locks is taken on trust."""
    if fcntl is None:
        return True
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        return error.errno in _NOT_LOCKABLE
    return True


def _no_room(error: BaseException | None) -> int | None:
    """The number of the system's error, where this one comes from a disk or quota that is full."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in NO_ROOM:
            return error.errno
        said = str(error).casefold()
        for number in NO_ROOM:  # Arrow and safetensors say it in words
            if os.strerror(number).casefold() in said or f"os error {number})" in said:
                return number
        error = error.__cause__ or error.__context__
    return None
