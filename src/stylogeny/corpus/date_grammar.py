"""The grammar of museum dates: tokens, atoms (a year, a decade, the late 18th century), chains of atoms, intervals."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from .periods import DYNASTIES, PERIODS

YEAR, DECADE, CENTURY, PERIOD = range(4)  # kinds of atoms, finest first
Interval = tuple[int, int]

# what is done to a finished work later does not move its date; what is done until it is finished does
_LATER_WORDS = """
    cast casting casts recast printed print reprinted reprint reprinting published exhibited impression edition reissued
    restored repaired retouched mounted mount mounts annotated with style imitation posthumous posthumously struck
    performed acquired framed refired issued dedicated
"""
LATER_WORDS = frozenset(_LATER_WORDS.split())
PARTS: dict[str, tuple[float, float]] = {
    "early": (0, 1 / 3), "mid": (1 / 3, 2 / 3), "late": (2 / 3, 1),
    "half1": (0, 1 / 2), "half2": (1 / 2, 1),
    "third1": (0, 1 / 3), "third2": (1 / 3, 2 / 3), "third3": (2 / 3, 1),
    "quarter1": (0, 1 / 4), "quarter2": (1 / 4, 1 / 2), "quarter3": (1 / 2, 3 / 4), "quarter4": (3 / 4, 1),
    **{f"decade{n}": ((n - 1) / 10, n / 10) for n in range(1, 10)}, "decadelast": (9 / 10, 1),
    "decades1": (0, 3 / 10), "decades9": (7 / 10, 1),
}  # fmt: skip
_DECADE_PARTS = {"early": (0, 5), "mid": (3, 7), "late": (5, 9), "half1": (0, 4), "half2": (5, 9)}
_NAMES = "|".join(re.escape(n) for n in sorted(PERIODS, key=len, reverse=True))
_TOKEN = re.compile(
    r"(?P<dynasty>\b\d{1,2}th dynast(?:y|ies)\b|\bdynasty \d{1,2}(?:th)?\b)"
    rf"|(?P<period>\b(?:{_NAMES})\b(?: \d{{1,2}}\b(?! ?-| ?century))?)"
    r"|(?P<century>\b\d{1,2}th (?:century|millennium))|(?P<ordinal>\b\d{1,2}th\b)|(?P<decade>\b\d{2,4}s\b)"
    r"|(?P<year>\d+)|(?P<era>\b(?:bce|ce)\b)|(?P<bound>\b(?:after|before)\b)|(?P<slack>\bor(?:later|earlier)\b)"
    r"|(?P<present>\bpresent\b)"
    r"|(?P<join>-|/|\band\b)|(?P<open>[(\[])|(?P<close>[)\]])|(?P<stop>[,;:.'])|(?P<word>[a-z]+\d?)"
)
_ATOMS = frozenset(("dynasty", "period", "century", "ordinal", "decade", "year"))
Token = tuple[str, str]


@dataclass(frozen=True)
class Atom:
    """One time expression; `value` counts units of `width` years (1, 10, 100, 1000), a period has its `bounds`."""

    kind: int | None  # None: an ordinal or a part that takes its unit from the atom after it
    value: int = 0
    width: int = 1
    part: str = ""
    era: str = ""
    bounds: Interval | None = None
    digits: int = 4  # of a year as written: "06" is two
    plural: bool = False  # "1800s", which is a century unless its neighbour is a decade


@dataclass(frozen=True)
class Chain:
    """Atoms joined by "-", "/" or "and", and what was said about them."""

    atoms: tuple[Atom, ...]
    later: bool = False  # about what was done to the finished work
    bound: str = ""  # after, before, orlater, orearlier
    bracketed: bool = False

    @property
    def kind(self) -> int:
        """The finest kind among the atoms."""
        return min((a.kind for a in self.atoms if a.kind is not None), default=PERIOD)


def tokens(words: str) -> list[Token]:
    """(kind, text) pairs of a text in the grammar's vocabulary."""
    return [(m.lastgroup or "", m.group()) for m in _TOKEN.finditer(words)]


def _atom(kind: str, text: str, part: str, era: str) -> Atom:
    number = int(re.findall(r"\d+", text)[0]) if re.search(r"\d", text) else 0
    if kind == "dynasty":
        return Atom(PERIOD if number in DYNASTIES else None, number, part=part, bounds=DYNASTIES.get(number))
    if kind == "period":
        return Atom(PERIOD, part=part, bounds=PERIODS[re.sub(r" \d+$", "", text)])
    if kind == "century":
        return Atom(CENTURY, number, 1000 if text.endswith("millennium") else 100, part, era)
    if kind == "ordinal":
        return Atom(None, number, part=part, era=era)
    if kind == "decade":
        if number % 100 == 0 and number >= 100:
            return Atom(CENTURY, number // 100 + 1, 100, part, era, plural=True)
        return Atom(DECADE, number // 10, 10, part, era)
    return Atom(YEAR, number, 1, part, era, digits=len(text))


def _about(stream: list[Token], at: int) -> str:
    """Which date the word at this place is about: the one ahead of it in its clause, or the one just before it."""
    for kind, _ in stream[at + 1 :]:
        if kind in _ATOMS:
            return "ahead"
        if kind in ("stop", "open", "close", "join"):
            break
    for kind, text in reversed(stream[:at]):
        if kind in _ATOMS or kind in ("era", "close"):
            return "before"
        if kind == "stop" or (kind == "word" and text not in LATER_WORDS):
            break
    return "nothing"


def chains(stream: list[Token]) -> list[Chain]:
    """The chains of a text, in its order."""
    return _ChainReader(stream).read()


class _ChainReader:
    """Reads tokens from left to right into chains of atoms."""

    def __init__(self, stream: list[Token]) -> None:
        self.stream = stream
        self.chains: list[Chain] = []
        self.atoms: list[Atom] = []
        self.joined = False  # the last token was a "-", "/" or "and"
        self.part = self.era = ""  # of the atom to come
        self.bound, self.later, self.bracketed = "", False, False  # of the chain

    def read(self) -> list[Chain]:
        for at, (kind, text) in enumerate(self.stream):
            if kind in _ATOMS:
                self.read_atom(kind, text)
            elif kind == "era":
                self.read_era(text)
            elif kind == "join":
                self.read_join()
            elif kind in ("stop", "open", "close"):
                self.read_stop(kind, text)
            elif kind == "bound":
                self.close()
                self.bound = text
            elif kind == "slack":
                self.read_slack(text)
            elif kind == "word":
                self.read_word(at, text)
        self.close()
        return _with_part(self.chains, self.part)

    def close(self) -> None:
        """The chain that is being read ends here."""
        if self.atoms:
            self.chains.append(Chain(tuple(self.atoms), self.later, self.bound, self.bracketed))
            self.bound, self.later = "", False
        self.atoms, self.joined = [], False

    def close_unless_joined(self) -> None:
        if self.atoms and not self.joined:
            self.close()

    def read_atom(self, kind: str, text: str) -> None:
        self.close_unless_joined()
        self.atoms.append(_atom(kind, text, self.part, self.era))
        self.part, self.era, self.joined = "", "", False

    def read_era(self, text: str) -> None:
        """Of the atom before it, unless that has one; else of the next."""
        if self.atoms and not self.atoms[-1].era and not self.joined:
            self.atoms[-1] = replace(self.atoms[-1], era=text)
        else:
            self.era = text

    def read_join(self) -> None:
        if self.part:  # "early to mid-19th century"
            self.close_unless_joined()
            self.atoms.append(Atom(None, part=self.part))
            self.part = ""
        self.joined = bool(self.atoms)

    def read_stop(self, kind: str, text: str) -> None:
        self.close()
        if text in (",", ";"):
            self.bound = ""  # "after Rembrandt, 1650"
        self.chains = _with_part(self.chains, self.part)  # "18th century, second half"
        self.part, self.bracketed = "", kind == "open"

    def read_slack(self, text: str) -> None:
        """What "or later" is about: the chain before it."""
        if self.atoms:
            self.bound = self.bound or text
            self.close()
        elif self.chains and not self.chains[-1].bound:
            self.chains[-1] = replace(self.chains[-1], bound=text)

    def read_word(self, at: int, text: str) -> None:
        if text in PARTS or text == "turn":
            self.part = text
        elif text in LATER_WORDS:
            self.close()
            about = _about(self.stream, at)
            if about == "ahead":
                self.later = True
            elif about == "before" and self.chains:
                self.chains[-1] = replace(self.chains[-1], later=True)


def _with_part(found: list[Chain], part: str) -> list[Chain]:
    """Give a part that stands alone after a date to that date, when it is one whole century, decade or period."""
    if not part or not found or len(found[-1].atoms) > 1 or found[-1].atoms[0].part or found[-1].kind == YEAR:
        return found
    return [*found[:-1], replace(found[-1], atoms=(replace(found[-1].atoms[0], part=part),))]


def interval(chain: Chain) -> Interval | None:
    """The years that a chain spans, or None when it names none (a bare small number)."""
    spans = [span for atom in _resolved(chain.atoms) if (span := _span(atom)) is not None]
    return (min(s[0] for s in spans), max(s[1] for s in spans)) if spans else None


def _resolved(atoms: tuple[Atom, ...]) -> Iterator[Atom]:
    """The atoms with what they leave unsaid taken from their neighbours: units, eras, the century of "1969-73"."""
    whole = list(atoms)
    for i in range(len(whole) - 2, -1, -1):
        this, after = whole[i], whole[i + 1]
        if this.kind is None and after.kind is not None:
            value = this.value or after.value
            bounds = (DYNASTIES.get(value) if this.value else after.bounds) if after.kind == PERIOD else None
            this = replace(after, value=value, part=this.part, era=this.era or after.era, bounds=bounds)
        if not this.era and after.era == "bce" and this.kind != PERIOD:
            this = replace(this, era="bce")
        if (
            i == 0
            and this.kind == after.kind == YEAR
            and not this.era
            and this.value < 100
            and this.digits == len(str(this.value))  # not the "03" of a day
            and this.value < after.value >= 100
        ):
            this = replace(this, era="ce")  # "50-320"
        if this.kind == after.kind == YEAR and after.era == "ce" and not this.era and this.value <= after.value:
            this = replace(this, era="ce")  # "50-60 CE"
        if this.kind == YEAR and after.kind == DECADE and this.value % 10 == 0 and this.value >= 1000:
            this = Atom(DECADE, this.value // 10, 10, this.part, this.era)  # "1920-30s"
        if this.kind == CENTURY and after.kind == DECADE and this.plural and this.value == after.value // 10 + 1:
            this = Atom(DECADE, after.value // 10 * 10, 10, era=this.era)  # "1900s-1910s"
        whole[i] = this
    if len(whole) == 2 and whole[0].kind == whole[1].kind == YEAR and not whole[0].era and not whole[1].era:
        first, second = whole[0].value, whole[1].value
        if first > second >= 100:  # descending: BCE, unless both are modern and simply the wrong way round
            era = "" if second >= 1500 else "bce"
            whole = [replace(a, era=era) for a in whole]
    before: Atom | None = None
    for atom in whole:
        if before is not None and before.kind in (YEAR, DECADE) and atom.era != "bce":
            atom = _completed(atom, before)
            if before.era == "ce" and atom.kind == YEAR and not atom.era and atom.value >= before.value:
                atom = replace(atom, era="ce")  # "A.D. 14-37"
        if atom.kind is not None:
            yield atom
            before = atom


def _completed(atom: Atom, before: Atom) -> Atom:
    """Give a short year or decade ("73", "70s") the century of the one before it."""
    year = before.value * before.width
    if atom.kind == DECADE and atom.value < 10 and year >= 100:
        return replace(atom, value=year // 100 * 10 + atom.value)
    if atom.kind != YEAR or atom.value >= 100 or year < 100 or before.era == "bce":
        return atom
    scale = 10 if atom.digits == 1 else 100
    full = year // scale * scale + atom.value
    if full < year and atom.value > 12 and full + 100 - year <= 30:
        full += 100  # "1898-15"
    return replace(atom, value=full) if full >= year else replace(atom, kind=None)  # else a month


def _span(atom: Atom) -> Interval | None:
    if atom.kind == PERIOD:
        return _part(atom.bounds, atom.part) if atom.bounds else None
    if atom.kind == YEAR:
        if atom.value < 100 and not atom.era:
            return None
        year = 1 - atom.value if atom.era == "bce" else atom.value
        return year, year
    if atom.kind == DECADE:
        if atom.value < 10:
            return None
        low, high = _DECADE_PARTS.get(atom.part, (0, 9))
        start = atom.value * 10
        return (1 - start - high, 1 - start - low) if atom.era == "bce" else (start + low, start + high)
    low, high = (atom.value - 1) * atom.width, atom.value * atom.width - 1
    if atom.era == "bce":
        low, high = -high, -low
    return _part((max(low, 1) if not atom.era or atom.era == "ce" else low, high), atom.part)


def _part(bounds: Interval, part: str) -> Interval:
    if part == "turn":
        return bounds[0] - 5, bounds[0] + 5
    if part not in PARTS:
        return bounds
    low, years = bounds[0], bounds[1] - bounds[0] + 1
    start, stop = PARTS[part]
    return low + math.ceil(start * years - 1e-9), low + math.ceil(stop * years - 1e-9) - 1
