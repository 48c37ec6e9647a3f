import numpy as np
import pytest

from stylogeny.generation.closed_form.composition import PARTS, Traits, companions, composed, crossed
from stylogeny.generation.closed_form.crops import Crop
from stylogeny.generation.closed_form.quilting import quilt
from stylogeny.generation.palette import Palette
from stylogeny.streams import stream

from ..conftest import painting


def halves(left: tuple[int, int, int], right: tuple[int, int, int]) -> np.ndarray:
    picture = np.zeros((64, 64, 3), dtype=np.uint8)
    picture[:, :32], picture[:, 32:] = left, right
    return picture


def test_a_view_that_does_nothing_is_the_picture_and_a_mirrored_one_its_mirror():
    still = np.zeros((4, 4, 2), dtype=np.float32)
    picture = painting(0)
    assert np.array_equal(Crop(0, (0, 0), (1, 1), False, still).look(picture, (64, 80)), picture)
    assert np.array_equal(Crop(0, (0, 0), (1, 1), True, still).look(picture, (64, 80)), picture[:, ::-1])


def test_a_view_keeps_within_the_work_and_near_its_proportions():
    for k in range(50):
        view = Crop.of(3, (60, 200), (128, 128), stream(0, k))
        for corner, part in zip(view.corner, view.part):
            assert corner >= 0
            assert corner + part <= 1 + 1e-9
        shown = view.part[1] * 200 / (view.part[0] * 60)
        assert 1 / 1.31 < shown < 1.31


def test_companions_are_alike_and_a_mirrored_composition_is_as_good():
    red, blue, grey = (200, 40, 30), (30, 50, 190), (128, 128, 128)
    traits = [Traits.of(p) for p in (halves(red, blue), halves(grey, grey), halves(blue, red), halves(blue, grey))]
    assert companions(traits, np.array([9.0, 0, 0, 0]), 2) == [0, 2]
    assert companions(traits, np.zeros(4), 4, start=Traits.of(halves(grey, grey)))[0] == 1


def test_blank_works_are_seldom_the_anchor():
    blank, busy = Traits.of(np.full((64, 64, 3), 200, np.uint8)), Traits.of(painting(1))
    assert busy.busy > blank.busy == 0
    assert companions([blank, busy], np.zeros(2), 1) == [1]


def test_no_work_shares_the_canvas_twice_and_every_place_is_someones():
    views = [painting(r)[:, :64] for r in range(5)]
    taken, masks = crossed(views, [0, 0, 1, 1, 2], lambda part: stream(1, part))
    assert len(taken) == len(masks) + 1 == PARTS
    assert len({[0, 0, 1, 1, 2][i] for i in taken}) == PARTS
    picture = composed([views[i] for i in taken], masks).astype(int)
    stack = np.stack([views[i] for i in taken]).astype(int)
    assert (picture >= stack.min(axis=0) - 1).all()
    assert (picture <= stack.max(axis=0) + 1).all()


def test_two_works_alone_are_crossed_once():
    taken, masks = crossed([painting(0), painting(1)], [0, 1], lambda part: stream(1, part))
    assert (taken, len(masks)) == ([0, 1], 1)


def test_a_picture_takes_on_the_palette_of_another():
    red, blue = painting(0), painting(9)
    there = Palette.of(blue)
    moved = Palette.of(Palette.of(red).towards(there, red))
    before = np.linalg.norm(Palette.of(red).mean - there.mean)
    assert np.linalg.norm(moved.mean - there.mean) < 0.3 * before


def test_whole_copies_come_out_of_the_quilt_whole_and_a_ground_keeps_its_tones():
    picture = painting(2)
    whole = quilt(np.arange(80).reshape(8, 10), [(8, 10)], [picture], factor=8)
    assert np.abs(whole - picture).mean() < 3
    ground = np.full((64, 80, 3), (10, 200, 90), dtype=np.uint8)
    laid = quilt(np.arange(80).reshape(8, 10), [(8, 10)], [picture], factor=8, ground=ground)
    assert laid.mean(axis=(0, 1)) == pytest.approx([10, 200, 90], abs=3)
