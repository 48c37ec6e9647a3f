"""Names of colours as a picture's palette."""

from __future__ import annotations

import numpy as np
import pytest

from stylogeny.text.colours import colour_areas, colour_word, main_colours, palette


@pytest.mark.parametrize(
    ("colour", "word"), [((200, 30, 20), "vermilion"), ((20, 20, 22), "black"), ((60, 90, 160), "slate blue")]
)
def test_palette_names_the_main_tone(colour: tuple[int, int, int], word: str) -> None:
    assert palette(np.full((20, 20, 3), colour, np.uint8)) == [word]


@pytest.mark.parametrize(
    ("colour", "word"),
    [
        ((153, 109, 56), "brown"),
        ((134, 97, 36), "brown"),
        ((204, 85, 0), "burnt orange"),
        ((254, 229, 144), "cream"),
        ((76, 88, 85), "grey"),
    ],
)
def test_browns_are_no_oranges_and_greys_no_blacks(colour: tuple[int, int, int], word: str) -> None:
    assert colour_word(np.array(colour) / 255) == word


def test_the_first_colour_has_most_area_however_many_shades_it_has() -> None:
    """Two shades of teal that have less than the brown each, and more together."""
    picture = np.zeros((40, 40, 3), np.uint8)
    picture[:16] = (134, 97, 36)
    picture[16:28], picture[28:] = (70, 180, 155), (29, 152, 131)
    areas = colour_areas(picture)
    assert [(a.word, round(a.share, 2)) for a in areas] == [("teal", 0.6), ("brown", 0.4)]
    assert palette(picture) == ["teal", "brown"] and main_colours(areas)[0].chroma > 0.45


def test_what_is_hardly_there_is_not_of_the_palette() -> None:
    picture = np.full((40, 40, 3), (240, 238, 230), np.uint8)
    picture[:2, :20] = (220, 20, 20)
    assert "vermilion" not in palette(picture)
