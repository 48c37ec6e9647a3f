"""Pictures that people bring: decoded under guard, and kept as nodes of the run folder that never change."""

from __future__ import annotations

import hashlib
import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from starlette.datastructures import UploadFile

from ..artifacts import Format, read_document, write_document
from ..errors import StylogenyError
from ..files import replacing
from .guarded import guarded
from .refused import Refused
from .state import Studio

UPLOAD = Format("studio-upload", 1, "drop the picture again")
FOLDER, SAID, PICTURE, ORIGINAL = "uploads", "upload.json", "picture.png", "original"
NAME = re.compile(r"[0-9a-f]{24}")


@dataclass(frozen=True)
class Upload:
    """A picture that somebody brought.

    Parameters
    ----------
    folder : Path
        Its node.
    name : str
        What its file was called.
    """

    folder: Path
    name: str

    @property
    def id(self) -> str:
        """That of its file: the same file is the same node, and one that says something else of itself is another."""
        return self.folder.name

    @property
    def picture(self) -> Path:
        """A PNG."""
        return self.folder / PICTURE

    @property
    def original(self) -> Path:
        """The file as it was sent, which may be signed; it is never given to a browser."""
        return self.folder / ORIGINAL


def received(studio: Studio, field: str | UploadFile | None) -> Upload:
    """The picture of a form's field, kept.

    Raises
    ------
    StylogenyError
        When there is none, or it cannot be used.
    """
    if not isinstance(field, UploadFile) or not (data := field.file.read()):
        raise Refused("no picture was sent", fix="choose a JPEG, PNG, WebP or TIFF file")
    name = Path((field.filename or "").replace("\\", "/")).name[:120] or "a picture"
    folder = studio.folder / FOLDER / hashlib.blake2b(data, digest_size=12).hexdigest()
    with suppress(StylogenyError):
        return upload(studio, folder.name)
    png = guarded(data, name=name)
    for file, content in ((ORIGINAL, data), (PICTURE, png)):
        with replacing(folder / file) as part:
            part.write_bytes(content)
    write_document(folder / SAID, UPLOAD, name=name)
    return upload(studio, folder.name)


def upload(studio: Studio, name: str) -> Upload:
    """An upload by its id.

    Raises
    ------
    StylogenyError
        When there is none.
    """
    folder = studio.folder / FOLDER / name
    if not NAME.fullmatch(name) or not (folder / SAID).is_file():
        raise Refused("there is no such picture", got=name[:60], status=404)
    return Upload(folder, str(read_document(folder / SAID, UPLOAD)["name"]))


def uploads(studio: Studio) -> list[Upload]:
    """All uploads, the latest first."""
    files = sorted((studio.folder / FOLDER).glob(f"*/{SAID}"), key=lambda file: -file.stat().st_mtime)
    kept = []
    for file in files:
        with suppress(StylogenyError):  # one that is damaged takes only itself away, and is made again when it is sent
            kept.append(upload(studio, file.parent.name))
    return kept
