"""Direct copying is seen in the pixels, and likeness of style is not taken for it."""

from __future__ import annotations

import cv2

from stylogeny.counterfactual.copy_detection import compare


def test_pixels_tell_a_copy_from_a_likeness(painted):
    folder, world, _ = painted
    a = cv2.imread(str(folder / f"{world.ids[10]}.png"))[..., ::-1]
    b = cv2.imread(str(folder / f"{world.ids[11]}.png"))[..., ::-1]
    assert compare(a, a).coverage > 0.95 and compare(a, b).coverage < 0.1
    collage = a.copy()
    half = a.shape[1] // 2
    collage[:, half:] = cv2.resize(b, (a.shape[1], a.shape[0]))[:, half:]
    assert 0.25 < compare(collage, a).coverage < 0.75
