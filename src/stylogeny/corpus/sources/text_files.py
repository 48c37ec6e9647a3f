"""Text files in whatever encoding they were saved: UTF-8 or UTF-16, with a mark or without, else one of old machines.

That is Windows-1252, or Mac Roman, in which the accented letters of western Europe have other bytes.
"""

from __future__ import annotations

import codecs
import re
from functools import lru_cache
from pathlib import Path
from typing import TextIO

from ...errors import StylogenyError

LFS = b"version https://git-lfs.github.com/spec/"  # how a file begins that stands for one in Git's large file storage
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"), (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
_SAMPLE = 4096
_FALLBACK = "stylogeny-windows-1252"
WINDOWS, MAC = "cp1252", "mac_roman"
# within words: the bytes of accented letters in Mac Roman (á à â ä ç é è ê í ñ ó ô ö ú ü), which in Windows-1252 are
# signs or nothing; and those of the letters of Windows-1252, which in Mac Roman are signs or capitals
_MAC_LETTER = re.compile(rb"[A-Za-z][\x87-\x91\x93\x94\x96-\x9a\x9c\x9f](?=[a-z])")
_WINDOWS_LETTER = re.compile(rb"[A-Za-z][\x9a\x9c\x9e\xdf-\xf6\xf8-\xff](?=[a-z])")


def _windows_1252(error: UnicodeError) -> tuple[str, int]:
    """The bytes that are no UTF-8 as Windows-1252 has them, one by one."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode(WINDOWS, "replace"), error.end


codecs.register_error(_FALLBACK, _windows_1252)


def encoding(path: Path) -> str:
    """The encoding of a text file: ``utf-8``, ``utf-8-sig``, ``utf-16`` ..., ``cp1252`` or ``mac_roman``."""
    stat = path.stat()
    return _encoding(path, stat.st_size, stat.st_mtime_ns)


@lru_cache(maxsize=64)
def _encoding(path: Path, size: int, written: int) -> str:
    with open(path, "rb") as file:
        head = file.read(_SAMPLE)
        for mark, name in _MARKS:
            if head.startswith(mark):
                return name
        if len(head) > 3:
            for offset, name in ((1, "utf-16-le"), (0, "utf-16-be")):
                if head[offset::2].count(0) > 0.6 * len(head[offset::2]) and not head[1 - offset :: 2].count(0):
                    return name
        decoder = codecs.getincrementaldecoder("utf-8")()
        block = head
        try:
            while block:
                decoder.decode(block)
                block = file.read(1 << 20)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            file.seek(0)
            return _of_old_machines(file.read(1 << 20))
    return "utf-8"


def _of_old_machines(content: bytes) -> str:
    """Windows-1252 or Mac Roman: in which more of the accented letters stand within words, and more than in UTF-8."""
    macs = len(_MAC_LETTER.findall(content))
    return MAC if macs > len(_WINDOWS_LETTER.findall(content)) + content.count(b"\xc3") else WINDOWS


def open_text(path: Path) -> TextIO:
    """Open a text file for reading. Line ends stay as they are; bytes that are no UTF-8 are read as old machines do."""
    name = encoding(path)
    if name == WINDOWS:  # byte by byte, since a file may be UTF-8 but for one row
        return open(path, encoding="utf-8", errors=_FALLBACK, newline="")
    return open(path, encoding=name, errors="replace", newline="")


def refuse_pointer(path: Path) -> None:
    """Raise for a file of Git's large file storage that was not fetched."""
    with open(path, "rb") as file:
        if file.read(len(LFS)) == LFS:
            raise StylogenyError(
                "a Git LFS pointer, and not the file that it stands for", got=str(path), fix="run `git lfs pull`"
            )
