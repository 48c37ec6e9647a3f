import numpy as np

from stylogeny.generation.closed_form.composition import MAX_OVERLAID, Traits, choose_companions, lay_borders, overlay
from stylogeny.streams import stream

from ..conftest import painting


def halves(left: tuple[int, int, int], right: tuple[int, int, int]) -> np.ndarray:
    picture = np.zeros((64, 64, 3), dtype=np.uint8)
    picture[:, :32], picture[:, 32:] = left, right
    return picture


def test_companions_are_alike_and_a_mirrored_composition_is_as_good():
    red, blue, grey = (200, 40, 30), (30, 50, 190), (128, 128, 128)
    traits = [Traits.of(p) for p in (halves(red, blue), halves(grey, grey), halves(blue, red), halves(blue, grey))]
    assert choose_companions(traits, np.array([9.0, 0, 0, 0]), 2) == [0, 2]
    assert choose_companions(traits, np.zeros(4), 4, start=Traits.of(halves(grey, grey)))[0] == 1


def test_blank_works_are_seldom_the_anchor():
    blank, busy = Traits.of(np.full((64, 64, 3), 200, np.uint8)), Traits.of(painting(1))
    assert busy.busy > blank.busy == 0
    assert choose_companions([blank, busy], np.zeros(2), 1) == [1]


def test_no_work_shares_the_canvas_twice_and_every_place_is_someones():
    crops = [painting(r)[:, :64] for r in range(5)]
    taken, masks = lay_borders(crops, [0, 0, 1, 1, 2], lambda part: stream(1, part))
    assert len(taken) == len(masks) + 1 == MAX_OVERLAID
    assert len({[0, 0, 1, 1, 2][i] for i in taken}) == MAX_OVERLAID
    picture = overlay([crops[i] for i in taken], masks).astype(int)
    stack = np.stack([crops[i] for i in taken]).astype(int)
    assert (picture >= stack.min(axis=0) - 1).all()
    assert (picture <= stack.max(axis=0) + 1).all()


def test_two_works_alone_have_one_border():
    taken, masks = lay_borders([painting(0), painting(1)], [0, 1], lambda part: stream(1, part))
    assert (taken, len(masks)) == ([0, 1], 1)


def test_the_parts_of_a_mixture_take_turns_and_all_come_onto_the_canvas():
    red, grey = halves((200, 40, 30), (190, 40, 30)), halves((128, 128, 128), (40, 40, 40))
    traits = [Traits.of(p) for p in (red, red, red, grey)]
    parts = np.array([0, 0, 0, 1])
    assert choose_companions(traits, np.array([9.0, 0, 0, 0]), 2) == [0, 1]
    assert choose_companions(traits, np.array([9.0, 0, 0, 0]), 2, parts=parts) == [0, 3]
    taken, _ = lay_borders([red, red, red, grey], [0, 1, 2, 3], lambda part: stream(1, part), parts=parts)
    assert 3 in taken[:2]
