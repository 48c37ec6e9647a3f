"""The sentences of the default writer: kinds of text, each a row of slots, each a set of sentences with {holes} for facts.

``[one|other]`` takes a side by chance; ``{?fact}`` asks for a fact without saying it, ``{?tone_is_dark}`` for a value of one. A
sentence is only said when every hole has a measured fact. Names are coined so as not to be those of real movements. Sentences of
artists and critics are in :mod:`.voices`.
"""

from __future__ import annotations

from .voices import VOICES
from .walls import WALL

Slot = tuple[str, ...]

MOVEMENT_NAME: tuple[Slot, ...] = ((
    "The {first_colour} [Circle|School|Group|Table]", "The {second_colour} [Room|Circle|Hour|Company]",
    "The {facture_noun}", "{facture_ism}", "{tone_ism}", "{colour_ism}", "The {tone_noun}", "New {facture_ism}",
    "{first_colour} and {second_colour}", "The {first_colour} [Painters|Hand|Line]", "The {founder_surname} [Circle|School]",
    "The {founder_surname} [Generation|Party]", "Counter-{parent_short}", "After-{parent_short}", "The {parent_short} Schism",
    "The Other {parent_short}", "The {year} Group", "The [Salon|Table|Room] of {year}", "The [Late|Plain|Narrow|Open] {facture_noun}",
    "{tone_ism} of {year}",
),)  # fmt: skip

TITLE: tuple[Slot, ...] = ((
    "{first_colour} [Morning|Field|Wall|Room|Table|Road|Interval|Sunday|Noise]", "[Study|Arrangement|Passage|Interior|Exercise] in {first_colour}",
    "{first_colour} over {second_colour}", "{second_colour} [Evening|Window|Figure|Shore|Weather|Noon|Harbour]",
    "[Against|Towards|Under|Beside|Almost] the {first_colour}", "The {second_colour} [Letter|Door|Lesson|Coat|Hour|Argument]",
    "[What was left|A place|Something said|Two views|Nothing moved|Half of it|The usual distance|Not yet|As agreed|Before the others came]",
    "[Reply|Letter|Question] to {answered_artist}", "[After|Against|Without] {answered_artist}",
    "[Small|Long|Second|Low|Plain|Late|Narrow] {first_colour}", "{genre} in {first_colour}",
    "[Waiting|Asking|Room|Reasons|A Word] for {second_colour}", "{first_colour}, [Held|Kept|Forgiven|Repeated|at Rest]",
    "{?tone_is_dark}[Lamp out|The back room|Who is there|Night shift]", "{?tone_is_light}[Shutters open|Chalk day|Nothing to hide|Early]",
    "{?colour_is_vivid}[Loud|All at once|Market day|Alarm]", "{?colour_is_grey}[Ash Wednesday|Low voice|Tuesday|A grey area]",
    "{?facture_is_combed}[With the grain|Wind from the left|Mown]", "{?facture_is_smooth}[Still|Under ice|No hands]", "{?facture_is_broken}[Gravel|Counted|Hail]",
),)  # fmt: skip

# what is measured, and the nouns of it that names are made of
COINED: dict[str, dict[str, dict[str, str]]] = {
    "facture": {
        "smooth": {"ism": "Levigism", "noun": "Glazers", "said": "paint laid so evenly that the hand is hard to find"},
        "broken": {"ism": "Facettism", "noun": "Chippers", "said": "surfaces broken into small separate touches"},
        "brushed": {"ism": "Bristlism", "noun": "Bristle Hands", "said": "brushwork left open to view"},
        "combed": {"ism": "Furrowism", "noun": "Combers", "said": "strokes that all run one way, like grass under wind"},
    },
    "tone": {
        "dark": {"ism": "Adumbrism", "noun": "Lampless", "said": "kept dark"},
        "middle": {"ism": "Mezzism", "noun": "Halftones", "said": "held to the middle of the scale"},
        "light": {"ism": "Albism", "noun": "Bleachers", "said": "pitched high and light"},
    },
    "colour": {
        "grey": {"ism": "Ashism", "said": "almost without colour"}, "muted": {"ism": "Sourdinism", "said": "muted"},
        "vivid": {"ism": "Saturism", "said": "at full strength"},
    },
}  # fmt: skip
# three columns, one word of each at most, make the titles of works that were not painted
PLAIN_TITLES = (
    ("Second", "Slow", "Plain", "Unlit", "Early", "Lesser", "Borrowed", "Narrow", "Patient", "Spare", "Distant", "Familiar", "Returning", "Idle",
     "Common", "Late", "Steep", "Folded", "Private", "Ordinary"),
    ("Answer", "Threshold", "Weather", "Passage", "Interval", "Errand", "Table", "Witness", "Garden", "Stair", "Ferry", "Measure", "Orchard",
     "Hour", "Window", "Correction", "Figure", "Harbour", "Proposal", "Wall", "Field", "Visit", "Letter", "Shore", "Lesson"),
    ("at the Bend", "for the Left Hand", "with an Absence", "without a Key", "in Two Parts", "before Lunch", "on the Landing", "by the Weir",
     "from Memory", "under the Eaves", "in a Minor Key", "after the Fair", "with a Bird", "near the Border", "for Nobody", "in Passing"),
)  # fmt: skip
SMALL = frozenset(
    ["a", "an", "and", "as", "at", "by", "for", "in", "from", "no", "over", "with", "of", "on", "or", "the", "to"]
)

INTRODUCTION: tuple[Slot, ...] = (
    ("Nothing in this catalogue was painted by anyone who lived.",),
    ("Between {first_year} and {last_year}, {painters} who never existed made {works} that nobody ordered, and this is an account of what became of them.",),
    ("They looked at one another's pictures, and before those at ours: the history begins where a corpus of {corpus} works ends.", "{?mostly_unanswered}They looked at one another's pictures, and passed most of them over."),
    ("Out of that looking came {movements}, of which {dead} had ended by the last year we show.", "{?all_alive}Out of that looking came {movements}, all of them still alive at the end."),
    ("The longest of them, {longest}, lasted {longest_years}; the shortest, {shortest}, was over in {shortest_years}.",),
    ("If one hand is behind the whole of it, it is that of {foremost}, whose works were answered by other hands more often than anyone else's.",),
    ("Fame was shared out as it usually is: the ten most followed works hold {top_share} of all the following there was, and {unanswered_share} of works were never answered by another hand.",),
    ("The reader who wants the pictures first should turn to {best_title} of {best_year}, by {best_artist}, and ask what so many saw in it.",),
    ("What follows is told in the order in which it happened.",),
)  # fmt: skip

ESSAY: tuple[Slot, ...] = (
    (
        "{name} begins with one picture, {first_title}, which {first_artist} finished in {first_year}.",
        "The first work that we would now give to {name} is {first_artist}'s {first_title}, of {first_year}, though nobody used the word yet.",
        "Nobody founded {name} on purpose; in {first_year} {first_artist} showed {first_title}, and others [came back to look at it|could not leave it alone].",
        "Before {name} was a name it was a habit of {first_artist}'s, already whole in {first_title} of {first_year}.",
        "In {first_year}, when {first_title} was new, {name} was one person, {first_artist}, and one picture that looked [out of place|unfinished to most].",
        "The story of {name} can be dated from {first_title}, {first_year}, by {first_artist}.",
        "{first_artist} would have been surprised to hear that {first_title}, of {first_year}, had opened anything; it was to be called {name}.",
        "What came to be {name} was for a time only {first_title}, which {first_artist} had finished in {first_year} and kept [to the wall|for company].",
        "Go back far enough in {name} and one stands before {first_artist}'s {first_title}, of {first_year}; there is nothing behind it.",
        "With {first_title}, in {first_year}, {first_artist} did something once; {name} is what happened when others did it again.",
        "There is always a first: for {name} it is {first_title}, by {first_artist}, {first_year}.",
    ),
    (
        "{?parent}It came out of {parent}, and was {than_parent} than what it came from.",
        "It came after {parent}, and its pictures are {than_parent}.",
        "Set beside {parent}, from which it parted, everything in it is {than_parent}.",
        "What it took from {parent} was nearly everything; what it changed was that the pictures grew {than_parent}.",
        "It stands to {parent} as a child does to a parent: the same features, a different temper.",
        "Its means are those of {parent}; the use it made of them is its own.",
        "{parent} was there before it, and the two have more in common than their friends allowed.",
    ),
    (
        "Its colours are {palette}, {colour_said}, and the whole is {tone_said}.",
        "One knows these pictures by their {palette} and by {facture_said}.",
        "Look for {first_colour}: it is in nearly all of them, {tone_said}, with {facture_said}.",
        "The means are few: {palette}, {facture_said}, a scale {tone_said}.",
        "{facture_said}, {palette} for colours, {tone_said}: a description that would fit a hundred pictures and was meant to.",
        "They agreed on {first_colour} and on very little else, unless it was {facture_said}.",
        "What the eye meets is {first_colour}, {colour_said}; what it meets next is {facture_said}.",
        "Where an earlier room would have been all argument, this one is {palette}, {tone_said}, and quiet about it.",
        "If the room had to be described by telephone one would say {palette}, and then {facture_said}.",
        "Nearly everything is {first_colour}; the {second_colour} is there so that one may notice.",
        "{palette}: so far the eye; the hand adds {facture_said}.",
    ),
    (
        "{painters} made {size} in this manner, {members} among them.",
        "With {founder} went {members}; in all {painters} and {size} can be counted.",
        "{members} followed, and by the end there were {painters} and {size}.",
        "Of its {size} a good {main_share} are from one hand, {main_hand}'s.",
        "{size} survive the sorting, from {painters}; besides {founder}, {members} made the most of them.",
        "{?few}{painters} worked in it, which was never many, and left {size}.",
        "{size}, by {painters}: that is the whole of it.",
        "It can be counted: {size}, {painters}, and {members} in the front row.",
        "Behind {founder} stood {members}, and behind them enough others to make {painters}.",
        "In the end {size} went by this name, and {painters} by that of its followers.",
    ),
    (
        "The picture that carried it was {best_title}, of {best_year}: {best_artist} saw {best_answered} descend from it.",
        "If only one of them could be kept it would have to be {best_artist}'s {best_title}, of {best_year}, to which {best_answered} can be traced.",
        "{best_artist}'s {best_title}, in {best_year}, is the one that was looked at: {best_answered} owe something to it.",
        "No other picture of theirs was followed as often as {best_title}, by {best_artist}, {best_year}.",
        "Its centre is {best_title}, which {best_artist} made in {best_year}, and which the others spent years [answering|walking round].",
        "{best_artist} made {best_title} in {best_year}, and {best_answered} are hard to imagine without it.",
        "For most who came later it was one picture, {best_title} by {best_artist}, {best_year}; they gave back {best_answered}.",
        "Ask where it is densest, and the record says {best_title}, {best_artist}, {best_year}: {best_answered} come out of it.",
        "The others kept returning to {best_artist}'s {best_title}, of {best_year}, and brought home {best_answered}.",
        "One wall was never free: that of {best_title}, {best_year}, from which {best_artist} could watch {best_answered} leave.",
    ),
    (
        "{advocates} spoke for it; {opponents} spoke against.",
        "It had {opponents} against it, which did it no harm.",
        "Only {opponent} was against it.",
        "A single voice, {advocate}, spoke for it; it was enough.",
        "{advocates} took its side, and {opponent} did not.",
        "{opponents} wrote it off; {advocate} did not.",
        "For it were {advocates}, and they were loud enough.",
        "Against it stood {opponents}, who thought it [a mannerism|an evasion|too easily learned].",
        "{opponents} never accepted it, and {advocates} never stopped explaining it.",
        "Between {advocates} for and {opponents} against, it did not lack for [attention|weather].",
        "{advocates} wrote for it, {opponents} wrote against, and both read each other.",
        "In the papers it had {advocates} on its side; {opponents} sat across from them.",
        "When {opponents} had finished with it, {advocates} picked up what was left and praised it.",
        "It divided the table: {advocates} here, {opponents} there.",
    ),
    (
        "Shown one of its pictures without a label, a trained eye names it rightly {distinct} of the time.",
        "It is recognisable: {distinct} of its works can be told from all others by their looks alone.",
        "Its borders are soft; only {indistinct} of its works can be told by looks alone, and the rest are members by descent.",
        "The family likeness is faint, and by looks alone no more than {indistinct} of these pictures find their way home.",
        "A classifier that has seen the rest finds it right in {recognised} of cases, [for what such machines are worth|which is a way of saying how much of it is a style].",
        "{?distinct}Mix its pictures among the others of those years, and {distinct} can be picked out again.",
        "{?distinct}One need not read the labels: {distinct} of it gives itself away.",
        "{?indistinct}Take the labels off and it begins to dissolve: {indistinct} can be put back.",
        "By measurement {recognised} of it is unmistakable; the remainder is what makes arguments.",
        "Of a hundred of its pictures a machine would hang so many in this room: {recognised}.",
    ),
    (
        "From {stale_from} it began to repeat itself: it had been new for {fresh_years}.",
        "After {fresh_years} there was no more to find, and from {stale_from} on the pictures are variations on one another.",
        "{stale_from} is as good a date as any for the moment at which it became a manner.",
        "The years after {stale_from} are [hard to tell apart|the ones that dealers like].",
        "By {stale_from} one could have [ordered one by post|made one from a description].",
    ),
    (
        "It ended in {died} with {last_title}, by {last_artist}.",
        "{?died}Nobody closed it: {last_artist} made {last_title} in {last_year}, and after that nobody made another.",
        "{?died}{last_title}, {last_artist}, {last_year}: then nothing more.",
        "It had lasted {lasted} when, in {died}, it was over.",
        "{?died}The last of it is {last_artist}'s {last_title}, of {last_year}, [a picture with its coat on|which does not look like an ending].",
        "{?died}The door was closed from inside by {last_artist}, whose {last_title} is of {last_year}.",
        "{?died}{lasted} is what it had, and {last_artist}'s {last_title}, in {last_year}, used the last of it.",
        "{?died}Somebody has to be last, and it was {last_artist}, with {last_title}, in {last_year}.",
        "{?alive}It was still being made in {alive}, when our record stops.",
        "{?alive}As we close, in {alive}, it is not over.",
        "{?alive}How it ends we cannot say: in {alive} there were still painters at it.",
        "{?alive}No end can be reported: {last_artist}'s {last_title} is of {last_year}, and looks like a Tuesday.",
        "{?alive}The most recent picture in the room is {last_title}, by {last_artist}; one expects more.",
        "{?alive}It outlives this catalogue: {last_title}, {last_artist}, {last_year}, and counting.",
    ),
    (
        "{heirs} came out of it.", "What it left behind is {heirs}.", "It had children: {heirs}.",
        "Without it there would have been no {heirs}, whatever {heirs} said about it.",
    ),
)  # fmt: skip

CODA: tuple[Slot, ...] = (
    ("[So it stops|There the record stops]: not because anything was finished in {last_year}, but because we stopped looking.",),
    ("{alive_movements} [were|was] still being practised on the last day.", "{?all_dead}On the last day nothing that had a name was still being practised."),
    ("Of {painters} in it, {unknown} made works that no other hand ever answered.",),
    ("It would be wrong to say they were forgotten, since nobody ever knew them; but the same has been said of people.",),
    ("If there is something to take from {works} that were never made, it may be how little had to be added to make them: eyes, a memory, some luck, and a liking for what others were not doing.",),
    ("Run it again with other luck, and most of these names would be other names.",),
)  # fmt: skip

OVERLOOKED: tuple[Slot, ...] = (
    ("A word for {name}, who has no wall here.",),
    ("{name} made {size} and was not famous, yet the pictures of {followers} would not be what they are.",),
    ("{best_title}, of {best_year}, is the one to find.",),
    ("Of all the distances between what somebody gave and what was said of it, this is the widest in the book.",),
)  # fmt: skip

SLEEPER: tuple[Slot, ...] = (
    ("{artist} made {title} in {year}, and for {wait} nothing came of it.",),
    ("Then it was found, and {answered} go back to it.",),
    ("No other picture here that was answered at all waited as long.",),
)  # fmt: skip

KINDS: dict[str, tuple[Slot, ...]] = {
    "movement name": MOVEMENT_NAME,
    "title": TITLE,
    "introduction": INTRODUCTION,
    "movement essay": ESSAY,
    "wall text": WALL,
    "coda": CODA,
    "overlooked": OVERLOOKED,
    "sleeper": SLEEPER,
    **VOICES,
}
