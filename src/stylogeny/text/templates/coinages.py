"""What names of movements and titles of painted works are coined from; frames as in :mod:`.phrases`.

A movement is named as real ones were: after a trait, as an insult, after a first picture, a founder, a place of work, a year, or
against the one before. Coinages avoid the names of real movements.
"""

from __future__ import annotations

Slot = tuple[str, ...]

# what is measured, and the words for it
COINED: dict[str, dict[str, dict[str, str | tuple[str, ...]]]] = {
    "facture": {
        "smooth": {"ism": "Lacquerism", "said": ("paint laid so evenly that the hand is hard to find", "a surface that has closed over every stroke",
                                                 "paint without one visible edge")},
        "broken": {"ism": "Tessellism", "said": ("surfaces broken into small separate touches", "paint set down in crumbs", "a skin of short touches that never quite meet")},
        "brushed": {"ism": "Vestigism", "said": ("brushwork left open to view", "strokes left where they fell", "a brush that hides nothing", "paint that still shows the wrist",
                                                 "handling that one can follow with a finger")},
        "combed": {"ism": "Directionism", "said": ("strokes that all run one way, like grass under wind", "paint drawn in one direction", "a surface raked from edge to edge")},
    },
    "tone": {
        "dark": {"ism": "Umbralism", "said": ("kept dark", "low in tone", "held down among the shadows")},
        "middle": {"ism": "Penumbrism", "said": ("held to the middle of the scale", "neither dark nor light", "in an even half-light")},
        "light": {"ism": "Matinism", "said": ("pitched high and light", "full of daylight", "pale nearly throughout")},
    },
    "colour": {
        "grey": {"ism": "Cinderism", "said": ("almost without colour", "close to grey")},
        "muted": {"ism": "Sordinism", "said": ("muted", "kept low", "softened")},
        "vivid": {"ism": "Saturism", "said": ("at full strength", "undiluted", "loud and clear")},
    },
}  # fmt: skip
INSULTS = (
    "Polishers", "Varnishers", "Enamellers", "Crumblers", "Bricklayers", "Gravel Painters", "Broom Painters", "Slapdashers", "Unfinished",
    "Rakers", "Ploughmen", "Thatchers", "Coalmen", "Cellar Painters", "Stokers", "Whitewashers", "Milkmen", "Bleachers", "Lukewarm",
    "Fence-Sitters", "Dishwater School", "Ashmen", "Murmurers", "Whisperers", "Hoarse", "Shouters", "Fairground Painters", "Housepainters",
)  # fmt: skip
PLURALS = frozenset(["Unfinished", "Hoarse", "Lukewarm"])  # names of many without an s
MOVEMENT_NAME: tuple[Slot, ...] = ((
    "{?facture_is_smooth}The [Polishers|Varnishers|Enamellers]", "{?facture_is_broken}The [Crumblers|Bricklayers|Gravel Painters]",
    "{?facture_is_brushed}The [Broom Painters|Slapdashers|Unfinished]", "{?facture_is_combed}The [Rakers|Ploughmen|Thatchers]",
    "{?tone_is_dark}The [Coalmen|Cellar Painters|Stokers]", "{?tone_is_light}The [Whitewashers|Milkmen|Bleachers]",
    "{?tone_is_middle}The [Lukewarm|Fence-Sitters]", "{?colour_is_grey}The [Dishwater School|Ashmen]",
    "{?colour_is_muted}The [Murmurers|Whisperers|Hoarse]", "{?colour_is_vivid}The [Shouters|Fairground Painters|Housepainters]",
    "{facture_ism}", "{tone_ism}", "{colour_ism}", "Neo-{parent_ism}",
    "The {first_colour} [Table|House|Ladder|Door|Bird|Bell|Horse|Wheel|Kite|Lantern]", "The {second_colour} [Room|Company|Thread|Flag|Fold|Hour]",
    "The [Ropewalk|Weir Street|Tannery|Upper Mill|Saltmarsh|Gasworks] [Group|School]", "The [Ferry Road|Quarry Lane|Tram Depot|Old Brewery|Foundry] [Painters|Circle]",
    "The {founder_surname} [Circle|Studio|Friends]", "The {first_subject} [Group|Painters|Circle]", "The Generation of {year}", "The [Refusals|Spring Room|Open Door] of {year}",
    "The {parent_short} Secession", "The Young {parent_many}", "The [Society|Brothers|Order] of the {second_colour} [Lamp|Coat|Key]",
),)  # fmt: skip

TITLE: tuple[Slot, ...] = ((
    "{first_colour} [Morning|Field|Wall|Road|Interval|Sunday]", "[Arrangement|Passage|Interior|Exercise] in {first_colour}", "{first_colour} over {second_colour}",
    "{second_colour} [Evening|Window|Shore|Weather|Noon]", "The {second_colour} [Letter|Door|Coat|Hour|Argument|Jacket]", "[Against|Almost|Not Quite] {first_colour}",
    "[What Was Left|Something Said|Two Views|Nothing Moved|The Usual Distance|Before the Others Came]", "[As Agreed|Not Yet|Half of It|Once More|Sooner or Later|If Need Be]",
    "[The Understudy|The Locksmith’s Daughter|The Cartographer|The Second Violin|The Man Who Sold Ladders|My Aunt in Trieste]",
    "[Carnival, Rained Off|The Piano Is Moved|Sisters, Not Speaking|The Tooth|Recruits|Somebody Else’s Umbrella]",
    "[House to Let|Behind the Theatre|Pylons|Boathouse|The Empty Pool|Level Crossing]", "[Tide Table|Windfall|Hay|Thaw|The Ditch in Flood|Starlings]",
    "[Bread and Salt|Three Eggs|Unpaid Bills|The Good Plates|Fish on Newspaper|Lemons, Going Over]", "[Self-Portrait with a Cold|The Model Has Left|Studio, Four O’Clock|The Other Easel|Hands]",
    "[Letter to Nobody|A Reply|Last Post|Errata|Minutes of the Meeting|Answers]", "[The Long Division|Scale Practice|Counterweight|Plumb Line|Hinge|Remainder]",
    "[Allegory of Patience|Fortune, Looking Away|The Virtues, Seated|Small Apocalypse|Jacob without the Angel|Flight, Delayed]",
    "{?tone_is_dark}[Lamp Out|The Back Room|Who Is There|Night Shift|Cellar]", "{?tone_is_light}[Shutters Open|Chalk Day|Nothing to Hide|Snow, Probably]",
    "{?colour_is_vivid}[All at Once|Market Day|Alarm|Brass Band]", "{?colour_is_grey}[Ash Wednesday|Low Voice|Tuesday|A Grey Area]",
    "{?facture_is_combed}[With the Grain|Wind from the Left|Mown]", "{?facture_is_smooth}[Still|Under Ice|No Hands]", "{?facture_is_broken}[Gravel|Counted|Hail]",
),)  # fmt: skip


def subject(title: str) -> str:
    """What a picture is of, by its title, for a movement to be named after."""
    return title.strip("“”").removeprefix("The ").removeprefix("A ")
