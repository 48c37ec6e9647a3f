"""The sentences of the default writer: kinds of text, each a row of slots, each a set of sentences with {holes} for facts.

``[one|other]`` takes a side by chance. A sentence is only said when every hole has a measured fact. Names are coined so as not
to be those of real movements.
"""

from __future__ import annotations

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
    "{first_colour} [Morning|Field|Wall|Room|Table|Road|Interval]", "[Study|Arrangement|Passage|Interior] in {first_colour}",
    "{first_colour} over {second_colour}", "{second_colour} [Evening|Window|Figure|Shore|Weather]",
    "[Against|Towards|Under|Beside] the {first_colour}", "The {second_colour} [Letter|Door|Lesson|Coat|Hour]",
    "[Untitled|Composition|Fragment], {year}", "[What was left|A place|Something said|Two views|Nothing moved], {year}",
    "[Reply|Letter|Question] to {answered_artist}", "[After|Against|Without] {answered_artist}",
    "Number {number}", "[Small|Long|Second|Low|Plain] {first_colour}", "{genre} in {first_colour}",
),)  # fmt: skip

# what is measured, and the nouns of it that names are made of
COINED: dict[str, dict[str, dict[str, str]]] = {
    "facture": {
        "smooth": {"ism": "Levigism", "noun": "Glazers"}, "broken": {"ism": "Facettism", "noun": "Chippers"},
        "brushed": {"ism": "Bristlism", "noun": "Bristle Hands"}, "combed": {"ism": "Furrowism", "noun": "Combers"},
    },
    "tone": {
        "dark": {"ism": "Adumbrism", "noun": "Lampless"}, "middle": {"ism": "Mezzism", "noun": "Halftones"},
        "light": {"ism": "Albism", "noun": "Bleachers"},
    },
    "colour": {
        "grey": {"ism": "Ashism"}, "muted": {"ism": "Sourdinism"}, "vivid": {"ism": "Saturism"},
    },
}  # fmt: skip
SMALL = frozenset(["a", "an", "and", "as", "at", "by", "for", "in", "it", "no", "of", "on", "or", "the", "to"])

KINDS: dict[str, tuple[Slot, ...]] = {
    "movement name": MOVEMENT_NAME,
    "title": TITLE,
    "answer": (("I have nothing to say to that.",),),
}
