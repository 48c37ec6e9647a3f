"""The lightcone and the span of years as drawn."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np

from stylogeny.studio.drawings import lightcone, likeness, year_span
from stylogeny.studio.state import Studio


def test_every_dated_work_has_one_sign_and_signs_differ_by_shape(run: Path) -> None:
    studio = Studio(run)
    loss = np.zeros(40)
    loss[5], loss[6:10], loss[10:12] = 1.0, 0.3, 0.8
    drawing = str(lightcone(studio, loss, np.array([5])))
    paths = dict(re.findall(r'<path class="(\w+)" d="([^"]*)"', drawing))
    counts = {name: len(re.findall(r"h0|a2\.5 2\.5 0 1 0 5 0|l6 6|h12", path)) for name, path in paths.items()}
    assert counts == {"stays": 32, "part": 4, "most": 2, "asked": 1}
    assert "1 work never was" in drawing and "32 works still there" in drawing


def test_likeness_is_a_rank_along_what_differs_most() -> None:
    rng = np.random.default_rng(0)
    truth = rng.permutation(200)
    vectors = np.column_stack([truth * 3.0, *rng.normal(0, 1, (5, 200))]).astype(np.float32)
    rank = likeness(vectors)
    assert sorted(np.round(rank * 199).astype(int)) == list(range(200))
    assert abs(np.corrcoef(rank, truth)[0, 1]) > 0.999
    assert np.isfinite(likeness(np.zeros((3, 4), np.float32))).all()


def test_a_year_outside_the_history_is_on_the_drawing_too(run: Path) -> None:
    drawing = str(year_span(Studio(run), 1450.0, 1400.0, 1900.0))
    ends = [float(x) for x in re.search(r'class="span" d="M([\d.]+) \d+H([\d.]+)"', drawing).groups()]  # type: ignore[union-attr]
    point = float(re.search(r'class="point" cx="([\d.]+)"', drawing)[1])  # type: ignore[index]
    assert 0 <= ends[0] < point < ends[1] <= 1040 and point < ends[0] + 0.2 * (ends[1] - ends[0])
