"""What a picture says of where it came from: its parents with shares, its year, its seed, and what made it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ... import __version__
from ...generation.saved_pictures import PictureRecord

VERSION = 1
SOURCES = "http://cv.iptc.org/newscodes/digitalsourcetype/"


@dataclass(frozen=True)
class ParentSource:
    """What can be found of a parent by its id: its file, and what it is."""

    file: Path
    title: str = ""
    artist: str = ""
    date: str = ""


Lookup = Callable[[str], ParentSource | None]


@dataclass(frozen=True)
class Ancestor:
    """A parent of a picture.

    Parameters
    ----------
    id, title, artist, date : str
    share : float
        In [0, 1]; with other parents' and its own innovation it sums to at most 1.
    interval : (float, float), optional
        Of the share.
    sha256 : str
        Of the parent's file; empty where the file could not be read.
    """

    id: str
    title: str = ""
    artist: str = ""
    date: str = ""
    share: float = 0.0
    interval: tuple[float, float] | None = None
    sha256: str = ""

    @property
    def name(self) -> str:
        """Title and artist."""
        return ", ".join(filter(None, (self.title or self.id, self.artist)))


@dataclass(frozen=True)
class Genealogy:
    """Where one picture came from.

    Parameters
    ----------
    title : str
    generator : str
        The family that drew it; ``inferred`` where a run said of a finished picture whom it follows.
    source_type : str
        An IPTC digital source type, the last part of its address; empty where it is not known how a picture came to be.
    seed : int, optional
        Of every random draw.
    year : float, optional
        That it is of.
    interval : (float, float), optional
        Years between which it may lie.
    parents : tuple of Ancestor
        Largest share first.
    software : str
    """

    title: str
    generator: str = ""
    source_type: str = ""
    seed: int | None = None
    year: float | None = None
    interval: tuple[float, float] | None = None
    parents: tuple[Ancestor, ...] = ()
    software: str = f"stylogeny {__version__}"

    @classmethod
    def of_record(cls, record: PictureRecord, lookup: Lookup | None = None) -> Genealogy:
        """Of a picture that this package drew; `lookup` finds its parents, whose files are hashed."""
        parents = [ancestor(s, float(s.get("share", 0.0)), lookup) for s in record.sources]
        return cls(
            title=record.title,
            generator=record.family,
            source_type=source_type(record.family, named=bool(parents)),
            seed=record.seed,
            year=record.year,
            interval=record.interval,
            parents=tuple(sorted(parents, key=lambda p: -p.share)),
        )

    def document(self) -> dict[str, Any]:
        """As JSON-able values; what is not known is left out."""
        said = {"version": VERSION, **asdict(self), "interval": _ends(self.interval)}
        parents = [{**asdict(p), "interval": _ends(p.interval)} for p in self.parents]
        said["parents"] = [{k: v for k, v in p.items() if v not in ("", None)} for p in parents]
        return {name: value for name, value in said.items() if value not in ("", None)}

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Genealogy:
        """What :meth:`document` wrote down; raises KeyError, TypeError or ValueError for anything else."""
        said = {name: value for name, value in document.items() if name in cls.__dataclass_fields__}
        said["parents"] = tuple(
            Ancestor(**{**p, "interval": _pair(p.get("interval"))}) for p in document.get("parents", ())
        )
        return cls(**{"title": "", **said, "interval": _pair(said.get("interval"))})


def ancestor(said: Mapping[str, Any], share: float, lookup: Lookup | None = None) -> Ancestor:
    """A parent of which `id` and perhaps `title, artist, date` are said, and the rest is looked up."""
    name = str(said.get("id", ""))
    found = None if lookup is None else lookup(name)
    title, artist, date = (
        str(said.get(key) or ("" if found is None else getattr(found, key))) for key in ("title", "artist", "date")
    )
    return Ancestor(name, title, artist, date, share, sha256="" if found is None else _digest(found.file))


def source_type(family: str, *, named: bool = True) -> str:
    """The IPTC digital source type of what a family draws.

    The closed form lays pieces of works together and was trained on none of them: a composite, not trained media. A
    trained network alone gives trained media; one whose compositions are painted from works (`named`) gives both.
    """
    if not family:  # a picture of someone's own
        return ""
    if family in ("closed-form", "steered closed form", "transfer"):
        return "composite"
    if family.startswith("diffusers") or family in ("steered diffusers", "trained painter") or named:
        return "compositeWithTrainedAlgorithmicMedia"
    return "trainedAlgorithmicMedia"


def _ends(interval: tuple[float, float] | None) -> dict[str, float] | None:
    """An interval by names: the C2PA library takes a list of numbers for bytes."""
    return None if interval is None else {"low": interval[0], "high": interval[1]}


def _pair(ends: Any) -> tuple[float, float] | None:
    return None if ends is None else (float(ends["low"]), float(ends["high"]))


def _digest(file: Path) -> str:
    """SHA-256 of a file; empty where it cannot be read."""
    try:
        return hashlib.sha256(file.read_bytes()).hexdigest()
    except OSError:
        return ""
