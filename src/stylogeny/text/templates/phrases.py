"""The sentences of the default writer: kinds of text, each a row of slots, each a set of sentences with {holes} for facts.

``[one|other]`` takes a side by chance; ``{?fact}`` asks for a fact without saying it, ``{?tone_is_dark}`` for a value of one. A
sentence is only said when every hole has a measured fact. Names are coined in :mod:`.coinages`; sentences of artists and critics
are in :mod:`.voices`, lives in :mod:`.biographies`, wall texts in :mod:`.walls`.
"""

from __future__ import annotations

from .biographies import BIOGRAPHY
from .biographies import ORDERS as BIOGRAPHY_ORDERS
from .coinages import MOVEMENT_NAME, TITLE
from .essays import ESSAY
from .essays import ORDERS as ESSAY_ORDERS
from .voices import VOICES
from .walls import ORDERS as WALL_ORDERS
from .walls import WALL

Slot = tuple[str, ...]

SMALL = frozenset(
    ["a", "an", "and", "as", "at", "by", "for", "in", "from", "no", "over", "with", "of", "on", "or", "the", "to"]
)

INTRODUCTION: tuple[Slot, ...] = (
    ("Nothing in this catalogue was painted by anyone who lived.",),
    ("Between {first_year} and {last_year}, {painters} who never existed made {works} that nobody ordered, and this is an account of what became of them.",),
    ("They looked at one another's pictures, and before those at ours: the history begins where a corpus of {corpus} works ends.", "{?mostly_unanswered}They looked at one another's pictures, and passed most of them over."),
    ("{nameless} of all that was shown belongs to nothing that ever had a name; out of the rest came {movements}.", "{?all_named}Out of that looking came {movements}."),
    ("{?all_alive}All of them were still alive at the end.", "{?all_dead}None of them outlived the record.", "{alive_movements} outlived the record; the others did not.", "By the last year we show, {dead} of them had ended."),
    ("The longest of them, {longest}, lasted {longest_years}; the shortest, {shortest}, was over in {shortest_years}.",),
    ("If one hand is behind the whole of it, it is that of {foremost}, whose works were answered by other hands more often than anyone else's.",),
    ("Fame was shared out as it usually is: ten pictures hold {top_share} of all the following there was, and {unanswered_share} of the works were never answered by another hand.", "{?level}Fame was shared out more evenly than it usually is, but {unanswered_share} of the works were never answered by another hand."),
    ("The reader who wants the pictures first should turn to {best_title} of {best_year}, by {best_artist}, and ask what so many saw in it.",),
    ("What follows is told in the order in which it happened.",),
)  # fmt: skip

CODA: tuple[Slot, ...] = (
    ("[So it stops|There the record stops]: not because anything was finished in {last_year}, but because we stopped looking.",),
    ("On the last day {alive_movements} could still be found at work.", "{?all_dead}On the last day nothing that had a name was still being practised."),
    ("Of {painters} in it, {unknown} made works that no other hand ever answered.",),
    ("It would be wrong to say they were forgotten, since nobody ever knew them; but the same has been said of people.",),
    ("If there is something to take from {works} that were never made, it may be how little had to be added to make them: eyes, a memory, some luck, and a liking for what others were not doing.",),
    ("Run it again with other luck, and most of these names would be other names.",),
)  # fmt: skip

OVERLOOKED: tuple[Slot, ...] = (
    ("A word for {name}, who has no wall here.",),
    ("{?living}{name} has made {size}, without being looked at much, yet the pictures of {followers} would not be what they are.", "{name} left {size} and no reputation, yet the pictures of {followers} would not be what they are."),
    ("{best_title}, of {best_year}, is the one to find.", "Anyone who finds {first_title} should look at the back of it, too."),
    ("Of all the distances between what somebody gave and what was said of it, this is the widest in the book.",),
)  # fmt: skip

SLEEPER: tuple[Slot, ...] = (
    ("{artist} made {title} in {year}, and for {wait} nothing came of it.",),
    ("Then it was found, and {answered} go back to it.",),
    ("{?dead_by_then}{artist} was dead when the first of them was painted.", "{artist} was {found_age} when the first of them was painted, and may have heard of it."),
    ("No other picture here that was answered at all waited as long.", "Only pictures that were never answered waited longer."),
)  # fmt: skip

QUARREL: tuple[Slot, ...] = (
    ("Many painters in this record turned away from somebody; {a} and {b} turned away from each other.",),
    ("{a_surname} was of {a_movement}, {b_surname} of {b_movement}, which is one explanation.", "{both_movement} had room for many painters, and not for these two.", "{?homeless}They had no movement to quarrel for, so it must have been the pictures."),
    ("{taught} had taught {was_taught}, which will have helped.", "{elder} was the elder by {apart}.", "{?same_year}They were born in the same year, and neither forgave it."),
    ("All the same {taker} took something from {giver}: it can be seen in {taken_title}, of {taken_year}.", "{?apart_in_paint}Neither, as far as the pictures show, ever took a thing from the other."),
    ("{survivor} outlived {departed} by {outlived}, and went on painting against somebody who could no longer answer.", "{?both_alive}Both were alive when the record stops, and nothing had been settled.", "One does not know which of them was right; they are not hung together."),
)  # fmt: skip

TARGET: tuple[Slot, ...] = (
    ("No one in this record was painted against by so many as {name}: {foes} turned away from {surname} at one time or another.",),
    ("Among them were pupils: {pupils_against}.", "{?no_pupil}Not one of them had been a pupil."),
    ("{?loved}It is a kind of fame, and {surname} had the other kind too.", "{?unloved}It was most of the fame there was."),
)  # fmt: skip

LINE: tuple[Slot, ...] = (
    ("{first} taught {second}; {second} taught {third}; and so it went on, {through}, to {last}.", "{?three}{first} taught {second}, and {second} taught {third}, and there it ends."),
    ("That is {links}, and no classroom in this record goes back farther.",),
    ("The first and the last of them never met: {first_surname} died {never_met} before {last_surname} was born.", "{?could_meet}{first_surname} was still alive when {last_surname} was born."),
    ("What {first_surname} would have made of {last_title} cannot be known, but it has been wondered.",),
)  # fmt: skip

KINDS: dict[str, tuple[Slot, ...]] = {
    "movement name": MOVEMENT_NAME,
    "title": TITLE,
    "introduction": INTRODUCTION,
    "movement essay": ESSAY,
    "biography": BIOGRAPHY,
    "wall text": WALL,
    "coda": CODA,
    "overlooked": OVERLOOKED,
    "sleeper": SLEEPER,
    "quarrel": QUARREL,
    "target": TARGET,
    "line": LINE,
    **VOICES,
}
BREAKS = {"introduction": (3, 6)}  # slots that begin a paragraph
# the orders in which the slots of a kind are told, where that is not one after the other: texts of a kind take turns
ORDERS: dict[str, tuple[tuple[int, ...], ...]] = {
    "movement essay": ESSAY_ORDERS,
    "biography": BIOGRAPHY_ORDERS,
    "wall text": WALL_ORDERS,
    "manifesto": ((0, 1, 2, 3, 4), (1, 2, 0, 4), (2, 1, 3, 4), (0, 2, 3), (1, 3, 4)),
    "review": ((0, 1, 2, 3), (0, 2, 1, 3), (0, 1, 3), (0, 2, 3)),
}
