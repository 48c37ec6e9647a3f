"""Where facts stand in a text before its words are written: which are told, in which order, how far apart.

A chain over places of facts: from one place to the next, over a gap of so many pieces, until all that shall be told
has its place. It is counted off texts, and smoothed so that every layout has a chance.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from .pieces import END, PLACE, TextPieces

START = -1
# in texts: what the coarser law, a next place and all gaps together that were never seen weigh beside what was counted
BACK, RARE, NEVER = 1.0, 0.05, 0.2
AGAIN = 0.02  # of that, where a fact has been told already
TRIES = 20  # layouts drawn before one that is too long is given up
Gap = tuple[int, int, int]  # from which place, over how many pieces, to which place; the last to the end


@dataclass(frozen=True, eq=False)
class Layouts:
    """The layouts of one kind of text.

    Parameters
    ----------
    pieces : TextPieces
    longest : int
        Of how many pieces a text is at most.
    told : mapping
        How many texts told which facts.
    gaps : mapping
        How many texts went from one place to another over a gap.
    """

    pieces: TextPieces
    longest: int
    told: Mapping[frozenset[str], int]
    gaps: Mapping[Gap, int]

    @classmethod
    def of(cls, pieces: TextPieces, rows: Iterable[np.ndarray], *, longest: int) -> Layouts:
        """Count texts, each int64[k]."""
        told, gaps = Counter[frozenset[str]](), Counter[Gap]()
        for row in rows:
            path = _path(pieces, row)
            told[frozenset(_name(pieces, place) for _, _, place in path if place != END)] += 1
            gaps.update(path)
        return cls(pieces, longest, dict(told), dict(gaps))

    def document(self) -> dict[str, Any]:
        """As JSON-able values."""
        told = sorted([sorted(names), n] for names, n in self.told.items())
        return {"told": told, "gaps": sorted([*gap, n] for gap, n in self.gaps.items())}

    @classmethod
    def read(cls, pieces: TextPieces, document: Mapping[str, Any], *, longest: int) -> Layouts:
        """What :meth:`document` gave."""
        told = {frozenset(names): n for names, n in document["told"]}
        return cls(pieces, longest, told, {(a, gap, b): n for a, gap, b, n in document["gaps"]})

    def bits(self, row: np.ndarray) -> float:
        """Bits of a text's layout, given which facts it tells."""
        path = _path(self.pieces, row)
        tells = {_name(self.pieces, place) for _, _, place in path if place != END}
        left, total = set(tells), 0.0
        for before, gap, place in path:
            nexts, chances = self._nexts(before, left, tells)
            total -= math.log2(chances[nexts.index(place)]) + math.log2(self._gap_chances(before, place)[gap])
            left.discard(_name(self.pieces, place))
        return total

    def draw(self, tell: frozenset[str], rng: np.random.Generator) -> np.ndarray:
        """A layout that tells these facts, each once: int64[k], pieces of places among zeros.

        Facts that would make a text too long are left out, by chance.
        """
        wanted = sorted(tell)
        while True:
            for _ in range(TRIES):
                row = self._draw(set(wanted), rng)
                if 0 < len(row) <= self.longest:
                    return row
            if not wanted:
                return np.zeros(1, dtype=np.int64)
            wanted.pop(int(rng.integers(len(wanted))))

    def choose(self, known: frozenset[str], rng: np.random.Generator) -> frozenset[str]:
        """Which facts of a record are told: as many texts did, of those whose facts it has."""
        able = sorted((sorted(names), n) for names, n in self.told.items() if names <= known)
        if not able:
            return frozenset()
        weights = np.array([n for _, n in able], dtype=float)
        return frozenset(able[int(rng.choice(len(able), p=weights / weights.sum()))][0])

    def _draw(self, left: set[str], rng: np.random.Generator) -> np.ndarray:
        row: list[int] = []
        before = START
        while before != END:
            nexts, chances = self._nexts(before, left, left)
            place = nexts[int(rng.choice(len(nexts), p=chances))]
            row += [0] * int(rng.choice(self.longest + 1, p=self._gap_chances(before, place)))
            row += [place] if place != END else []
            left.discard(_name(self.pieces, place))
            before = place
        return np.array(row, dtype=np.int64)

    def _nexts(self, before: int, left: set[str], able: set[str]) -> tuple[list[int], np.ndarray]:
        """Places that may follow, of facts that are able to, and their chances; the end only when none is left."""
        nexts = [p for p in self._places if _name(self.pieces, p) in able]
        rare = [RARE if _name(self.pieces, p) in left else RARE * AGAIN for p in nexts]
        weights = [self._steps.get((before, p), 0) + r for p, r in zip(nexts, rare)]
        if not left:
            nexts, weights = [*nexts, END], [*weights, self._steps.get((before, END), 0) + 1.0]
        return nexts, np.array(weights) / sum(weights)

    def _gap_chances(self, before: int, place: int) -> np.ndarray:
        """The chance of each gap from 0 to the longest, float64[longest + 1]."""
        none = np.zeros(self.longest + 1)
        base = self._coarse.get(place, none) + NEVER / len(none)
        chances = self._fine.get((before, place), none) + BACK * base / base.sum()
        return np.asarray(chances / chances.sum())

    @cached_property
    def _places(self) -> list[int]:
        return [int(p) for p in np.flatnonzero(self.pieces.places)]

    @cached_property
    def _steps(self) -> dict[tuple[int, int], int]:
        steps = Counter[tuple[int, int]]()
        for (before, _, place), n in self.gaps.items():
            steps[before, place] += n
        return dict(steps)

    @cached_property
    def _fine(self) -> dict[tuple[int, int], np.ndarray]:
        out: dict[tuple[int, int], np.ndarray] = {}
        for (before, gap, place), n in self.gaps.items():
            out.setdefault((before, place), np.zeros(self.longest + 1))[min(gap, self.longest)] += n
        return out

    @cached_property
    def _coarse(self) -> dict[int, np.ndarray]:
        out: dict[int, np.ndarray] = {}
        for (_, place), counts in self._fine.items():
            out[place] = out.get(place, 0) + counts
        return out


def _name(pieces: TextPieces, place: int) -> str:
    found = PLACE.fullmatch(pieces.names[place]) if place >= 0 else None
    return found.group(1) if found else ""


def _path(pieces: TextPieces, row: np.ndarray) -> list[Gap]:
    """The steps of a text's layout."""
    at = np.flatnonzero(pieces.places[row])
    stops = [START, *row[at].tolist(), END]
    lengths = np.diff(np.array([-1, *at.tolist(), len(row)])) - 1
    return [(stops[k], int(lengths[k]), stops[k + 1]) for k in range(len(lengths))]
