import numpy as np
import pytest

from helpers.captioned_run import captioned_run
from stylogeny.generation.palette import Palette, Palettes, match_detail, to_lab
from stylogeny.generation.styles import Corpus, Style
from stylogeny.streams import stream

from .conftest import painting


def busy(strength, side=96):
    """Grey, calm on the left and busy on the right."""
    noise = stream(0, "noise").normal(0, 1, (side, side)) * np.linspace(0.2, 1, side)
    return np.clip(128 + strength * noise, 0, 255).astype(np.uint8)[..., None].repeat(3, axis=-1)


def strength(picture):
    light = to_lab(picture)[..., 0]
    return np.array([half.std() for half in np.array_split(light, 2, axis=1)])


def test_detail_becomes_as_strong_as_anothers():
    faint, strong = busy(12), busy(18)
    made = match_detail(faint, strong)
    assert np.allclose(strength(made) / strength(strong), 1, atol=0.1)
    assert np.allclose(strength(match_detail(strong, faint)) / strength(faint), 1, atol=0.1)
    assert (
        np.abs(made.astype(float) - match_detail(faint, strong[:, ::-1]).astype(float)).max() <= 1
    )  # ranks, not places
    assert np.allclose(strength(match_detail(faint, busy(60))) / strength(faint), 1.6, atol=0.05)  # and no stronger
    assert np.abs(made.mean(axis=(0, 1)) - faint.mean(axis=(0, 1))).max() < 1


def test_what_has_no_detail_gets_none():
    flat = np.full((64, 64, 3), 90, np.uint8)
    assert np.array_equal(match_detail(flat, busy(40)), flat)


def test_a_picture_takes_on_the_palette_of_another():
    red, blue = painting(0), painting(9)
    there = Palette.of(blue)
    moved = Palette.of(Palette.of(red).towards(there, red))
    before = np.linalg.norm(Palette.of(red).mean - there.mean)
    assert np.linalg.norm(moved.mean - there.mean) < 0.3 * before


def test_what_lies_between_palettes() -> None:
    one, other = (Palette(np.full(3, m), c * np.eye(3)) for m, c in ((0.0, 4.0), (10.0, 16.0)))
    middle = Palette.between([one, other], np.array([1.0, 1.0]))
    assert middle.mean == pytest.approx(np.full(3, 5.0)) and middle.covariance == pytest.approx(9 * np.eye(3))
    assert Palette.between([one, other], np.array([1.0, 0.0])).covariance == pytest.approx(one.covariance)


def test_a_work_whose_picture_is_gone_is_left_out_of_the_colours(tmp_path):
    """One row's fault is its own: styles whose neighbourhood or lineage holds it move as without it."""
    corpus = Corpus.open(captioned_run(tmp_path)[0])
    style = Style("moved", np.r_[1.0, np.zeros(118), 1.0], corpus.space.vectors[5] + 0.3)
    whole = Palettes(corpus, corpus.works.weight).shift(style)
    for row in (119, 60):  # of its lineage, and a neighbour
        corpus.works.picture(row).unlink()
    left = Palettes(corpus, corpus.works.weight).shift(style)
    other = Palettes(corpus, np.where(np.isin(np.arange(120), [60, 119]), 0.0, 1.0)).shift(style)
    assert left is not None and np.isfinite(left.matrix).all() and np.isfinite(left.offset).all()
    assert np.allclose(left.offset, other.offset) and not np.allclose(left.offset, whole.offset)
    for row in range(120):
        corpus.works.picture(row).unlink(missing_ok=True)
    assert Palettes(corpus, corpus.works.weight).shift(style) is None
