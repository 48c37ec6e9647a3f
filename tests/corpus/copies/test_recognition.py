"""A work is recognised among candidates, and its parts and tinted copies are not taken for it."""

import cv2
import numpy as np

from stylogeny.corpus.copies.recognition import recognise
from stylogeny.corpus.pictures import read


def test_a_work_is_recognised_and_its_copies_are_not_it(gallery):
    works, _ = gallery
    every = np.arange(len(works))
    picture = read(works.picture(6))
    small = cv2.imdecode(cv2.imencode(".jpg", cv2.resize(picture, None, fx=0.6, fy=0.6), [1, 60])[1], 1)
    assert recognise(small, works, every) == 6
    assert recognise(small, works, every[every != 6]) is None
    assert recognise(np.ascontiguousarray(picture[:, ::-1]), works, every) is None
    assert recognise(np.full((60, 60, 3), 90, np.uint8), works, every) is None
