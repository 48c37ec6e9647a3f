"""Facts about artists: their ties, their careers, and what is out of the ordinary in them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..appearance import differences
from ..name_parts import surname
from .comparison import MovementComparison
from .index import HistoryIndex
from .lives import life_facts
from .types.people import ArtistFacts, LifeFacts
from .types.quantities import RANKS, PainterCount, PictureCount, Rank, Title, WorkCount, Years
from .works import label

NAMED = 3  # sources and followers that are named
NEAR = 8  # of the followers, those among whom the teacher is looked for
CAREER = 3  # works beyond which the early and the late ones can be told apart
SILENCE, LAID_DOWN = 6, 8  # years without a work that are worth a word: between two, and after the last
STILL = 4  # years before the last one within which the last work says that the artist is still at it
BEGUN_BEFORE = 2, 24  # first years of the record, and the age from which whoever shows then had begun before it
EARLY_START = 27  # age up to which a first work is early
EARLY_BEST, LATE_BEST = 23, 60  # ages at the best-followed work that are worth a word
EARLY_DEATH, LONG_LIFE = 45, 85
FEW_WORKS = 8
ANSWERED = 3  # answers that make a work the one that painters took most from
SEVERAL = 2  # leaps, works against a rival, works that answer after death


def artist_facts(index: HistoryIndex, comparison: MovementComparison, artist: str) -> ArtistFacts:
    """Facts about one artist."""
    rows = index.by_artist.get(artist, np.zeros(0, int))
    name = index.artist_name(artist)
    facts = replace(
        _ties(index, artist, life_facts(index, artist)),
        name=name,
        surname=surname(name),
        appearance=index.appearance(rows),
        size=WorkCount(len(rows)),
        movement=index.movement_name(index.home(artist)),
        founder_of=comparison.founders.get(artist, "") if len(rows) else "",
        centre_of=comparison.centres.get(artist, "") if len(rows) else "",
    )
    if not len(rows):
        return facts
    facts = _career(index, artist, rows, facts)
    facts = _times(index, rows, facts)
    return _homes(index, rows, _works(index, comparison, rows, facts))


def _ties(index: HistoryIndex, artist: str, life: LifeFacts) -> ArtistFacts:
    """From whom an artist took, and to whom the artist gave."""
    took, gave = (
        [index.artist_name(other) for other, _ in index.ties(artist, forward=forward)] for forward in (False, True)
    )
    sources = tuple(took[:NAMED])
    return ArtistFacts(
        life=life,
        sources=sources,
        source=took[0] if took else "",
        followers=tuple(gave[:NAMED]),
        teacher_learned=life.teacher if life.teacher in gave[:NEAR] else "",
        others=() if life.teacher in sources else sources,
        following=PainterCount(len(gave)) if gave else None,
    )


def _best(index: HistoryIndex, rows: np.ndarray) -> int:
    """The row of the best-followed work."""
    return int(rows[int(index.works["fame"].to_numpy()[rows].argmax())])


def _career(index: HistoryIndex, artist: str, rows: np.ndarray, facts: ArtistFacts) -> ArtistFacts:
    """The first, the best-followed and the last work, and the longest silence between two."""
    years = index.works["year"].to_numpy()[rows]
    best = label(index, _best(index, rows))
    born = facts.life.born_year if facts.life is not None else None
    gaps = np.diff(years)
    pause = int(gaps.argmax()) if len(gaps) and gaps.max() >= SILENCE else None
    rank = int((index.artist_fame > index.artist_fame.get(artist, 0.0)).sum()) + 1
    half = len(rows) // 2
    early, late = index.appearance(rows[:half]), index.appearance(rows[half:])
    return replace(
        facts,
        first=label(index, int(rows[0])),
        best=best,
        last=label(index, int(rows[-1])) if len(rows) > 1 else None,
        debut_age=None if born is None else int(years[0]) - born,
        best_age=None if born is None else best.year - born,
        silence=None if pause is None else Years(gaps[pause]),
        silence_from=None if pause is None else int(years[pause]),
        silence_to=None if pause is None else int(years[pause + 1]),
        late=differences(late, early) if len(rows) > CAREER else (),
        rank_said=Rank(rank) if rank <= RANKS else None,
    )


def _times(index: HistoryIndex, rows: np.ndarray, facts: ArtistFacts) -> ArtistFacts:
    """What is out of the ordinary in when an artist began, was best followed, stopped and died."""
    life = facts.life or LifeFacts()
    year, last = int(index.works["year"].iloc[rows[0]]), int(index.works["year"].iloc[rows[-1]])
    debut, best, death = facts.debut_age, facts.best_age, life.age_at_death
    opening, grown = BEGUN_BEFORE
    already = debut is not None and year <= index.first + opening and debut >= grown
    quiet = (index.last if life.died_year is None else life.died_year) - last
    return replace(
        facts,
        already=already,
        early_start=debut is not None and not already and debut <= EARLY_START,
        late_start=debut is not None and not already and debut > EARLY_START,
        best_late=best is not None and best >= LATE_BEST,
        best_early=best is not None and best <= EARLY_BEST,
        laid_down=Years(quiet) if quiet >= LAID_DOWN else None,
        still=life.living and last >= index.last - STILL,
        early_death=death is not None and death <= EARLY_DEATH,
        long_life=death is not None and death >= LONG_LIFE,
    )


def _works(index: HistoryIndex, comparison: MovementComparison, rows: np.ndarray, facts: ArtistFacts) -> ArtistFacts:
    """What is out of the ordinary in how much an artist made, how, and what came of it."""
    works, best = index.works.iloc[rows], _best(index, rows)
    answers = index.answers["others"].to_numpy()
    most = int(rows[int(answers[rows].argmax())])
    other = answers[most] >= ANSWERED and answers[most] > answers[best]
    sizes = comparison.careers
    leaps = int(works["jump"].sum())
    against = int((works["response"] == "negate").sum())
    late = 0
    if facts.life is not None and facts.life.died_year is not None:
        heirs = index.edges[index.edges["parent"] == index.ids[best]]["child"].map(index.row_of).to_numpy(dtype=int)
        late = int((index.works["year"].to_numpy()[heirs] > facts.life.died_year).sum())
    return replace(
        facts,
        best_first=bool(best == rows[0] and len(rows) > CAREER),
        answered_title=Title(index.title(most)) if other else None,
        answered_year=int(index.works["year"].iloc[most]) if other else None,
        most_works=bool(len(rows) == sizes.max() and (sizes == len(rows)).sum() == 1),
        few_works=bool(len(rows) <= FEW_WORKS and len(rows) <= np.median(sizes)),
        leaps=WorkCount(leaps) if leaps >= SEVERAL else None,
        against=WorkCount(against) if against >= SEVERAL else None,
        after_death=PictureCount(late) if late >= SEVERAL else None,
    )


def _homes(index: HistoryIndex, rows: np.ndarray, facts: ArtistFacts) -> ArtistFacts:
    """The movements that an artist belonged to, from the first work to the last."""
    homes = index.works["movement"].to_numpy()[rows]
    named = [str(home) for home in homes if home]
    moved = bool(named) and named[0] != named[-1] and all(map(index.movement_name, (named[0], named[-1])))
    return replace(
        facts,
        one_movement=len(set(homes)) == 1 and bool(homes[0]),
        left=index.movement_name(named[0]) if moved else "",
        joined=index.movement_name(named[-1]) if moved else "",
    )
