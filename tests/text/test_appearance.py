"""Appearances are measured, shared and compared."""

from __future__ import annotations

import numpy as np

from helpers.simulated_history import picture
from stylogeny.text.appearance import Appearance, common_appearance, differences
from stylogeny.text.facts.types.quantities import Difference


def plain(value: int) -> np.ndarray:
    return np.full((30, 30, 3), value, np.uint8)


def test_tone_colour_and_facture_are_measured() -> None:
    stripes = np.zeros((64, 64, 3), np.uint8)
    stripes[::4] = 255
    assert Appearance.of(stripes).facture == "combed"
    assert [Appearance.of(plain(value)).tone for value in (20, 128, 240)] == ["dark", "middle", "light"]
    assert Appearance.of(picture((250, 30, 30), 1, rough=5)).colour == "vivid"
    assert Appearance.of(picture((90, 90, 90), 1, rough=5)).colour == "grey"


def test_what_pictures_share_is_the_commonest_and_the_mean() -> None:
    assert common_appearance([]) is None
    each = [Appearance.of(plain(20)), Appearance.of(plain(20)), Appearance.of(plain(240))]
    facts = common_appearance(each)
    assert facts is not None and facts.tone == "dark" and facts.figures is not None
    assert facts.palette == ("black", "white") and (facts.first_colour, facts.second_colour) == ("black", "white")
    assert np.isclose(facts.figures.light, np.mean([a.light for a in each]), atol=1e-4)
    alone = common_appearance(each[:1])
    assert alone is not None and alone.palette == ("black",) and alone.second_colour == ""


def test_only_what_can_be_seen_is_a_difference() -> None:
    dark, light = (common_appearance([Appearance.of(picture((value,) * 3, 1, rough=20))]) for value in (60, 200))
    assert differences(light, dark)[0] is Difference.LIGHTER and differences(dark, light)[0] is Difference.DARKER
    assert differences(dark, dark) == () and differences(None, dark) == () and differences(dark, None) == ()


def test_what_few_pictures_have_is_not_said_of_all() -> None:
    dark = np.full((40, 40, 3), (20, 40, 40), dtype=np.uint8)
    light = np.full((40, 40, 3), (240, 240, 235), dtype=np.uint8)
    red = np.full((40, 40, 3), (210, 30, 30), dtype=np.uint8)
    several = [Appearance.of(picture) for picture in (dark, dark, light, red)]
    loose, strict = common_appearance(several), common_appearance(several, least=0.5)
    assert loose is not None and strict is not None
    assert len(loose.palette) == 2 and strict.palette == several[0].colours[:1]
    assert (strict.tone, strict.first_colour) == ("dark", loose.first_colour)
    none = common_appearance([*several, Appearance.of(light)], least=0.75)
    assert none is not None and none.tone is None and none.palette == () and none.first_colour == ""


def test_how_much_of_a_picture_has_its_colours_is_known() -> None:
    halves = np.zeros((40, 40, 3), np.uint8)
    halves[:22], halves[22:] = (204, 85, 0), (125, 100, 77)
    facts = common_appearance([Appearance.of(halves)])
    assert facts is not None and facts.palette == ("burnt orange", "taupe")
    assert facts.mostly and facts.two_colours and facts.strong_colour == "burnt orange"
    many = np.zeros((40, 40, 3), np.uint8)
    for k, colour in enumerate([(204, 85, 0), (125, 100, 77), (20, 20, 20), (60, 90, 160), (240, 240, 240)]):
        many[8 * k : 8 * k + 8] = colour
    facts = common_appearance([Appearance.of(many)])
    assert facts is not None and not facts.mostly and not facts.two_colours
    mixed = common_appearance([Appearance.of(halves), Appearance.of(many), Appearance.of(many)])
    assert mixed is not None and not mixed.mostly  # one picture of three
