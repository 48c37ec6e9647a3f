"""Picture files are signed: the pixels marked, XMP put beside them, and a manifest signed over all of it, last."""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from PIL import Image, PngImagePlugin

from ...corpus.works import Works
from ...display.thumbnails import FORMATS
from ...errors import StylogenyError
from ...files import replacing
from ...futures.storage import picture_file
from ...generation.saved_pictures import PictureRecord, read_record
from ...influence.placement import SUFFIXES
from .content_credentials import signed
from .genealogy import Genealogy, Lookup, ParentSource
from .identity import Identity
from .marked_pictures import MarkedPicture, find_marked
from .pixel_mark import TILE, embed, new_id
from .xmp import packet, with_xmp

QUALITY = 95  # of a JPEG that is marked, in full colour resolution
TURNS = 1000  # marks that are tried for one that is free


@dataclass(frozen=True, eq=False)
class PictureFinder:
    """Finds parents by their ids: works of a run, then works of its futures, then picture files.

    Parameters
    ----------
    run : Path, optional
        A run folder.
    """

    run: Path | None = None

    def __call__(self, name: str) -> ParentSource | None:
        """What there is of an id; None where it has no picture."""
        if not name:
            return None
        row = self._rows.get(name)
        if row is not None:
            t, works = self._works.table.iloc[row], self._works
            return ParentSource(works.picture(row), str(t["title"] or ""), str(t["artist"] or ""), works.date(row))
        imagined = None
        if self.run is not None:
            imagined = next(self.run.glob(f"futures/*/{picture_file(name).as_posix()}"), None)
        if imagined is not None:
            record = read_record(imagined)
            return ParentSource(imagined, "" if record is None else record.title)
        own = Path(name)
        return ParentSource(own, own.name) if own.suffix.lower() in SUFFIXES and own.is_file() else None

    @cached_property
    def _works(self) -> Works:
        assert self.run is not None
        return Works.read(self.run / "works.parquet")

    @cached_property
    def _rows(self) -> dict[str, int]:
        if self.run is None or not (self.run / "works.parquet").is_file():
            return {}
        return {str(self._works.ids[row]): int(row) for row in np.flatnonzero(self._works.pictured)}


@dataclass(frozen=True, eq=False)
class Signing:
    """Signs what this package draws, as :func:`.saved_pictures.finished_by` takes it.

    Parameters
    ----------
    identity : Identity
    lookup : callable
        Finds parents.
    mark : bool
        Whether the pixels are marked, where a picture is large enough.
    """

    identity: Identity
    lookup: Lookup
    mark: bool = True

    def __call__(self, part: Path, record: PictureRecord) -> None:
        """Sign one file in place."""
        genealogy = Genealogy.of_record(record, self.lookup)
        data = part.read_bytes()
        with Image.open(io.BytesIO(data), formats=["PNG"]) as image:
            large = min(image.size) >= TILE
        part.write_bytes(sign_bytes(data, genealogy, self.identity, lookup=self.lookup, mark=self.mark and large))


def sign_file(
    path: Path | str,
    identity: Identity,
    *,
    genealogy: Genealogy | None = None,
    lookup: Lookup | None = None,
    mark: bool = False,
    out: Path | None = None,
) -> Genealogy:
    """Sign a picture file, in place or as another one.

    Parameters
    ----------
    path : path
    identity : Identity
    genealogy : Genealogy, optional
        By default what the picture itself says (:func:`.saved_pictures.read_record`); of a picture that says nothing,
        that it was opened, and nothing of where it came from.
    lookup : callable, optional
        Finds parents.
    mark : bool
        Whether the pixels are marked: a PNG's change by 40 dB, a JPEG is encoded anew.
    out : Path, optional

    Returns
    -------
    Genealogy
        What was signed.

    Raises
    ------
    StylogenyError
        For what is no picture, or cannot be signed or marked.
    """
    path = Path(path)
    data = path.read_bytes()
    record = read_record(path)
    if genealogy is None:
        genealogy = Genealogy(path.name) if record is None else Genealogy.of_record(record, lookup)
    done = sign_bytes(data, genealogy, identity, lookup=lookup, mark=mark)
    with replacing(out or path) as part:
        part.write_bytes(done)
    return genealogy


def sign_bytes(
    data: bytes, genealogy: Genealogy, identity: Identity, *, lookup: Lookup | None = None, mark: bool = False
) -> bytes:
    """A picture file, marked if asked, with XMP and a signed manifest; arguments as in :func:`sign_file`."""
    name = ""
    if mark:
        data, name = _marked(data, genealogy, identity)
    return signed(with_xmp(data, packet(genealogy)), genealogy, identity, lookup=lookup, mark=name)


def _marked(data: bytes, genealogy: Genealogy, identity: Identity) -> tuple[bytes, str]:
    """A picture file with a mark in its pixels, which is put on record."""
    with Image.open(io.BytesIO(data), formats=FORMATS) as image:
        image.load()
        form = str(image.format)
        if form not in ("PNG", "JPEG") or image.mode != "RGB":
            fix = "convert it to an RGB PNG, or sign it without a mark"
            raise StylogenyError("only RGB pictures in PNG or JPEG are marked", got=f"{image.mode} {form}", fix=fix)
        picture = np.asarray(image)
        kept = {name: image.info[name] for name in ("exif", "icc_profile", "dpi") if name in image.info}
        text = dict(getattr(image, "text", {}))
    name = _free(identity, picture)
    pixels = embed(picture, identity.mark_key, name)
    out = io.BytesIO()
    if form == "PNG":
        information = PngImagePlugin.PngInfo()
        for key, value in text.items():
            information.add_itxt(key, str(value))
        Image.fromarray(pixels).save(out, format="PNG", pnginfo=information, **kept)
    else:
        Image.fromarray(pixels).save(out, format="JPEG", quality=QUALITY, subsampling=0, **kept)
    MarkedPicture.of(name, picture, genealogy).save(identity.folder)
    return out.getvalue(), name


def _free(identity: Identity, picture: np.ndarray) -> str:
    """A mark that is on record of no other picture."""
    for turn in range(TURNS):
        name = new_id(identity.mark_key, picture, turn=turn)
        known = find_marked(identity.folder, name)
        if known is None or (known.size == picture.shape[:2] and known.shows(picture) in (True, None)):
            return name
    raise StylogenyError("no mark is free", got=identity.folder)
