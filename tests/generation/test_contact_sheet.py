import io

import numpy as np
import pytest
from PIL import Image

from stylogeny.errors import StylogenyError
from stylogeny.generation.contact_sheet import PAPER, sheet, typeface


def test_pictures_lie_in_rows_centred_in_their_cells():
    red = np.full((20, 40, 3), (255, 0, 0), np.uint8)
    page = np.asarray(Image.open(io.BytesIO(sheet([red, red[:, :20], red], 2, gap=4))))
    assert page.shape == (2 * 24 + 4, 2 * 44 + 4, 3)
    assert tuple(page[14, 10]) == (255, 0, 0)
    assert tuple(page[14, 52]) == PAPER  # the narrow one has margins
    assert tuple(page[14, 70]) == (255, 0, 0)
    assert tuple(page[40, 70]) == PAPER  # an empty cell


def test_captions_add_a_line_and_are_cut():
    red = np.full((64, 64, 3), 200, np.uint8)
    plain, captioned = (
        Image.open(io.BytesIO(sheet([red], captions=c))) for c in (None, ["a caption far too long for it"])
    )
    assert captioned.size[0] == plain.size[0]
    assert captioned.size[1] > plain.size[1]
    with pytest.raises(StylogenyError, match="one caption"):
        sheet([red], captions=["a", "b"])


def test_nothing_to_show():
    with pytest.raises(StylogenyError, match="at least one"):
        sheet([])


def test_captions_can_spell_the_names_of_painters():
    face = typeface(14)
    missing = bytes(face.getmask("\uffff"))
    for name in ("Eugène Delacroix", "Mikalojus Čiurlionis", "Władysław Podkowiński", "Илья Репин", "Νικόλαος Γύζης"):
        assert all(bytes(face.getmask(letter)) != missing for letter in name if letter != " ")
