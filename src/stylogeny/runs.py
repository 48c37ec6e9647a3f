"""The run folder: artifacts, manifest, resume, provenance.

Every file is written to a temporary name and renamed, so a killed run never leaves half a file. A step is skipped when
the digest of its parameters and inputs equals the one its manifest entry was finished with.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import stylogeny

from .errors import StylogenyError

MANIFEST_VERSION = 1


@contextmanager
def replacing(path: Path | str) -> Iterator[Path]:
    """Yield a temporary path beside `path`; on success it is renamed to `path`, on any failure removed."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part{os.getpid()}")
    try:
        yield part
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def write_text(path: Path | str, text: str) -> None:
    """Write text atomically."""
    with replacing(path) as part:
        part.write_text(text, encoding="utf-8")


def write_json(path: Path | str, value: Any) -> None:
    """Write JSON atomically: sorted keys, no NaN (it is not JSON)."""
    write_text(path, json.dumps(value, indent=1, sort_keys=True, ensure_ascii=False, allow_nan=False) + "\n")


def digest(value: Any) -> str:
    """A short stable digest of a JSON-able value."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.blake2b(text.encode(), digest_size=12).hexdigest()


def digest_file(path: Path | str) -> str:
    """A short digest of a file's bytes."""
    h = hashlib.blake2b(digest_size=12)
    with open(path, "rb") as f:
        while block := f.read(1 << 20):
            h.update(block)
    return h.hexdigest()


class Run:
    """A run folder and its manifest.

    Parameters
    ----------
    path : Path or str
        The folder. It is made when `create` is true; otherwise it must hold a manifest.
    """

    def __init__(self, path: Path | str, *, create: bool = False) -> None:
        self.path = Path(path)
        manifest = self.path / "manifest.json"
        if not manifest.exists() and not create:
            raise StylogenyError(
                "not a run folder (no manifest.json)",
                got=str(path),
                fix="make one with `stylogeny load CORPUS --out RUN`",
            )
        self.path.mkdir(parents=True, exist_ok=True)

    @property
    def manifest(self) -> dict[str, Any]:
        """The manifest as stored; an empty one when there is none yet."""
        file = self.path / "manifest.json"
        if not file.exists():
            return {"version": MANIFEST_VERSION, "software": {}, "environment": {}, "steps": {}}
        manifest = json.loads(file.read_text(encoding="utf-8"))
        if manifest.get("version", 0) > MANIFEST_VERSION:
            raise StylogenyError(
                "this run was written by a newer version of stylogeny",
                got=manifest.get("version"),
                fix="update stylogeny",
            )
        return manifest

    def file(self, name: str, *, needs: str | None = None) -> Path:
        """The path of an artifact; with `needs`, raise unless it is there, naming the command that makes it."""
        path = self.path / name
        if needs and not path.exists():
            raise StylogenyError(
                f"the run has no {name} yet",
                got=str(self.path),
                fix=f"run `stylogeny {needs} {self.path}` first",
            )
        return path

    def step(
        self,
        name: str,
        work: Callable[[], None],
        *,
        params: dict[str, Any],
        inputs: Iterable[Path] = (),
        outputs: Iterable[str],
    ) -> bool:
        """Run one step unless it is already done with the same parameters, inputs, code version and outputs present.

        Returns True when the work was run, False when it was skipped.
        """
        outputs = list(outputs)
        wanted = digest(
            {"params": params, "inputs": [digest_file(p) for p in inputs], "version": stylogeny.__version__}
        )
        entry = {"digest": wanted, "params": params, "outputs": outputs}
        last = self.manifest["steps"].get(name)
        if last == {**entry, "state": "done"} and all((self.path / o).exists() for o in outputs):
            return False
        self.record(name, {**entry, "state": "running"})
        work()
        missing = [o for o in outputs if not (self.path / o).exists()]
        if missing:
            raise RuntimeError(f"step {name} did not write {missing}")
        self.record(name, {**entry, "state": "done"})
        return True

    def record(self, name: str, entry: dict[str, Any]) -> None:
        """Store a step's entry in the manifest, with software versions and environment."""
        manifest = self.manifest
        manifest["software"] = {"stylogeny": stylogeny.__version__}
        manifest["environment"] = {"python": platform.python_version(), "system": platform.system()}
        manifest["steps"][name] = entry
        write_json(self.path / "manifest.json", manifest)
