"""Hands of a run: learned once, kept, gone on with; and what cannot be a hand."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from helpers.captioned_run import captioned_run
from stylogeny.errors import StylogenyError
from stylogeny.style.hands.in_run import hands_named, repainter_of_run
from stylogeny.style.hands.network import HandShape
from stylogeny.style.hands.training import RepaintTraining

SMALL = RepaintTraining(size=48, patch=32, batch=2, steps=3, hand_steps=3, shape=HandShape(code=4, width=8, blocks=1))


def test_a_hand_is_learned_once_and_paints_at_any_size(tmp_path):
    run, works, _ = captioned_run(tmp_path / "captioned", n=28)
    hands = [hand for _, hand in hands_named("0.5*Painter 1+0.5*Painter 2", works)]
    first = repainter_of_run(run, hands, how=SMALL)
    files = sorted((run.path / "hands").iterdir())
    written = [f.stat().st_mtime_ns for f in files]
    again = repainter_of_run(run, hands, how=SMALL)
    assert [f.stat().st_mtime_ns for f in files] == written and len(files) == 3
    picture = np.random.default_rng(0).integers(0, 256, (40, 61, 3), dtype=np.uint8)
    one, same = (r.paint(picture, "Painter 1", size=61) for r in (first, again))
    assert np.array_equal(one, same) and one.shape == (40, 61, 3)
    assert first.paint(picture, "Painter 1", size=122).shape == (80, 122, 3)
    other = first.paint(picture, "Painter 2", size=61)
    assert not np.array_equal(one, other)
    assert np.array_equal(first.paint(picture, {"Painter 1": 1.0, "Painter 2": 1e-9}, size=61), one)


def test_what_is_no_hand_and_no_picture_is_said_in_one_line(tmp_path):
    run, works, _ = captioned_run(tmp_path / "captioned", n=20)
    for name, line in [
        ("Nobody", "Nobody"),
        ("Painter 1", "6 works"),
        ("Painter 1 - 0.5*Painter 2", "6 works|positive"),
    ]:
        with pytest.raises(StylogenyError, match=line):
            hands_named(name, works)
    flat = tmp_path / "flat.png"
    Image.new("RGB", (64, 64), "navy").save(flat)
    with pytest.raises(StylogenyError, match="one colour"):
        repainter_of_run(run, [], how=SMALL).paint(flat, "Painter 1")
