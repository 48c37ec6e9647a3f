"""Texts as rows of pieces: common words, marks, single characters for all else, and places of facts.

A piece has the space before it, so that a text is the pieces one after the other. A word that is not common is spelt,
so every text has pieces, and bits for each character can be compared between models. The place of a fact,
``{first_colour}``, is one piece whatever the fact is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ...errors import StylogenyError

MASK, END = 0, 1
SPECIAL = ("<mask>", "<end>")
PLACE = re.compile(r" ?\{(\w+)\}")
PIECE = re.compile(r" ?\{\w+\}| ?[^\W_]+(?:['’][^\W_]+)*| ?[^\w\s{}]|.", re.DOTALL)


@dataclass(frozen=True)
class TextPieces:
    """The pieces of a corpus of texts.

    Parameters
    ----------
    names : tuple of str
        The piece of each number; the first two are :data:`SPECIAL`.
    """

    names: tuple[str, ...]

    @classmethod
    def of(cls, texts: Sequence[str], *, least: int = 3, most: int = 1500) -> TextPieces:
        """All characters and fact places of some texts, and at most `most` words that occur `least` times.

        Every place is known with a space before it and without.
        """
        counts = Counter(piece for text in texts for piece in PIECE.findall(text))
        places = sorted({name for text in texts for name in PLACE.findall(text)})
        characters = sorted({c for text in texts for c in PLACE.sub("", text)} | {" "})
        words = [p for p, n in counts.items() if n >= least and len(p) > 1 and not PLACE.fullmatch(p)]
        words = sorted(words, key=lambda p: (-counts[p], p))[:most]
        return cls((*SPECIAL, *(f"{gap}{{{p}}}" for p in places for gap in ("", " ")), *characters, *words))

    @cached_property
    def index(self) -> dict[str, int]:
        """The number of each piece."""
        return {name: number for number, name in enumerate(self.names)}

    @cached_property
    def places(self) -> np.ndarray:
        """bool[V]: which pieces are places of facts."""
        return np.array([bool(PLACE.fullmatch(name)) for name in self.names])

    @cached_property
    def words(self) -> np.ndarray:
        """bool[V]: which pieces are whole words."""
        return np.array([len(n.strip()) > 1 and n.strip()[0].isalpha() for n in self.names])

    def __len__(self) -> int:
        return len(self.names)

    def knows(self, text: str) -> bool:
        """Whether every character and place of a text is known."""
        return all(p in self.index or all(c in self.index for c in p) for p in PIECE.findall(text))

    def encode(self, text: str) -> np.ndarray:
        """Numbers of a text's pieces, int64[k].

        Raises
        ------
        StylogenyError
            A character or fact that no text had.
        """
        out: list[int] = []
        for piece in PIECE.findall(text):
            if piece in self.index:
                out.append(self.index[piece])
                continue
            strange = [c for c in piece if c not in self.index]
            if strange:
                raise StylogenyError("no text of the run has this character or fact", got=repr(piece))
            out.extend(self.index[c] for c in piece)
        return np.array(out, dtype=np.int64)

    def decode(self, numbers: Iterable[int]) -> str:
        """The text of pieces."""
        return "".join(self.names[int(number)] for number in numbers)


def letters(text: str) -> int:
    """Characters of a text outside its places of facts."""
    return len(re.sub(r"\{\w+\}", "", text))


def told(text: str) -> frozenset[str]:
    """Names of the facts that have a place in a text."""
    return frozenset(PLACE.findall(text))
