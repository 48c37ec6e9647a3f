"""Facts about works: what they look like, where they come from, what came of them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from .index import HistoryIndex, is_missing
from .lives import life_facts
from .types.quantities import LaterWorkCount, Maker, Title, Years
from .types.works import WorkFacts, WorkLabel

SOON = 3  # years within which an answer comes soon
UNANSWERED = 15  # years after which it is said of a work that nobody answered it
CRITICS = 4  # of one mind who are worth a word
OLD, YOUNG = 70, 22  # ages that are worth a word
CAREER = 3  # works beyond which an artist's first and last one are worth a word


@dataclass(frozen=True)
class MainParent:
    """The work that another comes from most: the artist's own, another's, or one of the past."""

    title: Title
    year: int
    artist: str
    own: bool


def label(index: HistoryIndex, row: int) -> WorkLabel:
    """What a work's label says."""
    work = index.works.iloc[row]
    return WorkLabel(
        title=Title(index.title(row)), year=int(work["year"]), artist=index.artist_name(str(work["artist"]))
    )


def age_at(index: HistoryIndex, row: int) -> int | None:
    """How old a work's maker was."""
    work = index.works.iloc[row]
    born = life_facts(index, str(work["artist"])).born_year
    return None if born is None else int(work["year"]) - born


def work_facts(index: HistoryIndex, row: int) -> WorkFacts:
    """Facts about one work."""
    work = index.works.iloc[row]
    artist, year, age = str(work["artist"]), int(work["year"]), age_at(index, row)
    career, died = index.by_artist[artist], life_facts(index, artist).died_year
    appearance, source = index.appearance([row]), main_parent(index, row)
    answers, answered_in = int(index.answers["others"].iloc[row]), float(index.answers["first"].iloc[row])
    wait = Years(int(answered_in - year)) if answers else None
    advocates, opponents = int(work["advocates"] or 0), int(work["opponents"] or 0)
    long_career = len(career) > CAREER
    return WorkFacts(
        title=Title(index.title(row)),
        year=year,
        artist=index.artist_name(artist),
        appearance=None if appearance is None else replace(appearance, figures=None),
        own_source=source.title if source is not None and source.own else None,
        source=source.title if source is not None and not source.own else None,
        gap=None if source is None else Years(year - source.year),
        source_artist=Maker(source.artist) if source is not None and not source.own else None,
        answered=LaterWorkCount(answers) if answers > 1 else None,
        answered_once=LaterWorkCount(answers) if answers == 1 else None,
        soon=wait if wait is not None and wait <= SOON else None,
        wait=wait if wait is not None and wait > SOON else None,
        unanswered=Years(index.last - year) if not answers and index.last - year > UNANSWERED else None,
        against=bool(work["response"] == "negate"),
        leap=bool(work["jump"] and row != career[0]),
        all_for=advocates >= CRITICS and not opponents,
        all_against=opponents >= CRITICS and not advocates,
        age=age,
        old=age is not None and age >= OLD,
        young=age is not None and age <= YOUNG,
        first_picture=bool(long_career and row == career[0] and year > index.first),
        last_picture=bool(long_career and row == career[-1] and died is not None),
        posthumous=died is not None and bool(answers) and died < answered_in,
    )


def main_parent(index: HistoryIndex, row: int) -> MainParent | None:
    """The heaviest parent of a work that can be named."""
    artist = str(index.works["artist"].iloc[row])
    for parent, _ in index.parents_of(index.ids[row]):
        if parent in index.row_of:
            source = label(index, index.row_of[parent])
            maker = str(index.works["artist"].iloc[index.row_of[parent]])
            return MainParent(source.title, source.year, source.artist, own=maker == artist)
        old = index.past.get(parent)
        if old is not None and not is_missing(old["earliest"]):
            return MainParent(Title(old["title"] or parent), int(old["earliest"]), str(old["artist"] or ""), own=False)
    return None
