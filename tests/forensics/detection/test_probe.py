"""A linear probe whose false-alarm rate holds for real pictures that it has not seen."""

import numpy as np
import pytest

from stylogeny.forensics.detection.probe import Probe


def sides(seed: int, *, shift: float, n: int = 300, width: int = 20) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    drawn = np.arange(n) % 2 == 1
    x = rng.normal(size=(n, width)) * np.arange(1, width + 1)
    x[drawn, 3] += shift * 4
    return x.astype(np.float32), drawn


def test_what_differs_is_found_and_the_rate_of_false_alarms_holds_on_new_pictures():
    x, drawn = sides(0, shift=3.0)
    probe = Probe.fit(x, drawn, np.arange(len(x)).astype(str))
    new, is_drawn = sides(1, shift=3.0, n=2000)
    told = probe.score(new) >= probe.threshold(0.05)
    assert told[~is_drawn].mean() == pytest.approx(0.05, abs=0.04) and told[is_drawn].mean() > 0.7
    assert probe.power(0.05) == pytest.approx(told[is_drawn].mean(), abs=0.15)


def test_where_nothing_differs_few_pictures_are_called_drawn():
    x, drawn = sides(2, shift=0.0)
    probe = Probe.fit(x, drawn, np.arange(len(x)).astype(str))
    new, _ = sides(3, shift=0.0, n=2000)
    assert (probe.score(new) >= probe.threshold(0.05)).mean() < 0.12 and probe.power(0.05) < 0.15


def test_a_rate_is_a_conformal_rank_and_agrees_with_the_threshold():
    x, drawn = sides(4, shift=1.0, n=80)
    probe = Probe.fit(x, drawn, np.arange(len(x)).astype(str))
    at = probe.threshold(0.1)
    assert probe.false_alarm(at) <= 0.1 < probe.false_alarm(np.nextafter(at, -np.inf))
    assert probe.false_alarm(np.inf) == pytest.approx(1 / 41) and probe.missed(-np.inf) == pytest.approx(1 / 41)
    assert probe.threshold(0.01) == np.inf  # 40 real pictures cannot show one per cent


def test_copies_of_one_picture_are_held_out_together():
    """Twins of a picture on the same side say nothing of others: scores held out must not know them."""
    rng = np.random.default_rng(5)
    x = np.repeat(rng.normal(size=(60, 300)), 2, axis=0).astype(np.float32)
    drawn = np.repeat(np.arange(60) % 2 == 1, 2)
    group = np.repeat(np.arange(60), 2).astype(str)
    assert Probe.fit(x, drawn, group).power(0.1) < 0.5
