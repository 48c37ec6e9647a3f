"""Conversation with artists who never lived, about their works.

Everything an artist says comes through the writer from the facts of the simulation; a message is matched to what it
is about by words and titles alone, so that talk needs no model.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from ..corpus.names.spelling import plain
from ..errors import StylogenyError
from ..society.events import judge
from ..streams import int_seed
from ..text.facts.history_facts import HistoryFacts
from ..text.facts.index import HistoryIndex
from ..text.word_files import read
from ..text.writer import Prompt, Writer
from .personas import pictures_of

T = TypeVar("T")
MEMORY = 8  # turns of a conversation that a writer is reminded of
SHORTEST = 4  # letters of a surname by which an artist is recognised in a message
LONGEST = 2000  # characters of a message that a writer is given


@dataclass(frozen=True)
class Turn:
    """A message to an artist, what it was about (a kind of text), and the answer."""

    message: str
    about: str
    answer: str


def answer(
    facts: HistoryFacts, artist: str, message: str, *, writer: Writer, before: Sequence[Turn] = (), seed: int = 0
) -> Turn:
    """What an artist says to a message, grounded in its works and relations.

    Parameters
    ----------
    facts : HistoryFacts
    artist : str
        The artist's id.
    message : str
    writer : Writer
    before : sequence of Turn
        The conversation so far.
    seed : int
        Owns the choice of words.

    Raises
    ------
    StylogenyError
        When the message is empty.
    """
    if not message.strip():
        raise StylogenyError("there is nothing to answer", fix="say something")
    index, (about, row) = facts.index, topic(facts.index, artist, message)
    other = named_artist(index, artist, message) if about == "answer other" else ""
    known = facts.conversation(artist, row=row, other=other)
    request = request_of("conversation", index.artist_name(artist), message, before)
    images = pictures_of(index, artist)[:1]
    if row is not None and index.ids[row] in index.pictures:
        images = [index.pictures[index.ids[row]]]
    number = int_seed(seed, "talk", artist, len(before), message)
    for kind in (about, "answer"):  # the second where everything that there is to say of it was said
        words = writer.text(Prompt(kind, known, request), images=images, seed=number)
        if words:
            return Turn(message, about, words)
    return Turn(message, about, read("conversation").text("silent"))


def topic(index: HistoryIndex, artist: str, message: str) -> tuple[str, int | None]:
    """What a message is about: a kind of answer, and the row of a work when one of the artist's is named."""
    lower = matched(message)
    rows = index.by_artist.get(artist, np.zeros(0, int))
    titles = {int(r): matched(str(index.works["title"].iloc[r])) for r in rows}
    if (named := longest_named(titles, lower)) is not None:
        return "answer work", named
    year = re.search(r"\b(1[0-9]{3}|2[0-9]{3})\b", lower)
    if year:
        of_year = [int(r) for r in rows if int(index.works["year"].iloc[r]) == int(year.group())]
        if of_year:
            return "answer work", of_year[0]
    if named_artist(index, artist, message):
        return "answer other", None
    if about := topic_of_words("conversation", lower):
        return about, None
    opinion, _ = judge(message)
    return ({"praise": "answer praise", "blame": "answer blame"}.get(opinion, "answer"), None)


def matched(text: str) -> str:
    """A text as it is matched: without capitals, and with one kind of apostrophe."""
    return text.casefold().replace("’", "'")


def longest_named(titles: Mapping[T, str], lower: str) -> T | None:
    """Of titles (as :func:`matched` gives them) the longest that stands whole in a message; None for none."""
    named = [
        k for k, title in titles.items()
        if title and title in lower and re.search(rf"(?<!\w){re.escape(title)}(?!\w)", lower)
    ]  # fmt: skip
    return max(named, key=lambda k: len(titles[k])) if named else None


def topic_of_words(file: str, lower: str) -> str:
    """The first kind of answer in a file of words one of whose words is in a message; empty for none."""
    for entry in read(file).each("topic"):
        if re.search(rf"\b(?:{'|'.join(entry.words('words'))})\b", lower):
            return entry.text("kind")
    return ""


def named_artist(index: HistoryIndex, artist: str, message: str) -> str:
    """The id of another artist whom a message names, by the whole name or by a surname that is nobody else's."""
    said = f" {' '.join(plain(message))} "
    names = {str(i): plain(index.artist_name(str(i))) for i in index.artists.index}
    surnames = Counter(words[-1] for words in names.values() if words)
    for other, words in names.items():
        whole = f" {' '.join(words)} " in said
        last = bool(words) and surnames[words[-1]] == 1 and len(words[-1]) >= SHORTEST and f" {words[-1]} " in said
        if other != artist and words and (whole or last):
            return other
    return ""


def request_of(section: str, name: str, message: str, before: Sequence[Turn]) -> str:
    """What a language model is asked in the words of a section: the conversation so far, and the message."""
    words = read("requests").within(section)
    turns = "\n".join(f"Visitor: {turn.message}\n{name}: {turn.answer}" for turn in before[-MEMORY:])
    return words.text("answer").format(name=name, before=turns, message=message.strip()[:LONGEST])
