"""Texts to pieces and back."""

from __future__ import annotations

import pytest

from stylogeny.errors import StylogenyError
from stylogeny.text.learned.pieces import TextPieces, letters, told

TEXTS = ["The mill by {artist}.", "The mill, {first_colour}", "The mill’s wheel; it’s old — 3 of 4"]


def test_every_text_of_known_characters_comes_back() -> None:
    pieces = TextPieces.of(TEXTS, least=2)
    for text in [*TEXTS, "mill {first_colour}{artist} wheel.", "told by them"]:
        assert pieces.decode(pieces.encode(text)) == text
    assert " mill" in pieces.index and "wheel" not in pieces.index  # a common word is one piece, a rare one is spelt


def test_a_fact_is_one_piece_with_and_without_a_space() -> None:
    pieces = TextPieces.of(TEXTS)
    assert [len(pieces.encode(t)) for t in ("{artist}", " {artist}")] == [1, 1]
    assert pieces.places.sum() == 4 and not (pieces.places & pieces.words).any()
    assert told("{a} and {b_c}") == {"a", "b_c"} and letters("{a} and {b_c}") == 5


def test_strange_characters_are_one_line() -> None:
    pieces = TextPieces.of(TEXTS)
    assert not pieces.knows("Ω") and pieces.knows("tell me")
    for strange in ("Ω", "{other}"):
        with pytest.raises(StylogenyError, match="character or fact"):
            pieces.encode(strange)
