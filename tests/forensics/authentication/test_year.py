"""Claimed years: p-values that are what they say, and a late corner in an early picture."""

from __future__ import annotations

import numpy as np
import pytest

from helpers.stripes import stripes
from stylogeny.embedding.backbones.backbone import backbone
from stylogeny.embedding.heads.head import Head
from stylogeny.forensics.authentication.year import (
    WindowCalibration,
    calibrate_windows,
    latest_window,
    windows_of,
    year_claim,
)
from stylogeny.streams import stream

YEARS = np.arange(1500.0, 1900.0)
EVEN = np.ones(len(YEARS)) / len(YEARS)


def head_of(positions: np.ndarray, medians: np.ndarray) -> Head:
    order = np.argsort(medians)
    return Head({"years": YEARS, "held_out_median": medians[order], "held_out_position": positions[order]})


def test_p_is_the_rank_among_the_true_years_of_others():
    """Of 199 works whose true years lie evenly in their posteriors, the claim at a tenth has 20 below it."""
    head = head_of((np.arange(199) + 0.5) / 199, np.full(199, 1700.0))
    claim = year_claim(head, EVEN, 1500 + 0.1 * 400 - 0.5)
    assert claim.looks_later == pytest.approx(21 / 200, abs=1 / 200)
    assert claim.looks_earlier == pytest.approx(180 / 200, abs=1 / 200)
    assert claim.two_sided == 2 * claim.looks_later and claim.works == 199
    assert year_claim(head, EVEN, 1500.0).two_sided <= 2 / 200
    assert year_claim(head, EVEN, 1700.0).two_sided > 0.9


def test_each_period_has_its_own_errors():
    """Early works are always read 40 years too late, late ones 40 too early."""
    medians = np.concatenate([np.linspace(1510, 1590, 200), np.linspace(1810, 1890, 200)])
    positions = np.concatenate([np.full(200, 0.1), np.full(200, 0.9)])
    head = head_of(positions, medians)
    early = np.where(YEARS < 1600, 1.0, 0.0)
    late = np.where(YEARS >= 1800, 1.0, 0.0)
    assert year_claim(head, early, 1512).looks_later > 0.9 and year_claim(head, late, 1812).looks_later < 0.01


def test_right_claims_are_rejected_as_often_as_is_said():
    """Posteriors off by a normal error: of 2,000 right claims, 10 % have a p of at most 0.1 (four standard errors)."""
    rng = stream(0, "claims")
    head = head_of(rng.normal(0.5, 0.15, 600).clip(0, 1), np.full(600, 1700.0))
    years = 1500 + 400 * rng.normal(0.5, 0.15, 2000).clip(0, 1) - 0.5
    p = np.array([year_claim(head, EVEN, y).two_sided for y in years])
    assert abs((p <= 0.1).mean() - 0.1) < 4 * np.sqrt(0.09 * (1 / 2000 + 1 / 600))


def test_windows_cover_the_picture():
    seen = np.zeros((50, 70), bool)
    index = np.arange(50 * 70).reshape(50, 70)
    for window in windows_of(np.repeat(index[..., None], 3, axis=2)):
        assert window.shape == (30, 42, 3)
        seen.ravel()[window[..., 0].ravel()] = True
    assert seen.all()


@pytest.fixture(scope="module")
def calibration(stripe_space, stripe_run) -> WindowCalibration:
    return calibrate_windows(stripe_space, backbone("statistics"), stripe_run.path)


def test_calibration_is_kept_and_taken_up_again(calibration, stripe_space, stripe_run):
    kept = sorted((stripe_run.path / "forensics" / "windows").iterdir())
    before = [f.stat().st_mtime_ns for f in kept]
    again = calibrate_windows(stripe_space, backbone("statistics"), stripe_run.path)
    assert np.array_equal(again.positions, calibration.positions) and again.positions.shape == (72, 5)
    assert [f.stat().st_mtime_ns for f in sorted((stripe_run.path / "forensics" / "windows").iterdir())] == before


def test_a_late_corner_dates_an_early_picture(calibration, stripe_space):
    body, early = backbone("statistics"), stripes(1560, 1.0, seed=5, side=120)
    late = stripes(1870, 1.0, seed=6, side=120)
    forged = early.copy()
    forged[60:, 68:] = late[60:, 68:]

    def asked(picture: np.ndarray):
        return latest_window(picture, 1560.5, stripe_space, body, calibration)

    right, p_right, _ = asked(early)
    windows, p_forged, works = asked(forged)
    assert p_forged < 0.1 < p_right and works == 72
    assert windows[0].box[:2] == (0.4, 0.4) and windows[0].year > right[0].year + 50
