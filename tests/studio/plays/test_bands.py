import re

import pytest

from stylogeny.studio.plays.bands import HEIGHT, WIDTH, bands_of


def movement(name, counts, **more):
    usual = {"id": name, "born": min(counts), "declared": min(counts), "died": None, "stale_from": None}
    return usual | {"counts": counts} | more


def heights(path):
    """The greatest width of a band, and the x of its points."""
    points = [(float(x), float(y)) for x, y in re.findall(r"(-?[\d.]+) (-?[\d.]+)", path)]
    return max(y for _, y in points) - min(y for _, y in points), [x for x, _ in points]


def test_a_band_is_as_wide_as_works_are_many_and_lies_in_its_years():
    many, few = movement("m1", dict.fromkeys(range(1911, 1931), 8)), movement("m2", dict.fromkeys(range(1911, 1931), 2))
    bands = bands_of([many, few], start=1900, year=1940).bands
    (wide, across), (narrow, _) = (heights(b.path) for b in bands)
    assert wide == pytest.approx(4 * narrow, rel=0.02) and wide <= HEIGHT
    assert min(across) >= WIDTH * 7 / 40 and max(across) <= WIDTH * 34 / 40


def test_the_earliest_comes_first_and_what_repeats_itself_is_marked():
    late = movement("m1", {1930: 3}, stale_from=1932, died=1936)
    early = movement("m2", {1920: 3})
    drawn = bands_of([late, early], start=1900, year=1940)
    assert [b.movement["id"] for b in drawn.bands] == ["m2", "m1"]
    assert drawn.bands[1].stale == pytest.approx((800, 900)) and drawn.bands[0].stale is None


def test_the_axis_has_room_and_round_years():
    drawn = bands_of([], start=1907, year=1910)
    assert drawn.bands == () and all(year % 5 == 0 and 0 <= at <= 100 for at, year in drawn.ticks)
    assert drawn.end == pytest.approx(WIDTH * 3 / 20)
