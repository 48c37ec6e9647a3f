import numpy as np
import pytest

from helpers.patterns import stripes
from stylogeny.errors import StylogenyError
from stylogeny.style import learn
from stylogeny.style.eye import BuiltInEye
from stylogeny.style.judgement import judge_pairs

GREY = np.full((48, 48, 3), 120, np.uint8)


def test_a_rise_is_told_pair_by_pair():
    red = stripes(5, (230, 60, 40), size=48)
    colour, likeness = judge_pairs([GREY, GREY, red], [red, GREY, red], styles=[learn([red], encoder=BuiltInEye())])
    assert colour.head == "colourfulness" and colour.higher == pytest.approx(1 / 3)
    rise = np.array([colour.steered - colour.plain])
    assert colour.rise == pytest.approx(rise[0]) and colour.rise > 0
    one = judge_pairs([GREY], [red])[0]
    values = np.array([one.rise, 0.0, 0.0])
    assert colour.error == pytest.approx(values.std(ddof=1) / np.sqrt(3)) and np.isnan(one.error)
    assert likeness.rise > 0


def test_pairs_are_expected():
    for plain, steered in (([GREY], []), ([], [])):
        with pytest.raises(StylogenyError, match="pairs of pictures"):
            judge_pairs(plain, steered)
