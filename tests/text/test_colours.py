"""Names of colours as a picture's palette."""

from __future__ import annotations

import numpy as np
import pytest

from stylogeny.text.colours import palette


@pytest.mark.parametrize(
    ("colour", "word"), [((200, 30, 20), "vermilion"), ((20, 20, 22), "black"), ((60, 90, 160), "slate blue")]
)
def test_palette_names_the_main_tone(colour: tuple[int, int, int], word: str) -> None:
    assert palette(np.full((20, 20, 3), colour, np.uint8)) == [word]
