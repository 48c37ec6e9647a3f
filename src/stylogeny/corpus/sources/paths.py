"""Pictures by name: what is a picture's name, and where a picture lies whose name a table writes otherwise.

Tables come from other machines: with other slashes, another case of letters, other Unicode forms, or paths from there.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

_SUFFIXES = """
    .jpg .jpeg .jpe .jfif .pjpeg .pjp .png .apng .gif .webp .tif .tiff .bmp .dib .avif .jp2 .j2k .heic .heif .svg
    .hdr .exr
"""
PICTURES = frozenset(_SUFFIXES.split())  # also of pictures that are refused by name
MOST = 1_000_000  # names looked through for a picture that is not where its table says
# what browsers and WikiArt hang on a name: "x.jpg!Large.jpg", "x.jpg_large", "x.jpg:orig", "x.jpg?w=800", "x.jpg.part"
_HUNG = r"(?:![\w-]+(?:\.\w+)?|[_:](?:large|orig|small|medium|thumb)|[?@].*|\.(?:download|part|\d+))$"
_HUNG_ON = re.compile(
    rf"(?<=\.jpg|\.png|\.gif|\.tif|\.bmp){_HUNG}|(?<=\.jpeg|\.webp|\.tiff|\.avif|\.jfif){_HUNG}", re.I
)
_SUFFIX = re.compile(r"(\.(?:jpe?g|png|gif|webp|tiff?|bmp|avif|jfif))+$", re.I)
_COPY = re.compile(r" ?\(\d{1,2}\)$")  # "x (1).jpg", a second download


def is_picture(name: str) -> bool:
    """Whether a file of this name should be a picture: not the shadow that macOS keeps of one, nor a hidden file."""
    base = PurePosixPath(name).name
    return not base.startswith(".") and os.path.splitext(_HUNG_ON.sub("", base))[1].lower() in PICTURES


def stem(name: str) -> str:
    """The name of a picture's file without suffixes and what browsers hang on it."""
    bare = _HUNG_ON.sub("", PurePosixPath(name).name)
    return _COPY.sub("", _SUFFIX.sub("", bare) if _SUFFIX.search(bare) else os.path.splitext(bare)[0])


def pictures(folder: Path) -> Iterator[Path]:
    """The files below a folder that are pictures by name, without hidden folders, in no order."""
    for place, folders, files in os.walk(folder):
        folders[:] = [f for f in folders if not f.startswith(".") and f != "__MACOSX"]
        yield from (Path(place, f) for f in files if is_picture(f))


def is_text(name: str) -> bool:
    """Whether a file's name can be written down: on some disks it may be any bytes."""
    return not any("\ud800" <= c <= "\udfff" for c in name)


def written(name: str) -> str:
    """A name for people: bytes of it that are no UTF-8 as Windows-1252 has them."""
    return "".join(
        bytes([ord(c) - 0xDC00]).decode("cp1252", "replace") if "\udc80" <= c <= "\udcff" else c for c in name
    )


class Finder:
    """Finds pictures below a folder under other spellings of their paths.

    Parameters
    ----------
    root : Path
        The folder that paths start from.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._listings: dict[Path, dict[str, list[str]]] = {}
        self._everywhere: dict[str, list[Path]] | None = None

    def find(self, name: str) -> Path | None:
        """The one file that a path means, or None where there is none or more than one.

        Tried are the path with slashes, its Unicode form and letters' case disregarded; its last parts alone, as a path
        from another machine needs; the name anywhere below the folder; and each without the suffix.
        """
        name = unquote(name.removeprefix("file://")) if "%" in name or name.startswith("file://") else name
        parts = [part for part in re.split(r"[\\/]+", name.strip()) if part not in ("", ".")]
        if name.strip().startswith("/") and (found := self._below(Path("/"), parts)):
            return found
        for start in range(len(parts)):
            if found := self._below(self.root, parts[start:]):
                return found
        return self._anywhere(parts[-1]) if parts else None

    def _below(self, folder: Path, parts: list[str]) -> Path | None:
        for number, part in enumerate(parts):
            if part == "..":
                folder = folder / part
                continue
            if (folder / part).exists():
                folder = folder / part
                continue
            listing = self._listing(folder)
            names = listing.get(_folded(part), [])
            if not names and number == len(parts) - 1:
                names = [n for n in listing.get(_folded(stem(part)), []) if is_picture(n)]
            if len(names) != 1:
                return None
            folder = folder / names[0]
        return folder if folder.is_file() else None

    def _listing(self, folder: Path) -> dict[str, list[str]]:
        """The names in a folder by their folded forms, pictures also by their stems."""
        if folder not in self._listings:
            listing: dict[str, list[str]] = {}
            try:
                names = sorted(os.listdir(folder))
            except OSError:
                names = []
            for name in names:
                for form in {_folded(name), _folded(stem(name))} if is_picture(name) else {_folded(name)}:
                    listing.setdefault(form, []).append(name)
            self._listings[folder] = listing
        return self._listings[folder]

    def _anywhere(self, name: str) -> Path | None:
        if self._everywhere is None:
            everywhere: dict[str, list[Path]] = {}
            for number, path in enumerate(pictures(self.root)):
                if number == MOST:
                    break
                everywhere.setdefault(_folded(path.name), []).append(path)
            self._everywhere = everywhere
        paths = self._everywhere.get(_folded(name), [])
        return paths[0] if len(paths) == 1 else None


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", written(name)).casefold()
