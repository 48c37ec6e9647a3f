"""A picture file is asked where it came from: its manifest, and where that is lost, the mark in its pixels."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ...corpus import pictures as reader
from ...corpus.pictures import BadPicture
from ...generation.canvas import resize
from .content_credentials import judged
from .identity import Identity
from .marked_pictures import MarkedPicture, find_marked, sizes_on_record
from .pixel_mark import PixelMark, detect
from .verdict import SignatureVerdict

ASPECT = 0.02  # by which a scaled picture's aspect may be off that on record


@dataclass(frozen=True)
class FoundMark:
    """A mark in a picture, and what is on record of it.

    Parameters
    ----------
    mark : PixelMark
    size : (int, int)
        Height and width at which the picture was read: its own, or one on record.
    record : MarkedPicture, optional
        None where the record is lost.
    looks_right : bool, optional
        Whether the picture looks as the marked one did; None where that cannot be said.
    """

    mark: PixelMark
    size: tuple[int, int]
    record: MarkedPicture | None
    looks_right: bool | None


@dataclass(frozen=True)
class PictureOrigin:
    """What a picture file says of where it came from.

    Parameters
    ----------
    file : str
    signature : SignatureVerdict
    mark : FoundMark, optional
    mark_asked : bool
        Whether a mark was looked for.
    """

    file: str
    signature: SignatureVerdict
    mark: FoundMark | None = None
    mark_asked: bool = False

    @property
    def lines(self) -> list[str]:
        """What there is to say, a line each."""
        s = self.signature
        lines = [f"{self.file}: {s.state}: {s.said}"]
        lines += [f"  signed by {s.signer} with {s.generator}{s.time and ' on '}{s.time}"] if s.signer else []
        if s.source_type or s.action:
            lines.append(f"  {s.action.removeprefix('c2pa.')}{s.source_type and ', '}{s.source_type}")
        genealogy = s.genealogy
        if self.mark is not None:
            lines.append(f"  {mark_line(self.mark)}")
            if genealogy is None and self.mark.record is not None:
                genealogy = self.mark.record.genealogy
        elif self.mark_asked:
            lines.append("  no mark of yours in its pixels")
        if genealogy is not None:
            g = genealogy
            between = "" if g.interval is None else f" ({g.interval[0]:g} to {g.interval[1]:g})"
            year = "" if g.year is None else f"{g.year:g}{between}"
            facts = {"year": year, "seed": g.seed, "by": g.generator}
            said = ", ".join(f"{name} {value}" for name, value in facts.items() if value not in (None, ""))
            lines.append(f"  {g.title}{said and ': '}{said}")
            lines += [f"    {p.share:6.1%}  {p.name}" for p in g.parents[:8]]
        return lines

    def document(self) -> dict[str, Any]:
        """As JSON-able values."""
        found = self.mark
        mark = None
        if found is not None:
            record = None if found.record is None else found.record.genealogy.document()
            m = found.mark
            mark = {
                "id": m.id, "errors": m.errors, "tiles": m.tiles, "offset": list(m.offset),
                "false_alarm": m.false_alarm, "looks_right": found.looks_right, "genealogy": record,
            }  # fmt: skip
        return {"file": self.file, **self.signature.document(), "mark_asked": self.mark_asked, "pixel_mark": mark}


def mark_line(found: FoundMark) -> str:
    """A mark that was found, in words."""
    m = found.mark
    said = f"your mark {m.id} is in its pixels (chance of that by accident: {m.false_alarm:.0e})"
    if found.record is None:
        return f"{said}; it is on record of nothing"
    if found.looks_right is False:
        return f"{said}, and the picture is another than that on record: cut, changed, or the mark was laid over it"
    return said


def origin(
    path: Path | str, *, anchors: bytes = b"", identity: Identity | None = None, shifted: bool = True
) -> PictureOrigin:
    """Where a picture file says that it comes from.

    Parameters
    ----------
    path : path
        Any picture file, whoever signed it.
    anchors : bytes
        PEM of the roots that are trusted.
    identity : Identity, optional
        Whose mark is looked for in the pixels.
    shifted : bool
        Whether it is looked for in cut-outs too.

    Raises
    ------
    StylogenyError
        When there is no such file.
    """
    path = Path(path)
    try:
        data = path.read_bytes()
    except (FileNotFoundError, IsADirectoryError):
        raise BadPicture("no such file", path) from None
    verdict = judged(data, anchors)
    if identity is None:
        return PictureOrigin(str(path), verdict)
    try:
        picture = reader.read(data)
    except BadPicture:
        return PictureOrigin(str(path), verdict)
    return PictureOrigin(str(path), verdict, find_mark(picture, identity, shifted=shifted), mark_asked=True)


def find_mark(picture: np.ndarray, identity: Identity, *, shifted: bool = True) -> FoundMark | None:
    """An identity's mark in a picture uint8[H, W, 3]: at its own size, at sizes on record, then in cut-outs."""
    own = (picture.shape[0], picture.shape[1])
    aspect = np.log(own[1] / own[0])
    others = [s for s in sizes_on_record(identity.folder) if s != own and abs(np.log(s[1] / s[0]) - aspect) < ASPECT]
    for size in (own, *others):
        seen = picture if size == own else resize(picture, size)
        mark = detect(seen, identity.mark_key, shifted=False)
        if mark is not None:
            return _found(mark, size, picture, identity)
    mark = detect(picture, identity.mark_key) if shifted else None
    return None if mark is None else _found(mark, own, picture, identity)


def _found(mark: PixelMark, size: tuple[int, int], picture: np.ndarray, identity: Identity) -> FoundMark:
    record = find_marked(identity.folder, mark.id)
    return FoundMark(mark, size, record, None if record is None else record.shows(picture))
