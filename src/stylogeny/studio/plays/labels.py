"""What the parameters of a society are called on the page, the ones that change most first."""

from __future__ import annotations

# name: (what it is called, what it does)
PARAMETERS: dict[str, tuple[str, str]] = {
    "imitation": ("Imitation", "how much publics adopt what others adopted"),
    "reaction": ("Reaction", "chance of turning away from the colleague who is ahead"),
    "jump": ("Leaps", "chance of a leap in style"),
    "leap": ("Length of a leap", "in usual steps"),
    "step": ("Step", "usual step from what is followed"),
    "criticism": ("Critics", "their weight in what is shown"),
    "name": ("Names", "weight of a known name with the publics"),
    "boredom": ("Boredom", "dislike of the familiar"),
    "output": ("Output", "chance that an artist makes a work in a year"),
    "shown": ("Shown", "share of a year's works that is shown"),
    "own": ("Tie to oneself", "one's own last work, log odds"),
    "teacher": ("Tie to the teacher", "log odds"),
    "circle": ("Tie to colleagues", "log odds"),
    "salon": ("Tie to the talked of", "log odds"),
    "museum": ("Tie to the museum", "log odds"),
    "fame": ("Fame", "weight of adoptions in whom artists follow"),
    "taste": ("Taste", "weight of an artist's taste in it"),
    "likeness": ("Likeness", "weight of nearness to one's manner in it"),
    "keep": ("Memory of the past", "share of the distance from the past that is kept"),
    "exploring": ("Exploring", "how much farther the ambitious step before a success"),
    "constraint": ("Strictness", "how far the strictest hold back to their manner"),
    "reputation": ("Reputation", "its weight in what is shown"),
    "dropout": ("Giving up", "chance a year, after five years unshown"),
    "liking": ("Liking", "weight of the publics' tastes"),
    "chance": ("Chance", "spread of the publics' luck with a work"),
    "satiety": ("Satiety", "spreads of the past beyond which more pleases no more; 0: none"),
    "patience": ("Patience", "years in which a work's pull falls by e"),
    "attention": ("Attention", "adoptions by artist and year"),
    "births": ("Newcomers", "whether artists who die are followed by others"),
}
FIRST = 8  # of them that are shown at once
