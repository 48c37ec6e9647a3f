"""Stories: addresses of the studio with a sentence each, in an order; a file a story, written by rename."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from threading import Lock

from ..artifacts import Format, read_document, write_document
from ..errors import StylogenyError
from ..files import alone
from ..runs import slug
from .refused import Refused
from .state import Studio

STORY = Format("studio-story", 1, "tell it again")
FOLDER = "stories"
MAX_STOPS, MAX_TEXT, MAX_TITLE, MAX_STORIES = 200, 5000, 200, 500
OWN = re.compile(r"/(?![/\\])[^\s\\]{0,2000}")  # an address of the studio, never one of elsewhere
NAME = re.compile(r"[\w-]{1,160}")  # what a slug may be
_writing = Lock()


@dataclass(frozen=True)
class Stop:
    """One stop of a story.

    Parameters
    ----------
    id : str
        Within its story.
    address : str
        Of the studio.
    title : str
        Of the page there.
    text : str
        What is said of it.
    """

    id: str
    address: str
    title: str
    text: str = ""


@dataclass(frozen=True)
class Story:
    """A story.

    Parameters
    ----------
    name : str
        That of its file, and of its address.
    title : str
    stops : tuple of Stop
    """

    name: str
    title: str
    stops: tuple[Stop, ...] = field(default=())

    @classmethod
    def read(cls, studio: Studio, name: str) -> Story:
        """A story by its name.

        Raises
        ------
        StylogenyError
            When there is none, or it is damaged.
        """
        file = _file(studio, name)
        if not NAME.fullmatch(name) or not file.is_file():
            raise Refused("there is no such story", got=name[:80], status=404)
        said = read_document(file, STORY)
        with STORY.fits(file):
            stops = tuple(
                Stop(**{k: str(stop[k]) for k in ("id", "address", "title", "text")}) for stop in said["stops"]
            )
            return cls(name, str(said["title"]), stops)

    def changed(self, act: str, stop: str = "", *, text: str = "") -> Story:
        """This story after an act on a stop: ``up``, ``down``, ``remove``, ``say`` (its text), or ``title``.

        Raises
        ------
        StylogenyError
            For another act, or no such stop.
        """
        if act == "title":
            return replace(self, title=titled(text))
        if act not in ("up", "down", "remove", "say"):
            raise Refused("an act is one of up, down, remove, say, title", got=act[:40])
        at = next((k for k, each in enumerate(self.stops) if each.id == stop), None)
        if at is None:
            raise Refused("there is no such stop", got=stop[:40], fix="read the story again", status=404)
        stops = list(self.stops)
        if act == "remove":
            del stops[at]
        elif act == "say":
            stops[at] = replace(stops[at], text=text.replace("\r\n", "\n")[:MAX_TEXT])
        else:
            to = min(max(at + (1 if act == "down" else -1), 0), len(stops) - 1)
            stops.insert(to, stops.pop(at))
        return replace(self, stops=tuple(stops))

    def with_stop(self, address: str, title: str) -> Story:
        """This story with one more stop at its end.

        Raises
        ------
        StylogenyError
            For an address elsewhere, or when it is long enough.
        """
        if not OWN.fullmatch(address):
            raise Refused("a stop is an address of this studio", got=address[:80])
        if len(self.stops) >= MAX_STOPS:
            raise Refused(f"a story has at most {MAX_STOPS} stops", fix="begin another")
        stop = Stop(secrets.token_hex(4), address, titled(title) if title.strip() else address)
        return replace(self, stops=(*self.stops, stop))


def titled(text: str) -> str:
    """A title as it is kept: one line, not too long.

    Raises
    ------
    StylogenyError
        For an empty one.
    """
    title = " ".join(text.split())[:MAX_TITLE]
    if not title:
        raise Refused("a title is empty", fix="write one")
    return title


def stories(studio: Studio) -> list[Story]:
    """Every story, the one that was told last first; what cannot be read is left out."""
    told = []
    for file in sorted((studio.folder / FOLDER).glob("*.json"), key=lambda f: -f.stat().st_mtime_ns):
        try:
            told.append(Story.read(studio, file.stem))
        except StylogenyError:
            continue
    return told


def begin(studio: Studio, title: str) -> Story:
    """A new story of this title.

    Raises
    ------
    StylogenyError
        When there is one of this title, or too many.
    """
    title = titled(title)
    with _alone(studio):
        if _file(studio, slug(title)).exists():
            raise Refused("there is a story of this title already", got=title)
        if len(list((studio.folder / FOLDER).glob("*.json"))) >= MAX_STORIES:
            raise Refused(f"a run has at most {MAX_STORIES} stories", fix="end some")
        return _write(studio, Story(slug(title), title))


def change(studio: Studio, name: str, act: str, stop: str = "", *, text: str = "") -> Story:
    """Change a story (:meth:`Story.changed`) as it now is, whoever else is at it."""
    with _alone(studio):
        return _write(studio, Story.read(studio, name).changed(act, stop, text=text))


def keep(studio: Studio, name: str, address: str, title: str) -> Story:
    """Add a stop to a story (:meth:`Story.with_stop`) as it now is."""
    with _alone(studio):
        return _write(studio, Story.read(studio, name).with_stop(address, title))


def end(studio: Studio, name: str) -> None:
    """Take a story away: its file is kept under another ending, and no longer listed."""
    with _alone(studio):
        story = Story.read(studio, name)
        file = _file(studio, story.name)
        file.replace(file.with_suffix(".ended"))


def _file(studio: Studio, name: str) -> Path:
    return studio.folder / FOLDER / f"{name}.json"


def _write(studio: Studio, story: Story) -> Story:
    stops = [asdict(stop) for stop in story.stops]
    write_document(_file(studio, story.name), STORY, title=story.title, stops=stops)
    return story


@contextmanager
def _alone(studio: Studio) -> Iterator[None]:
    """Nobody else changes a story: no other thread, no other server."""
    (studio.folder / FOLDER).mkdir(parents=True, exist_ok=True)
    with _writing, alone(studio.folder / FOLDER):
        yield
