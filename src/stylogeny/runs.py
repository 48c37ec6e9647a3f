"""The run folder: its manifest, what is done and what is left to do, and the file names of what lies in it.

A step is skipped when its parameters and inputs are those that its manifest entry was finished with, and its outputs
are still the files that it wrote. No step goes on from a file that is not what its own step wrote. One command at a
time works in a run; any number may read.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from . import __version__
from .errors import StylogenyError
from .files import alone
from .manifest import CHECKSUM, MANIFEST, NOT_WRITTEN_HERE, as_listed, checksum, digest_file, write_manifest
from .provenance import Provenance

MANIFEST_VERSION = 2
ENTRY = {"state", "digest", "outputs", "provenance"}  # of a step in the manifest
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS")
NEAR = 2  # folders that a run and its corpus may be below the one in which they move together
LONGEST, LONGEST_BYTES = 80, 160  # characters and bytes of a slug: with what is put around it, a name every disk takes


def digest(value: object) -> str:
    """A short stable digest of a JSON-able value."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.blake2b(text.encode(), digest_size=12).hexdigest()


def readable(name: str) -> str:
    """A name as words of an id: lower-case letters, digits, hyphens and underscores, at most 80 characters.

    Two names may have the same.
    """
    plain = unicodedata.normalize("NFC", name).casefold()
    words = "".join(c if c.isalnum() or c in "-_" else "-" for c in plain).split("-")
    return "-".join(word for word in words if word)[:LONGEST] or "unnamed"


def slug(name: str) -> str:
    """The file name of a name: lower-case letters, digits, hyphens and underscores, at most 80 (and 160 bytes).

    A name that is already such a file name stays as it is. Whatever else is lost (capitals, dots, spaces, the end of a
    long name) is told apart by ten digits of a digest: ``1956.1`` and ``1956-1`` have files of their own, and of two
    names that are otherwise alike one in 10^12 shares a file.
    """
    kept = readable(name)
    if kept == name and len(name.encode()) <= LONGEST_BYTES and not re.search(r"-[0-9a-f]{10}$", name):
        return name
    mark = hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=5).hexdigest()
    start = kept[: LONGEST - 11].encode("utf-8", "ignore")[: LONGEST_BYTES - 11].decode("utf-8", "ignore")
    return f"{start.rstrip('-')}-{mark}"


def is_slug(name: str) -> bool:
    """Whether :func:`slug` gives this file name to some name: to itself, or to one of which more is lost."""
    return readable(name) == name and len(name.encode()) <= LONGEST_BYTES


@contextmanager
def on_threads(count: int = 1) -> Iterator[None]:
    """Within this context the numerical libraries use so many threads, whenever they are loaded.

    A sum in another order is another number in the last place, and after a hundred iterations another graph: the same
    bytes on every machine need one order. What is parallel is so by units (:mod:`.executors`), each on one thread.
    """
    from threadpoolctl import threadpool_limits

    before = {name: os.environ.get(name) for name in THREADS}
    os.environ.update(dict.fromkeys(THREADS, str(count)))  # for libraries loaded later, and for worker processes
    try:
        with threadpool_limits(limits=count):
            yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def place_from(folder: Path | str, path: Path | str) -> str:
    """How a folder refers to a path: from itself where both lie beneath one folder near it, and so may move together.

    Near is at most two folders above; what lies farther is named in full.
    """
    here, there = os.path.realpath(folder), os.path.realpath(path)
    if os.path.splitdrive(here)[0] != os.path.splitdrive(there)[0]:
        return there
    way = Path(os.path.relpath(there, here))
    up = sum(part == os.pardir for part in way.parts)
    common = os.path.commonpath([here, there])
    return way.as_posix() if up <= NEAR and os.path.dirname(common) != common else there


class Run:
    """A run folder and its manifest.

    Parameters
    ----------
    path : Path or str
        The folder. It is made when `create` is true; otherwise it must hold a manifest.
    """

    def __init__(self, path: Path | str, *, create: bool = False) -> None:
        self.path = Path(path)
        manifest = self.path / MANIFEST
        if not manifest.exists() and not create:
            raise StylogenyError(
                f"not a run folder (no {MANIFEST})",
                got=str(path),
                fix="make one with `stylogeny load CORPUS --out RUN`",
            )
        self.path.mkdir(parents=True, exist_ok=True)

    @property
    def manifest(self) -> dict[str, Any]:
        """The manifest as stored; an empty one when there is none yet."""
        file = self.path / MANIFEST
        if not file.exists():
            return {"version": MANIFEST_VERSION, "steps": {}}
        try:
            manifest = json.loads(file.read_text(encoding="utf-8"))
            version, written = int(manifest["version"]), manifest.pop(CHECKSUM, None)
            whole = all(entry.keys() >= ENTRY for entry in manifest["steps"].values())
        except KeyError as error:
            raise self._damaged(f"it has no {error.args[0]}") from error
        except (ValueError, TypeError, AttributeError) as error:
            raise self._damaged("it is no manifest in JSON") from error
        if version > MANIFEST_VERSION:
            raise StylogenyError(
                "this run was written by a newer version of stylogeny", got=version, fix="update stylogeny"
            )
        if version < MANIFEST_VERSION:  # what an older version did is done again
            return {"version": MANIFEST_VERSION, "steps": {}}
        if not whole:
            raise self._damaged("a step lacks an entry")
        if written is not None and written != checksum(manifest):
            raise self._damaged("its content is not what was written")
        return dict(manifest)

    def _damaged(self, why: object) -> StylogenyError:
        file = self.path / MANIFEST
        return StylogenyError(
            "the manifest is damaged", got=f"{file}: {why}", fix="remove it and run `stylogeny load` again"
        )

    def file(self, name: str, *, needs: str | None = None) -> Path:
        """The path of an artifact; with `needs`, raise unless it is there and whole, naming what makes it."""
        path = self.path / name
        if needs and not path.exists():
            raise StylogenyError(
                f"the run has no {name} yet",
                got=str(self.path),
                fix=f"run `stylogeny {needs} {self.path}` first",
            )
        if needs:
            self._check(name, needs)
        return path

    def _check(self, name: str, needs: str) -> None:
        """Raise unless a file is what its steps wrote, as far as the manifest says."""
        listing = [entry for entry in self.manifest["steps"].values() if entry["outputs"].get(name)]
        if not listing or as_listed(self.path / name):
            return
        simulated = any("simulated" in e["provenance"].get("parameters", {}) for e in listing)
        raise StylogenyError(
            f"{name} {NOT_WRITTEN_HERE}",
            got=self.path / name,
            fix=f"run `stylogeny {'simulate' if simulated else needs}` again, as this run was made",
        )

    def step(
        self,
        name: str,
        work: Callable[[], None],
        *,
        parameters: dict[str, Any],
        inputs: Iterable[Path] = (),
        outputs: Iterable[str],
    ) -> bool:
        """Run one step unless it is already done with the same parameters, inputs and code version.

        It is run again too where an output is missing or no longer the file that the step wrote. Returns True when the
        work was run, False when it was skipped.

        Raises
        ------
        StylogenyError
            When there is work to do and another process is at work in this run.
        """
        outputs, entry = list(outputs), self._asked(parameters, inputs)
        if self._done(name, entry, outputs):
            return False
        with alone(self.path), on_threads(1):
            self.record(name, {**entry, "outputs": {}, "state": "running"})
            work()
            written = self._written(outputs)
            if missing := [output for output, mark in written.items() if not mark]:
                raise RuntimeError(f"step {name} did not write {missing}")
            self.record(name, {**entry, "outputs": written, "state": "done"})
        return True

    def is_done(
        self, name: str, *, parameters: dict[str, Any], inputs: Iterable[Path] = (), outputs: Iterable[str]
    ) -> bool:
        """Whether :meth:`step` would skip this step."""
        return self._done(name, self._asked(parameters, inputs), list(outputs))

    def _asked(self, parameters: dict[str, Any], inputs: Iterable[Path]) -> dict[str, Any]:
        """What a step is asked: its provenance, and the digest by which it is known again."""
        made_from = {self._named(path): digest_file(path) for path in inputs}
        wanted = digest({"parameters": parameters, "inputs": made_from, "version": __version__})
        return {"digest": wanted, "provenance": Provenance(parameters, made_from).document()}

    def _done(self, name: str, entry: dict[str, Any], outputs: list[str]) -> bool:
        """Whether a step did what an entry asks, and what it wrote is there."""
        last = self.manifest["steps"].get(name, {})
        same = last.get("state") == "done" and last["digest"] == entry["digest"]
        return bool(same and last["outputs"] == self._written(outputs))

    def _written(self, outputs: Iterable[str]) -> dict[str, str]:
        """The digest of each output as it is now, empty for one that is not there."""
        files = {output: self.path / output for output in outputs}
        return {output: digest_file(file) if file.is_file() else "" for output, file in files.items()}

    def _named(self, path: Path) -> str:
        """An input's name: its place in the run, or its file name where it lies elsewhere."""
        return path.relative_to(self.path).as_posix() if path.is_relative_to(self.path) else path.name

    def parameters(self, step: str) -> dict[str, Any]:
        """What a step was last asked, empty where it was never run."""
        entry = self.manifest["steps"].get(step, {})
        return dict(entry.get("provenance", {}).get("parameters", {}))

    def record_written(self, name: str, outputs: Iterable[str], *, parameters: dict[str, Any]) -> None:
        """Store in the manifest that a step wrote these files, where something else than :meth:`step` ran it."""
        said = Provenance(parameters).document()
        self.record(name, {"digest": "", "outputs": self._written(outputs), "provenance": said, "state": "done"})

    def record(self, name: str, entry: dict[str, Any]) -> None:
        """Store a step's entry in the manifest."""
        with alone(self.path):
            manifest = self.manifest
            manifest["steps"][name] = entry
            write_manifest(self.path, manifest)
