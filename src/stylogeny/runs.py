"""The run folder: its manifest, what is done and what is left to do, and the file names of what lies in it.

A step is skipped when the digest of its parameters and inputs equals the one its manifest entry was finished with.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from . import __version__
from .artifacts import write_json
from .errors import StylogenyError
from .provenance import Provenance

MANIFEST_VERSION = 2
LONGEST = 80  # characters of a slug


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


def readable(name: str) -> str:
    """A name as words of an id: lower-case letters, digits, hyphens and underscores, at most 80 characters.

    Two names may have the same.
    """
    plain = unicodedata.normalize("NFC", name).casefold()
    words = "".join(c if c.isalnum() or c in "-_" else "-" for c in plain).split("-")
    return "-".join(word for word in words if word)[:LONGEST] or "unnamed"


def slug(name: str) -> str:
    """The file name of a name: lower-case letters, digits, hyphens and underscores, at most 80; no two names share one.

    A name that is already such a file name stays as it is. Whatever else is lost (capitals, dots, spaces, the end of a
    long name) is told apart by six digits of a digest: ``1956.1`` and ``1956-1`` have files of their own.
    """
    kept = readable(name)
    if kept == name and not re.search(r"-[0-9a-f]{6}$", name):
        return name
    mark = hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=3).hexdigest()
    return f"{kept[: LONGEST - 7].rstrip('-')}-{mark}"


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
            return {"version": MANIFEST_VERSION, "steps": {}}
        try:
            manifest = json.loads(file.read_text(encoding="utf-8"))
            version = int(manifest["version"])
        except (ValueError, KeyError, TypeError) as error:
            raise StylogenyError(
                "the manifest is damaged", got=f"{file}: {error}", fix="remove it and load again"
            ) from error
        if version > MANIFEST_VERSION:
            raise StylogenyError(
                "this run was written by a newer version of stylogeny", got=version, fix="update stylogeny"
            )
        # what an older version did is done again
        return manifest if version == MANIFEST_VERSION else {"version": MANIFEST_VERSION, "steps": {}}

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
        parameters: dict[str, Any],
        inputs: Iterable[Path] = (),
        outputs: Iterable[str],
    ) -> bool:
        """Run one step unless it is already done with the same parameters, inputs, code version and outputs present.

        Returns True when the work was run, False when it was skipped.
        """
        outputs = list(outputs)
        made_from = {self._named(path): digest_file(path) for path in inputs}
        provenance = Provenance(parameters, made_from).document()
        wanted = digest({"parameters": parameters, "inputs": made_from, "version": __version__})
        entry = {"digest": wanted, "outputs": outputs, "provenance": provenance}
        last = self.manifest["steps"].get(name, {})
        done = last.get("state") == "done" and last.get("digest") == wanted and last.get("outputs") == outputs
        if done and all((self.path / o).exists() for o in outputs):
            return False
        self.record(name, {**entry, "state": "running"})
        work()
        missing = [o for o in outputs if not (self.path / o).exists()]
        if missing:
            raise RuntimeError(f"step {name} did not write {missing}")
        self.record(name, {**entry, "state": "done"})
        return True

    def _named(self, path: Path) -> str:
        """An input's name: its place in the run, or its file name where it lies elsewhere."""
        return path.relative_to(self.path).as_posix() if path.is_relative_to(self.path) else path.name

    def parameters(self, step: str) -> dict[str, Any]:
        """What a step was last asked, empty where it was never run."""
        entry = self.manifest["steps"].get(step, {})
        return dict(entry.get("provenance", {}).get("parameters", {}))

    def record(self, name: str, entry: dict[str, Any]) -> None:
        """Store a step's entry in the manifest."""
        manifest = self.manifest
        manifest["steps"][name] = entry
        write_json(self.path / "manifest.json", manifest)
