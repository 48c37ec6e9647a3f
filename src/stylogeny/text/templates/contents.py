"""What each file of words holds: its entries, of what type, and what readers fill in where a text has places.

A new entry is named here, with its places; :func:`check` refuses a file that is not so when it is first read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from typing import get_args

from ...errors import StylogenyError
from ..facts.types.movements import MovementFacts
from ..facts.types.people import ArtistFacts, ConversationFacts
from ..facts.types.quantities import RANKS, Colour, Count, Difference, Facture, Tone
from ..facts.types.works import WorkFacts
from .entries import Each, Entry, Kinds, Patterns, Sentence, Table, Tables, Whole, WordFile, Words


def texts(names: Iterable[str]) -> dict[str, Entry]:
    """Entries that are texts without places."""
    return {name: Sentence() for name in names}


def words(names: Iterable[str]) -> dict[str, Entry]:
    """Entries that are arrays of words."""
    return {name: Words() for name in names}


BY_TONE = Table(texts(get_args(Tone)))
ASIDES = ("sleeper", "quarrel", "target", "line", "overlooked")
CATALOGUE_PAGE = Table(
    {
        "title": Sentence(first=str, last=str),
        "untitled": Sentence(),
        "subtitle": Sentence(span=str),
        "ended": Sentence(born=int, died=int, last=int),
        "alive": Sentence(born=int, last=int),
        "life": Sentence(born=str),
        "past_life": Sentence(born=str, died=int),
        "colophon": Sentence(works=int, seed=int, words=str),
        "words_of_the_grammar": Sentence(),
        "words_of_models": Sentence(texts=str, shares=str),
        "share_of_a_model": Sentence(number=int, model=str),
        "share_of_the_grammar": Sentence(number=int),
        "headings": Table(texts(ASIDES)),
    }
)
PAGES: dict[str, Entry] = {
    "years": Table({"span": Sentence(first=int, last=int), "none": Sentence()}),
    "careers": Table(
        {
            "heading": Sentence(),
            "summary": Sentence(history=str),
            "school": Sentence(works=int, painters=int),
            "stale_school": Sentence(school=str, year=int),
            "ended": Sentence(born=int, died=int),
            "alive": Sentence(born=int),
        }
    ),
    "drawn careers": Table({"heading": Sentence(), "summary": Sentence(), "school": Sentence(works=int)}),
    "feed": Table(
        {
            "heading": Sentence(),
            "summary": Sentence(posts=str, likes=str, fans=str, ranking=str),
            **texts(["recency-follow", "interest-hot"]),
        }
    ),
    "tree": Table(
        {
            "heading": Sentence(root=str),
            "summary": Sentence(works=int, span=str),
            "works": Sentence(number=int),
            "new_work": Sentence(number=int),
            "new_works": Sentence(number=int),
            "operations": Table(
                {
                    kind: Sentence(works=str, created=str, title=str)
                    for kind in ("grow", "prune", "keep", "rename", "merge", "add")
                }
            ),
        }
    ),
    "film": Table(
        {
            "year": Sentence(works=str, painters=str, movements=str),
            "run": Sentence(),
            "future": Sentence(),
            "title": Sentence(first=int, last=int),
            "subtitle": Sentence(works=str, artists=str, movements=str),
            "end": Sentence(),
            "told": Table(
                {
                    "opening": Sentence(first=int, last=int, works=str, artists=str),
                    "opening_future": Sentence(first=int, last=int, works=str, artists=str),
                    "first": Sentence(year=int, artist=str, title=str),
                    "birth": Sentence(year=int, movement=str, artist=str),
                    "branch": Sentence(year=int, movement=str, artist=str, parent=str),
                    "follows": Sentence(year=int, artist=str, title=str, parent_artist=str, parent=str),
                    "followed": Sentence(year=int, artist=str, title=str, count=str),
                    "death": Sentence(year=int, movement=str, works=str),
                    "quiet": Sentence(first=int, last=int),
                    "closing": Sentence(last=int, movement=str),
                    "closing_plain": Sentence(last=int),
                }
            ),
        }
    ),
}
REQUESTS: dict[str, Entry] = {
    "system": Sentence(),
    "names": Table({"movement name": Sentence(taken=str), "title": Sentence()}),
    "catalogue": Table(
        texts(["introduction", "movement essay", "manifesto", "review", "wall text", "biography", *ASIDES, "coda"])
    ),
    "persona": Table(texts(["biography", "esthetic"])),
    "feed": Table(texts(["post work", "post answer", "post visitor"])),
    "conversation": Table({"answer": Sentence(name=str, before=str, message=str)}),
    "fan": Table({"answer": Sentence(name=str, before=str, message=str)}),
}
WORDING: dict[str, Entry] = {
    "nouns": Table(texts(kind.__name__ for kind in Count.__subclasses__())),
    "differences": Table(texts(Difference)),
    "phrases": Table(
        {
            "title": Sentence(title=str),
            "unknown_maker": Sentence(),
            "nobody_between": Sentence(),
            "between": Sentence(names=str),
            "ranks": Words(least=RANKS),
        }
    ),
    "aliases": Each(Sentence()),
    "appearance": Table(
        {
            name: Table({value: Table(words(["ism", "said"])) for value in get_args(values)})
            for name, values in (("facture", Facture), ("tone", Tone), ("colour", Colour))
        }
    ),
}
LANGUAGE = Table({**words(["women", "men", "marks"]), "heads": Words(every=r"\w+"), "ends": Words(every=r"\w+(/\w+)?")})
CONTENTS: Mapping[str, Table | Each] = {
    "biography": Table({"kind": Kinds("biography")}),
    "catalogue": Table({"page": CATALOGUE_PAGE, "kind": Kinds("introduction", "coda", *ASIDES)}),
    "colours": Table(
        {
            "hue": Tables(Table({"until": Whole(), "words": BY_TONE})),
            "greys": BY_TONE,
            "earths": BY_TONE,
            "browns": Table(texts(["dark", "middle"])),
        }
    ),
    "conversation": Table(
        {
            "silent": Sentence(),
            "topic": Tables(Table({"kind": Sentence(), "words": Patterns()})),
            "kind": Kinds("esthetic", "answer", "answer work", "answer praise", "answer blame"),
        }
    ),
    "feed": Table(
        {
            **texts(["absent", "absent_fan", "silent"]),
            **words(["artist_questions", "fan_questions"]),
            "about_event": Sentence(artist=str, title=str),
            "topic": Tables(Table({"kind": Sentence(), "words": Patterns()})),
            "kind": Kinds("post work", "post answer", "post visitor", "fan answer", "fan work"),
        }
    ),
    "manifesto": Table({"kind": Kinds("manifesto")}),
    "movement_essay": Table({"kind": Kinds("movement essay")}),
    "movement_name": Table({**words(["jeers", "names_of_many"]), "kind": Kinds("movement name")}),
    "name_parts": Each(LANGUAGE),
    "opinions": Table(dict.fromkeys(("praise", "blame", "negations"), Words(every=r"[\w']+"))),
    "pages": Table(PAGES),
    "persona": Table(
        {
            "manners": Table(texts(["driven", "restless", "even"])),
            "voice": Table({"system": Sentence(name=str, manner=str)}),
        }
    ),
    "plain_titles": Table(
        {
            **words(["places", "things", "poses", "moments", "events", "series", "qualities", "ideas", "deeds"]),
            "sitters": Words(some="The "),
            "times": Words(some="[a-z]"),
        }
    ),
    "requests": Table(REQUESTS),
    "review": Table({"kind": Kinds("review")}),
    "title": Table({"kind": Kinds("title")}),
    "wall_text": Table({"kind": Kinds("wall text")}),
    "wording": Table(WORDING),
}


def check(name: str, file: WordFile) -> None:
    """Raise unless a file holds what a file of this name does.

    Raises
    ------
    StylogenyError
        Naming file, entry and fault.
    """
    if name not in CONTENTS:
        raise StylogenyError(
            "a file of words whose contents are not known", got=file.name, fix="name it in contents.py"
        )
    CONTENTS[name].check_entries(file)
    if name in RULES:
        RULES[name](file)


def _hues_are_all_there(file: WordFile) -> None:
    """Hues follow one another up to the whole circle: a colour beyond the last would have no word."""
    ends = [hue.number("until") for hue in file.each("hue")]
    if ends != sorted(set(ends)) or ends[-1] <= 360:
        raise StylogenyError(f"{file.name}: hues rise, the last to more than 360 degrees", got=ends)


def _topics_have_answers(file: WordFile) -> None:
    """What a message can be about is a kind of text of the same file."""
    answers = [kind.text("name") for kind in file.each("kind") if kind.text("facts") == ConversationFacts.__name__]
    for topic in file.each("topic"):
        if topic.text("kind") not in answers:
            what = f"{topic.name}: no answers of this kind"
            raise StylogenyError(what, got=topic.text("kind"), fix=f"one of {', '.join(answers)}")


def _aliases_are_of_facts(file: WordFile) -> None:
    """What has a second name is a fact."""
    known = {field.name for kind in (ArtistFacts, MovementFacts, WorkFacts) for field in fields(kind)}
    for name in file.within("aliases").table:
        if name not in known:
            raise StylogenyError(f"{file.name}, aliases: an unknown fact", got=name)


RULES: Mapping[str, Callable[[WordFile], None]] = {
    "colours": _hues_are_all_there,
    "conversation": _topics_have_answers,
    "wording": _aliases_are_of_facts,
}
