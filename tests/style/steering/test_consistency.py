from __future__ import annotations

import numpy as np
import pytest

from helpers.patterns import disc, looks, stripes
from helpers.tiny_models import sd15
from stylogeny.errors import StylogenyError
from stylogeny.style import RandomFilters, consistency, consistent_set, learn, restyle, stylise
from stylogeny.style.steering.consistency import warp

CALL = {"num_inference_steps": 1, "height": 16, "width": 16, "guidance_scale": 3.0}
SMALL = RandomFilters(channels=8, sizes=(3, 7), levels=3)


def test_a_consistent_set_scores_its_consistency(tiny, clip, other, pictures):
    pipe = sd15(tiny)
    e = learn(pictures[:4], encoder=clip)
    held = consistent_set(pipe, ["snow", "a cat"], e=e, share=1.0, encoder=other, steering={"steps": 1}, **CALL)
    assert held.pictures.shape == (2, 16, 16, 3) and -1 <= held.consistency <= 1
    same = consistent_set(pipe, ["snow", "snow"], **CALL)
    assert same.consistency == pytest.approx(1, abs=1e-6) and np.array_equal(*same.pictures)
    with pytest.raises(StylogenyError, match="cannot evaluate"):
        consistent_set(pipe, ["snow", "a cat"], e=e, encoder=clip, **CALL)
    with pytest.raises(StylogenyError, match="at least two"):
        consistent_set(pipe, ["snow"], **CALL)


def test_consistency_tells_one_style_from_two():
    same = [stripes(6, (230, 60, 20)), stripes(6, (225, 70, 25)), stripes(7, (230, 60, 20))]
    assert consistency(same) > consistency([same[0], looks()[1], disc()])
    assert consistency([disc(), disc()]) == pytest.approx(1)


def test_frames_follow_the_motion():
    rng = np.random.default_rng(0)
    wide = np.repeat(np.repeat(rng.integers(0, 255, (16, 24, 3)), 4, 0), 4, 1).astype(np.uint8)
    frames = [wide[:, 2 * k : 2 * k + 64] for k in range(3)]
    carried = warp(frames[0], frames[0], frames[1])
    assert (
        np.abs(carried[:, 8:-8].astype(float) - frames[1][:, 8:-8]).mean()
        < 0.5 * np.abs(frames[0][:, 8:-8].astype(float) - frames[1][:, 8:-8]).mean()
    )

    def paint(frame, start):
        steps = 6 if start is None else 3
        return stylise(frame, looks()[0], size=64, steps=steps, start=start, features=SMALL).picture

    held = restyle(frames, paint)
    loose = restyle(
        frames,
        lambda frame, _: stylise(frame, looks()[0], size=64, steps=6, seed=int(frame[0, 0, 0]), features=SMALL).picture,
    )
    assert held.frames.shape == (3, 64, 64, 3) and held.flicker < loose.flicker
    assert held.consistency == pytest.approx(consistency(list(held.frames))) and held.consistency > 0.9
