import numpy as np

from stylogeny.generation.learned.deblocking import deblock


def smooth_picture():
    y, x = np.mgrid[:64, :48]
    wave = 127 + 60 * np.sin(x / 9 + y / 13)
    return np.stack([wave, wave[::-1], 255 - wave], -1).astype(np.uint8)


def test_a_grid_of_blocks_is_taken_away():
    clean = smooth_picture()
    levels = np.random.default_rng(0).normal(0, 20, (8, 6, 3)).repeat(8, 0).repeat(8, 1)
    blocky = np.clip(clean + levels, 0, 255).astype(np.uint8)

    def jump(picture):
        steps = np.abs(np.diff(picture.astype(float), axis=0)).mean(axis=(1, 2))
        return steps[7::8].mean() / np.delete(steps, np.s_[7::8]).mean()

    assert jump(blocky) > 5
    assert jump(deblock(blocky, 8)) < 2


def test_a_picture_without_a_grid_is_left_as_it_is():
    clean = smooth_picture()
    assert np.abs(deblock(clean, 8).astype(int) - clean).max() <= 1
    noise = np.random.default_rng(1).integers(0, 256, (64, 48, 3)).astype(np.uint8)
    assert np.abs(deblock(noise, 8).astype(int) - noise).mean() < 8


def test_shapes_it_has_nothing_to_do_for():
    one = np.full((8, 8, 3), 7, np.uint8)
    assert np.array_equal(deblock(one, 8), one)
    assert deblock(np.zeros((16, 24, 3), np.uint8), 8).shape == (16, 24, 3)
