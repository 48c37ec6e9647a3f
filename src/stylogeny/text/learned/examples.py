"""What the writer learns from: the corpus's own titles and names, and the grammar's texts on records of its works.

Of every text the facts are known. Where a fact's words stand in a text there is its place instead, so that what is
learned are the words around it; what is the case and not said (dark, soon answered, 19th century) is a condition.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ...corpus.works import Works
from ...progress import progress
from ...streams import stream
from ..appearance import Appearance, common_appearance
from ..facts.types.base import Facts
from ..facts.types.quantities import LaterWorkCount, Maker, Title, Years
from ..facts.types.works import AppearanceFacts, MovementNameFacts, TitleFacts, WorkFacts
from ..grammar import Grammar
from ..wording import Wording, word_facts
from ..writer import Prompt

KINDS = ("title", "artist name", "movement name", "wall text")
LEAST = 3  # characters of a fact that is looked for in a text, unless it is a number
YOUNG, OLD = 27, 60  # ages worth a word
SOON = 3  # years within which a first answer came soon


@dataclass(frozen=True)
class Example:
    """A text with places for its facts.

    Parameters
    ----------
    kind, text : str
    conditions : frozenset of str
        What is known and not said.
    """

    kind: str
    text: str
    conditions: frozenset[str] = frozenset()


def with_places(text: str, facts: Mapping[str, str]) -> str:
    """A text with ``{name}`` wherever the words of a fact stand, longer ones first; braces of its own are dropped."""
    text = re.sub(r"[{}]", "", text)
    named: dict[str, str] = {}
    for name, words in facts.items():
        if len(words) >= LEAST or words.isdigit():
            named.setdefault(_plain(words), name)
    if not named:
        return text
    ways = "|".join(re.escape(words) for words in sorted(named, key=lambda w: (-len(w), w))).replace("'", "['’]")

    def place(match: re.Match[str]) -> str:
        return f"{{{named[_plain(match.group())]}}}"

    return re.sub(rf"(?<!\w)(?:{ways})(?!\w)", place, text, flags=re.IGNORECASE)


def _plain(words: str) -> str:
    return words.casefold().replace("’", "'")


def conditions_of(words: Wording, year: int | None = None) -> frozenset[str]:
    """What a record says without a word for it: flags, and the century."""
    century = set() if year is None else {f"century {int(year) // 100 + 1}"}
    return frozenset(words.flags | century)


def examples(works: Works, *, count: int = 4000, looks: int = 800, seed: int = 0) -> list[Example]:
    """Texts of a corpus, the same for the same seed.

    Parameters
    ----------
    works : Works
    count : int
        Texts by the grammar, a quarter of them names of movements.
    looks : int
        Pictures that are measured for their colours, at most.
    seed : int
    """
    seen = appearances(works, most=looks, seed=seed)
    return [*own_texts(works, seen), *grammar_texts(works, list(seen.values()), count=count, seed=seed)]


def appearances(works: Works, *, most: int, seed: int) -> dict[int, AppearanceFacts]:
    """How works look, by row; at most so many, by chance of the seed."""
    rows = stream(seed, "looks").permutation(np.flatnonzero(works.pictured))[:most]
    out: dict[int, AppearanceFacts] = {}
    for row in progress(sorted(rows.tolist()), "looking at pictures", unit="work"):
        facts = common_appearance([Appearance.of(works.picture(row))])
        if facts is not None:
            out[row] = facts
    return out


def own_texts(works: Works, seen: Mapping[int, AppearanceFacts]) -> Iterator[Example]:
    """Titles, names of artists and of styles."""
    table = works.table
    years = table[["earliest", "latest"]].mean(axis=1).to_numpy()
    columns = {c: table[c].fillna("").astype(str).to_numpy() for c in ("title", "artist", "style", "genre")}
    for row, title in enumerate(columns["title"]):
        if not title.strip():
            continue
        year = int(years[row]) if np.isfinite(years[row]) else None
        words = word_facts(TitleFacts(appearance=seen.get(row), artist=columns["artist"][row]))
        more = {f"{c} {columns[c][row]}" for c in ("style", "genre") if columns[c][row]}
        yield Example("title", with_places(title.strip(), words.texts), conditions_of(words, year) | more)
    for kind, column in (("artist name", "artist"), ("movement name", "style")):
        for name in sorted(set(columns[column]) - {""}):
            first = years[columns[column] == name]
            first = first[np.isfinite(first)]
            year = int(first.min()) if len(first) else None
            yield Example(kind, with_places(name, {}), conditions_of(Wording(), year))


def grammar_texts(works: Works, looks: Sequence[AppearanceFacts], *, count: int, seed: int) -> Iterator[Example]:
    """Wall texts and names of movements by the grammar, on records drawn from the corpus."""
    for number in range(count):
        kind = "movement name" if number % 4 == 3 else "wall text"
        facts: Facts
        if kind == "wall text":
            facts = drawn_work(works, looks, stream(seed, "record", number))
        else:
            facts = drawn_movement(works, looks, stream(seed, "record", number))
        text = Grammar().text(Prompt(kind, facts), seed=number)
        if text:
            words = word_facts(facts)
            yield Example(kind, with_places(text, words.texts), conditions_of(words, _year(facts)))


def drawn_work(works: Works, looks: Sequence[AppearanceFacts], rng: np.random.Generator) -> WorkFacts:
    """A record of a work as a history might have it: names of the corpus, the rest by chance without contradiction."""
    title, source = _draw(works, "title", rng), _draw(works, "title", rng)
    artist, other = _draw(works, "artist", rng), _draw(works, "artist", rng)
    age, wait = int(rng.integers(19, 84)), int(rng.integers(1, 40))
    facts = WorkFacts(
        title=Title(title),
        year=int(rng.integers(1500, 2060)),
        artist=artist,
        appearance=looks[int(rng.integers(len(looks)))] if looks else None,
        age=age,
        young=age <= YOUNG and bool(rng.random() < 0.5),
        old=age >= OLD and bool(rng.random() < 0.5),
        against=bool(rng.random() < 0.15),
        leap=bool(rng.random() < 0.15),
        all_for=bool(rng.random() < 0.1),
        first_picture=bool(rng.random() < 0.1),
    )
    facts = replace(facts, last_picture=not facts.first_picture and bool(rng.random() < 0.1))
    facts = replace(facts, all_against=not facts.all_for and bool(rng.random() < 0.1))
    gap = Years(int(rng.integers(2, 60)))
    if rng.random() < 0.3:
        facts = replace(facts, own_source=Title(source), gap=gap)
    elif rng.random() < 0.85:
        facts = replace(facts, source=Title(source), gap=gap, source_artist=Maker(other))
    fate = rng.random()
    if fate < 0.2:
        return replace(facts, unanswered=Years(wait + 10))
    facts = replace(facts, soon=Years(wait)) if wait <= SOON else replace(facts, wait=Years(wait))
    if fate < 0.4:
        return replace(facts, answered_once=LaterWorkCount(1))
    facts = replace(facts, answered=LaterWorkCount(int(rng.integers(2, 30))))
    return replace(facts, posthumous=wait > SOON and bool(rng.random() < 0.3))


def drawn_movement(works: Works, looks: Sequence[AppearanceFacts], rng: np.random.Generator) -> MovementNameFacts:
    """A record that a movement may be named after."""
    return MovementNameFacts(
        appearance=looks[int(rng.integers(len(looks)))] if looks else None,
        year=int(rng.integers(1500, 2060)),
        founder=_draw(works, "artist", rng) if rng.random() < 0.6 else "",
        first_title=_draw(works, "title", rng) if rng.random() < 0.6 else "",
    )


def _draw(works: Works, column: str, rng: np.random.Generator) -> str:
    names = works.column(column)
    name = str(names[int(rng.integers(len(names)))] or "").strip()
    return re.sub(r"[{}]", "", name) or "Untitled"


def _year(facts: Facts) -> int | None:
    year = getattr(facts, "year", None)
    return None if year is None else int(year)
