"""The facts that a text may claim: their base, the units of their numbers, a dataclass for each kind of text."""
