"""Direct copying is seen in the pixels, likeness of style is not taken for it, and the work itself is known."""

from __future__ import annotations

import cv2
import numpy as np

from stylogeny.corpus.copies.alignment import compare
from stylogeny.corpus.pictures import read


def test_pixels_tell_a_copy_from_a_likeness(gallery):
    works, _ = gallery
    a, b = read(works.picture(10)), read(works.picture(11))
    assert compare(a, a).coverage > 0.95 and compare(a, b).coverage < 0.1
    collage = a.copy()
    half = a.shape[1] // 2
    collage[:, half:] = cv2.resize(b, (a.shape[1], a.shape[0]))[:, half:]
    assert 0.25 < compare(collage, a).coverage < 0.75


def test_a_mirrored_copy_is_laid_in_its_mirror(gallery):
    works, _ = gallery
    a = read(works.picture(10))
    mirrored = np.ascontiguousarray(a[:, ::-1])
    assert compare(mirrored, a, mirrored=True).coverage > 0.9
    half = mirrored.copy()
    half[:, : a.shape[1] // 2] = 128  # what is left of the work lies to the right
    copied = compare(half, a, mirrored=True).copied
    assert copied[:, copied.shape[1] // 2 :].mean() > copied[:, : copied.shape[1] // 2].mean()


def test_the_work_itself_is_known_from_its_copies(gallery):
    works, _ = gallery
    a = read(works.picture(10))
    again = cv2.imdecode(cv2.imencode(".jpg", cv2.resize(a, None, fx=0.7, fy=0.7), [1, 70])[1], 1)
    assert compare(again, a).is_the_work
    assert not compare(a[30:], a).is_the_work  # a part of it
    assert not compare(np.ascontiguousarray(a[:, ::-1]), a, mirrored=True).is_the_work
    assert not compare(np.clip(a * np.array([1.2, 0.9, 0.6]), 0, 255).astype(np.uint8), a).is_the_work
