"""Titles for works that nobody looks at closely: fast, no two alike, and no claim about any picture.

A painter has habits: most of one painter's titles are of two kinds (places, people, things on a table, numbered series ...).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..streams import uniforms
from .writer import roman

SHORT, LONG = 2, 3  # short titles that are drawn for a work, then long ones, before a namesake gets a numeral
HABIT = 0.8  # share of a painter's titles that are of the painter's own two kinds


def _words(text: str) -> tuple[str, ...]:
    return tuple(t.strip() for t in text.split(","))


_PLACES = _words(
    "The Weir, The Ferry, The Brickfield, The Towpath, The Allotments, The Quarry, The Lock, The Old Harbour, The Mill Race, The Tram Depot, "
    "The Orchard Wall, The Back Stairs, The Coal Yard, The Salt Road, The Bridge, The Lower Field, The Customs House, The Long Meadow, "
    "The Railway Cutting, The Market, The Nursery Garden, The Sea Wall, The Gravel Pit, The Chapel, The Ford, The Courtyard, The Gasworks, "
    "The Avenue, The Reservoir, The Toll House, The Pier, The Laundry, The Greenhouse, The Rope Walk, The Hospital Garden, The Pond, "
    "The Kitchen Door, The Common, The Timber Yard, The Station, The Observatory, The Fish Market, The Upper Road, The Cemetery Gate"
)
_TIMES = _words(
    "Evening, Morning, Noon, in March, in April, in June, in August, in October, in November, in January, after Rain, before Rain, in Fog, "
    "under Snow, at Dusk, at Low Water, from Above, from the Train, Looking North, Looking Back, at Closing Time, on a Sunday, in Wind, "
    "with Figures, without Figures, Early, in a Dry Year, in the Old Days, by Lamplight, Seen Again"
)
_WHO = _words(
    "Woman, Girl, Boy, Old Man, Two Sisters, The Clerk, The Ferryman, The Seamstress, The Doctor, The Widow, The Tailor, The Twins, "
    "The Postman, The Pianist, The Lodger, The Cook, The Pharmacist, The Painter’s Brother, The Gardener, The Schoolmistress, The Baker, "
    "The Stoker, The Beekeeper, The Recruit, The Fishwife, The Neighbour, The Organist, The Nurse, The Gilder, The Understudy, "
    "The Stonemason, The Notary, The Bargeman, The Translator"
)
_WITH = _words(
    "with a Ladder, with a Letter, at the Window, in a Straw Hat, on the Stairs, with a Lamp, with Keys, Asleep, Reading, Standing, "
    "with a Bird, in Profile, at Table, in the Doorway, with a Dog, Threading a Needle, Counting, in a Borrowed Coat, Waiting, with Apples, "
    "beside the Stove, in Mourning, with a Basket, Turning Away, with an Umbrella, in Shirtsleeves, Listening, with a Map, Undecided, "
    "with a Mirror, Washing, at the Back of the Room, with Folded Hands, Leaving"
)
_THINGS = _words(
    "Quinces, Knife, Jug, Lemons, Oysters, Bread, Pewter Plate, White Cloth, Onions, Bottle, Herring, Pears, Blue Bowl, Candle, Asters, "
    "Eggs, Folded Napkin, Radishes, Coffee Pot, Glass of Water, Walnuts, Newspaper, Plums, Skull, Basket, Sunflowers, Kettle, Grapes, "
    "Matches, Spoon, Cabbage, Clock, Gloves, Poppies, Violin, Cheese, Peonies, Scissors, Fish, Almonds, Copper Pan, Letters"
)
_WHEN = _words(
    "After, Before, Waiting for, The Morning after, The Day of, During, Late for, Not Far from, On the Way to, Home from"
)
_EVENTS = _words(
    "the Fair, the Auction, the Flood, the Wedding, the Verdict, the Election, the Thaw, the Concert, the Storm, the Inventory, the Harvest, "
    "the Post, the Strike, the Funeral, the Rehearsal, the Races, the Bath, the Lesson, the Hunt, the Eclipse, the Doctor’s Visit, the Feast, "
    "the Last Tram, the Census, the Fire, the Regatta, the Frost, the Baptism, the Exam, the Dance, the Procession, the Power Cut"
)
_SERIES = _words(
    "Composition, Interior, Study, Nocturne, Variation, Landscape, Figure, Panel, Improvisation, Fragment, Passage, Elevation, Field, "
    "Notation, Sequence, Ground"
)
_HOW = _words(
    "Slow, Plain, Unlit, Early, Lesser, Borrowed, Narrow, Patient, Spare, Distant, Familiar, Returning, Idle, Common, Late, Steep, Folded, "
    "Private, Ordinary, Second, Unposted, Half, Winter, Silent, Open, Missing, Provisional, Inherited, Loose, Public"
)
_WHAT = _words(
    "Answer, Threshold, Weather, Interval, Errand, Witness, Stair, Measure, Hour, Correction, Proposal, Visit, Lesson, Arrangement, Argument, "
    "Absence, Season, Distance, Promise, Ceremony, Exercise, Habit, Excuse, Journey, Departure, Conversation, Remedy, Alphabet, Inheritance, "
    "Apology"
)
_SAID = _words(
    "Said, Saw, Kept, Forgot, Meant, Left Behind, Would Not Sell, Told the Children, Heard at Night, Carried Home, Never Mentioned, Dreamt"
)
_WHERE = tuple(p.replace("The ", "the ") for p in _PLACES)
_SEASONS = tuple(t for t in _TIMES if t[0].islower())
_NAMED = tuple(w.replace("The ", "the ") for w in _WHO if w.startswith("The "))
KINDS: tuple[tuple[tuple[str, ...], ...], ...] = (
    (_PLACES, _TIMES), (_WHO, _WITH), (_THINGS, _THINGS), (_WHEN, _EVENTS), (_SERIES, tuple(f"No. {k}" for k in range(2, 62))), (_HOW, _WHAT),
    (tuple(f"What {w}" for w in _NAMED), _SAID),
)  # fmt: skip
SHARES = np.cumsum([0.2, 0.24, 0.18, 0.12, 0.08, 0.12, 0.06])


def plain_titles(
    index: Sequence[int] | np.ndarray,
    *,
    seed: int = 0,
    makers: Sequence[int] | np.ndarray | None = None,
    taken: Sequence[str] = (),
) -> list[str]:
    """Titles of works, one an index and no two alike.

    A title belongs to its work's index and its maker; where it is taken, by a work before or one of `taken`, another is drawn,
    and at last a numeral added.

    Parameters
    ----------
    index, makers : sequence of int
        Number of each work, and of its painter where habits are wanted.
    """
    index = np.asarray(index, dtype=np.int64)
    u = uniforms(seed, "plain title", index=index, draws=2 + 3 * (SHORT + LONG))
    kind = _of(u[:, 0])
    if makers is not None:
        own = _of(uniforms(seed, "titling habit", index=np.asarray(makers, dtype=np.int64), draws=2))
        kind = np.where(u[:, 1] < HABIT, np.where(u[:, 1] < 0.6 * HABIT, own[:, 0], own[:, 1]), kind)
    out, seen = [], {t.casefold(): 1 for t in taken}
    for k, row in zip(kind.tolist(), u[:, 2:]):
        for turn in range(SHORT + LONG):
            title = _title(k, *row[3 * turn : 3 * turn + 3].tolist(), long=turn >= SHORT)
            if title.casefold() not in seen:
                break
        seen[title.casefold()] = number = seen.get(title.casefold(), 0) + 1
        while number > 1 and f"{title} {roman(number)}".casefold() in seen:
            number += 1
        out.append(title if number == 1 else f"{title} {roman(number)}")
        seen.setdefault(out[-1].casefold(), 1)
    return out


def _of(u: np.ndarray) -> np.ndarray:
    """A kind of title for each uniform."""
    return np.minimum(np.searchsorted(SHARES / SHARES[-1], u), len(KINDS) - 1)


def _title(kind: int, first: float, second: float, third: float, *, long: bool) -> str:
    """A title of a kind; a long one has a third part."""
    heads, tails = KINDS[kind]
    head, tail = _pick(heads, first), _pick(tails, second)
    if heads is _THINGS:
        parts = list(dict.fromkeys([head, _pick(_THINGS, third), tail] if long else [head, tail]))
        return " and ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else head
    base = f"{head}, {tail}" if heads is _PLACES and tail[0].isupper() else f"{head} {tail}"
    if not long:
        return base
    if heads is _HOW:
        return f"{base} for {_pick(_NAMED, third)}"
    if heads is _PLACES:
        return f"{base}, after {_pick(_EVENTS, third)}"
    return f"{base}, {_pick(_WHERE if heads is _WHO or heads is _WHEN else _SEASONS, third)}"


def _pick(words: tuple[str, ...], u: float) -> str:
    return words[int(u * len(words))]
