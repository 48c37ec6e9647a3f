from __future__ import annotations

import numpy as np

from stylogeny.style.transfer.style_code import style_code, texture_code


def test_a_long_scroll_has_as_many_levels_as_a_square(looks):
    scroll = np.concatenate([looks[0]] * 9, axis=1)
    assert texture_code(scroll).shape == texture_code(looks[0]).shape


def test_a_style_code_ends_in_colours(looks):
    codes = [style_code(look) for look in looks]
    assert codes[0].shape == (len(texture_code(looks[0])) + 12,)
    assert codes[0][-3] > codes[0][-1] and codes[1][-3] < codes[1][-1]  # mean colours: red, and blue
