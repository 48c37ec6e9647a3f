"""The sentences of lives, and the orders in which a life can be told (see :mod:`.phrases`)."""

from __future__ import annotations

Slot = tuple[str, ...]

DEBUT: Slot = (
    "{?best_first}{name} began with {first_title}, at {debut_age}, and was never looked at so much again.",
    "{?best_first}Some paint all their lives towards one picture; {name} painted all the others away from it, for {first_title} was the first.",
    "{?early_start}At {debut_age}, with {first_title}, {name} began.",
    "{?early_start}The record opens on {first_title}, in {first_year}; {name} was {debut_age}.",
    "{?early_start}It starts with {first_title}, which {name} showed at {debut_age}.",
    "{?early_start}{first_title}, of {first_year}, is signed by a painter of {debut_age}: {name}.",
    "{?early_start}{name} was {debut_age} when {first_title} was hung, and never had another trade.",
    "{?early_start}Nothing is known of {name} until {first_title}, in {first_year}, and after that a good deal.",
    "{?early_start}The first thing we have of {name} is {first_title}; the painter was {debut_age}, the year was {first_year}.",
    "{?early_start}Of the childhood there is nothing; of the beginning there is {first_title}, which {name} made at {debut_age}.",
    "{?late_start}{name} came late: {first_title} was made at {debut_age}.",
    "{?late_start}Most have given up by {debut_age}; at {debut_age} {name} showed {first_title}, and began.",
    "{?late_start}What {name} did until {debut_age} is not known; then there is {first_title}.",
    "{?already}{name} was {debut_age} when our record begins, and what came before is not in it.",
    "{?already}When this history opens {name} is already at work, aged {debut_age}; the first picture we have is {first_title}.",
    "{?already}One meets {name} in the middle: {debut_age} years old, and showing {first_title}.",
)
FAMOUS: Slot = (
    "{rank_said} of all the painters in this record was {name}, and most of that is owed to {best_title}.",
    "One picture made {name}: {best_title}, of {best_year}.",
    "Say {name}, and people who know nothing else say {best_title}.",
    "{best_title}, of {best_year}, has been looked at more than {name} ever was.",
    "Before anything else, {best_title}: {name} painted it in {best_year}, at {best_age}, and could not get out of its way again.",
)
PLACED: Slot = (
    "{name} belongs in any account of {movement}, and was uneasy in most of them.",
    "{name} set out with {left} and ended with {joined}; people have been forgiven more.",
    "{?founder_of}If {founder_of} {founder_of|has|have} a founder it is {name}, though the word would have been refused.",
    "{?founder_of}Among the painters of {movement} {name} is the one whom the others watched.",
    "{?centre_of}The picture on which {centre_of} turns is by {name}.",
)
QUARREL_FIRST: Slot = (
    "{name} is best introduced by {rival}, whom {surname} could not stand.",
    "There are two ways to tell this life, and the one by {rival} would be the shorter; this is the other, {name}'s.",
    "{name} and {mutual_rival} turned away from each other, which is rarer than one thinks: most rivals never notice.",
    "{name} had a teacher, {teacher_rival}, and then an enemy, {teacher_rival}.",
)
TAUGHT: Slot = (
    "{teacher} was the teacher, and it shows for a while.",
    "{surname} studied with {teacher}, and looked at {others}.",
    "Whatever {teacher} taught, it was to {others} that the young painter looked.",
    "{?untaught}Nobody is known to have taught {surname}; the eye went to {sources}.",
    "The pictures are full of looking, above all at {sources}.",
    "{teacher} had the teaching; {others} had the attention.",
    "One hears {sources} in the early pictures, as one hears a family in a voice.",
    "{?untaught}{surname} went to no school but {sources}.",
    "{?untaught}There was no master, unless one counts {sources}.",
    "{teacher} opened the door, and behind it hung {sources}.",
    "A pupil of {teacher}, by the register; by the pictures, of {source}.",
    "{?teacher_learned}{teacher_learned} was the teacher, and lived to learn from the pupil.",
    "Between {teacher}, who taught, and {source}, who only painted, {surname} listened to the one and watched the other.",
)
HOME: Slot = (
    "From {left} the way led over to {joined}, and [not all were forgiving|there was no way back].",
    "Begun in {left}, the work belongs in the end to {joined}.",
    "{surname} left {left} for {joined}; the reasons given were not the reasons.",
    "{movement} counted {surname} as one of its own.",
    "{?one_movement}{movement} {movement|was|were} home from first to last.",
    "Who says {surname} says {movement}, and is nearly right.",
    "For the dealers it is all {movement}, which saves them looking.",
    "The change from {left} to {joined} can be followed from wall to wall.",
    "In the index one finds the name under {movement}.",
)
RIVAL: Slot = (
    "{rival} was the rival, and each seems to have kept an eye on what the other was hanging.",
    "One reads everywhere of the quarrel with {rival}; the pictures are civil.",
    "{surname} and {rival} [could not be put in one room|are said never to have met, which is hard to believe of two such careers].",
    "Of the rivals, {rivals}, none was ever mentioned by name.",
    "{rival} was the wall that {surname} kept running along.",
    "If {surname} turned away from anyone it was from {rival}.",
    "It helped to have {rival} ahead, and to be cross about it.",
    "There is no portrait of {rival}, but there are pictures made against one.",
    "{pupil_rival} had been a pupil, and became the person to paint against.",
    "{teacher_rival}, who had taught {surname}, was in the end the one to be got away from.",
    "The dislike of {mutual_rival} was returned, which is something.",
)
SILENCE: Slot = (
    "Then {silence} of nothing: between {silence_from} and {silence_to} there is not one picture.",
    "From {silence_from} to {silence_to} {surname} did not paint, or did not keep it.",
    "There is a hole of {silence} in the record, after {silence_from}, which nobody has explained.",
)
BEST: Slot = (
    "{best_title} came in {best_year}, at {best_age}, and made the name.",
    "The picture that everyone knows, {best_title}, is of {best_year}.",
    "At {best_age} came {best_title}, and from then on {surname} was looked at.",
    "One may pass over the rest if one has seen {best_title}, of {best_year}.",
    "Most came for {best_title}, of {best_year}, and some stayed for the others.",
    "Nothing else went as far as {best_title}, made at {best_age}.",
    "{?best_late}It was {best_title}, painted at {best_age}, that people had been waiting for without knowing it.",
    "{?best_early}{surname} was only {best_age} at {best_title}, and had to live with it for the rest of a career.",
)
LATE: Slot = (
    "The late works are {late} than the early ones.",
    "With age the pictures grew {late}.",
    "One can date a {surname} by eye, for they become {late} with the years.",
)
LEFT: Slot = (
    "{pupils} learned from this hand.",
    "There was one pupil, {pupil}.",
    "{pupil} was taught here, and went on alone.",
    "What it came to can be seen in {followers}.",
    "{followers} had looked closely, as their own pictures show.",
    "The line goes on in {followers}.",
    "{following} are in some debt here, {followers} the deepest.",
    "It was {followers} who listened.",
    "Without this hand {followers} would have had to begin elsewhere.",
)
ODD: Slot = (
    "{?most_works}Nobody in this record showed more pictures.",
    "{?few_works}There are very few pictures, and {surname} seems to have thought that there were enough.",
    "{?founder_of}{founder_of} {founder_of|is|are} called {surname}'s invention by people who were not there.",
    "{?centre_of}In {centre_of} it is {surname}'s wall that the others face.",
    "The painters, it must be said, looked rather at {answered_title}, of {answered_year}.",
    "Painters will tell one to see {answered_title} instead.",
    "{?leaps}Where most go by steps {surname} jumped: {leaps} come from nowhere near.",
    "{?against}{against} were painted against somebody, and are the better for it.",
)
DRAMA: Slot = (
    "{?early_death}{surname} died at {age_at_death}, and one has to guess the rest.",
    "{?early_death}At {age_at_death} one has only begun: the last of it is of {died_year}.",
    "{?early_death}In {died_year}, at {age_at_death}, it was over before it had been decided.",
    "{?long_life}{surname} lived to be {age_at_death}, and outlasted most opinions.",
    "{?laid_down}{surname} put the brush down in {last_year}, with {last_title}, and lived another {laid_down} without it.",
    "{?laid_down}After {last_title}, in {last_year}, there is no more, though there were {laid_down} to come.",
    "Most of what came of it came late: {after_death} that answer {best_title} were painted when {surname} was dead.",
    "{?best_first}{after_death} go back to that first one and were painted when {surname} was dead.",
)
END: Slot = (
    "{?died_year}The last picture is {last_title}, of {last_year}; {size} are known.",
    "{last_title} was on the easel, or just off it, in {died_year}.",
    "Death came in {died_year}, at {age_at_death}.",
    "{?died_year}The inventory says {size}.",
    "At {age_at_death}, in {died_year}, it was over; {size} remain.",
    "{?still}There are {size}, and there may be more to come.",
    "{?still}{size} so far.",
    "{?still}At the time of writing the easel is not empty: {last_title} is of {last_year}.",
    "{?still}The count stands at {size}, and is not closed.",
    "{?still}{last_title}, {last_year}, is merely the latest.",
)
BIOGRAPHY: tuple[Slot, ...] = (
    DEBUT, FAMOUS, PLACED, QUARREL_FIRST, TAUGHT, HOME, RIVAL, SILENCE, BEST, LATE, LEFT, ODD, DRAMA, END,
)  # fmt: skip


def _told(*slots: Slot) -> tuple[int, ...]:
    return tuple(BIOGRAPHY.index(slot) for slot in slots)


ORDERS: tuple[tuple[int, ...], ...] = (
    _told(DEBUT, TAUGHT, HOME, RIVAL, SILENCE, BEST, LEFT, DRAMA, END),
    _told(FAMOUS, DEBUT, TAUGHT, ODD, HOME, LATE, DRAMA, LEFT),
    _told(PLACED, DEBUT, RIVAL, BEST, SILENCE, LEFT, DRAMA, END),
    _told(QUARREL_FIRST, TAUGHT, BEST, HOME, LATE, ODD, DRAMA, END),
    _told(DEBUT, ODD, BEST, RIVAL, HOME, LATE, LEFT, DRAMA),
    _told(DEBUT, RIVAL, TAUGHT, SILENCE, BEST, ODD, DRAMA, END),
)
