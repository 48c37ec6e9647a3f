"""The sentences of wall texts: what is seen, where it came from, what came of it (see :mod:`.phrases`)."""

from __future__ import annotations

Slot = tuple[str, ...]

WALL: tuple[Slot, ...] = (
    (
        "{?colour_is_vivid}{first_colour} and {second_colour} at full strength, and {facture_said}.",
        "{?colour_is_grey}Almost no colour at all: what there is is {palette}.",
        "{?tone_is_dark}A dark picture; it takes a moment before the {second_colour} comes up.",
        "{?tone_is_light}A light picture, {first_colour} nearly to the edges.",
        "{?facture_is_combed}Every stroke goes the same way, and the {first_colour} goes with them.",
        "{?facture_is_smooth}Smooth {first_colour}; one looks for the brush and does not find it.",
        "{?facture_is_broken}Small separate touches, {first_colour} against {second_colour}.",
        "{?facture_is_brushed}Open brushwork in {first_colour}, with {second_colour} where it counts.",
        "{palette}, {tone_said}.", "Mostly {first_colour}.", "{first_colour}, and {second_colour} [to hold it up|to contradict it|where one does not expect it].",
        "{?tone_is_dark}{first_colour} coming out of the dark.", "{?tone_is_light}It is pale, and the {first_colour} is the palest part.", "{?colour_is_muted}Muted {first_colour}; the eye needs a minute.",
        "{?facture_is_combed}{first_colour}, drawn all one way.", "{?facture_is_brushed}The brush is everywhere to be seen, mostly in {first_colour}.", "{?tone_is_middle}Neither dark nor light: {palette}.",
        "{?tone_is_dark}Mostly night, with {second_colour} for company.", "{?tone_is_dark}The {first_colour} holds back, and then it does not.", "{?tone_is_dark}One sees the {second_colour} first and the rest when one's eyes allow.",
        "{?tone_is_light}All daylight and {first_colour}.", "{?tone_is_light}So light that the {second_colour} seems to have been breathed on it.", "{?tone_is_middle}Held in the middle: {first_colour}, and no wish to be anything else.",
        "{?tone_is_middle}An even light, {first_colour} going over into {second_colour} without a fuss.", "{?colour_is_vivid}It can be seen from the next room, and the reason is {first_colour}.", "{?colour_is_vivid}{first_colour}, unashamed.",
        "{?colour_is_muted}Quiet {first_colour}, with {second_colour} said under the breath.", "{?colour_is_muted}A picture in a low voice: {palette}.", "{?colour_is_grey}Ash and air; if there is a colour it is {first_colour}.",
        "{?facture_is_brushed}One can follow the brush through the {first_colour} as one follows a path.", "{?facture_is_brushed}Quick paint, {palette}, put down and left.", "{?facture_is_brushed}{first_colour} in strokes that do not mind being seen.",
        "{?facture_is_combed}The {first_colour} lies all one way, as if a wind had gone over it.", "{?facture_is_broken}Touch by touch, {first_colour} and then {second_colour}.", "{?facture_is_smooth}{first_colour}, closed and even like a lid.",
        "Two colours do the work, {palette}.", "{first_colour}, mostly, and the rest is {second_colour} waiting its turn.", "What stays with one is the {second_colour}.", "First {first_colour}, then for a long while nothing, then {second_colour}.", "{first_colour} below, or above, or wherever the {second_colour} left room.",
    ),
    (
        "{artist} was {age} and had been looking at {source}, by {source_artist}, made {gap} before.",
        "Behind it stands {source} of {source_artist}.", "It answers {source}, {source_artist}'s picture of {gap} earlier.",
        "It goes back to {own_source}, which {artist} had made {gap} before.", "{artist}, at {age}, here takes up {own_source} again.",
        "Without {source_artist}'s {source} it would look otherwise, or not exist.", "The root of it is {source}, by {source_artist}, {gap} older.",
        "{source_artist}'s {source} had been on view for {gap}, and here somebody [has seen it|admits to having seen it].",
        "It is a second thought about {own_source}, {gap} after the first.", "Compare {own_source}, by the same hand, {gap} before.",
        "{artist} was {age}, and went back to {own_source} of {gap} earlier.", "At {age} {artist} knew {source} of {source_artist} by heart, it seems.",
        "Somebody had looked hard at {source_artist}'s {source}: it was {gap} old.", "Take away {source}, by {source_artist}, and this has nowhere to stand.", "From {source_artist} came {source}, and {gap} later, from it, this.",
        "{artist} had seen {source}, and could not leave {source_artist} the last word.", "In it, {gap} on, one may still make out {source} by {source_artist}.", "Its elder, by {gap}, is {source} of {source_artist}.",
        "Between this and {own_source} there is {gap}, and the same hand.", "{artist} takes {own_source} out of the drawer after {gap}.", "{own_source} comes back here, {gap} older and at the same door.",
        "At {age} {artist} was still in conversation with {source_artist}'s {source}.", "The question is {source}, by {source_artist}; this, {gap} later, is not quite the answer.", "It would be polite to hang it beside {source}, by {source_artist}.",
        "{artist}, {age} years old, answers an earlier self: {own_source}.", "With {own_source} something had been left undone; {gap} later it is done, or undone otherwise.", "There is a debt here to {source_artist}, for {source}, {gap} unpaid.",
    ),
    (
        "{answered} descend from it, the first after {wait}.", "It waited {wait} for an answer, and then had {answered}.",
        "For {wait} it hung as if alone; since then {answered} have gone back to it.", "{answered} lead back here, but not the first for {wait}.",
        "{?soon}It was soon taken up: {answered} lead back here.", "{?soon}{answered} come from it, and the first was not long in coming.",
        "Within {soon} it had been seen by the right people: {answered} descend from it.", "{?soon}Others saw at once what it was good for, and {answered} say so.",
        "It had one answer, after {wait}.", "{?answered_once}One painter looked closely, and answered it once.", "A single later work goes back to it; that took {wait}.",
        "{?soon}{?answered_once}Somebody answered it soon, and then nobody.",
        "In {unanswered} nobody answered it.", "No other hand took anything from it, in {unanswered} of hanging.", "{unanswered} later it is still without issue.",
        "Nobody did anything with it, which in {unanswered} is itself a fact.", "It has been here for {unanswered} and has changed nothing.",
        "It has {answered} to answer for, and the first came after {wait}.", "{wait} of silence, then {answered}.", "Those who learned from it took {wait} to begin, and then made {answered}.", "One counts {answered} behind it; the nearest is {wait} off.",
        "{?soon}{answered} followed, some while the paint was wet.", "{?soon}It did not hang long before somebody had to reply; {answered} did, in the end.", "{?soon}Its heirs came early: {answered}.", "{?soon}It was hardly up when it began to be useful, and {answered} are the proof.",
        "{?answered_once}One work came of it, and one is not none.", "{?answered_once}Its line is short: a single picture.", "{?answered_once}Someone took it up, once, after {wait}.",
        "So far {unanswered}, and not an echo.", "{unanswered} on the wall, and everybody walks on to the next.", "It asked something in its time, and for {unanswered} nobody has replied.", "Nothing descends from it, though it had {unanswered} to be found in.", "For {unanswered} it has kept itself to itself.",
    ),
    (
        "{?against}It was painted against somebody, and one sees the elbow.", "{?against}It turns its back on a rival, and does it in {first_colour}.",
        "{?against}A contradiction, and proud of it.", "{?against}Whoever it was meant to annoy will have known.",
        "{?leap}It is a leap; most pictures here are steps.", "{?leap}{artist} had come to the edge of something, and jumped.",
        "{?leap}Between this and what it came from there is no step, only a jump.",
        "{?all_for}No critic was against it, which happens less than one would think.", "{?all_for}For once the critics had nothing to add.",
        "{?all_against}No critic would speak for it.", "{?all_against}The critics were of one mind, and it was not kind.",
        "{?first_picture}It is the first picture of {artist}'s that we have.", "{?last_picture}{artist} did not paint another.",
        "{?last_picture}It is the last that we have by {artist}.", "{?posthumous}{artist} did not live to see it answered.",
        "{?old}{artist} was {age}, and in no hurry.", "{?young}{artist} was {age}, and in a hurry.",
    ),
)  # fmt: skip
# what is seen, where it came from, what came of it, what else there is to say
ORDERS: tuple[tuple[int, ...], ...] = ((0, 1, 2), (0, 3, 2), (1, 0, 3), (0, 2), (0, 1, 3), (3, 1, 2), (1, 0, 2))
