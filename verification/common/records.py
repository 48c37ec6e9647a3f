"""What lies in a folder of results, as digests: per column of a table, tensor of a file, pixels of a picture, key of
a document.

Two records are compared part by part. A part that has another name but the same content counts as renamed, a file whose
parts all have the same content as moved; only what is neither is a difference.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

Parts = Mapping[str, str]  # name of a part -> digest of its content
Record = Mapping[str, Parts]  # path of a file in the folder -> its parts
PICTURES = {".png", ".jpg", ".jpeg", ".webp", ".gif"}
IGNORED = {".mp4", ".sqlite", ".log"}  # not the same bytes twice


def record(folder: Path) -> dict[str, dict[str, str]]:
    """The parts of every file below a folder."""
    files = sorted(f for f in folder.rglob("*") if f.is_file() and f.suffix not in IGNORED)
    return {f.relative_to(folder).as_posix(): _parts(f, folder) for f in files}


def _digest(content: bytes) -> str:
    return hashlib.blake2b(content, digest_size=8).hexdigest()


def _parts(file: Path, folder: Path) -> dict[str, str]:
    """Digests of the parts of a file; paths of the folder itself do not count."""
    if file.suffix == ".parquet":
        import pyarrow.parquet as pq

        table = pq.read_table(file)
        return {name: _digest(repr(table.column(name).to_pylist()).encode()) for name in table.column_names}
    if file.suffix == ".safetensors":
        from safetensors.numpy import load_file

        return {name: _digest(repr((v.shape, v.dtype)).encode() + v.tobytes()) for name, v in load_file(file).items()}
    if file.suffix in PICTURES:
        from PIL import Image

        with Image.open(file) as picture:
            return {"pixels": _digest(np.asarray(picture.convert("RGBA")).tobytes())}
    text = file.read_bytes().replace(str(folder).encode(), b"FOLDER")
    if file.suffix == ".json":
        value = json.loads(text)
        if isinstance(value, dict):
            return {key: _digest(json.dumps(part, sort_keys=True).encode()) for key, part in value.items()}
    return {"text": _digest(text)}


@dataclass(frozen=True)
class FileChange:
    """What became of one file's parts: changed or gone ones, new ones, and those that are called otherwise now."""

    path: str
    changed: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    new: list[str] = field(default_factory=list)
    renamed: list[tuple[str, str]] = field(default_factory=list)

    def __str__(self) -> str:
        what = [f"{word}: {', '.join(names)}" for word in ("changed", "gone", "new") if (names := getattr(self, word))]
        if self.renamed:
            what.append("renamed: " + ", ".join(f"{a} -> {b}" for a, b in self.renamed))
        return f"{self.path}: {'; '.join(what)}"

    @property
    def differs(self) -> bool:
        """Whether more than names changed."""
        return bool(self.changed or self.gone or self.new)


@dataclass(frozen=True)
class Comparison:
    """Two records beside each other."""

    gone: list[str]
    new: list[str]
    moved: list[tuple[str, str]]
    files: list[FileChange]
    same: int

    @property
    def differs(self) -> bool:
        """Whether more than names changed."""
        return bool(self.gone or self.new or any(change.differs for change in self.files))

    def lines(self) -> list[str]:
        """Everything that changed, a line each, and how much did not."""
        out = [f"moved   {a} -> {b}" for a, b in self.moved]
        out += [f"gone    {path}" for path in self.gone] + [f"new     {path}" for path in self.new]
        out += [f"{'differs' if change.differs else 'renamed'} {change}" for change in self.files]
        return [*out, f"{self.same} files are the same"]


def compare(before: Record, after: Record) -> Comparison:
    """What changed between two records."""
    gone, new = sorted(set(before) - set(after)), sorted(set(after) - set(before))
    moved = []
    for path in list(gone):
        other = next((p for p in new if _contents(after[p]) == _contents(before[path])), None)
        if other is not None:
            moved.append((path, other))
            gone.remove(path)
            new.remove(other)
    changes = [_change(path, before[path], after[path]) for path in sorted(set(before) & set(after))]
    files = [change for change in changes if change.differs or change.renamed]
    return Comparison(gone, new, moved, files, len(changes) - len(files))


def _contents(parts: Parts) -> list[str]:
    return sorted(parts.values())


def _change(path: str, before: Parts, after: Parts) -> FileChange:
    gone, new = [name for name in before if name not in after], [name for name in after if name not in before]
    renamed = []
    for name in list(gone):
        other = next((n for n in new if after[n] == before[name]), None)
        if other is not None:
            renamed.append((name, other))
            gone.remove(name)
            new.remove(other)
    changed = [name for name in before if name in after and before[name] != after[name]]
    return FileChange(path, changed, gone, new, renamed)
