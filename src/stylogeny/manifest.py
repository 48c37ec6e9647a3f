"""What the manifest of a run folder says of the files in it: the digest of each, as its step wrote it.

:class:`.runs.Run` keeps the manifest. Every reader of :mod:`.artifacts` looks here, so that no file of another run is
taken for one of this run's, whoever reads it and however deep it lies; and every writer takes a file off the list
before it replaces it, so that the list never speaks of a file that is no more.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from .files import alone, replacing

MANIFEST = "manifest.json"
CHECKSUM = "checksum"  # in what is written: of all that it says, so that a flipped bit is no other datum
NOT_WRITTEN_HERE = "is damaged, or of another run: it is not the file that was written here"
DEEP = 5  # folders that a file may lie below its manifest, as RUN/futures/NAME/tree/vectors.safetensors


def text_of(value: object) -> str:
    """JSON in one line and one order: no NaN (it is not JSON)."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, allow_nan=False)


def checksum(head: Mapping[str, object], content: bytes = b"") -> str:
    """A digest of JSON-able values, and of the content that they stand at the head of."""
    return hashlib.blake2b(text_of(head).encode() + content, digest_size=12).hexdigest()


def digest_file(path: Path | str) -> str:
    """A short digest of a file's bytes."""
    h = hashlib.blake2b(digest_size=12)
    with open(path, "rb") as f:
        while block := f.read(1 << 20):
            h.update(block)
    return h.hexdigest()


def as_listed(path: Path | str) -> bool:
    """Whether a file is what the manifests of the folders above it list, where they list it at all."""
    return not not_as_listed(path)


def not_as_listed(path: Path | str) -> str:
    """What a manifest of a folder above calls a file of which it lists another, the topmost one's name; else empty."""
    listing = [(name, marks) for _, manifest, name in _above(Path(path)) if (marks := _marks(manifest, name))]
    if not listing:
        return ""
    own = {digest_file(path)}
    return next((name for name, marks in reversed(listing) if marks != own), "")


def unlist(path: Path | str) -> None:
    """Take a file that is about to be replaced off the list: the steps that wrote it are not done any more.

    Raises
    ------
    StylogenyError
        When the file is on a list, and another process is at work in that run.
    """
    for folder, manifest, name in _above(Path(path)):
        if not _marks(manifest, name):
            continue
        with alone(folder):
            manifest = _read(folder)
            for entry in manifest["steps"].values():
                entry["outputs"].pop(name, None)
            write_manifest(folder, manifest)


def write_manifest(folder: Path, manifest: Mapping[str, Any]) -> None:
    """Write a manifest with its checksum, whole or not at all."""
    plain = json.loads(json.dumps({name: said for name, said in manifest.items() if name != CHECKSUM}))
    with replacing(folder / MANIFEST) as part:
        text = json.dumps({**plain, CHECKSUM: checksum(plain)}, indent=1, sort_keys=True, ensure_ascii=False)
        part.write_text(text + "\n", encoding="utf-8")


def _above(path: Path) -> Iterator[tuple[Path, dict[str, Any], str]]:
    """The folders with a manifest above a file, those manifests, and what they would call the file."""
    place = path.absolute()
    for folder in list(place.parents)[:DEEP]:
        if (folder / MANIFEST).is_file():
            yield folder, _read(folder), place.relative_to(folder).as_posix()


def _read(folder: Path) -> dict[str, Any]:
    """A manifest; one that cannot be read lists nothing here, and is refused by whoever opens the run."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        sound = all(isinstance(entry["outputs"], dict) for entry in manifest["steps"].values())
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {"steps": {}}
    return dict(manifest) if sound else {"steps": {}}


def _marks(manifest: Mapping[str, Any], name: str) -> set[str]:
    """Digests that the steps of a manifest have of a file."""
    return {mark for entry in manifest["steps"].values() if (mark := entry["outputs"].get(name))}
