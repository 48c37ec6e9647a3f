"""The sentences of the essays on movements, and the orders in which an essay can be told (see :mod:`.phrases`)."""

from __future__ import annotations

Slot = tuple[str, ...]

BEGUN: Slot = (
    "{name} {name|begins|begin} with one picture, {first_title}, which {first_artist} finished in {first_year}.",
    "The first work that we would now give to {name} is {first_artist}'s {first_title}, of {first_year}, though nobody used the word yet.",
    "Nobody founded {name} on purpose; in {first_year} {first_artist} showed {first_title}, and others [came back to look at it|could not leave it alone].",
    "Before {name} was a name it was a habit of {first_artist}'s, already whole in {first_title} of {first_year}.",
    "In {first_year}, when {first_title} was new, {name} {name|was|were} one person, {first_artist}, and one picture that looked [out of place|unfinished to most].",
    "{first_artist} would have been surprised to hear that {first_title}, of {first_year}, had opened anything; it was to be called {name}.",
    "What came to be {name} was for a time only {first_title}, which {first_artist} had finished in {first_year} and kept [to the wall|for company].",
    "Go back far enough in {name} and one stands before {first_artist}'s {first_title}, of {first_year}; there is nothing behind it.",
    "With {first_title}, in {first_year}, {first_artist} did something once; {name} {name|is|are} what happened when others did it again.",
)
BEGAN: Slot = (
    "It had begun in {first_year}, with {first_title}, when {first_artist} was {first_age}.",
    "The first of it is {first_title}, {first_year}, by {first_artist}, who had nothing of the kind in mind.",
    "Its beginning is a single canvas of {first_year}: {first_artist}'s {first_title}.",
    "Those who like beginnings will want {first_title}, of {first_year}, where {first_artist} [stumbled on it|found it and did not look round].",
    "Everything in it can be found, small, in {first_title}, which {first_artist} painted in {first_year}.",
    "Somebody had to be first: {first_artist}, in {first_year}, with {first_title}.",
    "{first_artist} started it with {first_title}, in {first_year}, and for a while had it alone.",
    "Look for its root and the trail ends in {first_year}, at {first_artist}'s {first_title}.",
)
PARENT: Slot = (
    "{?parent}It came out of {parent}, and was {than_parent} than what it came from.",
    "It came after {parent}, and its pictures are {than_parent}.",
    "Set beside {parent}, from which it parted, everything in it is {than_parent}.",
    "What it took from {parent} was nearly everything; what it changed was that the pictures grew {than_parent}.",
    "It stands to {parent} as a child does to a parent: the same features, a different temper.",
    "Its means are those of {parent}; the use it made of them is its own.",
    "{parent} {parent|was|were} there before it, and the two have more in common than their friends allowed.",
)
LOOK: Slot = (
    "Its colours are {palette}, {colour_said}, and the whole is {tone_said}.",
    "One knows these pictures by their {palette} and by {facture_said}.",
    "Look for {first_colour}: it is in nearly all of them, {tone_said}, with {facture_said}.",
    "The means are few: {palette}, {facture_said}.",
    "{facture_said}, {palette} for colours: a description that would fit a hundred pictures and was meant to.",
    "They agreed on {first_colour} and on very little else, unless it was {facture_said}.",
    "What the eye meets is {first_colour}, {colour_said}; what it meets next is {facture_said}.",
    "If the room had to be described by telephone one would say {palette}, and then {facture_said}.",
    "Nearly everything is {first_colour}; the {second_colour} is there so that one may notice.",
    "{palette}: so far the eye; the hand adds {facture_said}.",
    "It lives on {palette}, {tone_said}, and it does not ask for more.",
)
LOOK_FIRST: Slot = (
    "{first_colour} wherever one turns, and {facture_said}: one does not need the label to know that this is {name}.",
    "One can be in the room with {name} for some minutes before noticing that it is nearly all {palette}.",
    "A visitor who remembers only one colour of {name} will remember {first_colour}, and will not be far wrong.",
    "{name} {name|is|are} a way of putting {first_colour} beside {second_colour} and leaving the two to it.",
)
PAINTERS: Slot = (
    "In this manner {members} and others, {painters} in all, made {size}.",
    "With {founder} went {members}; in all {painters} and {size} can be counted.",
    "{members} followed, and by the end there were {painters} and {size}.",
    "Of its {size} a good {main_share} are from one hand, {main_hand}'s.",
    "The sorting has left {size}, from {painters}; besides {founder}, {members} made the most of them.",
    "{?few}{painters} worked in it, which was never many, and left {size}.",
    "It can be counted: {size}, {painters}, and {members} in the front row.",
    "Behind {founder} stood {members}, and behind them enough others to make {painters}.",
    "{founder} led it, if anyone did; {members} did most of the work.",
    "The register has {painters} for it, of whom {members} are the ones to know.",
)
CROWD_FIRST: Slot = (
    "To {name} {painters} have been counted, and it is a fair guess that no three of them would have said the same about it.",
    "There were {painters} in {name}, and {size} came of it.",
    "Ask who belonged to {name} and one is given {painters}; ask who mattered, and it is {founder}, {members}.",
    "By the name of {name} go {size}; a person with a free day could see them all.",
)
BEST: Slot = (
    "{?best_is_first}No later picture of it was answered as often as that first one: {best_answered} go back to it.",
    "{?best_is_first}The rest never caught up with that beginning, from which {best_answered} come.",
    "{?best_is_first}It is also the one that the others kept answering, and {best_answered} are the answers.",
    "The picture that carried it was {best_title}, of {best_year}: {best_artist} saw {best_answered} come straight from it.",
    "If only one of them could be kept it would have to be {best_artist}'s {best_title}, of {best_year}, to which {best_answered} go back.",
    "{best_artist}'s {best_title}, in {best_year}, is the one that the others answered: {best_answered} owe something to it.",
    "Its centre is {best_title}, which {best_artist} made in {best_year}, and which the others spent years [answering|walking round].",
    "{best_artist} made {best_title} in {best_year}, and {best_answered} are hard to imagine without it.",
    "For most who came later it was one picture, {best_title} by {best_artist}, {best_year}; they gave back {best_answered}.",
    "The others kept returning to {best_artist}'s {best_title}, of {best_year}, and brought home {best_answered}.",
    "One wall was never free: that of {best_title}, {best_year}, from which {best_artist} could watch {best_answered} leave.",
    "It has a middle, {best_title}, of {best_year}, and the middle has a source: {best_artist} had been looking at {best_source_artist}'s {best_source}.",
)
BEST_FIRST: Slot = (
    "Most of what is called {name} hangs by one nail, {best_artist}'s {best_title} of {best_year}.",
    "Take {best_title} away, which {best_artist} painted in {best_year}, and {name} {name|falls|fall} into separate pictures.",
    "People who have never heard of {name} have seen {best_title}, or one of the {best_answered} that came of it; {best_artist} painted it in {best_year}.",
    "No picture of {name} was answered as often as {best_artist}'s {best_title}, of {best_year}.",
)
CRITICS: Slot = (
    "{advocates} spoke for it; {opponents} spoke against.",
    "It had {opponents} against it, which did it no harm.",
    "Only {opponent} was against it.",
    "A single voice, {advocate}, spoke for it; it was enough.",
    "{opponents} wrote it off; {advocate} did not.",
    "For it were {advocates}, and they were loud enough.",
    "{opponents} never accepted it, and {advocates} never stopped explaining it.",
    "{advocates} wrote for it, {opponents} wrote against, and both read each other.",
    "When {opponents} had finished with it, {advocates} picked up what was left and praised it.",
    "It divided the table: {advocates} here, {opponents} there.",
)
KNOWN: Slot = (
    "Mix its pictures among the others of those years, and {distinct} can be picked out again.",
    "One need not read the labels: {distinct} of its works give themselves away.",
    "Its borders are soft; no more than {indistinct} of its works can be told by their looks, and the rest are members by descent.",
    "The family likeness is faint: take the labels off, and {indistinct} of these pictures find their way home.",
    "Hidden among strangers, {distinct} of its works are found.",
)
STALE: Slot = (
    "From {stale_from} it began to repeat itself: it had been new for {fresh_years}.",
    "After {fresh_years} there was no more to find, and from {stale_from} on the pictures are variations on one another.",
    "{stale_from} is as good a date as any for the moment at which it became a manner.",
    "The years after {stale_from} are [hard to tell apart|the ones that dealers like].",
    "By {stale_from} one could have [ordered one by post|made one from a description].",
)
END: Slot = (
    "It ended in {died} with {last_title}, by {last_artist}.",
    "{?died}Nobody closed it: {last_artist} made {last_title} in {last_year}, and after that nobody made another.",
    "It had lasted {lasted} when, in {died}, it was over.",
    "{?died}The last of it is {last_artist}'s {last_title}, of {last_year}, [a picture with its coat on|which does not look like an ending].",
    "{?died}The door was closed from inside by {last_artist}, whose {last_title} is of {last_year}.",
    "{?died}{lasted} is what it had, and {last_artist}'s {last_title}, in {last_year}, used the last of it.",
    "{?died}Somebody has to be last, and it was {last_artist}, with {last_title}, in {last_year}.",
    "{?died}After {last_title}, which {last_artist} painted in {last_year}, there was nobody left to disagree with.",
    "{?alive}It was still being made in {alive}, when our record stops.",
    "{?alive}As we close, in {alive}, it is not over.",
    "{?alive}How it ends we cannot say: in {alive} there were still painters at it.",
    "{?alive}No end can be reported: {last_artist}'s {last_title} is of {last_year}, and looks like a Tuesday.",
    "{?alive}The most recent picture is {last_title}, by {last_artist}; one expects more.",
    "{?alive}It outlives this catalogue: {last_artist} finished {last_title} in {last_year}, and was not alone.",
)
END_FIRST: Slot = (
    "In {died}, when {last_artist} put down {last_title}, {name} {name|was|were} over, though it took a while to be noticed.",
    "{name} {name|was|were} over in {died}, and the end is the best place to begin.",
    "{?died}When {last_artist} finished {last_title}, in {last_year}, there was nobody left in {name} to show it to.",
    "{?alive}{name} {name|has|have} no last picture yet, which makes it hard to write about and easy to quarrel over.",
    "{?alive}Of all that is in this catalogue {name} {name|is|are} the hardest to see whole, not being finished.",
)
HEIRS: Slot = (
    "{heirs} came out of it.", "What it left behind is {heirs}.", "Without it there would have been no {heirs}, whatever was said about it there.",
    "It went on, under another name, as {heirs}.",
)  # fmt: skip
NAMED: Slot = (
    "{?name_title}The name was lent by that first picture.", "{?name_title}It is called after its first picture, as often happens to people who did not ask for a name.",
    "{?name_title}A first picture gave it the name, and no one thought of a better.",
    "{?name_founder}The name is {founder}'s, and was not {founder}'s idea.", "{?name_founder}It is called after {founder}, who did not object loudly enough.",
    "{?name_founder}That it bears the name of {founder} is just, and hard on {members}.",
    "{?name_insult}The name was not meant kindly, and was worn like a hat.", "{?name_insult}Nobody chooses such a name; one is given it, and keeps it out of spite.",
    "{?name_insult}It was a jeer before it was a name.", "{?name_insult}What they called themselves is not recorded; what they were called is over the door.",
    "{?name_colour}It is called after its colour, as some people are after their beards.", "{?name_colour}The colour is in the name, which has saved a good deal of description.",
    "{?name_colour}The name says {first_colour} or next to it, and so do the pictures.",
)  # fmt: skip
MOST: Slot = (
    "{?is_largest}No other movement of these years left so many works.", "{?is_smallest}It is the smallest of the movements in this record.",
    "{?is_longest}None of the others lasted as long.", "{?is_shortest}None of the others was over so soon.",
    "{?is_crowded}Nowhere else did so many painters stand so close.", "{?is_select}No movement here made do with fewer painters.",
    "{?is_darkest}It is the darkest room of all.", "{?is_lightest}It is the lightest room of all, and one blinks.",
    "{?is_greyest}No other is so sparing with colour.", "{?is_fullest}No other is so free with colour.",
    "{?is_harshest}Nowhere are light and dark set harder against each other.", "{?is_softest}Nowhere are light and dark so gently parted.",
    "{?is_varied}Its pictures differ among themselves more than those of any other movement here.", "{?is_alike}Nowhere else are the pictures so much alike.",
    "{?is_resisted}Nothing else in these years was so often painted against.",
)  # fmt: skip
TIES: Slot = (
    "{recruits} of its painters had begun with {came_from}.", "{came_from} had lost {recruits} of its people to it by the end.",
    "Those who tired of it, {leavers} of them, are next heard of in {went_to}.", "{leavers} left it for {went_to}, [without a letter|and were greeted as if from abroad].",
    "Its quarrels were mostly with {enemy}.", "If it had an enemy, it was {enemy}, to judge by whom its painters turned away from.",
    "Ask its painters whom they could not stand, and most of the names are from {enemy}.",
    "{founder} had been a pupil of {founder_teacher}, and it took a movement to get over it.",
    "{founder} and {founder_rival} could not agree, and the one had a movement and the other had the last word, or it was the other way about.",
)  # fmt: skip
ESSAY: tuple[Slot, ...] = (
    BEGUN, BEGAN, PARENT, LOOK, LOOK_FIRST, PAINTERS, CROWD_FIRST, BEST, BEST_FIRST, CRITICS, KNOWN, STALE, END, END_FIRST, HEIRS, NAMED,
    MOST, TIES,
)  # fmt: skip


def _told(*slots: Slot) -> tuple[int, ...]:
    return tuple(ESSAY.index(slot) for slot in slots)


ORDERS: tuple[tuple[int, ...], ...] = (
    _told(BEGUN, NAMED, PARENT, LOOK, PAINTERS, BEST, MOST, TIES, STALE, END, HEIRS),
    _told(LOOK_FIRST, BEGAN, NAMED, PARENT, PAINTERS, BEST, TIES, KNOWN, STALE, END),
    _told(BEST_FIRST, BEGAN, NAMED, PARENT, LOOK, PAINTERS, MOST, CRITICS, TIES, END, HEIRS),
    _told(END_FIRST, BEGAN, NAMED, PAINTERS, BEST, LOOK, MOST, TIES, STALE, HEIRS),
    _told(CROWD_FIRST, NAMED, PARENT, BEGAN, LOOK, BEST, TIES, MOST, STALE, END),
    _told(BEGUN, BEST, LOOK, PARENT, NAMED, PAINTERS, CRITICS, MOST, STALE, TIES, END),
    _told(BEGUN, PAINTERS, NAMED, MOST, TIES, LOOK, BEST, KNOWN, STALE, END, HEIRS),
)
