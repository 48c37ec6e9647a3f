"""The record of what was marked: a file for each picture in its owner's identity folder, found by the mark.

A mark can be lifted from one picture and laid over another; so the record holds what the picture looked like, and a
mark that is found on something else is said to be there.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from ...artifacts import Format, read_document, write_document
from ...corpus.duplicates import RADIUS, bits_apart, picture_hash
from ...errors import StylogenyError
from .genealogy import Genealogy

FORMAT = Format("marked-picture", 1, "the picture's own manifest may still say it")
FOLDER = "marked"


@dataclass(frozen=True)
class MarkedPicture:
    """What is on record of a mark.

    Parameters
    ----------
    mark : str
        Eight hexadecimal digits.
    genealogy : Genealogy
    size : (int, int)
        Height and width when it was marked.
    look : str
        Its perceptual hash, hexadecimal; empty where it shows nothing.
    """

    mark: str
    genealogy: Genealogy
    size: tuple[int, int]
    look: str

    @classmethod
    def of(cls, mark: str, picture: np.ndarray, genealogy: Genealogy) -> MarkedPicture:
        """Of a picture uint8[H, W, 3]."""
        return cls(mark, genealogy, (picture.shape[0], picture.shape[1]), look_of(picture))

    def shows(self, picture: np.ndarray) -> bool | None:
        """Whether a picture looks like the one that was marked; None where the one or the other shows nothing.

        A cut-out looks different: this is asked of whole pictures.
        """
        other = look_of(picture)
        if not self.look or not other:
            return None
        return bits_apart(bytes.fromhex(self.look), bytes.fromhex(other)) < RADIUS

    def save(self, identity: Path) -> None:
        """Write it into an identity folder."""
        said = {"genealogy": self.genealogy.document(), "size": list(self.size), "look": self.look}
        write_document(identity / FOLDER / f"{self.mark}.json", FORMAT, mark=self.mark, **said)


def look_of(picture: np.ndarray) -> str:
    """The perceptual hash of a picture, hexadecimal; empty where it shows nothing."""
    return (picture_hash(Image.fromarray(picture)) or b"").hex()


def find_marked(identity: Path, mark: str) -> MarkedPicture | None:
    """What an identity has on record of a mark; None for nothing, or nothing that can be read."""
    file = identity / FOLDER / f"{mark}.json"
    try:
        said = read_document(file, FORMAT)
        with FORMAT.fits(file):
            high, wide = said["size"]
            return MarkedPicture(mark, Genealogy.of(said["genealogy"]), (int(high), int(wide)), str(said["look"]))
    except (StylogenyError, FileNotFoundError):
        return None


def sizes_on_record(identity: Path, *, limit: int = 200) -> list[tuple[int, int]]:
    """Heights and widths of pictures that were marked, of the `limit` latest, each once."""
    files = sorted((identity / FOLDER).glob("*.json"), key=lambda f: -f.stat().st_mtime)[:limit]
    found = (find_marked(identity, f.stem) for f in files)
    return list(dict.fromkeys(f.size for f in found if f is not None))
