import numpy as np
import pytest

from stylogeny.errors import StylogenyError
from stylogeny.style.transfer.rearrangement import Geometry, rearrange


def bars(vertical=True):
    """A grey picture with thin light bars."""
    picture = np.full((96, 128, 3), 90, np.uint8)
    if vertical:
        picture[:, 10::20] = 220
    else:
        picture[10::20] = 220
    return picture


def disc(radius=20):
    y, x = np.mgrid[0:96, 0:128]
    inside = (x - 63.5) ** 2 + (y - 47.5) ** 2 < radius**2
    return np.where(inside[..., None], 230, 40).astype(np.uint8).repeat(3, axis=2)


def extent(picture):
    """Height and width of what is light."""
    light = picture[..., 0] > 128
    return np.ptp(np.flatnonzero(light.any(axis=1))) + 1, np.ptp(np.flatnonzero(light.any(axis=0))) + 1


def test_nothing_asked_is_nothing_done():
    assert np.array_equal(rearrange(bars(), Geometry()), bars())


def test_a_warp_bends_straight_lines_and_keeps_the_edge():
    def wander(picture):
        """How far the second bar runs to and fro."""
        return np.ptp((picture[..., 0].astype(int)[:, 20:40]).argmax(axis=1))

    weak, strong = (rearrange(bars(), Geometry(warp=w), seed=1) for w in (0.4, 1.0))
    assert wander(bars()) == 0 < wander(weak) < wander(strong)
    assert np.array_equal(strong[0], bars()[0]) and strong.shape == bars().shape
    assert not np.array_equal(strong, rearrange(bars(), Geometry(warp=1.0), seed=2))


def test_things_are_drawn_taller_or_broader_and_never_with_a_bare_edge():
    tall, broad = (extent(rearrange(disc(), Geometry(stretch=s))) for s in (0.6, -0.6))
    height, width = extent(disc())
    assert tall[0] > 1.2 * height and tall[1] == width
    assert broad[1] > 1.2 * width and broad[0] == height


def test_facets_break_lines_into_straight_pieces():
    picture = bars(vertical=False)
    broken = rearrange(picture, Geometry(facets=1.0), seed=3)
    jumps = np.abs(np.diff(broken[..., 0].astype(int), axis=1))
    assert (jumps > 60).any(axis=0).sum() > 8  # along the lines of the picture there were none
    assert not (np.abs(np.diff(picture[..., 0].astype(int), axis=1)) > 0).any()
    assert abs(int(broken.mean()) - int(picture.mean())) < 15
    assert np.array_equal(broken, rearrange(picture, Geometry(facets=1.0), seed=3))


@pytest.mark.parametrize("odd", [{"warp": -0.1}, {"facets": 1.5}, {"stretch": -2.0}])
def test_what_lies_outside_its_range_is_refused(odd):
    with pytest.raises(StylogenyError, match="between"):
        Geometry(**odd)
